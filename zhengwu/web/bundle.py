"""The built assets (`npm run build`): their hashed addresses and the icons, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "static" / "build"


@cache
def _manifest() -> dict[str, str]:
    return _read("manifest.json")


@cache
def _icons() -> dict[str, str]:
    return _read("icons.json")


def _read(name: str) -> dict[str, Any]:
    path = FOLDER / name
    return json.loads(path.read_text()) if path.is_file() else {}


def url(name: str) -> str:
    """`site.css` → `/static/build/site-ABCD1234.css`. Without a build the plain name: a 404."""
    return f"{settings.STATIC_URL}build/{_manifest().get(name, name)}"


def icon(name: str, *, filled: bool = False) -> SafeString:
    """The inside of an icon's `<svg>`. An unknown name is a programming error."""
    icons = _icons()
    if not icons:
        return SafeString("")
    try:
        return mark_safe(icons[f"{name}-filled" if filled else name])  # noqa: S308 - our own build
    except KeyError:
        raise LookupError(f"no icon named {name!r}; see the names at tabler.io/icons") from None


@register()
def built(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """Without the build the pages would come unstyled."""
    if _manifest():
        return []
    return [CheckWarning("The assets are not built.", hint="npm run build", id="web.W001")]
