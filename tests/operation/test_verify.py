"""`./run verify` as an operator calls it: green on what is whole, red and naming what is not."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.operation.test_backup import Place, source  # noqa: F401 - a fixture
from zhengwu.journal.models import Entry
from zhengwu.kernel import guards

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

CHANGED = "UPDATE journal_entry SET canonical = replace(canonical, '备份', '篡改') WHERE id = %s"
DELETED = "DELETE FROM journal_entry WHERE id = %s"
COLUMN = "UPDATE journal_entry SET actor_name = '别人' WHERE id = %s"


def test_whole_installation_is_green(source: Place) -> None:  # noqa: F811
    done = source.run("verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "发现 0 处问题" in done.stdout


@pytest.mark.parametrize("statement", [CHANGED, DELETED, COLUMN])
def test_tampering_in_the_database_is_red_and_named(
    source: Place,  # noqa: F811
    statement: str,
) -> None:
    entry = Entry.objects.order_by("id").first()
    assert entry is not None
    guards.remove(connection)
    with connection.cursor() as cursor:
        kept = Entry._meta.pk.get_db_prep_value(entry.pk, connection)
        cursor.execute(statement, [kept])
        assert cursor.rowcount == 1
    connection.close()
    done = source.run("verify")
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert any(name in told for name in (entry.object_id, str(entry.pk), entry.pk.hex)), told


def test_guards_refuse_it_first(source: Place) -> None:  # noqa: F811
    """Without an administrator who takes them off, the rows do not let themselves be changed."""
    entry = Entry.objects.order_by("id").first()
    assert entry is not None
    for statement in (CHANGED, DELETED, COLUMN):
        with (
            pytest.raises(Exception, match=r"journal_entry|只能追加|append"),
            connection.cursor() as c,
        ):
            c.execute(statement, [Entry._meta.pk.get_db_prep_value(entry.pk, connection)])
