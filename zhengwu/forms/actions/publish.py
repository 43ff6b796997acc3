"""Verbs of forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from zhengwu.forms import policy
from zhengwu.forms.events import FormPublished
from zhengwu.forms.models import FormVersion
from zhengwu.forms.queries import dictionary
from zhengwu.forms.rules import parse
from zhengwu.forms.rules.dictionary import bare, stamped
from zhengwu.forms.rules.validation import check_conditions
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day


@action
def publish(
    code: str, schema: Mapping[str, Any], *, title: str, by: Actor, at: datetime
) -> FormVersion:
    """Publish a form-js schema as the next version of form `code`.

    The rules of the field dictionary are written into it, so that a later change of the dictionary
    never alters it. A schema that stands already is returned as it is. Raises `SchemaRefused` for
    anything outside the supported part of form-js, `NotPermitted`.
    """
    if not policy.may_publish(by):
        raise NotPermitted
    full = stamped(schema, dictionary(local_day(at)))
    check_conditions(parse(full))
    text = canonical(full)
    mark = digest(text)
    standing = _standing(code, mark) or _shipped_again(code, schema)
    if standing:
        return standing
    last = FormVersion.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    version = FormVersion.objects.create(
        code=code,
        version=last + 1,
        title=title,
        canonical=text,
        digest=mark,
        published_at=at,
        published_by=by.name,
    )
    record(version, FormPublished(form=code, number=last + 1, digest=mark), by=by, at=at)
    return version


def _standing(code: str, mark: str) -> FormVersion | None:
    return FormVersion.objects.filter(code=code, digest=mark).first()


def _shipped_again(code: str, schema: Mapping[str, Any]) -> FormVersion | None:
    """A form without stamps that stands already under the rules of its own day."""
    given = canonical(dict(schema))
    if canonical(bare(schema)) != given:
        return None
    versions = FormVersion.objects.filter(code=code).order_by("-version")
    return next((one for one in versions if canonical(bare(one.schema)) == given), None)
