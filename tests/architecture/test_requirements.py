"""Marks on tests are found wherever pytest allows them."""

from __future__ import annotations

from pathlib import Path

from tools.requirements import ledger, proofs

SOURCE = """
import pytest
pytestmark = [pytest.mark.pg, pytest.mark.req("A-1")]

@pytest.mark.req("A-2", "A-3")
def test_one(): ...

@pytest.mark.req("A-4")
class TestTwo:
    @pytest.mark.req("A-5")
    async def test_inner(self): ...

@pytest.mark.req("A-9")
def helper(): ...
"""


def test_marks_are_found(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SOURCE)
    found = proofs([tmp_path])
    assert set(found) == {"A-1", "A-2", "A-3", "A-4", "A-5"}
    assert found["A-1"] == ["test_sample.py::test_one", "test_sample.py::test_inner"]
    assert found["A-5"] == ["test_sample.py::test_inner"]


def test_ledger_is_whole() -> None:
    rows = ledger()
    assert len({row.id for row in rows}) == len(rows) > 400
    assert sum(row.weight == "CORE" and row.issue == "main-job" for row in rows) > 50
    assert all(row.text for row in rows)
