"""The table of clocks: every row is read, counted and says what it is."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from zhengwu.clock.enums import Confidence, Consequence, Stage, Unit
from zhengwu.clock.queries import in_chinese, start_in_words
from zhengwu.clock.rules import BadRow, Calendar, Ledger, derive, explain, stage_at, timeline
from zhengwu.clock.rules.notices import NoticeDay, NoticeText, check_notice, parse_notice
from zhengwu.clock.rules.table import parse_row, parse_table
from zhengwu.clock.tests import naive
from zhengwu.clock.tests.calendars import DATA, notice, shipped_calendar, table, terms
from zhengwu.kernel import yaml
from zhengwu.kernel.time import SHANGHAI, midnight

WRITTEN = [
    row
    for path in sorted(DATA.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text())["clocks"]
]
START = date(2026, 3, 4)
GOOD = {
    "id": "x.y", "name_zh": "测试", "name_en": "test", "amount": 5, "unit": "working_day",
    "starts_on": "accepted", "source": "某法 1", "confidence": "checked",
}  # fmt: skip


def expected(row) -> date | datetime:
    """The last day of a row, from its written text, by the naive counter alone."""
    amount, unit = row["amount"], row["unit"]
    backward = row.get("direction") == "backward"
    if unit == "fixed_date":
        if amount == 0:
            return START
        month, day = map(int, amount.split("-"))
        first = date(2026, month, day)
        return naive.rolled(first if first > START else date(2027, month, day))
    if unit == "immediate":
        return naive.rolled(START)
    if unit == "working_day":
        return naive.working_back(START, amount) if backward else naive.working(START, amount)
    sign = -1 if backward else 1
    if unit == "calendar_day":
        raw = date.fromordinal(START.toordinal() + sign * amount)
    else:
        raw = naive.corresponding(START, sign * amount * {"month": 1, "year": 12}[unit])
    return raw if backward or row.get("roll") is False else naive.rolled(raw)


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row["id"])
def test_every_row_is_read_and_counted(row):
    rule = table()[row["id"]]
    assert (rule.name_zh, rule.source) == (row["name_zh"], str(row["source"]))
    assert rule.confidence == row["confidence"]
    assert list(rule.suspendable_by) == row.get("suspendable_by", [])
    if row.get("extendable"):
        assert rule.extendable is not None
        assert rule.extendable.amount == row["extendable"]["amount"]
        assert rule.extendable.approver == row["extendable"]["approver"]
    begin = datetime(2026, 3, 4, 9, 30, tzinfo=SHANGHAI)
    book = Ledger(START, rule.terms, begin)
    found = derive(book, shipped_calendar())
    if row["unit"] in ("hour", "second"):
        seconds = row["amount"] * {"hour": 3600, "second": 1}[row["unit"]]
        assert (found.at - begin).total_seconds() == seconds
    else:
        assert found.on == expected(row)
    line = timeline(book, found, shipped_calendar(), terms("jc.reminder"))
    after = Stage.REACHED if line.lower_bound else Stage.OVERDUE
    assert stage_at(line, found.at) == after
    assert explain(book, shipped_calendar(), found).summary


def test_whole_table_is_shipped_without_doubles():
    assert len(WRITTEN) == len(table()) >= 151


def test_table_covers_every_unit_of_the_format():
    assert {rule.terms.unit for rule in table().values()} == set(Unit)


@pytest.mark.parametrize(
    ("code", "consequence"),
    [
        ("xk.supplement.notice", Consequence.DEEMED_ACCEPTED),
        ("fy.accept", Consequence.DEEMED_ACCEPTED),
        ("xk.renewal.decide", Consequence.DEEMED_RENEWED),
        ("goi.co_organ", Consequence.DEEMED_AGREED),
        ("goi.fee_payment", Consequence.DEEMED_ABANDONED),
        ("fy.supplement", Consequence.DEEMED_ABANDONED),
        ("sd.public_notice", Consequence.DEEMED_SERVED),
        ("gf.validity", Consequence.LAPSED),
        ("xk.decision", Consequence.CARD),
        ("goi.third_party", Consequence.CARD),
        ("step", Consequence.CARD),
    ],
)
def test_consequence_of_silence(code, consequence):
    assert table()[code].consequence == consequence


def test_silence_creates_a_licence_only_where_the_row_cites_article_50():
    renewing = [r for r in table().values() if r.consequence == Consequence.DEEMED_RENEWED]
    assert [rule.source for rule in renewing] == ["行政许可法 50(2)"]


def test_unconfirmed_row_never_does_more_than_a_card():
    row = {**GOOD, "on_expiry": "deemed accepted"}
    assert parse_row(row).consequence == Consequence.DEEMED_ACCEPTED
    doubtful = parse_row({**row, "confidence": "unsure"})
    assert doubtful.consequence == Consequence.CARD
    assert doubtful.confidence == Confidence.UNSURE


@pytest.mark.parametrize(
    "fault",
    [
        {"unit": "fortnight"},
        {"amount": "five"},
        {"amount": -1},
        {"amount": 0},
        {"amount": True},
        {"unit": "fixed_date", "amount": "31-01"},
        {"confidence": "maybe"},
        {"direction": "sideways"},
        {"first_day": "whenever"},
        {"extendable": {"amount": 1, "unit": "month", "times": 1, "approver": "x", "more": 1}},
        {"source": None, "name_zh": None, "starts_on": None, "extendable": {"unit": "month"}},
    ],
)
def test_bad_row_is_named(fault):
    with pytest.raises(BadRow, match=r"x\.y"):
        parse_row({**GOOD, **fault})


def test_unknown_columns_are_kept():
    assert parse_row({**GOOD, "scope": "local example"}).extras["scope"] == "local example"


@pytest.mark.parametrize("year", range(2007, 2027))
def test_shipped_notice_reads_without_fault(year):
    text = notice(year)
    assert text.year == year
    assert text.sources
    assert check_notice(text) == []


def test_notice_of_a_year_not_announced_is_refused():
    text, faults = parse_notice({"year": 2027, "papers": [], "days": []})
    assert text is None
    assert faults == ["2027年的通知没有任何日期"]


def test_every_fault_of_a_notice_is_told_at_once():
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
    text, faults = parse_notice(
        {
            "year": 2027,
            "days": [day, day, {**day, "date": "2027-02-30"}, {**day, "date": "2025-05-01"}],
        }
    )
    assert text is None
    assert faults == [
        "第3行：日期或是否放假无法识别",
        "2025-05-01 不属于2027年",
        "2027-01-01 重复",
    ]
    assert parse_notice({"days": []})[1] == ["没有写明年份"]


def test_same_days_have_the_same_digest_in_any_order():
    days = notice(2026).days
    again = NoticeText(2026, "手工录入", tuple(reversed(days)))
    assert again.digest == notice(2026).digest
    changed = NoticeText(2026, "", (*days[1:], NoticeDay(days[0].day, days[0].kind, "x")))
    assert changed.digest != again.digest


def test_empty_calendar_counts_by_the_plain_week_provisionally():
    found = derive(Ledger(START, terms("xk.decision")), Calendar())
    assert found.provisional
    assert midnight(found.on) < found.at


def test_what_pages_show_of_the_table_is_chinese():
    """Every note, consequence, source and start of the shipped tables has its Chinese."""
    foreign = re.compile(r"[A-Za-z]{3,}")
    for path in sorted(DATA.glob("*.yaml")):
        _, rows = parse_table(path.read_text(encoding="utf-8"))
        for row in rows:
            approver = row.extendable.approver if row.extendable else ""
            shown = [row.note, row.on_expiry, row.source, approver]
            words = [in_chinese(text) for text in shown] + [start_in_words(row.starts_on)]
            assert not [text for text in words if foreign.search(text)], row.code
