"""Build the demonstration county, step by step, telling how far it is."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.core.management import call_command

from zhengwu.flow.actions import publish
from zhengwu.flow.queries import shipped
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import midnight

from . import (
    cast,
    fees,
    hall,
    joint,
    levels,
    library,
    outlets,
    parameters,
    personnel,
    places,
    supervision,
    township,
)
from .people import People, Personnel

ITEMS = Path(__file__).parents[2] / "zhengwu" / "catalogue" / "data" / "guangan"
Tell = Callable[[str], None]


def aloud(text: str) -> None:
    """Progress for a person at a terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _quietly(command: str, *arguments: str) -> None:
    """Their reports are for whoever runs them by hand."""
    call_command(command, *arguments, verbosity=0, stdout=io.StringIO())


def build(*, at: datetime, since: date, tell: Tell = aloud) -> People:
    """Law, organisation, people, flows, items, editions, accounts. Safe to run once only."""
    started = time.monotonic()

    def step(text: str) -> None:
        tell(f"  {text}（{time.monotonic() - started:.0f} 秒）")

    _quietly("load_law")
    supervision.watch(by=SYSTEM, at=midnight(since))
    step("时限表、放假通知和监察规则")
    founded = places.found(by=SYSTEM, at=midnight(since), since=since)
    step(f"区划、{len(founded.departments)} 个部门、大厅和窗口")
    people = Personnel(founded, by=SYSTEM, at=at, since=since).employ()
    step(f"岗位、{people.count} 名虚构人员、授权委托书")
    joint.establish(founded, people, by=SYSTEM, at=at, since=since)
    levels.establish(founded, people, by=SYSTEM, at=at, since=since)
    for code, xml in shipped().items():
        publish(code, xml, by=SYSTEM, at=at)
    step("办理流程")
    _quietly("import_items", str(next(ITEMS.glob("*.csv"))), "--apply")
    step("事项目录")
    fees.set_charges(by=SYSTEM, at=midnight(since), since=since)
    step("收费标准、减免和专户")
    _quietly("load_dictionary")
    _quietly("load_editions")
    step("实施清单")
    outlets.register(at=at)
    township.publish(by=SYSTEM, at=at)
    joint.publish(by=SYSTEM, at=at, since=since)
    joint.projects(people, at=at)
    step("联办事项和建设项目")
    cast.enrol(people, at=at)
    library.write_library()
    step("演示账号")
    township.establish(people, at=at, since=since)
    hall.establish(founded, people, at=at, since=since)
    step("乡镇便民服务和上报件")
    parameters.draw_up(people, at=at)
    personnel.establish(people, at=at)
    step("参数与模板、窗口人员")
    deliver_all()
    step("通知和文书")
    return people
