"""The browser and the county of the journeys."""

from __future__ import annotations

from tests.journeys.conftest import (
    browser,
    browser_page,
    county,
    filled_county,
    pytest_collection_modifyitems,
)

__all__ = ["browser", "browser_page", "county", "filled_county", "pytest_collection_modifyitems"]
