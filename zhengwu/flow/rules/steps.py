"""Editing a list of steps: where an item stands, adding, moving, dropping it, changing it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from zhengwu.flow.rules.linear import FORKS, Item, Line, every, free_id, new_step

_OUTCOME = re.compile(r"(?P<step>\w+)\.outcome\s*(?P<sign>!?=)\s*'(?P<code>[^']*)'")
WORDS = {
    "user": "步骤",
    "manual": "线下步骤",
    "service": "系统服务",
    "call": "调用流程",
    "catch": "等待消息",
    "branch": "按条件分支",
    "some": "多选分支",
    "parallel": "并行办理",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list as a page shows it: an item, or the head of an arm (item None)."""

    path: str
    depth: int
    item: Item | None
    number: str
    words: str = ""
    first: bool = False
    last: bool = False

    @property
    def slug(self) -> str:
        """The path as a part of an address."""
        return self.path.replace("/", "-")


def rows(items: list[Item]) -> list[Row]:
    """The list in reading order; paths are like `2/1/0`: item, arm, item."""
    return list(_rows(items, "", 0, "", {one["id"]: one for one in every(items)}))


def _rows(
    items: list[Item], path: str, depth: int, before: str, steps: dict[str, Item]
) -> Iterator[Row]:
    for place, item in enumerate(items):
        here, number = f"{path}{place}", f"{before}{place + 1}"
        yield Row(here, depth, item, number, first=place == 0, last=place == len(items) - 1)
        for at, arm in enumerate(item.get("arms", ())):
            yield Row(
                f"{here}/{at}", depth + 1, None, f"{number}.{at + 1}", _arm(item, arm, at, steps)
            )
            inside = arm["items"]
            yield from _rows(inside, f"{here}/{at}/", depth + 2, f"{number}.{at + 1}.", steps)


def in_words(condition: str, steps: dict[str, Item]) -> str:
    """`decide.outcome = 'granted'` as a clerk says it; what is more than that stays as it is."""

    def said(found: re.Match[str]) -> str:
        step = steps.get(found["step"])
        if step is None:
            return found[0]
        pairs = (one.partition("=") for one in step.get("outcomes", ()))
        word = {code: name or code for code, _, name in pairs}.get(found["code"], found["code"])
        return f"“{step['name']}”的结果{'是' if found['sign'] == '=' else '不是'}“{word}”"

    return _OUTCOME.sub(said, condition).replace(" and ", "，并且").replace(" or ", "，或者")


def _arm(item: Item, arm: dict[str, Any], at: int, steps: dict[str, Item]) -> str:
    name = arm.get("name") or f"第{at + 1}支"
    if item["type"] == "parallel":
        return f"{name}：同时办理"
    words = f"当{in_words(arm['condition'], steps)}" if arm.get("condition") else "其他情形"
    ends = f"，以“{arm['ends']}”结束" if arm.get("ends") else ""
    return f"{name}：{words}{ends}"


def _place(items: list[Item], path: str) -> tuple[list[Item], int]:
    """The list that holds the item, and its place there. Raises `LookupError`."""
    parts = [int(one) for one in path.split("/") if one.isdigit()]
    if not parts or len(parts) % 2 == 0 or "/".join(map(str, parts)) != path:
        raise LookupError(path)
    for item, arm in zip(parts[:-1:2], parts[1::2], strict=True):
        items = items[item]["arms"][arm]["items"]
    return items, parts[-1]


def found(line: Line, path: str) -> Item:
    """The item at a path. Raises `LookupError`."""
    items, place = _place(line.items, path)
    return items[place]


def edited(line: Line, verb: str, path: str, kind: str = "user") -> Line:
    """A list after one press: add (after an item, or into an arm), up, down, drop, arm, unarm."""
    items = copy.deepcopy(line.items)
    if verb == "add":
        _add(items, path, kind)
    elif verb in ("arm", "unarm"):
        _arms(items, path, verb)
    else:
        holder, place = _place(items, path)
        if verb == "drop":
            dropped = holder.pop(place)
            _forget(items, {one["id"] for one in every([dropped])})
        elif verb in ("up", "down"):
            other = place + (1 if verb == "down" else -1)
            if 0 <= other < len(holder):
                holder[place], holder[other] = holder[other], holder[place]
        else:
            raise LookupError(verb)
    return replace(line, items=items)


def _add(items: list[Item], path: str, kind: str) -> None:
    new = _new(items, kind)
    parts = path.split("/")
    if path and len(parts) % 2 == 0:
        holder, place = _place(items, "/".join(parts[:-1]))
        holder[place]["arms"][int(parts[-1])]["items"].insert(0, new)
    elif path:
        holder, place = _place(items, path)
        holder.insert(place + 1, new)
    else:
        items.insert(0, new)


def _new(items: list[Item], kind: str) -> Item:
    if kind not in FORKS:
        return new_step(items)
    fork = free_id(items, "fork")
    if kind == "parallel":
        one = new_step(items)
        other = new_step([*items, one])
        arms: list[dict[str, Any]] = [{"name": "", "items": [one]}, {"name": "", "items": [other]}]
    else:
        answered = [one for one in every(items) if one.get("outcomes")]
        last = answered[-1] if answered else None
        code = last["outcomes"][0].partition("=") if last else ("", "", "")
        when = f"{last['id']}.outcome = '{code[0]}'" if last else "true"
        arms = [
            {"name": code[2] or "是", "items": [], "condition": when},
            {"name": "其他", "items": []},
        ]
    return {"type": kind, "id": fork, "name": WORDS[kind], "arms": arms}


def _arms(items: list[Item], path: str, verb: str) -> None:
    """Another branch before the last, or one branch less; two always remain."""
    if verb == "arm":
        holder, place = _place(items, path)
        fork = holder[place]
        arm: dict[str, Any] = {"name": f"第{len(fork['arms']) + 1}支", "items": []}
        if fork["type"] == "parallel":
            arm["items"] = [new_step(items)]
        else:
            arm["condition"] = "false"
        fork["arms"].insert(len(fork["arms"]) - 1, arm)
        return
    head, _, at = path.rpartition("/")
    holder, place = _place(items, head)
    if len(holder[place]["arms"]) > 2:
        dropped = holder[place]["arms"].pop(int(at))
        _forget(items, {one["id"] for one in every(dropped["items"])})


def _forget(items: list[Item], gone: set[str]) -> None:
    """Nobody can keep out of a step that is no more."""
    for one in every(items):
        if one.get("other_than"):
            one["other_than"] = [other for other in one["other_than"] if other not in gone]


def changed(line: Line, path: str, values: dict[str, Any]) -> Line:
    """An item with other values; what is empty falls away."""
    items = copy.deepcopy(line.items)
    holder, place = _place(items, path)
    item = holder[place]
    arms = values.pop("arms", None)
    for name, value in values.items():
        if value in (None, "", []):
            item.pop(name, None)
        else:
            item[name] = value
    item.setdefault("name", "")
    for arm, given in zip(item.get("arms", ()), arms or (), strict=False):
        for name, value in given.items():
            if value:
                arm[name] = value
            else:
                arm.pop(name, None)
        arm.setdefault("name", "")
    return replace(line, items=items)
