"""Pages for staff: forms, their drafts, editing and trying them out."""
