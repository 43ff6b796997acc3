"""What every page knows: the region, the footer's numbers, the reader's mode."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zhengwu.web.access import actor_of

ELDER_COOKIE = "elder"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor`, `site`, `elder`, `desk_nav_template`."""
    return {
        "actor": actor_of(request),
        "site": settings.SITE,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "desk_nav_template": settings.DESK_NAV_TEMPLATE,
    }
