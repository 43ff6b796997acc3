"""Local wording of a paper: which sentences may be put otherwise, and what they must still say.

A wording belongs to one version of a template. Sentences are edited with the Chinese names of the
facts in braces and kept with their codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhengwu.documents.rules.templates import Template
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import Refusal

LONGEST = 800
_TOKEN = re.compile(r"\{([^{}]*)\}")
_GENERAL = {"addressee": "受送达人", "basis": "所依据的法律条款"}


class MandatoryFieldRemoved(Refusal):
    """《{title}》必须载明“{names}”，不能从文书里去掉。"""

    status = 422


class WordingFaulty(Refusal):
    """文书用语有误：{fault}"""

    status = 422
    recorded = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One block of a template as an editor sees it: `text` with Chinese names, or why it stays."""

    place: int
    text: str
    fixed: bool
    why: str = ""


def names_of(template: Template) -> dict[str, str]:
    """Code → Chinese name of every fact that a sentence may name; each name once."""
    names: dict[str, str] = {}
    for code, name in [*_GENERAL.items(), *((f.code, f.name) for f in template.fields)]:
        taken = name in names.values()
        names[code] = f"{name}（{code}）" if taken else name
    rows = {field.code for field in template.fields if field.type == "rows"}
    return {code: name for code, name in names.items() if code not in rows}


def shown(template: Template, text: str) -> str:
    """A kept sentence with Chinese names."""
    names = names_of(template)
    return _TOKEN.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", text)


def kept(template: Template, text: str) -> str:
    """An edited sentence with codes; unknown names stay as they are and are refused by `check`."""
    codes = {name: code for code, name in names_of(template).items()}
    plain = text.replace("｛", "{").replace("｝", "}")
    return _TOKEN.sub(lambda found: f"{{{codes.get(found[1].strip(), found[1])}}}", plain).strip()


def sentences(template: Template, blocks: Mapping[str, str]) -> Iterator[Sentence]:
    """Every block in its order, with local sentences put in."""
    for place, raw in enumerate(template.body):
        if editable(raw):
            text = blocks.get(str(place), raw["p"])
            yield Sentence(place, shown(template, text), fixed=False)
        else:
            yield Sentence(place, _fixed(template, raw), fixed=True, why=_why(raw))


def editable(raw: Mapping[str, Any]) -> bool:
    """Sentences of a paper may be put otherwise; what a law prescribes word for word may not."""
    return "p" in raw and not raw.get("fixed") and "laws" not in raw


def _fixed(template: Template, raw: Mapping[str, Any]) -> str:
    if "p" in raw:
        return shown(template, raw["p"])
    names = names_of(template)
    if "kv" in raw:
        return f"表格：{'、'.join(names.get(code, code) for code in raw['kv'])}"
    for key, word in (("table", "明细表"), ("list", "逐项列出")):
        if key in raw:
            return f"{word}：{template.field_named(raw[key]).name}"
    if raw.get("remedy"):
        return "救济途径（行政复议、行政诉讼），由系统按机关生成"
    return "签收栏" if "sign" in raw else "办件查询办法，由系统生成"


def _why(raw: Mapping[str, Any]) -> str:
    return "法律规定的告知内容" if "p" in raw else "固定部分"


def localised(template: Template, content: Mapping[str, Any]) -> Template:
    """The template with local sentences; its digest tells the two apart."""
    blocks, extra = dict(content.get("blocks", {})), str(content.get("extra", ""))
    body = [
        {**raw, "p": blocks[str(place)]} if str(place) in blocks and editable(raw) else raw
        for place, raw in enumerate(template.body)
    ]
    if extra:
        last = max((place for place, raw in enumerate(body) if "p" in raw), default=len(body) - 1)
        body.insert(last + 1, {"p": extra})
    mark = digest(canonical([template.digest, blocks, extra]))
    return replace(template, body=tuple(body), digest=mark)


def check(template: Template, content: Mapping[str, Any]) -> None:
    """Refuse a wording that lacks what the law wants on the paper, or that cannot be printed."""
    blocks, extra = dict(content.get("blocks", {})), str(content.get("extra", ""))
    faults: dict[str, list[str]] = {}
    known = set(names_of(template))
    for place, text in [*blocks.items(), *([("extra", extra)] if extra else [])]:
        name = place if place == "extra" else f"b{place}"
        if place != "extra" and not editable(template.body[int(place)]):
            faults[name] = ["这一段不能修改"]
        elif found := list(_faults(text, known)):
            faults[name] = found
    if faults:
        text = "；".join(one for some in faults.values() for one in some)
        raise WordingFaulty(fault=text, fields=faults)
    _check_facts(template, blocks, extra)


def _faults(text: str, known: set[str]) -> Iterator[str]:
    if not text.strip():
        yield "不能留空"
    if len(text) > LONGEST:
        yield f"最多 {LONGEST} 个字"
    for token in _TOKEN.findall(text):
        if token not in known:
            yield f"没有“{token}”这一项内容，请从本段可用的内容里选"
    if any(brace in _TOKEN.sub("", text) for brace in "{}"):
        yield "花括号没有成对"


def _check_facts(template: Template, blocks: Mapping[str, str], extra: str) -> None:
    """Whatever the shipped sentences say must still be said, and said whenever it was.

    A sentence that is printed only where some fact is filled in (`when`) cannot take over what
    others always say. Optional facts count too: they must not vanish unseen.
    """
    names = names_of(template)
    said: dict[str, set[str]] = {"": set(_TOKEN.findall(extra))}
    for place, raw in enumerate(template.body):
        if "p" in raw and "laws" not in raw:
            text = blocks.get(str(place), raw["p"])
            said.setdefault(raw.get("when", ""), set()).update(_TOKEN.findall(text))
    gone: dict[str, set[str]] = {}
    for place, raw in enumerate(template.body):
        if "p" in raw and editable(raw):
            there = said[""] | said.get(raw.get("when", ""), set())
            if lost := set(_TOKEN.findall(raw["p"])) - there:
                gone[f"b{place}"] = lost
    if gone:
        every = sorted({names[token] for some in gone.values() for token in some})
        fields = {
            name: ["缺少" + "、".join(f"{{{names[token]}}}" for token in sorted(some))]
            for name, some in gone.items()
        }
        raise MandatoryFieldRemoved(
            title=template.title, names="”“".join(every), law=template.article(), fields=fields
        )
