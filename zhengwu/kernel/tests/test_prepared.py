"""Readings built once: the same rows as Django's own, and a lock only where it holds."""

from __future__ import annotations

from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.prepared import Prepared
from zhengwu.kernel.time import now
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.pg]

by_key = Prepared[Matter]((UUID,), lambda pk: Matter.objects.filter(pk=pk))
with_lock = Prepared[Matter]((UUID,), lambda pk: Matter.objects.select_for_update().filter(pk=pk))
entries = Prepared[Entry](
    (UUID, int),
    lambda matter, seq: Entry.objects.filter(matter_id=matter, seq=seq).exclude(code=""),
)


def _matter() -> Matter:
    return open_matter(
        kind="test", number=uuid4().hex, title="测试", organ_code="A",
        region_code="511602000000", by=SYSTEM, at=now(),
    )  # fmt: skip


def _columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_same_instances_as_djangos_own_for_each_argument():
    first, second = _matter(), _matter()
    for matter in (first, second, first):
        (found,) = by_key(matter.pk)
        assert _columns(found) == _columns(Matter.objects.get(pk=matter.pk))
        assert not found._state.adding
        (entry,) = entries(matter.pk, 1)
        assert _columns(entry) == _columns(Entry.objects.get(matter_id=matter.pk))
    assert by_key(uuid4()) == []
    assert entries(first.pk, 2) == []


def test_one_statement_a_reading_and_fresh_each_time():
    matter = _matter()
    with CaptureQueriesContext(connection) as seen:
        by_key(matter.pk)
        by_key(matter.pk)
    assert len(seen) == 2
    # A factory's write; what is read afterwards shows it.
    Matter.objects.filter(pk=matter.pk).update(journal_seq=F("journal_seq") + 5)
    assert by_key(matter.pk)[0].journal_seq == matter.journal_seq + 5


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_refused_outside_of_a_transaction():
    matter = _matter()
    with transaction.atomic():
        assert with_lock(matter.pk)[0].pk == matter.pk
    with pytest.raises(TransactionManagementError):
        with_lock(matter.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_over_its_own_connection():
    matter = _matter()
    by_key(matter.pk)
    seen = []

    def read():
        seen.append(by_key(matter.pk)[0].number)
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert seen == [matter.number]


def test_every_argument_must_be_used():
    unused = Prepared[Matter]((UUID, int), lambda pk, _: Matter.objects.filter(pk=pk))
    with pytest.raises(AssertionError):
        unused(uuid4(), 3)
