"""Pure rules of the organisation: periods, cover, rosters, region codes, sheets."""
