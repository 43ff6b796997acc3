"""Joint services: which are open, and under which edition."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from zhengwu.catalogue.models import Item
from zhengwu.forms import queries as forms
from zhengwu.forms import rules as form_rules
from zhengwu.joint.enums import EditionState
from zhengwu.joint.models import Service, ServiceEdition
from zhengwu.kernel.time import format_day


def service_by_code(code: str) -> Service | None:
    """The service with its live edition."""
    return Service.objects.select_related("live").filter(code=code).first()


def live(code: str) -> ServiceEdition | None:
    """The edition under which a new application is taken."""
    return (
        ServiceEdition.objects.select_related("service")
        .filter(service__code=code, state=EditionState.PUBLISHED)
        .first()
    )


def open_services() -> QuerySet[Service]:
    """Services with a live edition, in their order."""
    return Service.objects.filter(live__isnull=False, suspended=False).select_related("live")


def closed_because(edition: ServiceEdition, day: date) -> list[str]:
    """Why nobody can apply on this day: ended by law, suspended, a member closed, or a member that
    has a newer edition than the one merged here. Empty: open. Two statements."""
    document = edition.document
    if document.ended(day):
        last = format_day(date.fromisoformat(document.valid_to))
        return [f"本联办事项只办到{last}：{document.ended_because}"]
    if edition.service.suspended:
        return ["本联办事项暂停办理"]
    members = {one.item: one for one in edition.document.members}
    found = []
    items = Item.objects.filter(code__in=members).select_related("live")
    for item in items:
        if item.live is None or not item.open_for_application:
            found.append(f"“{item.name}”暂不接受申请")
        elif item.live.digest != members[item.code].digest:
            found.append(f"“{item.name}”有了新版，合并表单正在更新")
    return found


@lru_cache(maxsize=200)
def _schema(code: str, digest: str) -> form_rules.Schema:
    raw = schema_of(code, digest)
    return form_rules.parse(raw) if raw["components"] else form_rules.Schema(())


@lru_cache(maxsize=400)
def schema_of(code: str, digest: str) -> dict[str, Any]:
    """A published form as it was published; it never changes, so it is kept."""
    version = forms.by_digest(code, digest)
    schema: dict[str, Any] = version.schema if version else {}
    return schema if schema.get("components") else {"components": []}


def form_schema(edition: ServiceEdition) -> form_rules.Schema:
    """The merged form; a published form never changes, so it is kept."""
    reference = edition.document.form
    return _schema(reference.code, reference.digest)
