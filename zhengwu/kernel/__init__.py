"""kernel: what every room may use – actors, refusals, money, time, ids, digests, guards.

No tables and no words of a domain.
"""
