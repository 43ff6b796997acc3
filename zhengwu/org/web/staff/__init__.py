"""Pages of the organisation for staff."""
