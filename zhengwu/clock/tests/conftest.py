"""Fixtures of the clock's tests."""

from __future__ import annotations

import pytest

from zhengwu.clock.tests.factories import load_law


@pytest.fixture
def law(db):
    """The table of clocks and the notices of 2025 and 2026."""
    load_law()
