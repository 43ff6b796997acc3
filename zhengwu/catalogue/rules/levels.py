"""One code through all levels: the basic entry above binds the edition below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from zhengwu.catalogue.enums import Level
from zhengwu.catalogue.rules.document import EditionDocument, Limit
from zhengwu.catalogue.rules.elements import missing, names
from zhengwu.forms.rules.dictionary import code_of, components


class Deviation(NamedTuple):
    """What is said otherwise than above, and the code of the standard it deviates from."""

    standard: str
    text: str


Schema = Mapping[str, Any]


def above(document: EditionDocument, other: EditionDocument) -> bool:
    """Whether `other` is an edition of the same entry at a higher level, or decides this one."""
    if document.code == other.code:
        return False
    if document.upward.item and document.upward.item == other.code:
        return True
    same = bool(document.basic_code) and document.basic_code == other.basic_code
    return same and _rank(other) < _rank(document)


def against(
    document: EditionDocument,
    upper: EditionDocument,
    form: Schema | None = None,
    upper_form: Schema | None = None,
) -> list[Deviation]:
    """What an edition says otherwise than the one above, which binds it; in Chinese."""
    found = [
        *_identity(document, upper),
        *_elements(document, upper),
        *_materials(document, upper),
        *_results(document, upper),
        *_limits(document, upper),
        *(_fields(form, upper_form) if form and upper_form else ()),
    ]
    return [
        Deviation(one.standard, f"{one.text}——{upper.organ_name}“{upper.name}”") for one in found
    ]


def _identity(document: EditionDocument, upper: EditionDocument) -> list[Deviation]:
    found = []
    both = bool(document.basic_code and upper.basic_code)
    if both and document.basic_code != upper.basic_code:
        found.append(Deviation("code", f"基本编码与上级事项不一致（上级为{upper.basic_code}）"))
    if document.main_name and upper.main_name and document.main_name != upper.main_name:
        text = f"主项名称与上级不一致（上级为“{upper.main_name}”）"
        found.append(Deviation("directory", text))
    if document.kind is not upper.kind:
        text = f"事项类型与上级不一致（上级为{upper.kind.label}）"
        found.append(Deviation("directory", text))
    if upper.charged is False and document.charged and document.upward.item:
        found.append(Deviation("charge", "上级公布不收费，本级不得收费"))
    laws = {one.law for one in document.basis}
    lost = [one.law for one in upper.basis if one.law not in laws]
    if document.basis and lost:
        found.append(Deviation("directory", f"缺少上级公布的设定依据：{'、'.join(lost)}"))
    return found


def _elements(document: EditionDocument, upper: EditionDocument) -> list[Deviation]:
    """Mandatory elements that the edition above has and this one lacks."""
    lacking = set(missing(document)) - set(missing(upper))
    if not lacking:
        return []
    return [Deviation("elements", f"缺少必填要素：{'、'.join(names(lacking))}")]


def _materials(document: EditionDocument, upper: EditionDocument) -> list[Deviation]:
    """The same papers under the same names; what is not asked above is not asked below."""
    known = {one.code: one.name for one in upper.materials}
    found = []
    for one in document.materials:
        if one.name in known.values():
            continue
        if one.code in known:
            text = f"材料“{one.name}”与上级的名称不一致（上级为“{known[one.code]}”）"
        else:
            text = f"材料“{one.name}”不在上级公布的材料目录"
        found.append(Deviation("materials", text))
    return found


def _results(document: EditionDocument, upper: EditionDocument) -> list[Deviation]:
    known = {one.name: one.template for one in upper.results}
    found = []
    for one in document.results if known else ():
        if one.name not in known:
            found.append(Deviation("templates", f"办理结果“{one.name}”不在上级公布的结果里"))
        elif one.template and known[one.name] and one.template != known[one.name]:
            found.append(Deviation("templates", f"“{one.name}”没有用上级的统一模板"))
    return found


def _limits(document: EditionDocument, upper: EditionDocument) -> list[Deviation]:
    """The same rows of the clocks' table. What is only reviewed here has its own decision limit."""
    found = []
    pairs = {
        "补正告知": (document.supplement_rule, upper.supplement_rule),
        "送达": (document.delivery_rule, upper.delivery_rule),
    }
    decides = not document.upward.item
    if decides:
        pairs["法定办结"] = (document.statutory.rule, upper.statutory.rule)
    for name, (mine, theirs) in pairs.items():
        if mine and theirs and mine != theirs:
            found.append(Deviation("clocks", f"{name}时限没有用上级的统一规则（{theirs}）"))
    if decides and _longer(document.statutory, upper.statutory):
        text = f"法定办结时限长于上级公布的{upper.statutory.words}"
        found.append(Deviation("clocks", text))
    return found


def _longer(mine: Limit, theirs: Limit) -> bool:
    known = mine.amount is not None and theirs.amount is not None and mine.unit is theirs.unit
    return known and (mine.amount or 0) > (theirs.amount or 0)


def _fields(form: Schema, upper: Schema) -> list[Deviation]:
    """One field, one meaning: type and entry of the dictionary agree wherever both ask it."""
    theirs = {_key(one): one for one in components(upper) if _key(one)}
    found = []
    for one in components(form):
        other = theirs.get(_key(one))
        if other is None:
            continue
        if one.get("type") != other.get("type") or code_of(one) != code_of(other):
            text = f"表单字段“{other.get('label') or _key(one)}”与上级表单的类型或者字典不一致"
            found.append(Deviation("fields", text))
    return found


def _key(component: Schema) -> str:
    return str(component.get("path") or component.get("key") or "")


def _rank(document: EditionDocument) -> int:
    """State 1 … village 6; unknown and shared levels bind nobody."""
    known = document.level not in (None, Level.SHARED)
    return int(document.level or 9) if known else 9
