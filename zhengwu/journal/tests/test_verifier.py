"""Each way of tampering directly in the database is named by the independent verifier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from zhengwu.journal.actions import action, record, seal_period
from zhengwu.journal.actions.seal import public_hex, signing_key
from zhengwu.journal.management.commands.verify import database_url
from zhengwu.journal.models import Entry, Stream
from zhengwu.journal.queries import proof_of
from zhengwu.journal.rules import merkle_root
from zhengwu.journal.tests.test_journal import Rung
from zhengwu.kernel import guards
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg]

TOOL = Path(django_settings.BASE_DIR) / "tools" / "verifier.py"


@action
def strike(stream: Stream, *, times: int, by, at) -> None:
    stream = Stream.objects.select_for_update().get(pk=stream.pk)
    record(stream, Rung(times=times), by=by, at=at)


@pytest.fixture
def journal(tmp_path, settings):
    """Three chains of four acts; all sealed but the last two acts."""
    settings.CHECKPOINT_DIR = tmp_path / "checkpoint"
    streams = [Stream.objects.create(key=f"tamper-{n}") for n in range(3)]
    for times in range(1, 5):
        for stream in streams:
            strike(stream, times=times, by=SYSTEM, at=now())
        if times < 4:
            seal_period(at=now())
    guards.remove(connection)
    return streams


def verify() -> tuple[int, str]:
    """What the verifier says of the test database."""
    url = database_url({**django_settings.DATABASES["default"], **connection.settings_dict})
    done = subprocess.run(
        [sys.executable, str(TOOL), "--database", url,
         "--checkpoint", str(Path(django_settings.CHECKPOINT_DIR) / "journal.json"),
         "--key", public_hex(signing_key())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def sql(statement: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_untouched_journal_is_green(journal):
    code, text = verify()
    assert code == 0, text
    assert "发现 0 处问题" in text


def test_changed_entry_is_named(journal):
    entry = Entry.objects.get(object_id="tamper-1", seq=2)
    sql(
        "UPDATE journal_entry SET canonical = %s WHERE object_id = %s AND seq = 2",
        entry.canonical.replace('"times":2', '"times":9'),
        "tamper-1",
    )
    code, text = verify()
    assert code == 1
    assert "内容被改：journal.stream tamper-1 第2条" in text


def test_changed_column_is_named_although_the_text_stands(journal):
    sql("UPDATE journal_entry SET actor_name = '别人' WHERE object_id = 'tamper-0' AND seq = 1")
    code, text = verify()
    assert code == 1
    assert "tamper-0 第1条 的 actor_name" in text


def test_rewritten_entry_with_a_right_digest_is_named(journal):
    from zhengwu.kernel.digests import digest

    entry = Entry.objects.get(object_id="tamper-2", seq=4)
    forged = entry.canonical.replace('"times":4', '"times":8')
    sql(
        "UPDATE journal_entry SET canonical = %s, digest = %s WHERE object_id = %s AND seq = 4",
        forged, digest(forged), "tamper-2",
    )  # fmt: skip
    code, text = verify()
    assert code == 1
    assert "tamper-2 的末条与对象所记不符" in text


def test_deleted_entry_is_named(journal):
    sql("DELETE FROM journal_entry WHERE object_id = 'tamper-1' AND seq = 2")
    code, text = verify()
    assert code == 1
    assert "缺失：journal.stream tamper-1 第3条 之前的第2条不在" in text
    assert "已删除：封存于第2期" in text


def test_cut_off_end_of_a_chain_is_named(journal):
    sql("DELETE FROM journal_entry WHERE object_id = 'tamper-1' AND seq = 4")
    code, text = verify()
    assert code == 1
    assert "截尾：journal.stream tamper-1 应有4条，只剩3条" in text


def test_cut_off_end_of_the_whole_journal_is_seen_from_outside(journal):
    seal_period(at=now())
    for table, column in (("journal_sealed", "period"), ("journal_period", "number")):
        sql(f"DELETE FROM {table} WHERE {column} = 4")
    for key in range(3):
        entry = Entry.objects.get(object_id=f"tamper-{key}", seq=4)
        sql("DELETE FROM journal_entry WHERE object_id = %s AND seq = 4", f"tamper-{key}")
        sql(
            "UPDATE journal_stream SET journal_seq = 3, journal_head = %s WHERE key = %s",
            entry.previous, f"tamper-{key}",
        )  # fmt: skip
    code, text = verify()
    assert code == 1
    assert "截尾：库外检查点为第4期，库内只到第3期" in text


def test_inserted_entry_is_named(journal):
    entry = Entry.objects.get(object_id="tamper-0", seq=4)
    content = json.loads(entry.canonical)
    from zhengwu.kernel.digests import canonical, digest
    from zhengwu.kernel.ids import new_id

    entry.pk = new_id()
    content |= {"id": str(entry.pk), "seq": 5, "previous": entry.digest}
    entry.seq, entry.previous = 5, entry.digest
    entry.canonical = canonical(content)
    entry.digest = digest(entry.canonical)
    Entry.objects.bulk_create([entry])
    code, text = verify()
    assert code == 1
    assert f"插入：记录 {entry.pk.hex}" in text


def test_swapped_entries_are_named(journal):
    sql("UPDATE journal_entry SET seq = 99 WHERE object_id = 'tamper-2' AND seq = 2")
    sql("UPDATE journal_entry SET seq = 2 WHERE object_id = 'tamper-2' AND seq = 3")
    sql("UPDATE journal_entry SET seq = 3 WHERE object_id = 'tamper-2' AND seq = 99")
    code, text = verify()
    assert code == 1
    assert "tamper-2 第2条 的 seq" in text


def test_forged_period_is_named(journal):
    sql("UPDATE journal_period SET root = mark WHERE number = 2")
    code, text = verify()
    assert code == 1
    assert "第2期" in text


def test_export_is_verified_without_the_database(journal, tmp_path):
    call_command("export_journal", str(tmp_path))
    command = [sys.executable, str(TOOL), "--export", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (tmp_path / "entries.jsonl").read_text().replace('\\"times\\":3', '\\"times\\":7')
    (tmp_path / "entries.jsonl").write_text(lines)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "内容被改" in done.stdout


def test_inclusion_proof_leads_to_the_signed_root(journal):
    import hashlib

    entry = Entry.objects.get(object_id="tamper-1", seq=1)
    proof = proof_of(entry)
    assert proof is not None
    node = hashlib.sha256(b"\x00" + bytes.fromhex(entry.digest)).digest()
    for side, sibling in proof.path:
        other = bytes.fromhex(sibling)
        node = hashlib.sha256(b"\x01" + (other + node if side == "left" else node + other)).digest()
    assert node.hex() == proof.root
    assert merkle_root([entry.digest]) != proof.root
    assert proof_of(Entry.objects.get(object_id="tamper-1", seq=4)) is None


def test_verifier_imports_nothing_it_checks():
    assert "zhengwu" not in [
        line.split()[1].partition(".")[0]
        for line in TOOL.read_text().splitlines()
        if line.strip().startswith(("import ", "from "))
    ]
