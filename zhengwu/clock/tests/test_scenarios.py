"""Legal scenarios: the calendar rule is the test's name, the day is written by hand."""

# ruff: noqa: E501 - a table is read by its columns

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from zhengwu.clock.enums import Unit
from zhengwu.clock.rules import Calendar, Grant, Ledger, Mark, Span, Terms, derive, explain
from zhengwu.clock.tests.calendars import DATA, shipped_calendar, table, terms
from zhengwu.kernel import yaml
from zhengwu.kernel.time import SHANGHAI, midnight

WD, CD = Unit.WORKING_DAY, Unit.CALENDAR_DAY


def d(text: str) -> date:
    """7-23 is 2026-07-23."""
    parts = [int(part) for part in text.split("-")]
    return date(*parts) if len(parts) == 3 else date(2026, *parts)


def spans(*pairs: tuple[str, str]) -> tuple[Span, ...]:
    return tuple(Span(d(a), d(b) if b else None, planned=10 if not b else None) for a, b in pairs)


def due(code_or_terms, start: str, suspended=(), extended=()):
    counted = terms(code_or_terms) if isinstance(code_or_terms, str) else code_or_terms
    ledger = Ledger(d(start), counted, spans=spans(*suspended), grants=tuple(extended))
    return derive(ledger, shipped_calendar())


