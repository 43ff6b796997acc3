"""Publish a diagram as the next version of a flow."""

from __future__ import annotations

from datetime import datetime

from zhengwu.flow import policy
from zhengwu.flow.events import VersionPublished
from zhengwu.flow.models import Definition, Version
from zhengwu.flow.rules import Limit, compile_diagram
from zhengwu.flow.rules.refusals import NotPublishable
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.text import clean


@action
def publish(
    code: str,
    xml: str | bytes,
    *,
    name: str = "",
    limit: Limit | None = None,
    by: Actor,
    at: datetime,
) -> Version:
    """Compile, lint and publish. The same diagram again returns the version that it already is.

    Raises `NotPublishable` with every finding; `limit` is the promised limit of the item.
    """
    if not policy.may_approve(by):
        raise NotPermitted
    text = xml.decode("utf-8", "replace") if isinstance(xml, bytes) else xml
    compiled = compile_diagram(text.encode())
    if compiled.graph is None or not compiled.publishable(limit):
        found = [one.text for one in compiled.findings(limit) if one.severity != "warning"]
        raise NotPublishable(problems="；".join(found), count=len(found))
    definition = _definition(code, clean(name) or compiled.graph.name or code, at)
    last = definition.versions.order_by("-number").first()
    mark = digest(text)
    if last is not None and last.digest == mark:
        return last
    version = Version.objects.create(
        definition=definition,
        number=last.number + 1 if last else 1,
        xml=text,
        digest=mark,
        compiled=compiled.graph.to_json(),
        published_at=at,
        published_by=by.name,
    )
    event = VersionPublished(definition=code, number=version.number, digest=mark)
    record(definition, event, by=by, at=at)
    return version


def _definition(code: str, name: str, at: datetime) -> Definition:
    Definition.objects.bulk_create(
        [Definition(code=code, name=name[:120], created_at=at)], ignore_conflicts=True
    )
    return Definition.objects.select_for_update().get(code=code)
