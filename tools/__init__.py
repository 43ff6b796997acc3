"""tools: what stands behind ./run – the door's own logic and our architecture checks."""
