"""Diagrams in few words, and people who act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import resources
from itertools import count, pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from zhengwu.clock import actions as clock
from zhengwu.clock.rules.table import parse_table
from zhengwu.flow import actions
from zhengwu.flow.models import Instance, Task, Version
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter

AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
ORGAN = "WJ"
_numbers = count(1)


def load_rules() -> None:
    """The clock's own rules, the step's among them."""
    text = resources.files("zhengwu.clock").joinpath("data/own.yaml").read_text("utf-8")
    compiled_on, rows = parse_table(text)
    clock.load_table(rows, compiled_on, by=SYSTEM, at=AT)


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zw="urn:zhengwu:flow" targetNamespace="urn:zhengwu:test" id="d">\n'
)


def user(id_: str, name: str = "", *, body: str = "", **zw: Any) -> str:
    """A user task that passes the lint unless told otherwise."""
    values = {"duty": "reviewer", "days": 3, "opinion": "optional"} | zw
    attributes = " ".join(f"zw:{k}={quoteattr(str(v))}" for k, v in values.items() if v is not None)
    return f'<userTask id="{id_}" name={quoteattr(name or id_)} {attributes}>{body}</userTask>'


def element(tag: str, id_: str, body: str = "", **attributes: str) -> str:
    """Any other element."""
    shown = " ".join(f"{k.replace('__', ':')}={quoteattr(v)}" for k, v in attributes.items())
    return f'<{tag} id="{id_}" {shown}>{body}</{tag}>'


def flow(source: str, target: str, condition: str = "", id_: str = "") -> str:
    """A sequence flow."""
    inner = (
        f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}'
        "</conditionExpression>"
        if condition
        else ""
    )
    return (
        f'<sequenceFlow id="{id_ or source + "_" + target}" sourceRef="{source}" '
        f'targetRef="{target}">{inner}</sequenceFlow>'
    )


def diagram(*parts: str, fields: Iterable[tuple[str, str]] = (), beside: str = "") -> str:
    """A whole file. `fields` are (name, type)."""
    declared = "".join(f'<zw:field name="{n}" type="{t}"/>' for n, t in fields)
    extension = f"<extensionElements><zw:fields>{declared}</zw:fields></extensionElements>"
    inner = "\n".join(parts)
    return (
        f'{_HEAD}{beside}<process id="p" name="测试流程" isExecutable="true">\n'
        f"{extension if declared else ''}{inner}\n</process>\n</definitions>\n"
    )


def line(*nodes: str) -> list[str]:
    """Flows along a chain of ids."""
    return [flow(a, b) for a, b in pairwise(nodes)]


def start_end() -> list[str]:
    """`s` and `e`."""
    return [element("startEvent", "s"), element("endEvent", "e", name="办结")]


def person(id_: str, *duties: str, organ: str = ORGAN) -> Actor:
    """A member of staff with duties ("reviewer" at the usual organ, or "duty@organ")."""
    held = frozenset(d if "@" in d else f"{d}@{organ}" for d in duties)
    return Actor(
        ActorKind.STAFF,
        id=id_,
        name=id_,
        organ_code=organ,
        duties=held,
        assurance=Assurance.SECOND_FACTOR,
    )


def published(xml: str, code: str = "") -> Version:
    """A published version."""
    return actions.publish(code or f"f{next(_numbers)}", xml, by=SYSTEM, at=AT)


def matter(organ: str = ORGAN) -> Matter:
    """A fresh matter."""
    return open_matter(
        kind="test",
        number=f"T-{next(_numbers)}",
        title="测试事项",
        organ_code=organ,
        region_code="511602000000",
        by=SYSTEM,
        at=AT,
    )


def started(xml: str, **facts: Any) -> Instance:
    """A run on a fresh matter."""
    return actions.start(matter(), published(xml), facts=facts, by=SYSTEM, at=AT)


def open_tasks(instance: Instance) -> dict[str, Task]:
    """Pending tasks by node; several at one node get a number."""
    found: dict[str, Task] = {}
    rows = Task.objects.filter(instance=instance, state__in=["open", "claimed", "suspended"])
    for task in rows.order_by("visit", "place", "id"):
        name, number = task.node_id, 1
        while name in found:
            number += 1
            name = f"{task.node_id}{number}"
        found[name] = task
    return found
