"""Forms of personnel."""
