"""The bar and the explanation as people see them."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string

from zhengwu.clock.queries import bar
from zhengwu.clock.rules import Ledger, explain
from zhengwu.clock.tests.calendars import shipped_calendar, terms
from zhengwu.clock.tests.factories import new_matter, noon, started


def test_explanation_shows_every_day_with_its_notice():
    told = explain(Ledger(date(2026, 9, 17), terms("xk.decision")), shipped_calendar())
    page = render_to_string("clock/_explanation.html", {"explanation": told, "title": "法定时限"})
    assert page.count("<tr class=") == len(told.lines)
    assert "第20个工作日" in page
    assert "国庆节放假，不计" in page
    assert "国办发明电〔2025〕7号" in page
    assert " style=" not in page


@pytest.mark.usefixtures("law")
def test_bar_says_in_words_what_its_colour_says():
    shown = bar(started(new_matter()), noon("2026-08-28"))
    page = render_to_string("clock/_bar.html", {"bar": shown})
    assert "即将到期" in page
    assert "还有1个工作日" in page
    assert 'value="89"' in page
