"""Migration of running matters: previewed, approved by another, moved in batches, and back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from zhengwu.flow import actions
from zhengwu.flow.models import Instance, Migration, Moving, Task, Token, Version
from zhengwu.flow.rules.refusals import (
    MapWrong,
    NotEarlier,
    NothingToMigrate,
    OtherFlow,
    SameHands,
    StillUnfit,
)
from zhengwu.jobs.actions import run_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted

from .factories import (
    AT,
    diagram,
    element,
    flow,
    line,
    load_rules,
    matter,
    open_tasks,
    person,
    published,
    start_end,
    user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
EDITOR = person("editor", "catalogue_editor")
MANAGER = person("manager", "centre_manager")
REVIEWER = person("r", "reviewer", "checker")


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules()


def old_flow() -> str:
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j")]
    parts += [user("one"), user("two"), user("last", outcomes="yes=准予,no=不予")]
    parts += [*line("s", "first", "f", "one", "j", "last", "e"), flow("f", "two"), flow("two", "j")]
    return diagram(*start_end(), user("first", "初审"), *parts)


def new_flow() -> str:
    """`first` is called `begin`, `two` has a step after it, the join another name."""
    parts = [element("parallelGateway", "f"), element("parallelGateway", "jj")]
    parts += [user("one", duty="checker"), user("two"), user("more"), user("last")]
    parts += [*line("s", "begin", "f", "one", "jj", "last", "e"), *line("f", "two", "more", "jj")]
    return diagram(*start_end(), user("begin", "受理审查"), *parts)


MAP = {"first": "begin", "f": "f", "one": "one", "two": "two", "j": "jj", "last": "last"}


def versions() -> tuple[Version, Version]:
    return published(old_flow(), "mine"), published(new_flow(), "mine")


def run_at(version: Version, *done: str) -> Instance:
    instance = actions.start(matter(), version, facts={}, by=REVIEWER, at=AT)
    finish(instance, *done)
    return instance


def finish(instance: Instance, *nodes: str) -> None:
    for node in nodes:
        task = open_tasks(instance)[node]
        outcome = task.node.choices[0][0] if task.node.choices else ""
        actions.complete(task, outcome=outcome, by=REVIEWER, at=AT)


def plan(old: Version, new: Version, mapping: dict[str, str] | None = None) -> Migration:
    return actions.plan_migration(
        old, new, MAP if mapping is None else mapping, reason="流程优化", by=EDITOR, at=AT
    )


def carried_out(migration: Migration) -> Migration:
    actions.approve_migration(migration, by=MANAGER, at=AT)
    run_all()
    migration.refresh_from_db()
    return migration


def snapshot(instance: Instance) -> tuple[object, ...]:
    """Everything of a run that migration may touch."""
    instance.refresh_from_db()
    tokens = Token.objects.filter(instance=instance).order_by("id")
    tasks = Task.objects.filter(instance=instance).order_by("id")
    return (
        instance.version_id,
        instance.facts,
        list(tokens.values_list("id", "node", "state", "edge", "visit", "trail")),
        list(tasks.values_list("id", "node_id", "name", "duty", "desk", "state", "clock")),
    )


def test_preview_touches_nothing_and_names_each_way_to_stand() -> None:
    old, new = versions()
    runs = [run_at(old), run_at(old), run_at(old, "first"), run_at(old, "first", "two")]
    before = [snapshot(one) for one in runs]
    migration = plan(old, new)
    assert [snapshot(one) for one in runs] == before
    assert [(e.count, e.words["before"], e.words["after"]) for e in migration.effects.all()] == [
        (2, "初审", "受理审查"),
        (1, "并行网关j（等待其他分支）、one", "并行网关jj（等待其他分支）、one"),
        (1, "one、two", "one、two"),
    ]
    assert set(migration.rows.values_list("state", flat=True)) == {"planned"}
    assert migration.rows.count() == 4


def test_all_go_over_with_their_clocks_and_finish_on_the_new_flow() -> None:
    old, new = versions()
    runs = [run_at(old), run_at(old, "first"), run_at(old, "first", "two"),
            run_at(old, "first", "one", "two")]  # fmt: skip
    clocks = [dict(Task.objects.filter(instance=one).values_list("id", "clock")) for one in runs]
    migration = carried_out(plan(old, new))
    assert migration.state == "done"
    assert actions.outcome_of(migration) == {"moved": 4}
    for one, kept in zip(runs, clocks, strict=True):
        one.refresh_from_db()
        assert one.version_id == new.pk
        assert dict(Task.objects.filter(instance=one).values_list("id", "clock")) == kept
        told = Entry.objects.filter(matter_id=one.matter_id, code="flow.instance.migrated")
        assert told.count() == 1
        assert told.get().changes["version"] == [1, 2]
        assert told.get().reason == "流程优化"
    assert [sorted(open_tasks(one)) for one in runs] == [["begin"], ["one", "two"], ["one"],
                                                         ["last"]]  # fmt: skip
    assert open_tasks(runs[1])["one"].desk == "checker@WJ"
    finish(runs[0], "begin", "one", "two", "more", "last")
    finish(runs[1], "one", "two", "more", "last")
    finish(runs[2], "one", "last")
    finish(runs[3], "last")
    for one in runs:
        one.refresh_from_db()
        assert one.state == "ended"


def test_the_way_back_restores_exactly_what_has_not_moved_on() -> None:
    old, new = versions()
    runs = [run_at(old), run_at(old, "first"), run_at(old, "first", "two"),
            run_at(old, "first", "one", "two")]  # fmt: skip
    before = [snapshot(one) for one in runs]
    migration = carried_out(plan(old, new))
    back = actions.plan_back(migration, reason="新流程有误", by=EDITOR, at=AT)
    assert all(one.verdict == "fits" for one in back.effects.all())
    carried_out(back)
    assert [snapshot(one) for one in runs] == before
    finish(runs[2], "one", "last")
    runs[2].refresh_from_db()
    assert runs[2].state == "ended"


def test_on_the_way_back_who_moved_on_goes_by_the_map_or_is_reported() -> None:
    old, new = versions()
    first, second = run_at(old), run_at(old, "first")
    migration = carried_out(plan(old, new))
    finish(first, "begin")
    finish(second, "two")  # now at `more`, which the old version does not have
    back = actions.plan_back(migration, reason="新流程有误", by=EDITOR, at=AT)
    assert {e.verdict for e in back.effects.all()} == {"fits", "unfit"}
    with pytest.raises(StillUnfit, match="more"):
        actions.approve_migration(back, by=MANAGER, at=AT)
    back = actions.plan_again(back, back.mapping | {"more": ""}, by=EDITOR, at=AT)
    carried_out(back)
    assert sorted(open_tasks(first)) == ["one", "two"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.version_id, second.version_id) == (old.pk, new.pk)


def test_who_moved_on_since_the_preview_is_reported_by_row_and_may_be_tried_again() -> None:
    old, new = versions()
    moved, ended, stood = run_at(old), run_at(old, "first", "one", "two"), run_at(old, "first")
    migration = plan(old, new)
    finish(moved, "first")
    finish(ended, "last")
    migration = carried_out(migration)
    rows = {row.instance_id: row for row in migration.rows.all()}
    assert rows[moved.pk].state == "conflict"
    assert rows[moved.pk].note == "预览时在“初审”，现在在“one”、“two”"
    assert (rows[ended.pk].state, rows[stood.pk].state) == ("ended", "moved")
    assert actions.retry_conflicts(migration, by=MANAGER, at=AT) == 1
    run_all()
    moved.refresh_from_db()
    assert moved.version_id == new.pk
    migration.refresh_from_db()
    assert migration.state == "done"


def test_another_person_approves_and_only_when_all_are_served() -> None:
    old, new = versions()
    run_at(old, "first")
    both = person("both", "catalogue_editor", "centre_manager")
    with pytest.raises(NotPermitted):
        actions.plan_migration(old, new, MAP, reason="x", by=REVIEWER, at=AT)
    mine = actions.plan_migration(old, new, MAP, reason="x", by=both, at=AT)
    with pytest.raises(SameHands):
        actions.approve_migration(mine, by=both, at=AT)
    with pytest.raises(NotPermitted):
        actions.approve_migration(mine, by=EDITOR, at=AT)
    half = plan(old, new, {"one": "one"})
    with pytest.raises(StillUnfit, match="two"):
        actions.approve_migration(half, by=MANAGER, at=AT)


def test_what_is_no_map_is_refused() -> None:
    old, new = versions()
    with pytest.raises(NothingToMigrate):
        plan(old, new)
    run_at(old)
    with pytest.raises(MapWrong, match="新流程中没有步骤“nowhere”"):
        plan(old, new, {"first": "nowhere"})
    with pytest.raises(OtherFlow):
        plan(old, published(new_flow(), "other"))
    assert Migration.objects.count() == 0


def test_a_return_after_migration_goes_where_the_new_flow_can_take_it() -> None:
    old, new = versions()
    run = run_at(old, "first", "one", "two")
    carried_out(plan(old, new))
    task = open_tasks(run)["last"]
    opened = actions.return_to(task, "begin", reason="重审", by=REVIEWER, at=AT)
    assert [one.node_id for one in opened] == ["begin"]
    finish(run, "begin", "one", "two", "more", "last")
    run.refresh_from_db()
    assert run.state == "ended"


def test_no_return_into_a_branch_that_is_no_more() -> None:
    old = published(old_flow(), "mine")
    flat = diagram(*start_end(), user("one"), user("last"), *line("s", "one", "last", "e"))
    new = published(flat, "mine")
    run = run_at(old, "first", "one", "two")
    carried_out(plan(old, new, {"last": "last", "one": "one"}))
    with pytest.raises(NotEarlier):
        actions.return_to(open_tasks(run)["last"], "one", reason="重审", by=REVIEWER, at=AT)
    finish(run, "last")


def test_statements_do_not_grow_with_the_matters() -> None:
    from bench.report import counted_sql

    old, new = versions()
    counts = []
    for number in (3, 12):
        for _ in range(number):
            run_at(old, "first")
        with counted_sql() as seen:
            migration = plan(old, new)
        actions.approve_migration(migration, by=MANAGER, at=AT)
        with counted_sql() as moved:
            actions.move_batch(migration, by=MANAGER, at=AT)
        run_all()
        counts.append((len(seen), len(moved)))
    assert counts[1][0] <= counts[0][0]
    # SQLite moves chain heads one by one; everything else is set-based.
    extra = 12 - 3 if connection.vendor == "sqlite" else 0
    assert counts[1][1] <= counts[0][1] + extra + 2


_WORKER = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
from zhengwu.flow import actions
from zhengwu.flow.models import Migration
from zhengwu.kernel.time import now
m = Migration.objects.select_related("definition", "source", "target", "origin").get()
print("begun", flush=True)
while actions.move_batch(m, size=2, by=actions.actor_of(m), at=now()):
    pass
"""


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_instant_nothing_is_lost_or_done_twice() -> None:
    old, new = versions()
    runs = [run_at(old, "first") for _ in range(30)]
    migration = actions.approve_migration(plan(old, new), by=MANAGER, at=AT)
    connection.close()
    for pause in (0.0, 0.01, 0.03, 0.06):
        worker = subprocess.Popen(
            [sys.executable, "-c", _WORKER], env=dict(os.environ), stdout=subprocess.PIPE
        )
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"begun"
        time.sleep(pause)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        for run in runs:
            consistent(run, old, new, migration)
    run_all()
    migration.refresh_from_db()
    assert migration.state == "done"
    told = Entry.objects.filter(code="flow.instance.migrated")
    assert told.count() == told.values("matter_id").distinct().count() == len(runs)
    assert set(Moving.objects.values_list("state", flat=True)) == {"moved"}


def consistent(run: Instance, old: Version, new: Version, migration: Migration) -> None:
    """Version, row and journal of a matter always say the same."""
    run.refresh_from_db()
    row = Moving.objects.get(migration=migration, instance=run)
    told = Entry.objects.filter(matter_id=run.matter_id, code="flow.instance.migrated").count()
    desk = Task.objects.get(instance=run, node_id="one").desk
    moved = run.version_id == new.pk
    assert moved == (row.state == "moved") == (told == 1) == (desk == "checker@WJ")
    assert moved or run.version_id == old.pk
