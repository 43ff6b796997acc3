"""Pages of letters of authority for staff."""
