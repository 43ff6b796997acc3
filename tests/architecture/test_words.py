"""The timeline of a case knows words for everything that can lie on it."""

from __future__ import annotations

import re
from pathlib import Path

from zhengwu.kernel import yaml

ROOT = Path(__file__).resolve().parents[2] / "zhengwu"
_ON_A_CASE = (
    "cases.", "clock.clock.", "documents.document.", "documents.paper.", "documents.service.",
    "fees.bill.", "fees.payment.", "fees.refund.", "flow.instance.", "flow.message.",
    "flow.task.", "flow.timer.", "matters.matter.", "notices.message.",
)  # fmt: skip
# Before there is a case, or about none: drafts, the register of first questions, experts.
_ELSEWHERE = ("cases.draft.", "cases.first_asked.", "cases.expert.", "cases.licence.")


def test_no_code_of_the_journal_is_shown_on_a_case() -> None:
    acts = yaml.safe_load((ROOT / "desks/data/acts.yaml").read_text(encoding="utf-8"))
    told = yaml.safe_load((ROOT / "cases/data/timeline.yaml").read_text(encoding="utf-8"))
    missing = [
        code for code in acts
        if code.startswith(_ON_A_CASE) and not code.startswith(_ELSEWHERE) and code not in told
    ]  # fmt: skip
    assert missing == []


def test_every_act_has_its_words() -> None:
    acts = yaml.safe_load((ROOT / "desks/data/acts.yaml").read_text(encoding="utf-8"))
    codes = {
        code
        for path in ROOT.glob("*/**/*.py")
        if "tests" not in path.parts
        for code in re.findall(
            r'code: ClassVar\[str\] = "([a-z_.]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert len(codes) > 300
    assert sorted(codes - set(acts)) == []
