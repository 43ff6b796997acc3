"""The rules of a case, each sentence of the law a test."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.cases import rules
from zhengwu.cases.enums import CaseState, Route, Verdict
from zhengwu.cases.rules.checks import Defect

LISTED = {"m1": "申请书", "m2": "身份证明"}
GOOD = Defect("m1", "没有签名", "请补签")


@pytest.mark.req("CASE-07", "CASE-46")
def test_supplement_is_asked_once_and_not_again():
    rules.check_supplement([GOOD], LISTED, told_on="")
    with pytest.raises(rules.SecondSupplement, match="9月1日") as caught:
        rules.check_supplement([GOOD], LISTED, told_on="9月1日")
    assert "第32条" in caught.value.article


def test_nothing_outside_the_published_list_may_be_asked():
    with pytest.raises(rules.OutsideTheList) as caught:
        rules.check_supplement([Defect("m9", "缺", "补")], LISTED, told_on="")
    assert "第30条" in caught.value.article


@pytest.mark.parametrize("defects", [[], [Defect("m1", " ", "补")], [Defect("m1", "缺", "")]])
def test_empty_notice_is_no_notice(defects):
    with pytest.raises(rules.NothingAsked):
        rules.check_supplement(defects, LISTED, told_on="")


def test_deemed_acceptance_goes_back_to_the_day_of_receipt():
    received, supplemented = date(2026, 9, 17), date(2026, 9, 24)
    assert rules.accepted_on(received, None, deemed=True) == received
    assert rules.accepted_on(received, supplemented, deemed=False) == supplemented
    assert rules.accepted_on(received, None, deemed=False) == received


@pytest.mark.req("CASE-08")
@pytest.mark.parametrize(("reasons", "basis"), [("", "许可法"), ("不符合", ""), (" ", " ")])
def test_refusal_without_reasons_or_articles_cannot_be_made(reasons, basis):
    with pytest.raises(rules.NoReasons):
        rules.check_reasons(Verdict.REFUSED, reasons, basis)
    rules.check_reasons(Verdict.GRANTED, "", "")


@pytest.mark.req("CASE-27")
def test_one_reviews_another_decides():
    rules.check_two_persons(required=True, decider="b", earlier={"a"})
    rules.check_two_persons(required=False, decider="a", earlier={"a"})
    for earlier in ({"a"}, set()):
        with pytest.raises(rules.SamePerson):
            rules.check_two_persons(required=True, decider="a", earlier=earlier)


def test_check_on_the_spot_needs_two_different_persons():
    rules.check_inspection(required=True, inspectors=[["a"], ["a", "b"]])
    with pytest.raises(rules.ChecksMissing):
        rules.check_inspection(required=True, inspectors=[["a", "a"]])


def test_route_is_told_from_what_happened():
    cases = [
        ({"immediate": True, "supplemented": False, "state": CaseState.COMPLETED}, Route.IMMEDIATE),
        ({"immediate": False, "supplemented": False, "state": CaseState.ACCEPTED}, Route.PROMISED),
        ({"immediate": False, "supplemented": True, "state": CaseState.ACCEPTED}, Route.SUPPLEMENT),
        ({"immediate": False, "supplemented": False, "state": CaseState.DECLINED}, Route.RETURNED),
        (
            {"immediate": False, "supplemented": False, "state": CaseState.DECIDED, "joint": True},
            Route.JOINT,
        ),
        (
            {"immediate": False, "supplemented": False, "state": CaseState.DECIDED, "upward": True},
            Route.UPWARD,
        ),
        (
            {"immediate": True, "supplemented": True, "state": "decided", "refused": True},
            Route.RETURNED,
        ),
    ]
    for facts, expected in cases:
        assert rules.route(**facts) is expected


def test_outcomes_of_article_32_exist_only_in_the_tray():
    rules.check_in_tray(CaseState.RECEIVED, "待受理")
    for state in (CaseState.ACCEPTED, CaseState.DECLINED, CaseState.COMPLETED):
        with pytest.raises(rules.NotInTray):
            rules.check_in_tray(state, "x")


def test_outstanding_names_what_was_asked_and_not_delivered():
    lines = [{"code": "m1"}, {"code": "m2"}]
    assert rules.outstanding(lines, {"m2"}) == ["m1"]
    assert rules.missing_materials(LISTED, ["m1"]) == ["身份证明"]
