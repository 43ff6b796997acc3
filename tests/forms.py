"""The forms of a page, as a browser would send them: what stands in each field, and of what sort.

for form in forms_of(html):
    client.post(form.action or address, form.filled("<script>"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Fields into which a person types words; the others offer a choice or have a form of their own.
WORDS = frozenset({"text", "search", "textarea", "url"})
TYPED = WORDS | {"email", "tel", "number", "date", "time", "datetime-local", "month"}
_PLAUSIBLE = {
    "email": "someone@example.cn", "tel": "13900000000", "number": "1", "date": "2026-08-04",
    "time": "09:30", "datetime-local": "2026-08-04T09:30", "month": "2026-08",
}  # fmt: skip


@dataclass
class Field:
    """One named field. `choices` of a select or radio group, first given first."""

    name: str
    sort: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form that is posted."""

    action: str
    fields: list[Field] = field(default_factory=list)

    def filled(self, word: Callable[[], str], *, sorts: frozenset[str]) -> dict[str, list[str]]:
        """Values by name: `word()` in fields of these sorts, something plausible elsewhere."""
        values: dict[str, list[str]] = {}
        for one in self.fields:
            if one.sort in sorts:
                values.setdefault(one.name, []).append(word())
            elif one.sort in TYPED:
                values.setdefault(one.name, []).append(
                    one.value or _PLAUSIBLE.get(one.sort, "演示")
                )
            elif one.sort in ("select", "radio", "checkbox"):
                chosen = one.value or next((choice for choice in one.choices if choice), "")
                if one.sort == "checkbox" or one.name not in values:
                    values.setdefault(one.name, []).append(chosen)
            elif one.sort != "file":
                values.setdefault(one.name, []).append(one.value)
        return values

    @property
    def typed(self) -> bool:
        """Whether a person types anything into it."""
        return any(one.sort in TYPED for one in self.fields)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._open: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""))
            if given.get("method", "").lower() == "post":
                self.forms.append(self._form)
            return
        name = given.get("name", "")
        if tag == "option" and self._open is not None:
            self._open.choices.append(given.get("value", ""))
            if "selected" in given:
                self._open.value = given.get("value", "")
        if self._form is None or not name or "disabled" in given:
            return
        if tag in ("input", "button"):
            sort = given.get("type", "text" if tag == "input" else "submit").lower()
            self._form.fields.append(Field(name, sort, given.get("value", "")))
        elif tag in ("textarea", "select"):
            self._open = Field(name, tag)
            self._form.fields.append(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = None
        elif tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.sort == "textarea":
            self._open.value += data


def forms_of(html: str) -> list[Form]:
    """Every form of a page that is sent by POST."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
