"""Pure rules: refusals of a change, patterns of numbers, local choices."""
