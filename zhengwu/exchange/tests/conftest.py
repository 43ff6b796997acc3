"""Two nodes that know each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhengwu.exchange.tests.nodes import Site, sites


@pytest.fixture
def pair(
    tmp_path: Path, django_db_setup: Any, django_db_blocker: Any
) -> Iterator[tuple[Site, Site]]:
    """A county and its city, by ferry, with one channel."""
    if connection.vendor != "sqlite":
        pytest.skip("two databases as files")
    with django_db_blocker.unblock(), sites(django_db_setup, tmp_path, "county", "city") as two:
        county, city = two
        county.knows(city)
        city.knows(county)
        county.channel(city)
        city.channel(county)
        yield county, city
