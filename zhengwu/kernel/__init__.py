"""kernel: what every room may use – actors, refusals, money, time, ids, digests. No tables, no domain words."""
