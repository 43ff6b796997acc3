"""本地参数: what a room chose is changed by two persons from a day on, and read by that day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhengwu.assessment.registry import choices as assessment
from zhengwu.authority.registry import parameter as authority
from zhengwu.cases import registry as cases
from zhengwu.clock.queries import known as clock_known
from zhengwu.clock.tests.factories import load_law
from zhengwu.complaints import registry as complaints
from zhengwu.evaluation import registry as evaluation
from zhengwu.exchange.registry import figure as exchange
from zhengwu.fees.registry import choices as fees
from zhengwu.hall import registry as hall
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.org.tests.web.acting import acting
from zhengwu.parameters.models import Change
from zhengwu.parameters.queries import choice_value, standing
from zhengwu.parameters.queries.known import _page, page_begins, page_ends
from zhengwu.parameters.registry import kind_named
from zhengwu.parameters.registry.choices import Offered, shelves
from zhengwu.parameters.rules.choices import Sort, choice_of, faults, in_words
from zhengwu.parameters.rules.refusals import ChoiceFaulty
from zhengwu.parameters.tests.factories import AT, CLERK, EDITOR, LEGAL, TODAY, approved, drafted
from zhengwu.parameters.tests.test_pages import HOME, begun, get, post
from zhengwu.personnel import registry as personnel
from zhengwu.supervision import registry as supervision
from zhengwu.township import registry as township

ROW: dict[str, Any] = {"value": 3, "name": "遍数", "source": "建议"}


@pytest.mark.parametrize(
    ("row", "good", "bad"),
    [
        ({"value": 3, "least": 2, "most": 5}, [2, 5, "4"], [1, 6, "x", "2.5", "NaN", "Infinity"]),
        ({"value": 0.5, "least": 0, "most": 1}, ["0", "0.25", "1"], ["1.1", "-0.1", "NaN"]),
        ({"value": "县政务服务中心", "most": 8}, ["大厅"], ["", "  ", "一二三四五六七八九"]),
        ({"value": "", "empty": True}, ["", "甲"], []),
        ({"value": "{a}共{b}个", "sort": "words"}, ["{b}个：{a}"], ["{a}", "{a}{b}{c}", "{a"]),
        ({"value": ["甲"]}, [["乙", "丙"]], [[]]),
        ({"value": [], "empty": True}, [[], ["10.0.0.1"]], []),
        ({"value": "TS", "sort": "prefix"}, ["AB", "ABCD"], ["A", "ABCDE", "A1", "ts", "甲乙"]),
        ({"value": "x", "sort": "pick", "options": {"x": "甲"}}, ["x"], ["y", ""]),
        ({"value": ["x"], "sort": "picks", "options": {"x": "甲"}}, [["x"]], [["y"], []]),
    ],
)  # fmt: skip
def test_what_may_be_set_and_what_not(row: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    choice = choice_of("room", "name", ROW | row)
    assert [faults(choice, one, choice.options) for one in good] == [[]] * len(good)
    assert all(faults(choice, one, choice.options) for one in bad)


def test_values_in_words() -> None:
    assert in_words(choice_of("r", "n", ROW | {"unit": "遍"}), 3, {}) == "3 遍"
    assert in_words(choice_of("r", "n", ROW | {"value": []}), [], {}) == "没有"
    picked = choice_of("r", "n", ROW | {"value": "x", "sort": "pick"})
    assert in_words(picked, "x", {"x": "甲"}) == "甲"


def test_every_shipped_value_may_be_set_and_has_a_source(db: None) -> None:
    """What a room ships would pass its own bounds; nothing stands without name and source."""
    load_law()
    offered, seen = Offered(TODAY), set[str]()
    for shelf in shelves().values():
        for one in shelf.choices.values():
            assert one.title
            assert one.source
            assert faults(one, one.value, offered.of(one)) == [], one.key
            assert one.key not in seen
            seen.add(one.key)
    kind = kind_named("choice")
    assert kind is not None
    assert {one.key for one in kind.subjects(TODAY)} == seen


def test_a_choice_holds_from_its_day_on(db: None) -> None:
    later = TODAY + timedelta(days=3)
    approved("choice", "hall.recall_before_pass", on=later, value=3, basis="中心办公会纪要")
    days = [choice_value("hall", "recall_before_pass", day) for day in (AT, TODAY, later)]
    assert days == [2, 2, 3]
    before, after = (standing("hall", day)["recall_before_pass"] for day in (TODAY, later))
    assert (before.confirmed, after.confirmed) == (False, True)
    assert (after.words, after.source) == ("3 遍", "中心办公会纪要")
    assert standing("hall", later)["slot_minutes"].value == 30


def test_beyond_its_bounds_is_refused(db: None) -> None:
    with pytest.raises(ChoiceFaulty, match="5 到 240"):
        drafted("choice", "hall.slot_minutes", value=0)


def test_confirming_without_changing_is_a_change_too(db: None) -> None:
    approved("choice", "hall.book_ahead", basis="大厅管理办法")
    assert standing("hall", TODAY)["book_ahead"].confirmed
    assert choice_value("hall", "book_ahead", TODAY) == 7


@action
def _three_figures(*, by: Actor, at: Any, clock: bool) -> list[int]:
    if clock:
        clock_known()
    return [choice_value("hall", name, at) for name in ("stop_before", "take_before", "late_grace")]


def test_an_act_asks_once_and_not_at_all_beside_its_clocks(db: None) -> None:
    for clock in (True, False):
        _three_figures(by=SYSTEM, at=AT, clock=clock)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            _three_figures(by=SYSTEM, at=AT, clock=clock)
        asked = [one["sql"] for one in seen if "parameters_version" in one["sql"]]
        assert len(asked) == 1


def test_a_page_asks_once_and_sees_what_it_approved_itself(db: None) -> None:
    page_begins()
    try:
        choice_value("hall", "stop_before", TODAY)
        with CaptureQueriesContext(connection) as seen:
            choice_value("hall", "take_before", TODAY)
        assert len(seen) == 0
        approved("choice", "hall.stop_before", value=20)
        assert choice_value("hall", "stop_before", TODAY) == 20
    finally:
        page_ends()


def test_an_answered_page_keeps_nothing_for_the_next(db: None) -> None:
    assert "15 分钟" in get(CLERK, f"{HOME}choice/hall.stop_before/")[1]
    assert _page.get() is None
    with acting(CLERK), CaptureQueriesContext(connection) as seen:
        Client().get("/desk/rulebook/choice/")
    own = "SELECT (SELECT count(*) FROM parameters_version)"
    assert sum(one["sql"].startswith(own) for one in seen) == 1


def test_at_the_desk_from_the_list_to_the_room(db: None) -> None:
    assert "大厅" in get(CLERK, f"{HOME}choice/?group=大厅&view=warn")[1]
    assert get(CLERK, f"{HOME}choice/hall.nothing/")[0] == 404
    change, here = begun("choice", "hall.stop_before")
    values = {"effective_on": change.effective_on.isoformat(), "seen": change.mark, "basis": "纪要"}
    status, text = post(EDITOR, here, **values, value="9999")
    assert (status, 'value="9999"' in text, "不能大于 240" in text) == (422, True, True)
    assert post(EDITOR, here, **values, value="25")[0] == 302
    assert "25 分钟" in get(EDITOR, here)[1]
    assert post(EDITOR, f"{here}act/", verb="submit", reason="办公会定")[0] == 302
    assert post(EDITOR, f"{here}act/", verb="approve")[0] == 403
    assert post(LEGAL, f"{here}act/", verb="approve")[0] == 302
    assert Change.objects.get().version is not None
    assert "25 分钟" in get(CLERK, f"{HOME}choice/hall.stop_before/")[1]


def test_prefixes_of_two_rooms_never_meet() -> None:
    held = [
        one.value
        for shelf in shelves().values()
        for one in shelf.choices.values()
        if one.sort is Sort.PREFIX
    ]
    assert len(held) == len(set(held))


def test_every_room_reads_what_holds_on_the_day_of_its_act(db: None) -> None:
    rooms: dict[str, tuple[Any, Any]] = {
        "assessment.board_periods": (5, lambda at: assessment.value("board_periods", at)),
        "authority.expiry_warning_days": (30, lambda at: authority("expiry_warning_days", at)),
        "cases.free_hours": (48, lambda at: cases.parameters(at).hours),
        "complaints.same_fact_days": (60, lambda at: complaints.value("same_fact_days", at)),
        "evaluation.contact_tries": (4, lambda at: evaluation.number("contact_tries", at)),
        "exchange.keep_days": (30, lambda at: exchange("keep_days", at)),
        "fees.pay_minutes": (20, lambda at: fees.value("pay_minutes", at)),
        "hall.slot_minutes": (20, lambda at: hall.value("slot_minutes", at)),
        "personnel.age_under": (40, lambda at: personnel.entry_rules(at)["age"]["under"]),
        "statistics.compare_hour": (4, lambda at: choice_value("statistics", "compare_hour", at)),
        "supervision.still_days": (10, lambda at: supervision.number("still_days", at)),
        "township.report_day": (5, lambda at: int(township.value("report_day", at))),
    }
    assert {key.partition(".")[0] for key in rooms} == set(shelves())
    later = TODAY + timedelta(days=1)
    for key, (value, read) in rooms.items():
        before = read(AT)
        approved("choice", key, on=later, value=value)
        assert (read(AT), read(TODAY), read(later)) == (before, before, value), key
        assert before != value
