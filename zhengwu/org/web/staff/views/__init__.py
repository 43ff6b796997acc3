"""Views of the organisation for staff."""
