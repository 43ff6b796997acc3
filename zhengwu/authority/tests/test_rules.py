"""Terms, scopes and conflicts of letters, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu.authority.enums import BActs, Representative, Verb
from zhengwu.authority.rules import (
    LetterConflict,
    SamePersonAB,
    Scope,
    Standing,
    Term,
    b_rule,
    check_conflicts,
    check_scope,
    check_term,
    check_verbs,
    effective_term,
    next_term,
    read_items,
)
from zhengwu.kernel.errors import InvalidInput

days = st.dates(date(2026, 1, 1), date(2026, 2, 28))
spans = st.tuples(days, days).map(sorted)


def _days(term: Term | None) -> set[date]:
    if term is None:
        return set()
    every = (date(2025, 12, 1) + timedelta(days=n) for n in range(150))
    return {day for day in every if term.first <= day <= term.last}


@given(spans, spans)
def test_terms_meet_when_they_share_a_day(left: list[date], right: list[date]) -> None:
    one, two = Term(*left), Term(*right)
    assert one.meets(two) == bool(_days(one) & _days(two))


@given(spans, st.none() | days)
def test_the_day_of_revocation_is_no_longer_good(span: list[date], revoked: date | None) -> None:
    expected = {d for d in _days(Term(*span)) if revoked is None or d < revoked}
    assert _days(effective_term(*span, revoked)) == expected


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_next_term_is_the_year_that_follows(last: date) -> None:
    term = next_term(last)
    assert term.first == last + timedelta(days=1)
    assert (term.last - term.first).days + 1 in (365, 366)
    if (last.month, last.day) == (12, 31):
        assert term == Term(date(last.year + 1, 1, 1), date(last.year + 1, 12, 31))


def test_terms_that_are_none() -> None:
    day = date(2026, 1, 1)
    for first, last, signed in (
        (day, day - timedelta(days=1), day),
        (day, date(2026, 12, 31), date(2026, 1, 2)),
        (day, date(2027, 1, 2), day),
    ):
        with pytest.raises(InvalidInput):
            check_term(first, last, signed, longest=366)
    assert check_term(day, date(2026, 12, 31), day, longest=366) == Term(day, date(2026, 12, 31))


def test_scope_is_the_whole_organ_or_a_list() -> None:
    for whole, items in ((True, ["a"]), (False, [])):
        with pytest.raises(InvalidInput):
            check_scope(whole, items)
    assert read_items("511Z07-1-00，G-000007\n\nabc；") == {"511Z07-1-00", "G-000007", "abc"}
    for wrong in ("<script>", "事项", "x" * 81):
        with pytest.raises(InvalidInput):
            read_items(wrong)
    with pytest.raises(InvalidInput):
        check_verbs([])


def test_b_acts_in_absence_unless_the_letter_says_more() -> None:
    assert b_rule(Representative.A, BActs.WHEN_A_ABSENT) is BActs.ALWAYS
    assert b_rule(Representative.B, None) is BActs.WHEN_A_ABSENT
    assert b_rule(Representative.B, "always") is BActs.ALWAYS


def _letter(holder: str, role: Representative, *items: str) -> Standing:
    scope = Scope(not items, frozenset(items))
    term = Term(date(2026, 1, 1), date(2026, 12, 31))
    return Standing("1", holder, holder, role, frozenset({Verb.DECIDE}), scope, term)


def test_one_a_and_one_b_an_item_and_two_persons() -> None:
    a, b = Representative.A, Representative.B
    check_conflicts(_letter("li", b), [_letter("zhang", a)])
    check_conflicts(_letter("li", a, "x"), [_letter("zhang", a, "y")])
    check_conflicts(_letter("zhang", a, "x"), [_letter("zhang", a)])
    with pytest.raises(LetterConflict):
        check_conflicts(_letter("li", a, "x"), [_letter("zhang", a)])
    with pytest.raises(SamePersonAB):
        check_conflicts(_letter("zhang", b, "x"), [_letter("zhang", a, "x", "y")])
