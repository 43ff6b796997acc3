"""Forms of the form editor and of the field dictionary."""
