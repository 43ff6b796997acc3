"""Pure rules: facts of a matter's entries, judging them, what a card may become."""