# name, rule, start, last lawful day
PLAIN = [
    # 行政许可法 32
    ("art32_supplement_notice_five_days_within_one_week", "xk.supplement.notice", "8-3", "8-10"),
    ("art32_supplement_notice_over_a_sunday_that_works", "xk.supplement.notice", "9-17", "9-23"),
    ("art32_supplement_notice_over_spring_festival", "xk.supplement.notice", "2-13", "2-27"),
    ("art32_supplement_notice_over_labour_day", "xk.supplement.notice", "4-30", "5-11"),
    ("art32_received_on_saturday_counts_from_monday", "xk.supplement.notice", "8-8", "8-14"),
    ("art32_received_on_sunday_counts_from_monday", "xk.supplement.notice", "8-9", "8-14"),
    ("art32_received_on_last_day_before_national_day", "xk.supplement.notice", "9-30", "10-13"),
    ("art32_received_on_make_up_saturday", "xk.supplement.notice", "10-10", "10-16"),
    ("art32_received_during_national_day", "xk.supplement.notice", "10-3", "10-13"),
    ("art32_refusal_at_once_is_the_same_day", "xk.acceptance.immediate_refusal", "8-5", "8-5"),
    ("art32_refusal_of_online_sunday_is_on_monday", "xk.acceptance.immediate_refusal", "8-9", "8-10"),
    # 42
    ("art42_twenty_days_in_an_ordinary_month", "xk.decision", "8-3", "8-31"),
    ("art42_twenty_days_over_mid_autumn_and_national_day", "xk.decision", "9-17", "10-21"),
    ("art42_twenty_days_over_spring_festival", "xk.decision", "2-13", "3-19"),
    ("art42_twenty_days_over_new_year_of_two_years", "xk.decision", "2025-12-15", "1-13"),
    ("art42_twenty_days_over_qingming", "xk.decision", "3-20", "4-20"),
    ("art42_twenty_days_over_dragon_boat", "xk.decision", "6-8", "7-7"),
    ("art42_start_day_is_not_counted_even_if_it_works", "xk.decision", "8-31", "9-28"),
    ("art42_joint_handling_forty_five_days", "xk.joint_decision", "3-2", "5-8"),
    ("art42_joint_handling_over_summer", "xk.joint_decision", "7-1", "9-2"),
    # 43
    ("art43_lower_organ_has_twenty_days", "xk.lower_review", "8-3", "8-31"),
    ("art43_lower_organ_over_labour_day", "xk.lower_review", "4-17", "5-19"),
    # 44
    ("art44_delivery_within_ten_days", "xk.delivery", "8-31", "9-14"),
    ("art44_delivery_over_mid_autumn", "xk.delivery", "9-18", "10-9"),
    ("art44_delivery_decided_on_new_years_eve", "xk.delivery", "2025-12-31", "1-15"),
    # 45, 47, 48, 55
    ("art55_inspectors_within_five_days", "xk.inspection_assign", "6-15", "6-23"),
    ("art47_hearing_applied_for_within_five_days", "xk.hearing.apply", "4-1", "4-9"),
    ("art47_hearing_organised_within_twenty_days", "xk.hearing.organise", "5-11", "6-8"),
    ("art48_hearing_told_seven_working_days_before", "xk.hearing.notice", "8-20", "8-11"),
    ("art48_hearing_after_national_day_told_before_it", "xk.hearing.notice", "10-12", "9-24"),
    # 50
    ("art50_renewal_applied_thirty_days_before", "xk.renewal.apply", "10-31", "10-1"),
    ("art50_renewal_day_on_a_holiday_does_not_roll_later", "xk.renewal.apply", "11-1", "10-2"),
    ("art50_decision_by_the_day_of_expiry", "xk.renewal.decide", "10-31", "10-31"),
    # 78, 79
    ("art78_ban_of_one_year_ends_on_the_same_day", "xk.ban.false_material", "2025-03-02", "3-2"),
    ("art79_ban_of_three_years_ends_on_its_sunday", "xk.ban.fraud", "2023-03-15", "3-15"),
    # calendar days, months, years
    ("calendar_days_end_on_national_day_and_roll", "xf.finish", "8-4", "10-8"),
    ("calendar_days_end_on_mid_autumn_and_roll", "xf.forward", "9-10", "9-28"),
    ("calendar_days_end_on_sunday_and_roll_to_monday", "xf.forward", "8-1", "8-17"),
    ("calendar_days_end_on_working_sunday_and_stay", "xf.forward", "9-5", "9-20"),
    ("calendar_days_end_on_working_saturday_and_stay", "xf.review.decide", "9-10", "10-10"),
    ("calendar_days_end_in_spring_festival_and_roll", "xf.review.decide", "1-18", "2-24"),
    ("calendar_days_end_on_weekday_off_and_roll", "xf.forward", "4-17", "5-6"),
    ("reconsideration_sixty_days", "fy.apply", "5-6", "7-6"),
    ("reconsideration_intake_five_working_days", "fy.accept", "5-6", "5-12"),
    ("six_months_from_the_31st_end_on_the_last_of_february", "ss.direct", "2025-08-31", "2-28"),
    ("six_months_end_on_a_saturday_and_roll", "ss.direct", "1-11", "7-13"),
    ("two_months_from_new_years_eve_end_in_february", "ss.inaction_wait", "2025-12-31", "2-28"),
    ("one_year_from_leap_day_ends_on_the_28th", Terms(1, Unit.YEAR, roll=False), "2024-02-29", "2025-02-28"),
    ("four_years_from_leap_day_end_on_leap_day", Terms(4, Unit.YEAR, roll=False), "2020-02-29", "2024-02-29"),
    ("one_month_from_31_january_ends_on_28_february", Terms(1, Unit.MONTH, roll=False), "1-31", "2-28"),
    ("website_fortnight_does_not_roll", "web.home_update", "9-20", "10-4"),
    ("validity_of_five_years_does_not_roll", "gf.validity", "2021-05-01", "5-1"),
    # fixed dates
    ("annual_report_of_departments_31_january_rolls_off_saturday", "goi.annual_report.department", "2025-12-31", "2-2"),
    ("annual_report_of_government_31_march", "goi.annual_report.government", "2025-12-31", "3-31"),
    ("archives_by_30_june", "da.file_year", "2025-12-31", "6-30"),
    ("fixed_date_on_the_day_itself_means_next_year", "da.file_year", "2025-06-30", "6-30"),
    # backward
    ("reminder_one_working_day_before", "jc.reminder", "8-31", "8-28"),
    ("reminder_before_a_working_sunday", "jc.reminder", "9-21", "9-20"),
    ("reminder_after_a_holiday_is_before_it", "jc.reminder", "10-8", "9-30"),
    ("clarification_fifteen_days_before_bids", "zb.clarify", "9-16", "9-1"),
    ("assessment_six_months_before_expiry", "gf.assess", "8-31", "2-28"),
    # minimum periods
    ("publicity_at_least_three_days", "zb.publicity", "8-3", "8-6"),
    ("publicity_ending_in_a_holiday_lasts_until_after_it", "zb.publicity", "9-29", "10-8"),
    ("comments_at_least_thirty_days", "gf.comment_business", "7-1", "7-31"),
    # other years and their make-up days
    ("2020_prolonged_spring_festival", "xk.supplement.notice", "2020-01-22", "2020-02-06"),
    ("2008_december_day_of_the_year_before_works", Terms(1, WD), "2007-12-28", "2007-12-29"),
    ("2023_labour_day_make_up_sunday", Terms(1, WD), "2023-04-22", "2023-04-23"),
    ("2025_national_day_eight_days", "xk.supplement.notice", "2025-09-30", "2025-10-14"),
    ("2024_make_up_sunday_before_spring_festival", Terms(1, WD), "2024-02-03", "2024-02-04"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "start", "last"), PLAIN, ids=[row[0] for row in PLAIN])
