"""Pure rules of identity: numbers, codes, sign-in, levels, mandates, shipped parameters."""
