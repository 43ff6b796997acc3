"""What a citizen reads of an edition: the eight public elements and the rest, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from zhengwu.catalogue.rules.document import EditionDocument

NOT_SAID = "部门尚未填写"


@dataclass(frozen=True, slots=True)
class Public:
    """公开要素: one of the eight, with its words; not `said`: the department left it empty."""

    name: str
    lines: tuple[str, ...]
    said: bool


def eight(document: EditionDocument) -> list[Public]:
    """八公开: item, procedure, materials, time limit, fee standard, fee basis, who, telephone."""
    return [
        _public("服务事项", [document.name]),
        _public("办理程序", [step.name for step in document.steps]),
        _public("申报资料", _materials(document)),
        _public("办理时限", _limits(document)),
        _public("收费标准", _rates(document)),
        _public("收费依据", _fee_basis(document)),
        _public("受理人员", [document.accepting_person]),
        _public("服务电话", [document.phone]),
    ]


def _public(name: str, lines: list[str]) -> Public:
    kept = tuple(line for line in lines if line)
    return Public(name, kept or (NOT_SAID,), bool(kept))


def _materials(document: EditionDocument) -> list[str]:
    if document.no_materials:
        return ["不需要提交材料"]
    return [material.name for material in document.materials]


def _limits(document: EditionDocument) -> list[str]:
    lines = []
    if document.promised.known:
        lines.append(f"承诺{document.promised.words}")
    if document.statutory.known:
        lines.append(f"法定{document.statutory.words}")
    return lines


def _rates(document: EditionDocument) -> list[str]:
    if document.charged is None:
        return []
    if not document.charged:
        return ["不收费"]
    return [f"{fee.name}：{fee.rate}" for fee in document.fees]


def _fee_basis(document: EditionDocument) -> list[str]:
    if document.charged is False:
        return ["不收费，无收费依据"]
    return [fee.basis for fee in document.fees]
