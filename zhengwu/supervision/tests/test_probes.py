"""Every shipped probe finds what it is for, and is silent where nothing was wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhengwu.supervision import registry
from zhengwu.supervision.rules.judging import Watched, judge, problems, watched
from zhengwu.supervision.rules.measures import Act, answerable

NINE = datetime(2026, 9, 14, 1, tzinfo=UTC)
REFUSED = "journal.attempt.refused"
EXPIRED = "clock.clock.expired"


def acts(*told: tuple[Any, ...]) -> list[Act]:
    """(code, payload, minutes after nine[, hours entered late]) in order."""
    found = []
    for place, (code, payload, minutes, *late) in enumerate(told):
        moment = NINE + timedelta(minutes=minutes)
        entered = moment + timedelta(hours=late[0] if late else 0)
        found.append(
            Act(
                str(place),
                code,
                "s1",
                "王倩",
                "GA-001",
                moment,
                entered,
                json.dumps({"payload": payload, "actor": {"kind": "staff"}}),
            )
        )
    return found


def probes() -> dict[str, Watched]:
    start = NINE - timedelta(days=1)
    return {
        row["code"]: watched(
            row["code"], row["level"], row["per"], row["kinds"], row["triggers"], row["when"],
            start,
        )
        for row in registry.shipped()
    }  # fmt: skip


def found(code: str, told: list[Act], kind: str = "case") -> int:
    return len(list(judge("m", kind, told, [probes()[code]], registry.measures())))


def refused(code: str) -> list[Act]:
    return acts((REFUSED, {"refusal": code, "verb": "x", "facts": {}}, 0))


def ran_out(label: str) -> list[Act]:
    return acts((EXPIRED, {"clock": "c1", "label": label, "rule": "xk.decision", "subject": ""}, 0))


def stage(label: str, new: str) -> list[Act]:
    payload = {"clock": "c1", "label": label, "old": "green", "stage": new, "subject": ""}
    return acts(("clock.clock.stage_changed", payload, 0))


def accepted(how: str = "ordinary") -> tuple[Any, ...]:
    return ("cases.case.accepted", {"accepted_on": "2026-09-14", "acceptance": how}, 0)


def task(code: str, kind: str, minutes: int) -> tuple[Any, ...]:
    payload = {"task": "t1", "kind": kind, "name": "审查", "organ": "GA-001", "assignee": "",
               "assignee_name": ""}  # fmt: skip
    return (f"flow.task.{code}", payload, minutes)


def decided(minutes: int) -> tuple[Any, ...]:
    return ("cases.case.decided", {"verdict": "granted"}, minutes)


SUPPLEMENT = "cases.case.supplement_requested"
CASES: dict[str, tuple[list[Act], list[Act]]] = {
    "near_limit": (stage("promised", "warning"), stage("delivery", "warning")),
    "step_overdue": (ran_out("step"), ran_out("promised")),
    "promise_overdue": (ran_out("promised"), ran_out("step")),
    "statute_overdue": (ran_out("statutory"), ran_out("promised")),
    "acceptance_overdue": (ran_out("acceptance"), ran_out("step")),
    "delivery_overdue": (ran_out("delivery"), ran_out("acceptance")),
    "second_supplement": (
        acts((SUPPLEMENT, {}, 0), (SUPPLEMENT, {}, 9)),
        acts((SUPPLEMENT, {}, 0)),
    ),
    "outside_list": (refused("outside_the_list"), refused("materials_missing")),
    "no_authority": (refused("authority_missing"), refused("not_permitted")),
    "too_fast": (acts(accepted(), decided(1)), acts(accepted("on_the_spot"), decided(1))),
    "step_skipped": (
        acts(accepted(), task("opened", "review", 1), decided(90)),
        acts(accepted(), task("opened", "review", 1), task("completed", "review", 50),
             decided(90)),
    ),
    "unserved_suspension": (refused("notice_not_served"), refused("planned_time_missing")),
    "late_extension": (refused("extension_too_late"), refused("extended_before")),
    "wrong_charge": (
        acts(("fees.bill.returned", {"reason": "标准用错"}, 0)),
        acts(("fees.bill.assessed", {}, 0)),
    ),
    "no_fee_basis": (refused("no_lawful_basis"), refused("basis_unnamed")),
    "waiver_uncited": (refused("waiver_uncited"), refused("waiver_backwards")),
    "undelivered": (
        acts(decided(0), ("cases.case.completed", {}, 9)),
        acts(decided(0), ("cases.case.delivered", {}, 5), ("cases.case.completed", {}, 9)),
    ),
    "two_roles": (refused("same_person"), refused("not_permitted")),
    "silent_department": (
        acts(("joint.consultation.consent_deemed", {}, 0)),
        acts(("joint.consultation.answered", {}, 0)),
    ),
    "outside_circulation": (
        acts(("cases.case.received", {}, 0, 30)),
        acts(("cases.case.received", {}, 0, 2)),
    ),
}  # fmt: skip


@pytest.mark.req("ESV-03")
@pytest.mark.parametrize("code", sorted(CASES))
def test_a_shipped_probe_fires_and_is_silent(code):
    wrong, right = CASES[code]
    kind = "joint" if code == "silent_department" else "case"
    assert found(code, wrong, kind) == 1
    assert found(code, right, kind) == 0


def test_every_shipped_probe_is_in_the_table_and_can_be_read():
    assert sorted(CASES) == sorted(row["code"] for row in registry.shipped())
    for row in registry.shipped():
        wrong = problems(row["when"], row["triggers"], registry.triggers(), registry.measures())
        assert not wrong, (row["code"], wrong)
        assert row["basis"]
        assert row["source"]


def test_a_probe_watches_only_its_kinds_and_only_from_its_day():
    told = ran_out("acceptance")
    assert found("acceptance_overdue", told, "reception") == 0
    late = watched("x", "red", "act", [], [EXPIRED], "true", NINE + timedelta(hours=1))
    assert not list(judge("m", "case", told, [late], registry.measures()))


def test_a_clock_is_found_once_although_it_expires_twice():
    twice = [*ran_out("step"), *ran_out("step")]
    assert found("step_overdue", twice) == 1


def test_who_had_it_on_the_desk_answers_for_a_limit():
    told = acts(
        task("opened", "review", 0),
        ("flow.task.claimed", {"task": "t1"}, 5),
        (EXPIRED, {"clock": "c", "label": "step", "subject": "t1"}, 9),
    )
    who = answerable(told, 2, "GA-900")
    assert (who.organ_code, who.staff_id, who.task) == ("GA-001", "s1", "审查")
    assert answerable(told[2:], 0, "GA-900").organ_code == "GA-900"
    handed = ("flow.task.handed_over", {"task": "t1", "to": "s2", "to_name": "孙丽"}, 6)
    told = acts(task("opened", "review", 0), handed, (EXPIRED, {"subject": "t1"}, 9))
    assert answerable(told, 2, "GA-900").name == "孙丽"
    ended = acts(task("opened", "review", 0), task("completed", "review", 3),
                 (EXPIRED, {"subject": ""}, 9))  # fmt: skip
    assert answerable(ended, 2, "GA-900").staff_id == ""


@pytest.mark.parametrize(
    ("when", "triggers", "word"),
    [
        ("clock_label =", [EXPIRED], "条件有误"),
        ("mood = 'bad'", [EXPIRED], "不认识的指标：mood"),
        ("supplements", [EXPIRED], ""),
        ("supplements > 'a'", [EXPIRED], "条件有误"),
        ("true", [], "至少选择一种"),
        ("true", ["cases.case.sung"], "cases.case.sung"),
    ],
)
def test_a_faulty_probe_is_told_what_is_wrong(when, triggers, word):
    found = problems(when, triggers, registry.triggers(), registry.measures())
    assert word in "".join(found)
    assert found
