"""Every setting the program reads stands in docs/operation.md, and none that it does not read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"ZHENGWU_[A-Z_]+")


def _read() -> set[str]:
    return set(NAME.findall((ROOT / "config" / "settings.py").read_text()))


def test_operation_names_every_setting() -> None:
    documented = set(NAME.findall((ROOT / "docs" / "operation.md").read_text()))
    assert not _read() - documented


def test_operation_names_no_setting_that_is_gone() -> None:
    documented = set(NAME.findall((ROOT / "docs" / "operation.md").read_text()))
    elsewhere = {"ZHENGWU_PYTHON"}  # read by ./run itself
    assert not documented - _read() - elsewhere
