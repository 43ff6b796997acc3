"""本地参数: what rooms chose where no law says it, changed by two persons from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from zhengwu.kernel.time import local_day, now
from zhengwu.parameters.registry.choices import Offered, choice_named, shelves
from zhengwu.parameters.registry.port import Fact, Kind, Preview, Subject, Use, Values
from zhengwu.parameters.rules.choices import (
    Choice,
    Sort,
    faults,
    in_words,
    named_in,
)
from zhengwu.parameters.rules.refusals import ChoiceFaulty
from zhengwu.web.forms import PlainForm

KIND = "choice"
_MANY_ROWS = 6


class ChoiceForm(PlainForm):
    """The value of one choice, and the document it rests on."""

    basis = forms.CharField(
        label="依据", max_length=200, required=False,
        help_text="核对或者确定它的文件、会议纪要。填写并批准后，不再标为“待确认”。",
    )  # fmt: skip

    def __init__(
        self, data: Any, *, choice: Choice, options: Mapping[str, str], initial: Values
    ) -> None:
        # Before the fields are made of it: what the parent says of fields holds for this one too.
        self.base_fields = {  # type: ignore[misc]
            "value": _field(choice, options), **type(self).base_fields,
        }  # fmt: skip
        start = initial["value"]
        super().__init__(
            data, initial={**initial, "value": "\n".join(start) if _lined(choice) else start}
        )
        self.choice = choice

    def values(self) -> Values:
        """What would be set."""
        value = self.cleaned_data["value"]
        if _lined(self.choice):
            value = [line.strip() for line in str(value).splitlines() if line.strip()]
        elif self.choice.sort is Sort.SHARE:
            value = str(value)
        elif isinstance(value, str):
            value = value.strip()
        return {"value": value, "basis": self.cleaned_data["basis"].strip()}


def _lined(choice: Choice) -> bool:
    return choice.sort is Sort.LINES


def _field(choice: Choice, options: Mapping[str, str]) -> forms.Field:
    """The field of a choice; bounds are told beside it, and judged by `check` like any value."""
    label = f"{choice.title}（{choice.unit}）" if choice.unit else choice.title
    if choice.sort is Sort.WHOLE:
        return forms.IntegerField(
            label=label, min_value=int(choice.least), max_value=int(choice.most)
        )
    if choice.sort is Sort.SHARE:
        return forms.DecimalField(label=label, min_value=choice.least, max_value=choice.most)
    if choice.sort in (Sort.PICK, Sort.RULE):
        return forms.ChoiceField(label=label, choices=list(options.items()))
    if choice.sort in (Sort.PICKS, Sort.RULES):
        return forms.MultipleChoiceField(
            label=label, choices=list(options.items()), required=not choice.empty,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
    field = forms.CharField(label=label, required=not choice.empty, help_text=_help(choice))
    if choice.sort in (Sort.LINES, Sort.WORDS):
        field.widget = forms.Textarea(attrs={"rows": _MANY_ROWS if _lined(choice) else 3})
    return field


def _help(choice: Choice) -> str:
    if choice.sort is Sort.LINES:
        return "一行一项。"
    if choice.sort is Sort.WORDS and (names := sorted(named_in(choice.value))):
        return f"必须保留：{'、'.join(f'{{{one}}}' for one in names)}，办理时换成实际内容。"
    return "2 到 4 个大写字母。" if choice.sort is Sort.PREFIX else ""


class Choices(Kind):
    """Figures and words of the rooms. What was done before keeps what was in force then."""

    code = KIND
    title = "本地参数"
    icon = "adjustments"
    intro = "法律没有规定、由本地确定的数字和用语：取号、评价、投诉、考核、监察、缴费、交换等。"
    holds = "从生效之日起办理的适用；以前已经算好的日期、编号和文书不变。"
    list_note = "标为“待确认”的是程序给出的建议，没有规定依据；核对后写明依据，由另一人批准。"

    def subjects(self, day: date) -> list[Subject]:
        """All rooms' choices, room by room."""
        offered = Offered(day)
        return [
            self._subject(one, shelf.title, offered)
            for shelf in shelves().values()
            for one in shelf.choices.values()
        ]

    def _subject(self, choice: Choice, group: str, offered: Offered) -> Subject:
        values = self.values(choice.key, offered.day)
        return Subject(
            choice.key,
            choice.title,
            group=group,
            now=in_words(choice, values["value"], offered.of(choice)),
            note=values["basis"] or choice.source,
            warn="" if values["basis"] or choice.settled else "待确认",
        )

    def title_of(self, key: str) -> str:
        """Room and name."""
        choice = choice_named(key)
        return f"{shelves()[choice.room].title}：{choice.title}" if choice else ""

    def shipped(self, key: str) -> Values:
        """The value the program comes with; nobody answers for it yet."""
        choice = choice_named(key)
        return {"value": choice.value if choice else "", "basis": ""}

    def words(self, key: str, values: Values) -> list[Fact]:
        """The value, what it rests on, whether it is confirmed."""
        choice = _known(key)
        options = Offered(local_day(now())).of(choice)
        confirmed = bool(values["basis"]) or choice.settled
        return [
            Fact(choice.title, in_words(choice, values["value"], options)),
            Fact("依据", values["basis"] or choice.source),
            Fact("核对", "已确认" if confirmed else "待本地确认"),
        ]

    def form(self, key: str, values: Values, data: Mapping[str, Any] | None) -> PlainForm:
        """The editor's form."""
        choice = _known(key)
        options = Offered(local_day(now())).of(choice)
        return ChoiceForm(data or None, choice=choice, options=options, initial=values)

    def hint(self, key: str) -> str:
        """What the program proposes, and why; nothing where that is what stands."""
        choice, today = _known(key), local_day(now())
        if self.values(key, today)["value"] == choice.value:
            return ""
        shown = in_words(choice, choice.value, Offered(today).of(choice))
        return f"程序自带：{shown}（{choice.source}）。"

    def check(self, key: str, old: Values, new: Values, *, day: date) -> None:
        """Within its bounds; a prefix of numbers is never that of another room."""
        choice = _known(key)
        found = faults(choice, new["value"], Offered(day).of(choice))
        if not found and choice.sort is Sort.PREFIX:
            found = _taken(choice, str(new["value"]))
        if found:
            raise ChoiceFaulty(title=choice.title, fault="；".join(found), fields={"value": found})

    def preview(
        self, key: str, old: Values, new: Values, *, day: date, asked: Mapping[str, str]
    ) -> Preview:
        """The value before and after, and from which day."""
        choice = _known(key)
        options = Offered(day).of(choice)
        shown = [in_words(choice, one["value"], options) for one in (old, new)]
        context = {"old_value": shown[0], "new_value": shown[1], "from_day": day}
        return Preview("parameters/staff/_choice.html", context)

    def own_uses(self, key: str) -> list[Use]:
        """What the room says follows it."""
        choice = _known(key)
        shelf = shelves()[choice.room]
        return list(shelf.uses(choice.name)) if shelf.uses else []

    def related(self, key: str) -> list[tuple[str, str, str]]:
        """The rule of the clock it names: its days are changed there."""
        choice = _known(key)
        if choice.sort is not Sort.RULE:
            return []
        today = local_day(now())
        rule = str(self.values(key, today)["value"])
        words = Offered(today).of(choice).get(rule)
        return [("clock", rule, f"时限规则：{words}")] if words else []

    def pages(self, key: str) -> list[tuple[str, str]]:
        """The room's own list of its choices."""
        shelf = shelves()[_known(key).room]
        return [(reverse(shelf.page), f"{shelf.title}的全部本地参数")] if shelf.page else []


def _known(key: str) -> Choice:
    choice = choice_named(key)
    if choice is None:
        raise LookupError(key)
    return choice


def _taken(choice: Choice, value: str) -> list[str]:
    """Prefixes other rooms have, had or will have: their numbers would look the same."""
    from zhengwu.parameters.queries import versions_of

    for shelf in shelves().values():
        for one in shelf.choices.values():
            if one.sort is not Sort.PREFIX or one.key == choice.key:
                continue
            held = {one.value, *(row.content["value"] for row in versions_of(KIND, one.key))}
            if value in held:
                return [f"{shelf.title}用着或者用过“{value}”，请换一个"]
    return []
