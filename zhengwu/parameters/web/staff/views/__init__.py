"""Pages of parameters and templates."""
