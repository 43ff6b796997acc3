"""Days, amounts and remaining time as people read them; polling; plain forms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from zhengwu.web import bundle
from zhengwu.web.forms import PlainForm
from zhengwu.web.polling import etagged
from zhengwu.web.templatetags import zw
from zhengwu.web.tests.markup import rendered


def test_a_day_and_an_instant_are_read_in_the_countys_zone() -> None:
    late = datetime(2026, 9, 16, 16, 30, tzinfo=UTC)
    assert zw.day(date(2026, 9, 17)) == "2026年9月17日（周四）"
    assert zw.day(late) == "2026年9月17日（周四）"
    assert zw.shortday(late) == "9月17日"
    assert zw.instant(late) == "2026年9月17日 00:30"
    assert zw.day(None) == ""
    text = Template("{% day d short=True %}").render(Context({"d": date(2026, 9, 14)}))
    assert text == '<time datetime="2026-09-14">9月14日（周一）</time>'


@pytest.mark.parametrize(
    ("amount", "words"),
    [(3, "还剩 3 个工作日"), (0, "今日到期"), (-2, "已超期 2 个工作日"), (None, "不计时")],
)
def test_remaining_time_in_words(amount: int | None, words: str) -> None:
    assert zw.remaining(amount) == words


def test_money_never_guesses() -> None:
    assert zw.money(Decimal("12400.5")) == "12,400.50 元"
    assert zw.money(0) == "免费"
    assert zw.money(None) == "—"
    with pytest.raises(TypeError):
        zw.money(0.1)


def test_the_stage_is_never_told_by_colour_alone() -> None:
    words = {"normal": "正常", "warning": "预警", "today": "今日到期", "overdue": "超期"}
    shapes = set()
    for stage, word in words.items():
        text = rendered(f'<c-stage stage="{stage}" />')
        assert word in text
        shapes.add(text.partition("<svg")[2].partition("</svg>")[0])
    assert len(shapes) in {1, 4}  # 1: the assets are not built


def test_an_unknown_icon_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_icons", lambda: {"check": "<path/>"})
    assert bundle.icon("check") == "<path/>"
    with pytest.raises(LookupError):
        bundle.icon("no-such-icon")


def test_labels_are_escaped() -> None:
    assert "<b>" not in zw.icon("check", label='"><b>')


def test_what_has_not_changed_is_answered_by_304() -> None:
    made: list[int] = []

    def render() -> HttpResponse:
        made.append(1)
        return HttpResponse("37 / 878")

    first = etagged(RequestFactory().get("/"), ["job", 37], render)
    known = {"If-None-Match": first["ETag"]}
    assert etagged(RequestFactory().get("/", headers=known), ["job", 37], render).status_code == 304
    assert etagged(RequestFactory().get("/", headers=known), ["job", 38], render).status_code == 200
    assert len(made) == 2


class _Form(PlainForm):
    phone = forms.CharField(label="联系电话", min_length=3)
    way = forms.ChoiceField(label="领取方式", choices=[("a", "邮寄")])
    on = forms.DateField(label="开业日期")


def test_messages_name_the_field_and_what_to_do() -> None:
    errors = _Form({"on": "昨天"}).errors
    assert errors["phone"] == ["请填写联系电话"]
    assert errors["way"] == ["请选择领取方式"]
    assert "不是有效的日期" in errors["on"][0]
    assert _Form({"phone": "1"}).errors["phone"] == ["联系电话至少要 3 个字符"]
    late = _Form({})
    late.fields["sign"] = forms.ChoiceField(label="签字", choices=[("yes", "已签字")])
    late.fields["own"] = forms.CharField(error_messages={"required": "请说明来意"})
    assert (late.errors["sign"], late.errors["own"]) == (["请选择签字"], ["请说明来意"])


def test_control_characters_are_dropped_rare_ones_kept() -> None:
    form = _Form({"phone": "𠮷\x07·1", "way": "a", "on": "2026-09-17"})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == "𠮷·1"


def test_a_field_ties_label_help_and_error_together() -> None:
    text = rendered(
        '<c-field label="电话" name="phone" help="手机" error="请填写联系电话" required="1" />'
    )
    assert '<label for="id_phone">' in text
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in text
    assert 'aria-invalid="true"' in text


def test_a_withheld_button_cannot_be_pressed_and_says_why() -> None:
    text = rendered('<c-button withheld="须先送达告知书">不予许可</c-button>')
    assert "<button" not in text
    assert "须先送达告知书" in text
