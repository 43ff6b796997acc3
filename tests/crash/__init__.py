"""kill -9 at random instants: what was acknowledged is there once, what follows happens once.

`harness.Siege` keeps real processes running (a web server, workers, whatever makes the load), kills
one after another at seeded random instants and restarts it. A test brings the load and, afterwards,
looks at what must hold. CRASH_KILLS and CRASH_CASE_KILLS set how many, CRASH_SEED when.
"""
