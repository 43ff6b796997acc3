"""Small helpers of the catalogue's tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.models import ImportRun, Item
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI

AT = datetime(2026, 9, 17, 9, 30, tzinfo=SHANGHAI)
SHIPPED = Path(__file__).parents[1] / "data"
HEADER = "department,main_item,sub_item,item_code,task_type,dept_code,area_code,link"


def person(name: str, *duties: str, organ: str = "organ-1") -> Actor:
    """A member of staff with duties at an organ."""
    return Actor(
        kind=ActorKind.STAFF,
        id=f"id-{name}",
        name=name,
        organ_code=organ,
        duties=frozenset(f"{duty}@{organ}" for duty in duties),
        assurance=Assurance.SECOND_FACTOR,
    )


EDITOR = person("起草人", "catalogue_editor")
HEAD = person("科长", "head")
CENTRE = person("中心", "centre_manager", organ="centre")
STRANGER = person("外人", "catalogue_editor", organ="organ-2")


def line(code: str = "511A0138000000-511602000000-000-115113010833722043-1-00", **more: str) -> str:
    """One line of an import file."""
    cells = {
        "department": "区教科体局", "main_item": "未分类", "sub_item": "休学审批", "code": code,
        "task_type": "1", "dept_code": "115113010833722043", "area": "511602000000", "link": "",
    }  # fmt: skip
    return ",".join((cells | more).values())


def read(*lines: str, name: str = "items.csv", encoding: str = "utf-8", **more) -> ImportRun:
    """A dry run over lines under the usual header."""
    content = "\n".join([HEADER, *lines]).encode(encoding)
    return begin_import(name, content, by=SYSTEM, at=AT, **more)


def an_item(
    code: str = "511A0138000000-511602000000-000-115113010833722043-1-00", **more: str
) -> Item:
    """An item that came by an import; its department is organ-1."""
    apply(read(line(code, dept_code="organ-1", **more)), by=SYSTEM, at=AT)
    return Item.objects.get(code=code)
