"""Every shipped probe finds what it is for, and is silent where nothing was wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from zhengwu.supervision import registry
from zhengwu.supervision.rules import groups
from zhengwu.supervision.rules.judging import (
    Watched,
    condition_problems,
    judge,
    trigger_problems,
    watched,
)
from zhengwu.supervision.rules.measures import Act, answerable
from zhengwu.supervision.rules.world import Stay, World

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
        if "group_by" not in row
    }  # fmt: skip


def found(code: str, told: list[Act], kind: str = "case", known: World | None = None) -> int:
    world = World() if known is None else known
    judged = judge("m", kind, told, [probes()[code]], registry.measures(), world=lambda: world)
    return len(list(judged))


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
    "window_absent": (
        acts(("hall.window.absent", {"window": "A03", "staff": "s1", "minutes": 12}, 0)),
        acts(("hall.window.absent", {"window": "A03", "staff": "s1", "minutes": 3}, 0)),
    ),
    "rating_unrectified": (ran_out("handle"), ran_out("appeal")),
    "complaint_upheld": (
        acts(("complaints.complaint.decided", {"finding": "upheld", "organ": "GA-001"}, 0)),
        acts(("complaints.complaint.decided", {"finding": "not_upheld", "organ": "GA-001"}, 0)),
    ),
    "complaint_late": (ran_out("finish"), ran_out("review_ask")),
    "outside_centre": (
        acts(("cases.case.received", {"item": "ORDERED"}, 0), decided(90)),
        acts(("cases.case.received", {"item": "FREE"}, 0), decided(90)),
    ),
}  # fmt: skip
_KINDS = {"silent_department": "joint", "rating_unrectified": "rating",
          "complaint_late": "complaint"}  # fmt: skip
DAY = date(2026, 1, 1)
OUTSIDE = World(ordered={"ORDERED": DAY})
INSIDE = World({"s1": [Stay(DAY, None, "A03", "centre")]}, {}, {"ORDERED": DAY})


def handled(code: str, count: int, apart: int, actor: str = "s1", **payload: Any) -> list[Act]:
    """So many matters of one actor, so many seconds apart."""
    content = json.dumps({"payload": payload, "actor": {"kind": "staff"}})
    return [
        Act(f"{code}{actor}{place}", code, actor, "王倩", "GA-001",
            NINE + timedelta(seconds=apart * place), NINE + timedelta(seconds=apart * place),
            content)
        for place in range(count)
    ]  # fmt: skip


RECEIVED, DECIDED, MADE = "cases.case.received", "cases.case.decided", "supervision.finding.made"
# Acts of many matters: those which fire, those which must not, and where the people sit.
GROUPS: dict[str, tuple[list[Act], list[Act], World]] = {
    "decided_in_bulk": (handled(DECIDED, 5, 9), handled(DECIDED, 5, 20), INSIDE),
    "only_forwards": (
        handled(RECEIVED, 20, 3600),
        [*handled(RECEIVED, 20, 3600), *handled(DECIDED, 1, 1)],
        INSIDE,
    ),
    "three_reminders": (
        handled(MADE, 3, 86400, who="s1", level="warning", staff="s1", staff_name="王倩"),
        handled(MADE, 3, 20 * 86400, who="s1", level="warning", staff="s1"),
        World(),
    ),
}


def together(code: str, told: list[Act], known: World) -> list[groups.GroupHit]:
    row = next(row for row in registry.shipped() if row["code"] == code)
    probe = groups.grouped(
        code, row["level"], row["triggers"], row["when"], registry.groups()[row["group_by"]],
        registry.spans()[row["span"]], NINE - timedelta(days=1),
    )  # fmt: skip
    fields = registry.group_fields()
    ordered = sorted(told, key=lambda one: one.occurred_at)
    seen = (groups.sight(probe, act, act.id, fields, known) for act in ordered)
    end = NINE + timedelta(days=90)
    kept = [one for one in seen if one]
    return list(groups.over_time(probe, kept, registry.group_measures(), end))


@pytest.mark.req("ESV-03")
@pytest.mark.parametrize("code", sorted(CASES))
def test_a_shipped_probe_fires_and_is_silent(code):
    wrong, right = CASES[code]
    kind = _KINDS.get(code, "case")
    assert found(code, wrong, kind, OUTSIDE) == 1
    assert found(code, right, kind, OUTSIDE) == 0


@pytest.mark.parametrize("code", sorted(GROUPS))
def test_a_shipped_probe_of_groups_fires_once_and_is_silent(code):
    wrong, right, known = GROUPS[code]
    assert len(together(code, wrong, known)) == 1
    assert not together(code, right, known)


def test_a_complaint_upheld_on_review_is_a_card_and_one_upheld_twice_is_one():
    def told(*findings):
        codes = ["complaints.complaint.decided", "complaints.complaint.reviewed"]
        pairs = zip(codes, findings, range(9), strict=False)
        return acts(*((code, {"finding": one, "organ": "GA-001"}, at) for code, one, at in pairs))

    assert found("complaint_upheld", told("not_upheld", "partly"), "complaint") == 1
    assert found("complaint_upheld", told("upheld", "upheld"), "complaint") == 1
    assert found("complaint_upheld", told("not_upheld", "unproven"), "complaint") == 0


def test_a_flow_without_a_review_skips_none():
    told = acts(accepted(), task("opened", "decide", 1), decided(90))
    assert found("step_skipped", told, "case", OUTSIDE) == 0


def test_an_item_ordered_into_the_centre_is_in_order_at_a_window_of_the_centre():
    told = CASES["outside_centre"][0]
    assert found("outside_centre", told, "case", INSIDE) == 0


def test_a_burst_is_of_one_person_and_counts_matters_not_clicks():
    two = [*handled(DECIDED, 3, 2), *handled(DECIDED, 3, 2, actor="s2")]
    assert not together("decided_in_bulk", two, INSIDE)
    again = handled(DECIDED, 9, 1)
    same = [Act(one.id, one.code, one.actor_id, one.actor_name, one.organ_code, one.occurred_at,
                one.recorded_at, one.told) for one in again]  # fmt: skip
    row = next(row for row in registry.shipped() if row["code"] == "decided_in_bulk")
    probe = groups.grouped("x", "warning", row["triggers"], row["when"], registry.groups()["actor"],
                           registry.spans()["seconds60"], NINE)  # fmt: skip
    seen = [groups.sight(probe, act, "one matter", (), INSIDE) for act in same]
    assert not list(groups.over_time(probe, [one for one in seen if one],
                                     registry.group_measures(), NINE))  # fmt: skip


def test_a_month_is_that_of_china_and_of_one_unit():
    probe = registry.spans()["month"]
    eve = datetime(2026, 8, 31, 16, 30, tzinfo=UTC)  # half past midnight on the first of September
    assert probe.start(eve) == datetime(2026, 8, 31, 16, tzinfo=UTC)
    assert probe.end(probe.start(eve)) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    february = datetime(2028, 2, 10, tzinfo=UTC)
    assert probe.end(probe.start(february)) == datetime(2028, 2, 29, 16, tzinfo=UTC)


def test_every_shipped_probe_is_in_one_table_and_can_be_read():
    assert sorted([*CASES, *GROUPS]) == sorted(row["code"] for row in registry.shipped())
    for row in registry.shipped():
        known = registry.group_measures() if row.get("group_by") else registry.measures()
        wrong = trigger_problems(row["triggers"], registry.triggers())
        wrong += condition_problems(row["when"], known)
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
    found = trigger_problems(triggers, registry.triggers())
    found += condition_problems(when, registry.measures())
    assert word in "".join(found)
    assert found
