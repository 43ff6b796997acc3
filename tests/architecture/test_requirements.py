"""Marks on tests are found wherever pytest allows them."""

from __future__ import annotations

from pathlib import Path

from tools.requirements import Row, ledger, missing_parts, proofs, report

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


def test_report_counts_and_says_what_is_missing() -> None:
    rows = [Row("A-1", "CORE", "x", "first"), Row("A-2", "CORE", "x", "second")]
    text, whole = report(rows, {"A-1": ["t.py::one"]}, {"A-2": "the card"}, where=False, name="x")
    assert not whole
    assert "proven 1 of 2" in text
    assert "A-2       second" in text
    assert "→ the card" in text
    partly, _ = report(rows, {"A-1": ["t.py::one"]}, {"A-1": "half"}, where=False, name="x")
    assert "proven 0 of 2" in partly
    assert "A-9: " in report(rows, {"A-9": ["t.py::two"]}, {}, where=True, name="x")[0]


def test_every_core_row_without_proof_says_what_is_missing() -> None:
    root = Path(__file__).parents[2]
    found = proofs([root / "zhengwu", root / "tests"])
    core = [row for row in ledger() if (row.issue, row.weight) == ("main-job", "CORE")]
    assert {row.id for row in core if row.id not in found} <= set(missing_parts())
