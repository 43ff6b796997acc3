"""Secrets of a new installation: made once, readable by us only, never replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools import keys


def test_keys_are_made_once_and_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys.main(["--data", str(tmp_path)]) == 0
    files = sorted((tmp_path / "secrets").iterdir())
    first = [file.read_text() for file in files]
    assert [file.name for file in files] == ["zhengwu_master_key", "zhengwu_secret_key"]
    assert len(bytes.fromhex(first[0])) == 32
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert keys.main(["--data", str(tmp_path)]) == 0
    assert [file.read_text() for file in files] == first
    said = capsys.readouterr().out
    assert "已有，未改动" in said
    assert not any(word in said for word in first)
