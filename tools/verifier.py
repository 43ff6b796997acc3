"""Verify a journal: from a database or from an export, with none of the program's own code.

Names exactly what was done to it: an entry changed, removed, inserted, swapped; a period or the
end cut off; an object's head that does not match. Needs only `cryptography` (and `psycopg` to
read PostgreSQL). Exit 0: nothing found; 1: findings; 2: it could not be read.

    python tools/verifier.py --database sqlite:////srv/zhengwu/zhengwu.sqlite3 --checkpoint FILE
    python tools/verifier.py --export FOLDER --key HEX
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Source(Protocol):
    """Where the rows come from."""

    def entries(self) -> Iterator[dict[str, Any]]: ...
    def sealed(self) -> Iterator[dict[str, Any]]: ...
    def periods(self) -> Iterator[dict[str, Any]]: ...
    def waiting(self) -> set[str]: ...
    def heads(self) -> Iterator[tuple[str, str, int, str]]: ...


@dataclass
class Report:
    """What was read and what was found."""

    findings: list[str] = field(default_factory=list)
    entries: int = 0
    periods: int = 0
    unsealed: int = 0
    objects: int = 0

    def find(self, text: str) -> None:
        """Note one finding."""
        self.findings.append(text)


def sha(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def plain(value: Any) -> str:
    """An id as text without dashes: databases store uuids differently."""
    return str(value).replace("-", "")


class Database:
    """Reads the tables of a SQLite file or a PostgreSQL database, without changing anything."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.lite = parts.scheme == "sqlite"
        if self.lite:
            import sqlite3

            path = parts.path[1:] if parts.path.startswith("//") else parts.path
            self.connection: Any = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        else:
            import psycopg

            self.connection = psycopg.connect(url)
            self.connection.read_only = True

    def rows(self, query: str) -> Iterator[dict[str, Any]]:
        """Rows of a query as dictionaries."""
        cursor = self.connection.cursor()
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def entries(self) -> Iterator[dict[str, Any]]:
        """All entries, chain by chain."""
        return self.rows("SELECT * FROM journal_entry ORDER BY object_kind, object_id, seq")

    def sealed(self) -> Iterator[dict[str, Any]]:
        """All leaves in order."""
        return self.rows("SELECT * FROM journal_sealed ORDER BY period, position")

    def periods(self) -> Iterator[dict[str, Any]]:
        """All periods in order."""
        return self.rows("SELECT * FROM journal_period ORDER BY number")

    def waiting(self) -> set[str]:
        """Ids on the sealer's queue."""
        return {plain(row["entry_id"]) for row in self.rows("SELECT * FROM journal_unsealed")}

    def heads(self) -> Iterator[tuple[str, str, int, str]]:
        """(object kind, id, seq, head) of every row that carries a chain."""
        for table, key in self._chained_tables():
            query = f"SELECT {key} AS k, journal_seq, journal_head FROM {table}"
            kind = table.replace("_", ".", 1)
            for row in self.rows(query):
                yield kind, str(row["k"]), row["journal_seq"], row["journal_head"]

    def _chained_tables(self) -> list[tuple[str, str]]:
        if not self.lite:
            query = (
                "SELECT c.table_name AS t, a.attname AS k FROM information_schema.columns c "
                "JOIN pg_index i ON i.indrelid = c.table_name::regclass AND i.indisprimary "
                "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
                "WHERE c.column_name = 'journal_head' AND c.table_schema = 'public'"
            )
            return [(row["t"], row["k"]) for row in self.rows(query)]
        found = []
        for row in list(self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")):
            columns = list(self.rows(f'PRAGMA table_info("{row["name"]}")'))
            if any(column["name"] == "journal_head" for column in columns):
                key = next(column["name"] for column in columns if column["pk"] == 1)
                found.append((row["name"], key))
        return found


class Export:
    """Reads an exported folder: entries.jsonl and periods.jsonl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.folder / name).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def entries(self) -> Iterator[dict[str, Any]]:
        """All exported entries, chain by chain."""
        rows = sorted(
            self._lines("entries.jsonl"),
            key=lambda row: (row["object_kind"], row["object_id"], row["seq"]),
        )
        return iter(rows)

    def sealed(self) -> Iterator[dict[str, Any]]:
        """Leaves in order."""
        rows = sorted(self._lines("entries.jsonl"), key=lambda r: (r["period"], r["position"]))
        for row in rows:
            yield {
                "entry_id": row["id"],
                "period": row["period"],
                "position": row["position"],
                "digest": row["digest"],
            }

    def periods(self) -> Iterator[dict[str, Any]]:
        """Periods in order."""
        return self._lines("periods.jsonl")

    def waiting(self) -> set[str]:
        """An export holds sealed entries only."""
        return set()

    def heads(self) -> Iterator[tuple[str, str, int, str]]:
        """An export knows no objects."""
        return iter(())


def verify(source: Source, *, checkpoint: dict[str, Any] | None, key: str = "") -> Report:
    """Check everything; `key` is the public key to trust (hex), else the checkpoint's."""
    report = Report()
    digests, ends = check_entries(source, report)
    check_heads(source, ends, report)
    seals = check_seals(source, digests, report)
    check_periods(source, seals, checkpoint, key, report)
    return report


def check_entries(
    source: Source, report: Report
) -> tuple[dict[str, str], dict[tuple[str, str], tuple[int, str]]]:
    """Each entry against its text, each chain from its beginning."""
    digests: dict[str, str] = {}
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    for row in source.entries():
        report.entries += 1
        where = f"{row['object_kind']} {row['object_id']} 第{row['seq']}条"
        check_text(row, where, report)
        chain = (row["object_kind"], plain(row["object_id"]))
        seq, head = ends.get(chain, (0, ""))
        if row["seq"] != seq + 1:
            report.find(f"缺失：{where} 之前的第{seq + 1}条不在（被删除或调换）")
        elif row["previous"] != head:
            report.find(f"链断：{where} 不接在前一条之后（被修改、插入或调换）")
        ends[chain] = (row["seq"], row["digest"])
        digests[plain(row["id"])] = row["digest"]
    return digests, ends


def check_text(row: dict[str, Any], where: str, report: Report) -> None:
    """The digest over the text, and the columns against the text."""
    if sha(row["canonical"].encode()).hex() != row["digest"]:
        report.find(f"内容被改：{where} 的摘要与内容不符")
        return
    text = json.loads(row["canonical"])
    same = {
        "id": plain(text["id"]) == plain(row["id"]),
        "object": [text["object"][0], plain(text["object"][1])]
        == [row["object_kind"], plain(row["object_id"])],
        "seq": text["seq"] == row["seq"],
        "code": text["code"] == row["code"],
        "refused": text["refused"] == bool(row["refused"]),
        "previous": text["previous"] == row["previous"],
        "actor_id": text["actor"]["id"] == row["actor_id"],
        "actor_name": text["actor"]["name"] == row["actor_name"],
        "organ_code": text["actor"]["organ"] == row["organ_code"],
    }
    personal = row.get("personal")
    if personal is not None and not isinstance(personal, str):
        same["personal"] = sha(bytes(personal)).hex() == text["personal"]
    for name, ok in same.items():
        if not ok:
            report.find(f"内容被改：{where} 的 {name} 与记录文本不符")


def check_heads(
    source: Source, ends: dict[tuple[str, str], tuple[int, str]], report: Report
) -> None:
    """Each object's head against the end of its chain: a cut-off end shows here first."""
    for kind, identity, seq, head in source.heads():
        report.objects += 1
        end = ends.get((kind, plain(identity)), (0, ""))
        if end[0] < seq:
            report.find(f"截尾：{kind} {identity} 应有{seq}条，只剩{end[0]}条")
        elif end != (seq, head):
            report.find(f"多出：{kind} {identity} 的末条与对象所记不符（插入或调换）")


def check_seals(source: Source, digests: dict[str, str], report: Report) -> dict[int, list[str]]:
    """Each sealed leaf against its entry; entries that are neither sealed nor waiting."""
    leaves: dict[int, list[str]] = defaultdict(list)
    sealed: set[str] = set()
    for row in source.sealed():
        identity = plain(row["entry_id"])
        sealed.add(identity)
        place = f"第{row['period']}期第{row['position'] + 1}条（{row['entry_id']}）"
        if row["position"] != len(leaves[row["period"]]):
            report.find(f"缺失：封存位置不连续，{place} 之前缺少")
        leaves[row["period"]].append(row["digest"])
        if identity not in digests:
            report.find(f"已删除：封存于{place}的记录不在了")
        elif digests[identity] != row["digest"]:
            report.find(f"内容被改：封存于{place}的记录与封存时不同")
    waiting = source.waiting()
    report.unsealed = len(waiting)
    for identity in digests.keys() - sealed - waiting:
        report.find(f"插入：记录 {identity} 既未封存也不在待封存队列")
    for identity in waiting - digests.keys():
        report.find(f"已删除：待封存的记录 {identity} 不在了")
    return leaves


def check_periods(
    source: Source,
    leaves: dict[int, list[str]],
    checkpoint: dict[str, Any] | None,
    key: str,
    report: Report,
) -> None:
    """Roots, marks, signatures, the chain of periods, and the checkpoint kept outside."""
    trusted = key or (checkpoint or {}).get("key", "")
    mark, number, marks = "", 0, {}
    for row in source.periods():
        report.periods += 1
        check_period(row, leaves.pop(row["number"], []), trusted, report)
        if row["number"] != number + 1 or row["previous"] != mark:
            report.find(f"缺失：第{number + 1}期不在，或第{row['number']}期不接在其后")
        number, mark = row["number"], row["mark"]
        marks[number] = mark
    for extra in leaves:
        report.find(f"缺失：第{extra}期的签名不在，其记录仍在")
    if checkpoint is None:
        return
    if checkpoint["number"] > number:
        report.find(f"截尾：库外检查点为第{checkpoint['number']}期，库内只到第{number}期")
    elif marks.get(checkpoint["number"]) != checkpoint["mark"]:
        report.find(f"被替换：第{checkpoint['number']}期与库外检查点不符")


def check_period(row: dict[str, Any], digests: list[str], key: str, report: Report) -> None:
    """One period: its root over its leaves, its mark, its signature."""
    name = f"第{row['number']}期"
    if len(digests) != row["count"] or root_of(digests) != row["root"]:
        report.find(f"封存不符：{name}的根与其记录不符")
    closed = row["closed_at"]
    text = "zhengwu-period\n{}\n{}\n{}\n{}\n{}\n"
    stamps = {mark_time(closed), str(closed)}
    marks = {
        sha(
            text.format(row["number"], row["count"], row["root"], row["previous"], stamp).encode()
        ).hex()
        for stamp in stamps
    }
    if row["mark"] not in marks:
        report.find(f"封存不符：{name}的标记与其内容不符")
    if key and row["key"] != key:
        report.find(f"签名不符：{name}不是用受信任的密钥签的")
        return
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row["key"]))
        public.verify(bytes.fromhex(row["signature"]), bytes.fromhex(row["mark"]))
    except (InvalidSignature, ValueError):
        report.find(f"签名不符：{name}的签名无效")


