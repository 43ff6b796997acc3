"""How papers are numbered: one register for each organ, kind of paper and year."""

from __future__ import annotations

from collections.abc import Sequence

from zhengwu.documents.models import Document, Register
from zhengwu.documents.queries import parameters, shelf
from zhengwu.org.models import Organ
from zhengwu.parameters.registry import Line, Pattern, Scheme

PAPER = "{县区}{机关}{类别}〔{年份}〕第{序号}号"


def _lines(year: int) -> Sequence[Line]:
    """Registers that were ever opened, with their last serial of this year."""
    natures = {versions[-1].register: versions[-1].nature for versions in shelf().values()}
    organs = {one.pk: one for one in Organ.objects.only("code", "document_mark", "short_name")}
    place, last = parameters()["number_place"], dict[tuple[str, str], int]()
    for organ, kind, of_year, serial in Register.objects.values_list(
        "organ_code", "kind", "year", "last"
    ).order_by("organ_code", "kind"):
        held = last.setdefault((organ, kind), 0)
        last[organ, kind] = serial if of_year == year else held
    rows = []
    for (organ, kind), serial in last.items():
        if organ in organs and kind in natures:
            one = organs[organ]
            mark = one.document_mark or one.short_name
            facts = {"县区": place, "机关": mark, "类别": natures[kind]}
            rows.append(Line(f"{one.short_name}{kind}", facts, serial))
    return rows


def _taken(numbers: Sequence[str]) -> Sequence[str]:
    return list(Document.objects.filter(number__in=numbers).values_list("number", flat=True)[:3])


PAPERS = Scheme(
    key="paper",
    title="文书",
    default=Pattern(PAPER),
    needed=("机关", "类别", "年份", "序号"),
    offered=("县区", "机关", "类别", "年份", "序号"),
    space="paper",
    code=False,
    basis="《党政机关公文处理工作条例》；GB/T 9704：发文字号由机关代字、年份、序号组成",
    lines=_lines,
    taken=_taken,
    note="年份写全，用六角括号；按规范序号不补 0。",
)