def test_last_lawful_day(name, rule, start, last):
    found = due(rule, start)
    assert found.on == d(last)
    assert not found.provisional


# name, rule, start, suspensions, extensions, last lawful day
MOVED = [
    ("art42_extended_by_ten_days", "xk.decision", "8-3", [], [Grant(10, WD)], "9-14"),
    ("art42_joint_extended_by_fifteen_days", "xk.joint_decision", "3-2", [], [Grant(15, WD)], "5-28"),
    ("art45_expert_review_of_ten_working_days", "xk.decision", "8-3", [("8-10", "8-24")], [], "9-14"),
    ("art45_day_of_notice_is_counted_day_of_result_is_not", "xk.decision", "8-3", [("8-10", "8-11")], [], "9-1"),
    ("art45_started_and_ended_on_the_same_day_costs_nothing", "xk.decision", "8-3", [("8-10", "8-10")], [], "8-31"),
    ("art45_two_procedures_one_after_the_other", "xk.decision", "8-3", [("8-5", "8-7"), ("8-12", "8-14")], [], "9-4"),
    ("art45_overlapping_procedures_count_once", "xk.decision", "8-3", [("8-10", "8-24"), ("8-17", "8-26")], [], "9-16"),
    ("art45_procedure_inside_another_counts_once", "xk.decision", "8-3", [("8-10", "8-24"), ("8-12", "8-14")], [], "9-14"),
    ("art45_adjoining_procedures", "xk.decision", "8-3", [("8-10", "8-14"), ("8-14", "8-24")], [], "9-14"),
    ("art45_procedure_begun_before_acceptance_counts_from_acceptance", "xk.decision", "8-3", [("7-27", "8-7")], [], "9-4"),
    ("art45_procedure_over_a_holiday_costs_only_working_days", "xk.decision", "9-17", [("9-30", "10-9")], [], "10-23"),
    ("art45_procedure_within_a_holiday_costs_nothing", "xk.decision", "9-17", [("10-1", "10-7")], [], "10-21"),
    ("art45_procedure_over_a_make_up_saturday", "xk.decision", "9-17", [("10-9", "10-10")], [], "10-22"),
    ("art45_procedure_after_the_due_day_changes_nothing", "xk.decision", "8-3", [("9-1", "9-15")], [], "8-31"),
    ("art45_procedure_from_the_day_before_the_last", "xk.decision", "8-3", [("8-28", "9-4")], [], "9-7"),
    ("art45_procedure_on_the_due_day_comes_too_late", "xk.decision", "8-3", [("8-31", "9-4")], [], "8-31"),
    ("art45_entered_late_in_any_order", "xk.decision", "8-3", [("8-12", "8-14"), ("8-5", "8-7")], [], "9-4"),
    ("art45_suspended_and_extended", "xk.decision", "8-3", [("8-10", "8-24")], [Grant(10, WD)], "9-28"),
    ("art45_suspended_within_the_extension", "xk.decision", "8-3", [("9-2", "9-4")], [Grant(10, WD)], "9-16"),
    ("petition_extended_by_thirty_days", "xf.finish", "6-1", [], [Grant(30, CD)], "8-31"),
    ("petition_recheck_suspended_by_hearing", "xf.recheck.decide", "7-1", [("7-10", "7-20")], [], "8-10"),
    ("calendar_clock_rolls_once_after_suspension", "xf.recheck.decide", "7-1", [("7-10", "7-18")], [], "8-10"),
    ("months_are_lengthened_by_suspended_days", Terms(2, Unit.MONTH, roll=False), "7-1", [("7-10", "7-20")], [], "9-11"),
    ("extension_in_another_unit_runs_from_the_old_end", Terms(5, WD), "8-3", [], [Grant(3, CD)], "8-13"),
    ("disclosure_reply_extended_by_twenty", "goi.reply", "8-3", [], [Grant(20, WD)], "9-28"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rule", "start", "suspended", "extended", "last"), MOVED, ids=[row[0] for row in MOVED]
)
def test_moved_day(name, rule, start, suspended, extended, last):
    assert due(rule, start, suspended, extended).on == d(last)


VECTORS = yaml.safe_load((DATA / "clocks.yaml").read_text())["test_vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['start']}_{v['amount']}_{v['unit']}")
def test_vectors_of_the_digest(vector):
    ledger = Ledger(
        vector["start"],
        Terms(vector["amount"], Unit(vector["unit"])),
        spans=tuple(Span(*pair) for pair in vector.get("suspend", [])),
    )
    found = derive(ledger, shipped_calendar())
    assert found.on == vector["due"]
    assert found.raw_on == vector.get("raw", vector["due"])
    assert found.at == midnight(vector["due"] + timedelta(days=1))


def test_both_years_have_248_working_days():
    calendar = shipped_calendar()
    for year in (2025, 2026):
        assert calendar.working_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248


def test_shipped_notice_of_2026_is_that_of_the_table():
    listed = yaml.safe_load((DATA / "clocks.yaml").read_text())["calendar_2026"]
    marks = {day: mark for day, mark in shipped_calendar().marks.items() if day.year == 2026}
    assert sorted(day for day, mark in marks.items() if mark.off) == listed["days_off"]
    assert sorted(d for d, mark in marks.items() if not mark.off) == listed["make_up_work_days"]


# 2027 has no notice
def test_day_in_2027_is_provisional_until_the_notice_is_loaded():
    found = due("xk.decision", "12-21")
    assert found.on == date(2027, 1, 18)
    assert found.provisional
    marks = {**shipped_calendar().marks, date(2027, 1, 1): Mark(True, "元旦", "2027年通知")}
    informed = Calendar(marks, frozenset(range(2007, 2028)), 9)
    certain = derive(Ledger(date(2026, 12, 21), terms("xk.decision")), informed)
    assert certain.on == date(2027, 1, 19)
    assert not certain.provisional


def test_day_in_2026_is_certain_although_2027_is_unknown():
    assert not due("xk.decision", "12-1").provisional


def test_calendar_clock_ending_in_2027_is_provisional_only_if_it_rolls():
    assert due("xf.finish", "12-1").provisional
    assert not due("web.home_update", "12-25").provisional


def test_open_suspension_gives_a_provisional_day_from_its_planned_end():
    found = due("xk.decision", "8-3", [("8-10", "")])
    assert (found.on, found.provisional, found.paused) == (date(2026, 9, 14), True, True)
    assert found.paused_until == date(2026, 8, 24)


def test_hours_run_through_night_and_holiday():
    begin = datetime(2026, 10, 1, 22, 0, tzinfo=SHANGHAI)
    ledger = Ledger(date(2026, 10, 1), terms("goi.emergency_info"), starts_at=begin)
    found = derive(ledger, shipped_calendar())
    assert found.at == begin + timedelta(hours=5)
    assert found.on == date(2026, 10, 2)


def test_hours_ending_at_midnight_belong_to_the_day_before():
    begin = datetime(2026, 10, 1, 19, 0, tzinfo=SHANGHAI)
    found = derive(
        Ledger(date(2026, 10, 1), terms("goi.emergency_info"), begin), shipped_calendar()
    )
    assert (found.on, found.at) == (date(2026, 10, 1), midnight(date(2026, 10, 2)))


def test_seconds_of_a_page():
    begin = datetime(2026, 10, 1, 19, 0, tzinfo=SHANGHAI)
    found = derive(Ledger(date(2026, 10, 1), terms("web.page_load"), begin), shipped_calendar())
    assert found.at == begin + timedelta(seconds=3)


def test_art82_no_licensing_clock_of_days_is_counted_in_calendar_days():
    days = [row for code, row in table().items() if code.startswith("xk.") and "82" in row.source]
    assert days
    assert {row.terms.unit for row in days} == {WD}


def test_art45_only_the_eight_procedures_suspend_a_licensing_clock():
    eight = {"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}
    assert set(table()["xk.decision"].suspendable_by) == eight
    assert set(table()["xk.joint_decision"].suspendable_by) == eight


IN_DAYS = [row for row in MOVED if row[0] != "months_are_lengthened_by_suspended_days"]


@pytest.mark.parametrize("row", IN_DAYS, ids=[row[0] for row in IN_DAYS])
def test_explained_days_add_up(row):
    _, rule, start, suspended, extended, _ = row
    counted = terms(rule) if isinstance(rule, str) else rule
    ledger = Ledger(d(start), counted, spans=spans(*suspended), grants=tuple(extended))
    told = explain(ledger, shipped_calendar())
    total = ledger.budget + sum(g.amount for g in extended if g.unit != counted.unit)
    assert told.counted == total
    assert told.lines[-1].day == told.due.on
    assert sum(part.counted for part in told.segments) == total
    assert sum((part.last - part.first).days + 1 for part in told.segments) == len(told.lines)
