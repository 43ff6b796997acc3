"""Requirement rows that cross domains, each told whole."""
