"""A form changes while an application is being written: kept, told, sent as it is in force."""

from __future__ import annotations

import pytest
from django.urls import reverse

from zhengwu.cases import queries
from zhengwu.cases.models import Draft
from zhengwu.catalogue import actions as catalogue
from zhengwu.forms import actions as forms
from zhengwu.identity.tests.factories import sign_in
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

from .test_citizen import begin, fill_in

pytestmark = pytest.mark.django_db


def next_form(edition):
    """The item's form with one more question, and the edition that takes it."""
    code = edition.document.form.code
    schema = queries.schema_of(queries.terms_of(edition.pk))
    more = {"type": "textfield", "key": "extra_note", "label": "补充说明"}
    forms.publish(
        code, {**schema, "components": [*schema["components"], more]}, title="新表",
        by=SYSTEM, at=now(),
    )  # fmt: skip
    made = catalogue.draft(edition.item, by=SYSTEM, at=now())
    made = catalogue.submit(made, by=SYSTEM, at=now())
    made = catalogue.review(made, opinion="同意", by=SYSTEM, at=now())
    return catalogue.approve(made, opinion="同意", by=SYSTEM, at=now())


def test_what_was_typed_is_kept_and_the_change_is_told(world, client):
    sign_in(client, world.account)
    edition = world.editions["nurse"]
    draft = begin(client, world, "nurse", "")
    fill_in(client, world, draft, "nurse")
    kept = draft.answers
    page = reverse("cases_citizen:form", args=[draft.pk, 1])
    assert "办事要求已更新" not in client.get(page).content.decode()
    newer = next_form(edition)
    text = client.get(page).content.decode()
    assert f"办事要求已更新为第{newer.number}版" in text
    assert "新增要填写：补充说明" in text
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.answers == kept
    assert draft.edition_id == newer.pk, "the law of the filing day"