def mark_time(value: Any) -> str:
    """The closing time as it was signed: ISO in UTC+8 with microseconds kept."""
    from datetime import UTC, datetime, timedelta, timezone

    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return str(value.astimezone(timezone(timedelta(hours=8))).isoformat())


def root_of(digests: list[str]) -> str:
    """The Merkle root of RFC 6962 over hex digests."""
    row = [sha(b"\x00" + bytes.fromhex(digest)) for digest in digests] or [sha(b"")]
    while len(row) > 1:
        tail = [row[-1]] if len(row) % 2 else []
        row = [sha(b"\x01" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)] + tail
    return row[0].hex()


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="sqlite:///path or postgresql://…")
    parser.add_argument("--export", type=Path, help="exported folder")
    parser.add_argument("--checkpoint", type=Path, help="journal.json kept outside the database")
    parser.add_argument("--key", default="", help="public key to trust, hex")
    options = parser.parse_args()
    try:
        source: Source = Export(options.export) if options.export else Database(options.database)
        kept = options.checkpoint
        checkpoint = json.loads(kept.read_text()) if kept and kept.exists() else None
        report = verify(source, checkpoint=checkpoint, key=options.key)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, it could not be read
        print(f"无法读取：{error}", file=sys.stderr)
        return 2
    for finding in report.findings:
        print(finding)
    print(
        f"记录 {report.entries} 条，对象 {report.objects} 个，封存 {report.periods} 期，"
        f"待封存 {report.unsealed} 条；发现 {len(report.findings)} 处问题"
        + ("" if checkpoint or options.export else "；没有库外检查点，截去末尾可能看不出")
    )
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
