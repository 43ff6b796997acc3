"""The score model, scoring and ranking: pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhengwu.assessment import registry
from zhengwu.assessment.enums import PeriodKind
from zhengwu.assessment.rules import periods
from zhengwu.assessment.rules.model import Field, problems, read
from zhengwu.assessment.rules.ranking import Standing, rank
from zhengwu.assessment.rules.scoring import Fact, Subject, score
from zhengwu.expressions.rules import Kind

CARDS = (Field("level", Kind.STRING, "等级"), Field("points", Kind.NUMBER, "分值"))
TIMED = (Field("early", Kind.BOOLEAN, "提前"),)
FIELDS = {"cards": CARDS, "timed": TIMED, "assessment.entries": (Field("value", Kind.NUMBER, ""),)}
UNIT = Subject("organ:A", "甲", "A")


def content(**more):
    return {
        "parts": [{"code": "a", "name": "甲", "full": 60}, {"code": "b", "name": "乙", "full": 40}],
        "plus_most": 5,
        "workload": {"sources": ["timed"], "minimum": 2},
        "classes": [{"code": "many", "name": "多", "when": "matters > 5"},
                    {"code": "few", "name": "少"}],
        "grades": [{"name": "优秀", "least": 90}, {"name": "不合格", "least": 0}],
        "month": {"how": "direct"},
        "year": {"how": "mean", "least": 2},
        "criteria": [
            {"code": "card", "name": "牌", "part": "a", "kind": "minus", "source": "cards",
             "points": "points", "basis": "x"},
            {"code": "early", "name": "提前", "kind": "plus", "source": "timed", "per": "unit",
             "condition": "early", "points": "share / 10", "whole": True, "basis": "x"},
            {"code": "veto", "name": "阻碍", "kind": "veto", "source": "assessment.entries",
             "basis": "x"},
            {"code": "fault", "name": "违纪", "part": "b", "kind": "minus", "most": 50,
             "source": "assessment.entries", "points": "value", "kinds": ["year"], "basis": "x"},
        ],
        **more,
    }  # fmt: skip


def fact(ref, **values):
    return Fact(str(ref), date(2026, 9, 3), f"事实{ref}", organ="A", values=values)


def scored(facts, kind=PeriodKind.MONTH, months=(), **more):
    return score(read(content(**more)), kind, UNIT, facts, months)


def test_minus_points_use_up_their_part_and_no_more():
    cards = [fact(n, level="red", points=Decimal(10)) for n in range(7)]
    timed = [fact(n, early=False) for n in range(3)]
    result = scored({"cards": cards, "timed": timed})
    assert result.minus == -70
    assert result.parts == {"a": 0, "b": 40}
    assert (result.total, result.grade, result.klass) == (Decimal("40.00"), "不合格", "few")
    assert [one.fact.ref for one in result.lines[0].facts] == [str(n) for n in range(7)]


def test_a_share_earns_whole_points_up_to_the_cap():
    timed = [fact(n, early=n < 4) for n in range(11)]
    result = scored({"timed": timed})
    line = result.lines[0]
    assert (line.points, line.number, line.of) == (3, 4, 11)  # 36 per cent
    assert sum(one.met for one in line.facts) == 4
    assert (result.total, result.klass) == (Decimal("103.00"), "many")
    assert scored({"timed": [fact(n, early=True) for n in range(9)]}).plus == 5


def test_a_veto_names_its_fact_and_takes_the_grade():
    entry = fact("e", criterion="veto", value=Decimal(0))
    result = scored({"assessment.entries": [entry], "timed": [fact(1, early=False)] * 2})
    assert result.vetoes == ("阻碍（2026-09-03 事实e）",)
    assert (result.grade, result.total) == ("", Decimal("100.00"))


def test_what_is_not_known_accuses_nobody():
    odd = [fact(1, level="red"), fact(2, level="red", points=None), fact(3, points="五")]
    result = scored({"cards": odd, "timed": [fact(1, early=None)] * 3})
    assert result.total == 100
    assert all(not one.points for one in result.lines)


def test_a_year_is_the_mean_of_its_months_and_what_only_a_year_asks():
    months = [Decimal("90"), Decimal("95.5")]
    entry = fact("d", criterion="fault", value=Decimal(60))
    result = scored({"assessment.entries": [entry]}, PeriodKind.YEAR, months)
    assert result.before == Decimal("92.75")
    assert result.minus == -50  # capped
    assert result.total == Decimal("42.75")
    assert scored({}, PeriodKind.YEAR, months[:1]).unranked.endswith("不足 2 个")
    assert not scored({"assessment.entries": [entry]}).lines  # a month does not ask it


def test_who_has_too_little_is_not_ranked_and_says_why():
    assert scored({}).unranked == "本期没有办件"
    assert scored({"timed": [fact(1, early=False)]}).unranked == "本期办件 1 件，不足 2 件"
    assert scored({}, workload={"sources": ["timed"], "minimum": 0}).unranked == ""


def test_ties_share_a_rank_vetoed_stand_last_others_apart():
    rows = [
        Standing("a", "", Decimal(90), vetoed=False, unranked=False),
        Standing("b", "", Decimal(95), vetoed=False, unranked=False),
        Standing("c", "", Decimal(95), vetoed=False, unranked=False),
        Standing("d", "", Decimal(99), vetoed=True, unranked=False),
        Standing("e", "", Decimal(100), vetoed=False, unranked=True),
        Standing("f", "other", Decimal(10), vetoed=False, unranked=False),
    ]
    found = rank(rows)
    assert found == {"a": 3, "b": 1, "c": 1, "d": 4, "e": None, "f": 1}
    assert rank(reversed(rows)) == found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "zz",
                        "source": "cards", "points": "points", "basis": "b"}]}, "属于一个部分"),
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "a",
                        "source": "moon", "points": "1", "basis": "b"}]}, "没有接入"),
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "a",
                        "source": "cards", "points": "colour", "basis": "b"}]}, "不认识的名称"),
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "a",
                        "source": "cards", "points": "1 +", "basis": "b"}]}, "分值有误"),
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "a",
                        "source": "cards", "points": "1"}]}, "请写明依据"),
        ({"criteria": [{"code": "x", "name": "某", "kind": "minus", "part": "a", "basis": "b",
                        "source": "cards", "condition": "points", "points": "1"}]}, "条件有误"),
        ({"criteria": []}, "至少要有一条"),
        ({"parts": [{"code": "a"}]}, "内容不完整"),
    ],
)  # fmt: skip
def test_a_faulty_model_is_told_in_words(change, told):
    assert told in "；".join(problems({**content(), **change}, FIELDS))


def test_the_model_of_this_test_and_the_shipped_ones_are_sound():
    assert problems(content(), FIELDS) == []
    registry.load()
    for row in registry.shipped():
        assert problems(row["content"], registry.fields()) == [], row["code"]
        assert row["group"] in registry.groups()
        assert sum(part["full"] for part in row["content"]["parts"]) == 100
        assert all(one["basis"] and one["confidence"] for one in row["content"]["criteria"])


def test_periods():
    assert periods.first_of(PeriodKind.QUARTER, date(2026, 12, 31)) == date(2026, 10, 1)
    assert periods.last_of(PeriodKind.MONTH, date(2028, 2, 1)) == date(2028, 2, 29)
    assert periods.months_of(PeriodKind.QUARTER, date(2026, 10, 1))[-1] == date(2026, 12, 1)
    assert len(periods.months_of(PeriodKind.YEAR, date(2026, 1, 1))) == 12
    assert periods.words(PeriodKind.QUARTER, date(2026, 7, 1)) == "2026年第三季度"
    assert periods.mark(PeriodKind.QUARTER, date(2026, 7, 1)) == "2026Q3"
