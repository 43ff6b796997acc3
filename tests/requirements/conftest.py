"""The small county of the cases' tests, once a module."""

from __future__ import annotations

from zhengwu.cases.tests.conftest import world

__all__ = ["world"]
