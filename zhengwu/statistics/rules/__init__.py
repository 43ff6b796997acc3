"""Rules of statistics: pure."""
