"""The watch over who writes what: it must see save, update, bulk and raw SQL alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tools.writes import Watch, WrittenByStranger, written_tables
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import close, open_matter
from zhengwu.matters.models import Matter

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


def matter(number: str = "W-1") -> Matter:
    """A matter opened by the act that opens matters."""
    return open_matter(
        kind="test", number=number, title="写入检查", organ_code="A", region_code="511602000000",
        by=SYSTEM, at=AT,
    )  # fmt: skip


def by_save(found: Matter) -> None:
    found.title = "改"
    found.save()


def by_update(found: Matter) -> None:
    Matter.objects.filter(pk=found.pk).update(title="改")


def by_bulk_update(found: Matter) -> None:
    found.title = "改"
    Matter.objects.bulk_update([found], ["title"])


def by_bulk_create(found: Matter) -> None:
    Matter.objects.bulk_create(
        [Matter(kind="test", node="outer", number="W-2", title="x", organ_code="A", opened_at=AT)]
    )


def by_delete(found: Matter) -> None:
    Matter.objects.filter(pk=found.pk)._raw_delete("default")


def by_raw_sql(found: Matter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matters_matter SET title = 'x'")


def by_many(found: Matter) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM matters_matter WHERE number = %s", [["a"], ["b"]])


WAYS = [by_save, by_update, by_bulk_update, by_bulk_create, by_delete, by_raw_sql, by_many]


@pytest.fixture(autouse=True)
def _expected_here(write_watch: Watch) -> Iterator[None]:
    """What these tests provoke is not a failure of theirs."""
    yield
    write_watch.found.clear()


@pytest.mark.pg
@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_stranger_is_caught_however_it_writes(way: Callable[[Matter], None]) -> None:
    found = matter()
    with entered("clock"), pytest.raises(WrittenByStranger, match="clock writes matters_matter"):
        way(found)


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_owner_and_factories_may_write(way: Callable[[Matter], None], write_watch: Watch) -> None:
    found = matter()
    with entered("matters"):
        way(found)
    by_save(matter("W-3"))
    assert write_watch.found == []


def careless(request: HttpRequest) -> HttpResponse:
    """A view that writes itself."""
    by_update(Matter.objects.get(number="W-1"))
    return HttpResponse()


def swallowing(request: HttpRequest) -> HttpResponse:
    """A view that writes itself and hides it."""
    try:
        careless(request)
    except AssertionError:
        return HttpResponse()
    return HttpResponse()


def correct(request: HttpRequest) -> HttpResponse:
    """A view that calls an action, and keeps a session."""
    close(Matter.objects.get(number="W-1"), by=SYSTEM, at=AT)
    request.session["seen"] = "1"
    return HttpResponse()


urlpatterns = [path("careless/", careless), path("swallowing/", swallowing), path("ok/", correct)]


@pytest.fixture
def browser() -> Iterator[Client]:
    with override_settings(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    ):
        yield Client()


@pytest.mark.django_db
def test_view_that_writes_rows_is_caught(browser: Client) -> None:
    matter()
    with pytest.raises(WrittenByStranger, match="a view writes matters_matter of matters"):
        browser.get("/careless/")


@pytest.mark.django_db
def test_swallowed_violation_is_remembered(browser: Client, write_watch: Watch) -> None:
    matter()
    assert browser.get("/swallowing/").status_code == 200
    assert len(write_watch.found) == 1


@pytest.mark.django_db
def test_view_that_calls_an_action_may(browser: Client, write_watch: Watch) -> None:
    matter()
    assert browser.get("/ok/").status_code == 200
    assert Session.objects.count() == 1
    assert Matter.objects.get().closed_at == AT
    assert write_watch.found == []


@pytest.mark.django_db
def test_journal_may_set_places_in_chains_and_nothing_else() -> None:
    found = matter()
    with entered("journal"):
        Matter.objects.filter(pk=found.pk).update(journal_seq=9, journal_head="x")
        with pytest.raises(WrittenByStranger):
            Matter.objects.filter(pk=found.pk).update(journal_seq=9, title="x")


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT * FROM a WHERE x = 'INSERT INTO b' FOR UPDATE", []),
        ('SELECT 1 FROM "a" FOR UPDATE OF "a" SKIP LOCKED', []),
        ('insert  or ignore into "a" values (1)', ["a"]),
        ("/* why */ UPDATE ONLY a SET x = 1", ["a"]),
        ("-- why\nDELETE FROM a USING b", ["a"]),
        ("WITH n AS (UPDATE a SET x = 1 RETURNING id) INSERT INTO b SELECT * FROM n", ["a", "b"]),
        ("WITH n AS (SELECT 1 FROM a FOR UPDATE SKIP LOCKED) UPDATE b SET x = 1", ["b"]),
        ('TRUNCATE TABLE "public"."a"', ["a"]),
        ("MERGE INTO a USING b ON true", ["a"]),
        ("CREATE TABLE a (x int)", []),
        ("SAVEPOINT s", []),
    ],
)
def test_written_tables(sql: str, tables: list[str]) -> None:
    assert written_tables(sql) == tables
