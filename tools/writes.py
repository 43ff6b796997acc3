"""Who writes what: at test time every writing statement is held against the acting domain.

A row is written only by an action of the room that owns its table. A wrapper around the execution
of SQL compares the owner of the written table with `kernel.acting.current()`, and so catches save,
update, bulk and raw SQL alike. Outside of requests and actions (factories) writing is free.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zhengwu.kernel.acting import current

_TARGET = re.compile(
    r"""(?<!FOR\s)\b(?:
        INSERT\s+(?:OR\s+\w+\s+)?INTO | REPLACE\s+INTO | DELETE\s+FROM(?:\s+ONLY)?
        | UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)? | MERGE\s+INTO | TRUNCATE(?:\s+TABLE)?
    )\s+(?:"?public"?\.)?"?(\w+)"?""",
    re.IGNORECASE | re.VERBOSE,
)
_FIRST = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(\w+)", re.DOTALL)
_WRITING = {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "WITH"}
_CHAIN = {"journal_seq", "journal_head"}


class WrittenByStranger(AssertionError):
    """A statement wrote a table of one room while another, or none, was acting."""


def written_tables(sql: str) -> list[str]:
    """Names of the tables a statement writes; empty for reading and for schema statements."""
    first = _FIRST.match(sql)
    if not first or first.group(1).upper() not in _WRITING:
        return []
    if first.group(1).upper() == "WITH":
        return [str(name) for name in _TARGET.findall(sql)]
    match = _TARGET.search(sql)
    return [match.group(1)] if match else []


def _sets_only_chain(sql: str) -> bool:
    """Whether an UPDATE sets nothing but an aggregate's place in its chain of entries.

    The journal keeps that place on the aggregate's own row: the one write into strangers' tables.
    """
    body = re.search(r"\bSET\b(.*?)(?:\bFROM\b|\bWHERE\b|$)", sql, re.IGNORECASE | re.DOTALL)
    if not body or not sql.lstrip().upper().startswith("UPDATE"):
        return False
    assigned = re.findall(r'(?:^|,)\s*"?(\w+)"?\s*=', body.group(1))
    return bool(assigned) and set(assigned) <= _CHAIN


@dataclass
class Watch:
    """The rules of who may write what, and what was found."""

    owners: dict[str, str]
    rooms: frozenset[str]
    enabled: bool = True
    found: list[str] = field(default_factory=list)
    _request: threading.local = field(default_factory=threading.local)

    def owner(self, table: str) -> str:
        """The room that owns a table; empty for Django's and other packages' tables."""
        if table in self.owners:
            return self.owners[table]
        return next((room for room in self.rooms if table.startswith(f"{room}_")), "")

    @property
    def in_request(self) -> bool:
        """Whether this thread is answering a request."""
        return getattr(self._request, "depth", 0) > 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While inside, this thread answers a request."""
        self._request.depth = getattr(self._request, "depth", 0) + 1
        try:
            yield
        finally:
            self._request.depth -= 1

    def judge(self, sql: str) -> str:
        """What is wrong with a statement now, empty if nothing."""
        acting = current()
        if acting is None and not self.in_request:
            return ""
        for table in written_tables(sql):
            owner = self.owner(table)
            if not owner or owner == acting:
                continue
            if acting == "journal" and _sets_only_chain(sql):
                continue
            return f"{acting or 'a view'} writes {table} of {owner}: {sql[:200]}"
        return ""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """The execute wrapper itself."""
        if self.enabled and (wrong := self.judge(str(sql))):
            self.found.append(wrong)
            raise WrittenByStranger(wrong)
        return execute(sql, params, many, context)


def watch() -> Watch:
    """A watch over the installed apps."""
    from django.apps import apps

    owners, rooms = {}, set()
    for config in apps.get_app_configs():
        ours = config.name.startswith("zhengwu.")
        if ours:
            rooms.add(config.label)
        for model in config.get_models(include_auto_created=True):
            owners[model._meta.db_table] = config.label if ours else ""
    return Watch(owners, frozenset(rooms))


def install(guard: Watch) -> None:
    """Put the watch on every connection, present and future, and mark requests."""
    from django.core.handlers.base import BaseHandler
    from django.db import connections
    from django.db.backends.signals import connection_created

    def on_created(sender: object, connection: Any, **_: Any) -> None:
        if guard not in connection.execute_wrappers:
            connection.execute_wrappers.append(guard)

    connection_created.connect(on_created, weak=False, dispatch_uid="who-writes-what")
    for connection in connections.all(initialized_only=True):
        on_created(None, connection)
    answer = BaseHandler.get_response

    def get_response(handler: BaseHandler, request: Any) -> Any:
        with guard.answering():
            return answer(handler, request)

    BaseHandler.get_response = get_response  # type: ignore[assignment, method-assign]
