"""Many finish at the same instant: the run continues exactly once."""

from __future__ import annotations

import multiprocessing
import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from zhengwu.flow import actions
from zhengwu.flow.models import Instance, JoinArrival, Task, Token
from zhengwu.kernel.errors import Refusal

from .factories import (
    AT,
    diagram,
    element,
    flow,
    line,
    load_rules,
    open_tasks,
    person,
    start_end,
    started,
    user,
)

ORGANS = list("ABCDEFG")


def many_branches() -> str:
    parts = [element("parallelGateway", "f"), element("parallelGateway", "j")]
    for one in ORGANS:
        parts += [user(one, organ=one), flow("f", one), flow(one, "j")]
    return diagram(*start_end(), *parts, user("z"), *line("s", "f"), *line("j", "z", "e"))


def many_departments() -> str:
    return diagram(
        *start_end(),
        user("m", organs=" ".join(ORGANS)),
        user("z"),
        *line("s", "m", "z", "e"),
    )


def finish(pk: UUID) -> None:
    task = Task.objects.get(pk=pk)
    who = person(f"p{task.organ_code}", f"reviewer@{task.organ_code}")
    actions.complete(task, key=f"k{pk}", by=who, at=AT)


def check_continued_once(run: Instance) -> None:
    run.refresh_from_db()
    assert list(open_tasks(run)) == ["z"]
    assert Task.objects.filter(instance=run, node_id="z").count() == 1
    assert Token.objects.filter(instance=run, state__in=["live", "waiting"]).count() == 1
    assert Task.objects.filter(instance=run, state="done").count() == len(ORGANS)


def in_threads(work: list[tuple[Any, ...]]) -> list[Exception]:
    barrier, failures = threading.Barrier(len(work)), []

    def one(function: Any, *args: Any) -> None:
        barrier.wait()
        try:
            function(*args)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=args) for args in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("xml", [many_branches(), many_departments()])
def test_departments_in_threads(xml: str) -> None:
    load_rules()
    run = started(xml)
    pks = [task.pk for task in open_tasks(run).values()]
    assert in_threads([(finish, pk) for pk in pks]) == []
    check_continued_once(run)


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_two_clerks_press_at_once_and_one_of_them_is_told() -> None:
    load_rules()
    run = started(diagram(*start_end(), user("a"), user("b"), *line("s", "a", "b", "e")))
    task = open_tasks(run)["a"]

    def press(who: str) -> None:
        actions.complete(Task.objects.get(pk=task.pk), by=person(who, "reviewer"), at=AT)

    failures = in_threads([(press, "li"), (press, "wang")])
    assert [type(one).__name__ for one in failures] == ["AlreadyDone"]
    assert Task.objects.filter(instance=run).count() == 2


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_a_double_click_in_two_requests_is_one_act() -> None:
    load_rules()
    run = started(diagram(*start_end(), user("a"), user("b"), *line("s", "a", "b", "e")))
    task, answers = open_tasks(run)["a"], []

    def press() -> None:
        fresh = Task.objects.get(pk=task.pk)
        answers.append(actions.complete(fresh, key="k", by=person("li", "reviewer"), at=AT)[0].pk)

    assert in_threads([(press,), (press,)]) == []
    assert len(set(answers)) == 1


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_taking_back_and_claiming_at_once_have_one_winner() -> None:
    load_rules()
    run = started(diagram(*start_end(), user("a"), user("b"), *line("s", "a", "b", "e")))
    first = open_tasks(run)["a"]
    li, wang = person("li", "reviewer"), person("wang", "reviewer")
    (following,) = actions.complete(first, by=li, at=AT)
    failures = in_threads(
        [
            (lambda: actions.take_back(first, by=li, at=AT),),
            (lambda: actions.claim(following, by=wang, at=AT),),
        ]
    )
    assert len(failures) == 1
    assert isinstance(failures[0], Refusal)
    assert len(open_tasks(run)) == 1


def _let_go() -> None:
    """No connection may be shared over a fork, nor the pool that holds it."""
    connections.close_all()
    if close := getattr(connection, "close_pool", None):
        close()


def _process(pks: list[UUID], barrier: Any, failures: Any) -> None:
    barrier.wait()
    for pk in pks:
        try:
            finish(pk)
        except Exception as error:
            failures.put(repr(error))
    _let_go()


@pytest.mark.pg_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("xml", [many_branches(), many_departments()])
def test_departments_in_processes(xml: str) -> None:
    load_rules()
    runs = [started(xml) for _ in range(6)]
    pks = [[task.pk for task in open_tasks(run).values()] for run in runs]
    _let_go()
    context = multiprocessing.get_context("fork")
    barrier, failures = context.Barrier(len(ORGANS), timeout=30), context.Queue()
    # Each process is one department: it finishes its task of every matter, all at once.
    processes = [
        context.Process(target=_process, args=([row[n] for row in pks], barrier, failures))
        for n in range(len(ORGANS))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert failures.empty(), failures.get()
    for run in runs:
        check_continued_once(run)
    arrivals = JoinArrival.objects.count()
    assert arrivals in (0, len(runs) * len(ORGANS))
