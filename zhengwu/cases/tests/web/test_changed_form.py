"""A form changes while an application is being written: kept, told, sent as it is in force."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tools.county.answers import fill
from zhengwu.cases import actions, queries
from zhengwu.cases.models import Case, CasePaper, Draft
from zhengwu.cases.rules.checks import OutsideTheList
from zhengwu.cases.tests.factories import application, as_citizen
from zhengwu.catalogue import actions as catalogue
from zhengwu.forms import actions as forms
from zhengwu.forms import rules
from zhengwu.identity.tests.factories import sign_in
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

from .test_citizen import PNG, begin, fill_in, hand_in

pytestmark = pytest.mark.django_db


NOTE = {"type": "textfield", "key": "extra_note", "label": "补充说明"}
PEOPLE = {
    "type": "dynamiclist", "path": "people", "label": "成员",
    "components": [
        {"type": "textfield", "key": "who", "label": "姓名"},
        {"type": "filepicker", "key": "proof", "label": "证明", "validate": {"required": True}},
    ],
}  # fmt: skip


def next_form(edition, *more, without=()):
    """The item's form with more questions or fewer, and the edition that takes it."""
    code = edition.document.form.code
    schema = queries.schema_of(queries.terms_of(edition.pk))
    kept = [
        one for one in schema["components"] if (one.get("path") or one.get("key")) not in without
    ]
    forms.publish(code, {**schema, "components": [*more, *kept]}, title="新表", by=SYSTEM, at=now())
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
    newer = next_form(edition, NOTE)
    text = client.get(page).content.decode()
    assert f"办事要求已更新为第{newer.number}版" in text
    assert "新增要填写：补充说明" in text
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.answers == kept
    assert draft.edition_id == newer.pk, "the law of the filing day"


def with_edition(edition):
    """What `begin` reads of a world."""
    return SimpleNamespace(editions={"nurse": edition})


def address(draft, part):
    return reverse("cases_citizen:form", args=[draft.pk, part])


def test_a_page_sent_after_the_change_loses_nothing_that_was_typed(world, client):
    """The page stood open while the form changed: its fields moved to another page, one is gone."""
    sign_in(client, world.account)
    edition = next_form(world.editions["nurse"], NOTE, PEOPLE)
    draft = begin(client, with_edition(edition), "nurse", "")
    parts = forms_of(draft)
    first = next(n for n, keys in enumerate(parts, 1) if "extra_note" in keys)
    lines = next(n for n, keys in enumerate(parts, 1) if "people" in keys)
    typed = {"people.0.who": "张三", "people.0.proof": "", "people.1.who": "李四"}
    client.post(address(draft, lines), {**typed, "version": draft.version, "_redraw": "1"})
    draft.refresh_from_db()
    newer = next_form(edition, PEOPLE, without=("extra_note", "people"))
    sent = {"extra_note": "打了很久的字", "version": draft.version, "_next": "1"}
    answer = client.post(address(draft, first), sent)
    assert answer.status_code == 302
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.edition_id == newer.pk
    assert [one["who"] for one in draft.answers["people"]] == ["张三", "李四"], "rows are kept"
    text = client.get(answer["Location"]).content.decode()
    assert "不再填写：补充说明" in text
    assert "打了很久的字" in text, "shown, though it is asked no longer"


def forms_of(draft):
    """Keys on each page of the form."""
    schema = queries.schema_of(queries.terms_of(draft.edition_id))
    return [[one.key for one in part.fields]
            for part in rules.parts(schema, without=frozenset({"truth"}))]  # fmt: skip


def test_files_inside_rows_of_the_form_are_handed_in_with_it(world, client):
    sign_in(client, world.account)
    edition = next_form(world.editions["nurse"], PEOPLE)
    draft = begin(client, with_edition(edition), "nurse", "")
    page = next(n for n, keys in enumerate(forms_of(draft), 1) if "people" in keys)
    row = {"people.0.who": "张三", "people.0.proof": ""}

    def post(**more):
        draft.refresh_from_db()
        return client.post(address(draft, page), {**row, "version": draft.version, **more})

    assert "请上传证明" in post(_next="1").content.decode()
    bad = SimpleUploadedFile("a.pdf", b"MZ\x90\x00 not a paper", "application/pdf")
    assert post(_upload="people.0.proof", **{"people.0.proof": bad}).status_code == 422
    good = SimpleUploadedFile("照片.png", PNG, "image/png")
    shown = post(_upload="people.0.proof", **{"people.0.proof": good}).content.decode()
    assert ("照片.png" in shown, Draft.objects.get(pk=draft.pk).papers.count()) == (True, 1)
    key = str(Draft.objects.get(pk=draft.pk).papers.get().pk)
    row["people.0.proof"] = [key, "999999"]
    assert post(_add="people").status_code == 200, "another row keeps the first one's file"
    post(_drop=f"people.0.proof={key}")
    assert Draft.objects.get(pk=draft.pk).answers["people"][0]["proof"] == []
    row["people.0.proof"] = ""
    post(_upload="people.0.proof", **{"people.0.proof": SimpleUploadedFile("照片.png", PNG)})
    row["people.0.proof"] = str(Draft.objects.get(pk=draft.pk).papers.get().pk)
    assert post(_next="1").status_code == 302
    draft = Draft.objects.get(pk=draft.pk)
    schema = queries.schema_of(queries.terms_of(draft.edition_id))
    answers = fill(schema, Random(3), "刘建国") | {"people": draft.answers["people"]}
    actions.save_draft(draft, answers=answers, version=None, by=as_citizen(world.account), at=now())
    assert hand_in(client, draft).status_code == 302
    case = Case.objects.get(draft=draft)
    paper = CasePaper.objects.get(case=case, code="attachment")
    assert (paper.name, paper.file.name) == ("成员第1项·证明", "照片.png")
    assert ("成员1·证明", "照片.png") in queries.answers_of(case)


def test_a_file_that_was_not_handed_in_with_the_form_is_refused(world):
    strange = {"people": [{"proof": [{"file": str(uuid4()), "name": "x", "size": 1}]}]}
    made = application(world, "nurse")
    with pytest.raises(OutsideTheList):
        actions.receive(
            replace(made, answers=made.answers | strange), by=as_citizen(world.account), at=now()
        )
