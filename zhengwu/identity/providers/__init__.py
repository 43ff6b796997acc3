"""One folder for each verification provider."""
