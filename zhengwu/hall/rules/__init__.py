"""Pure rules of the hall: refusals, opening hours, turns, waiting time, slots, rotation."""
