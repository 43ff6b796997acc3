"""One list of materials out of many: every paper once, in the strictest form anybody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhengwu.catalogue.enums import Need, Source
from zhengwu.catalogue.rules.document import Material
from zhengwu.joint.rules.document import Paper, Produced, SamePaper, Use

_LOCAL_CODE = re.compile(r"^[MC]\d+$")
_NEEDS = (Need.OPTIONAL, Need.DEFERRABLE, Need.REQUIRED)


@dataclass(frozen=True, slots=True)
class MemberPapers:
    """What one member asks for, what comes out of it, and whose results it waits for."""

    item: str
    name: str
    materials: Sequence[Material]
    results: Sequence[str] = ()
    after: Sequence[str] = ()


@dataclass(slots=True)
class MergedPapers:
    """The outcome: papers to hand in, those produced on the way, remarks for the editor."""

    papers: list[Paper] = field(default_factory=list)
    produced: list[Produced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def merge_papers(members: Sequence[MemberPapers], same: Iterable[SamePaper] = ()) -> MergedPapers:
    """Merge by the editor's word, by a code that is more than a place in a list, else by name."""
    out = MergedPapers()
    named = {place: one.name for one in same for place in one.papers}
    groups: dict[str, list[tuple[MemberPapers, Material]]] = {}
    results = {one.item: one.results for one in members}
    for member in members:
        for material in member.materials:
            if material.shared:
                continue
            if maker := _maker(member, material, results):
                out.produced.append(Produced(member.item, material.code, material.name, maker))
                continue
            given = named.get(f"{member.item}#{material.code}", "")
            groups.setdefault(given or _mark(material), []).append((member, material))
    for number, (mark, uses) in enumerate(groups.items(), start=1):
        out.papers.append(_paper(f"C{number:02d}", uses, mark if mark in named.values() else ""))
        out.remarks += _remarks(uses)
    return out


def _maker(member: MemberPapers, material: Material, results: dict[str, Sequence[str]]) -> str:
    """The earlier member whose result this material is."""
    for item in member.after:
        if any(result and result in material.name for result in results.get(item, ())):
            return item
    return ""


def _mark(material: Material) -> str:
    if not _LOCAL_CODE.match(material.code):
        return f"code:{material.code}"
    return re.sub(r"[\s，、,（）()《》“”]", "", material.name)


def _paper(code: str, uses: Sequence[tuple[MemberPapers, Material]], name: str) -> Paper:
    materials = [material for _, material in uses]
    return Paper(
        code=code,
        name=name or materials[0].name,
        required=max((one.required for one in materials), key=_NEEDS.index).value,
        originals=max(one.originals for one in materials),
        copies=max(one.copies for one in materials),
        electronic=all(one.electronic for one in materials),
        source=next(
            (one.source for one in materials if one.source != Source.OWN), Source.OWN
        ).value,
        criteria=tuple(dict.fromkeys(one.criterion for one in materials if one.criterion)),
        sample_note=next((one.sample_note for one in materials if one.sample_note), ""),
        uses=tuple(Use(member.item, material.code) for member, material in uses),
    )


def _remarks(uses: Sequence[tuple[MemberPapers, Material]]) -> list[str]:
    if len(uses) < 2:
        return []
    materials = [material for _, material in uses]
    found = []
    if len({one.required for one in materials}) > 1:
        found.append(f"“{materials[0].name}”有的部门必要、有的部门非必要，合并后按最严的要求")
    if len({(one.originals > 0, one.electronic) for one in materials}) > 1:
        found.append(f"“{materials[0].name}”各部门要求的形式不同，合并后按最严的形式收一份")
    return found
