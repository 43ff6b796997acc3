"""Readings whose SQL is built once: building it anew costs an act more than the database takes.

Only for the few statements with which every act begins, and only with plain equal-to arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.db import connection, connections, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)
Argument = UUID | int


class Prepared(Generic[M]):
    """A reading `build(*arguments) -> QuerySet`; calling it gives the list of instances.

    `build` is called once a connection, with stand-ins for the arguments (`kinds`: UUID or int);
    the SQL and the way from rows to instances are kept, so no condition may depend on them.
    """

    def __init__(
        self, kinds: tuple[type[Argument], ...], build: Callable[..., models.QuerySet[M]]
    ) -> None:
        self._kinds = kinds
        self._build = build
        self._kept: WeakKeyDictionary[Any, _Compiled] = WeakKeyDictionary()

    def __call__(self, *arguments: Argument) -> list[M]:
        held = connections[connection.alias]  # of this thread
        compiled = self._kept.get(held)
        if compiled is None:
            compiled = self._kept[held] = _Compiled(self._kinds, self._build)
        return compiled.read(arguments)


class _Compiled:
    """The SQL, where the arguments go in it, and how its rows become instances."""

    def __init__(
        self, kinds: tuple[type[Argument], ...], build: Callable[..., models.QuerySet[Any]]
    ) -> None:
        marks: list[Argument] = [
            uuid4() if kind is UUID else 1_900_000_000 + place for place, kind in enumerate(kinds)
        ]
        # UUIDs are bound as themselves or, on SQLite, as their hex digits.
        places = {
            form: place
            for place, mark in enumerate(marks)
            for form in ([mark, mark.hex] if isinstance(mark, UUID) else [mark])
        }
        query = build(*marks).query
        self._locks = query.select_for_update
        self._compiler = query.get_compiler(using=connection.alias)
        self._sql, parameters = self._compiler.as_sql()
        self._constant = list(parameters)
        self._holes = [
            (hole, places[value])
            for hole, value in enumerate(parameters)
            if isinstance(value, UUID | int | str) and value in places
        ]
        assert {place for _, place in self._holes} == set(range(len(kinds)))
        self._hex = any(isinstance(parameters[hole], str) for hole, _ in self._holes)
        info = self._compiler.klass_info
        self._model = info["model"]
        fields = info["select_fields"]
        self._start, self._end = fields[0], fields[-1] + 1
        select = self._compiler.select
        self._names = [one[0].target.attname for one in select[self._start : self._end]]
        # The stubs are of a later Django, which wants a fetch mode here.
        self._related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        self._converters = self._compiler.get_converters([one[0] for one in select])

    def read(self, arguments: tuple[Argument, ...]) -> list[Any]:
        """Instances for these arguments."""
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("a lock needs a transaction")
        parameters = list(self._constant)
        for hole, place in self._holes:
            value = arguments[place]
            parameters[hole] = value.hex if self._hex and isinstance(value, UUID) else value
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            rows: Any = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._instance(row) for row in rows]

    def _instance(self, row: Any) -> Any:
        found = self._model.from_db(connection.alias, self._names, row[self._start : self._end])
        for related in self._related:
            related.populate(row, found)
        return found
