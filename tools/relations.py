"""Foreign keys point the way imports may: downward, never sideways, never into the journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from tools.tree import ranks

# The journal is to be partitioned; a key into it would forbid that.
UNTOUCHABLE = {"journal"}


def judge(owner: str, target: str) -> str:
    """What is wrong with a key from a model of room `owner` to one of room `target`."""
    height = ranks()
    if owner == target or owner not in height or target not in height:
        return ""
    if target in UNTOUCHABLE:
        return f"no key points into {target}"
    if height[target] > height[owner]:
        return f"{target} is above {owner}"
    if height[target] == height[owner]:
        return f"{target} and {owner} do not know each other"
    return ""


def violations() -> Iterator[str]:
    """Every relation that points the wrong way."""
    from django.apps import apps

    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model
            if isinstance(target, str):
                continue
            if wrong := judge(model._meta.app_label, target._meta.app_label):
                yield f"{model._meta.label}.{field.name} -> {target._meta.label}: {wrong}"


def main() -> int:
    """Print and count."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    found = list(violations())
    print("\n".join(found) or "relations: every key points downward")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
