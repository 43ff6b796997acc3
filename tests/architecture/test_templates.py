"""Templates say what the component library can evaluate."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "zhengwu"
# A dynamic attribute is a variable with filters; a comparison in it is silently empty, and a
# choice written so comes back unchecked.
_COMPARED = re.compile(r"""\s:[a-z_]+="[^"]*(?:[=<>!]=|\s(?:in|and|or|not)\s)[^"]*\"""")


def test_no_dynamic_attribute_compares() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.strip()}"
        for path in ROOT.glob("**/templates/**/*.html")
        for match in _COMPARED.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []
