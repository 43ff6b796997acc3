"""Root of all tests: a copy of a migrated database each, and a watch over who writes what."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tools import databases, writes

# The same examples in every run: a red run can be repeated. `--hypothesis-profile=wide` searches.
hypothesis_settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.register_profile("wide", deadline=None, max_examples=2000)
hypothesis_settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests for PostgreSQL only are left out where the run is on SQLite."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL: ./run test")
    for item in items:
        if item.get_closest_marker("pg_only"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: object
) -> Iterator[databases.Copies]:
    """Replaces pytest-django's: copy a migrated template instead of migrating anew."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    before = os.environ.get("DATABASE_URL")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        source = databases.copies(worker)
        source.prepare()
    databases.restore_instead_of_flush(source)
    # Processes started by tests see the test's database.
    os.environ["DATABASE_URL"] = source.url()
    yield source
    os.environ.pop("DATABASE_URL")
    if before is not None:
        os.environ["DATABASE_URL"] = before
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        source.remove()


@pytest.fixture(scope="session")
def write_watch(django_test_environment: None) -> writes.Watch:
    """The watch over who writes what, installed once."""
    guard = writes.watch()
    writes.install(guard)
    return guard


@pytest.fixture(autouse=True)
def _rows_are_written_by_their_owner(write_watch: writes.Watch) -> Iterator[None]:
    """Fails a test in which a stranger wrote, even if somebody swallowed the exception."""
    write_watch.found.clear()
    yield
    found = list(write_watch.found)
    write_watch.found.clear()
    if found:
        pytest.fail("rows written by a stranger:\n" + "\n".join(found), pytrace=False)
