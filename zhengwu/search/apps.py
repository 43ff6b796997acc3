"""Django's entry to search: the databases' own index tables are made after each migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index "
    "USING fts5(title, body, tokenize='ascii', prefix='5', detail=full)",
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS search_index "
    "(document_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_index_words ON search_index USING gin (words)",
)


def _install(using: str, **_: Any) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


class SearchConfig(AppConfig):
    """检索"""

    name = "zhengwu.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The index is no model: Django knows neither FTS5 nor a tsvector without contrib."""
        post_migrate.connect(_install, sender=self, dispatch_uid="search-index")
