"""One code through all levels: the basic entry above binds the edition below."""

from __future__ import annotations

from zhengwu.catalogue.enums import Level
from zhengwu.catalogue.rules.document import EditionDocument


def above(document: EditionDocument, other: EditionDocument) -> bool:
    """Whether `other` is an edition of the same entry at a higher level, or decides this one."""
    if document.code == other.code:
        return False
    if document.upward.item and document.upward.item == other.code:
        return True
    same = bool(document.basic_code) and document.basic_code == other.basic_code
    return same and _rank(other) < _rank(document)


def against(document: EditionDocument, upper: EditionDocument) -> list[str]:
    """What an edition says otherwise than the one above, which binds it; in Chinese."""
    found = []
    both = bool(document.basic_code and upper.basic_code)
    if both and document.basic_code != upper.basic_code:
        found.append(f"基本编码与上级事项不一致（上级为{upper.basic_code}）")
    if document.main_name and upper.main_name and document.main_name != upper.main_name:
        found.append(f"主项名称与上级不一致（上级为“{upper.main_name}”）")
    if document.kind is not upper.kind:
        found.append(f"事项类型与上级不一致（上级为{upper.kind.label}）")
    if upper.charged is False and document.charged and document.upward.item:
        found.append("上级公布不收费，本级不得收费")
    laws = {one.law for one in document.basis}
    missing = [one.law for one in upper.basis if one.law not in laws]
    if document.basis and missing:
        found.append(f"缺少上级公布的设定依据：{'、'.join(missing)}")
    return [f"{one}——{upper.organ_name}“{upper.name}”" for one in found]


def _rank(document: EditionDocument) -> int:
    """State 1 … village 6; unknown and shared levels bind nobody."""
    known = document.level not in (None, Level.SHARED)
    return int(document.level or 9) if known else 9
