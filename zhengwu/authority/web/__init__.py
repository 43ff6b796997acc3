"""Pages of letters of authority."""
