"""A million cases for the benches, made by statements over sets from a handful of real ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import application
from zhengwu.catalogue.models import Item
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.kernel.time import now

# Cases in a thousand by where they stand: the real county's mix, 94 % done on the spot.
MIX = {
    "completed": 940, "received": 12, "supplementing": 3, "review": 20, "check": 8, "decide": 5,
    "deliver": 12,
}  # fmt: skip
_TABLES = ("matters_matter", "cases_case", "flow_instance", "flow_token", "flow_task")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "建国秀兰志强桂英小雨伟芳军敏静丽勇艳杰娟涛明超霞平刚海燕文华"
# One case in so many seconds; the newest comes last.
_PACE = 31


def stages(world: SimpleNamespace) -> dict[str, Case]:
    """One case for each place where cases stand, brought there by the actions themselves."""
    at = now()
    ruling = cases.Ruling(Verdict.GRANTED)

    def received() -> Case:
        return cases.receive(application(world, "nurse"), by=world.clerk, at=at)

    def step(case: Case, kind: TaskKind, by: Any) -> None:
        task = Task.objects.get(matter=case.pk, kind=kind, state__in=PENDING)
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at)

    shop = application(world, "shop")
    found = {
        "completed": cases.finish_on_the_spot(shop, ruling=ruling, by=world.a, at=at),
        "received": received(),
        "supplementing": received(),
    }
    defects = [Defect("form", "没有签名", "请签名")]
    cases.request_supplement(found["supplementing"], defects=defects, by=world.clerk, at=at)
    for name in ("review", "check", "decide", "deliver"):
        found[name] = case = cases.accept(received(), by=world.clerk, at=at)
        if name != "review":
            step(case, TaskKind.REVIEW, world.reviewer)
        if name in ("decide", "deliver"):
            step(case, TaskKind.CHECK, world.checker)
        if name == "deliver":
            cases.decide(case, task=None, ruling=ruling, by=world.a, at=at)
    return found


def multiply(
    templates: dict[str, Case], organs: list[str], rows: int, *, first: int = 1, of: int
) -> None:
    """Cases number `first` to `rows` of so many; the first organ gets three in ten.

    Indices and checks of references are set aside meanwhile, as a restore does.
    """
    with transaction.atomic(), connection.cursor() as cursor, without_indices(cursor, _TABLES):
        cursor.execute("SET LOCAL session_replication_role = replica")
        low = 0
        for stage, share in MIX.items():
            source = _Source(templates[stage].pk, organs, (first, rows, of), (low, low + share))
            for table in _TABLES:
                source.copy(cursor, table)
            low += share
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


@contextmanager
def without_indices(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Set aside what is no constraint, and made anew at the end in one go."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) AND NOT "
        "EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _, definition in found:
        cursor.execute(definition)


class _Source:
    """Copies of the rows of one case, with everything of their own that tells cases apart."""

    def __init__(
        self,
        matter: UUID,
        organs: list[str],
        span: tuple[int, int, int],
        shares: tuple[int, int],
    ) -> None:
        self.matter = matter
        self.organ = "(%(organs)s::text[])[CASE WHEN g %% 10 < 3 THEN 1 ELSE 2 + g %% %(rest)s END]"
        items = list(Item.objects.order_by("code").values_list("code", "name"))
        self.values = {
            "matter": matter, "organs": organs, "rest": len(organs) - 1, "first": span[0],
            "last": span[1], "rows": span[2],
            "low": shares[0], "high": shares[1], "codes": [code for code, _ in items],
            "names": [name for _, name in items], "items": len(items),
            "surnames": list(_SURNAMES), "given": list(_GIVEN),
        }  # fmt: skip

    def copy(self, cursor: Any, table: str) -> None:
        """All rows of the case in one table, once for each new case."""
        names = [
            column.name for column in connection.introspection.get_table_description(cursor, table)
        ]
        own = {
            "matters_matter": self._matter, "cases_case": self._case, "flow_task": self._task,
            "flow_instance": self._run, "flow_token": self._run,
        }[table]()  # fmt: skip
        chosen = ", ".join(own.get(name, f't."{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        key = {"matters_matter": "id", "flow_token": "instance_id"}.get(table, "matter_id")
        wanted = (
            "(SELECT id FROM flow_instance WHERE matter_id = %(matter)s)"
            if table == "flow_token"
            else "(SELECT %(matter)s::uuid)"
        )
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {chosen} '
            f"FROM (SELECT s.*, row_number() OVER (ORDER BY s.ctid) AS k FROM {table} s "
            f"WHERE s.{key} IN {wanted}) t, generate_series(%(first)s, %(last)s) g "
            "WHERE (g * 7919::bigint) %% 1000 >= %(low)s AND (g * 7919::bigint) %% 1000 < %(high)s",
            self.values,
        )

    @staticmethod
    def _id(ordinal: str = "0") -> str:
        """As the program's own ids: ordered by the time at which they were made."""
        return (
            f"(lpad(to_hex(1760000000000 + g::bigint * {_PACE * 1000}), 12, '0') || '70008' || "
            f"lpad(to_hex(g::bigint * 16 + {ordinal}), 15, '0'))::uuid"
        )

    @staticmethod
    def _when(name: str) -> str:
        return f"t.\"{name}\" - (%(rows)s - g) * interval '{_PACE} seconds'"

    def _matter(self) -> dict[str, str]:
        return {
            "id": self._id(), "number": "'GA-XK-2026-' || lpad(g::text, 8, '0')",
            "organ_code": self.organ, "opened_at": self._when("opened_at"),
            "closed_at": self._when("closed_at"),
            "title": "(%(names)s::text[])[1 + g * 31::bigint %% %(items)s]",
        }  # fmt: skip

    def _case(self) -> dict[str, str]:
        name = (
            "(%(surnames)s::text[])[1 + g %% 20] || (%(given)s::text[])[1 + g / 20 %% 30] || "
            "(%(given)s::text[])[1 + g / 600 %% 30]"
        )
        return {
            "matter_id": self._id(), "organ_code": self.organ, "applicant_name": name,
            "applicant_key": f"'person:' || {self._id()}",
            "item_code": "(%(codes)s::text[])[1 + g * 31::bigint %% %(items)s]",
            "due_on": "CASE WHEN t.due_on > '9000-01-01' THEN t.due_on "
                      "ELSE t.due_on + (g / 1000 %% 60 - 30) END",
            **{one: self._when(one) for one in ("received_at", "accepted_at", "completed_at")},
        }  # fmt: skip

    def _run(self) -> dict[str, str]:
        return {"id": self._id(), "matter_id": self._id(), "instance_id": self._id()}

    def _task(self) -> dict[str, str]:
        return {
            "id": self._id("t.k"), "matter_id": self._id(), "instance_id": self._id(),
            "token_id": self._id(), "organ_code": self.organ, "clock_id": "NULL",
            "opened_by": "NULL", "desk": f"replace(t.desk, t.organ_code, {self.organ})",
            "opened_at": self._when("opened_at"), "done_at": self._when("done_at"),
        }  # fmt: skip
