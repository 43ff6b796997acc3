"""Pages for staff: which flows there are, what a version says, putting in a new one."""
