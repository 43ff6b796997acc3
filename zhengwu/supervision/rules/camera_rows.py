"""Rows of a sheet of cameras: read, and each fault said with its row."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhengwu.supervision.enums import CAMERA_STATES, CameraState

# Heading, field, longest text.
COLUMNS = (
    ("编号", "code", 40), ("位置", "place", 200), ("窗口编号", "window", 40),
    ("视频流地址", "stream", 300), ("抓图地址", "snapshot", 300), ("状态", "state", 10),
    ("提示标识", "notice", 10), ("留存画面的依据", "ground", 300),
)  # fmt: skip
_MUST = ("code", "place")
_STATES = {name: state for state, name in CAMERA_STATES.items()}
_YES, _NO = ("是", "已设置"), ("否", "未设置", "")


@dataclass(frozen=True, slots=True)
class CameraRow:
    """One row as it would be registered; `window` is a window's code or empty."""

    number: int
    code: str
    place: str
    window: str
    stream: str
    snapshot: str
    state: CameraState
    notice: bool
    ground: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be taken."""

    number: int
    code: str
    problem: str


def lacking(header: Sequence[str]) -> list[str]:
    """Headings that must be there and are not."""
    return [name for name, field, _ in COLUMNS if field in _MUST and name not in header]


def read_rows(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], windows: Container[str]
) -> tuple[list[CameraRow], list[Fault]]:
    """Rows that can be registered and the faults of the others. Sign-ins are in no sheet."""
    found: list[CameraRow] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        told = dict(zip(header, (one.strip() for one in cells), strict=False))
        values = {field: told.get(name, "") for name, field, _ in COLUMNS}
        if not any(values.values()):
            continue
        problems = _problems(values, windows)
        if values["code"] in seen:
            problems.append(f"编号与第 {seen[values['code']]} 行相同")
        seen.setdefault(values["code"], number)
        if problems:
            faults.append(Fault(number, values["code"], "；".join(problems)))
        else:
            found.append(_row(number, values))
    return found, faults


def _problems(values: Mapping[str, str], windows: Container[str]) -> list[str]:
    found = [
        f"没有填写{name}" for name, field, _ in COLUMNS if field in _MUST and not values[field]
    ]
    found += [
        f"{name}超过 {most} 个字" for name, field, most in COLUMNS if len(values[field]) > most
    ]
    if values["window"] and values["window"] not in windows:
        found.append(f"没有编号为“{values['window']}”的窗口")
    if values["state"] and values["state"] not in _STATES:
        found.append(f"状态要填{'、'.join(_STATES)}")
    if values["notice"] not in (*_YES, *_NO):
        found.append("提示标识要填是或者否")
    return found


def _row(number: int, values: Mapping[str, str]) -> CameraRow:
    return CameraRow(
        number, values["code"], values["place"], values["window"], values["stream"],
        values["snapshot"], _STATES.get(values["state"], CameraState.WORKING),
        values["notice"] in _YES, values["ground"],
    )  # fmt: skip
