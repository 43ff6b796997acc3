"""A draft whose item got another edition: the law of the filing day, nothing typed is lost."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.draft import FormIncomplete
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.rules.carrying import Asked, carried, kept_answers
from zhengwu.cases.rules.checks import EditionReplaced
from zhengwu.catalogue.enums import EditionState
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.document import Material
from zhengwu.files import actions as files
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import now
from zhengwu.org.tests.web.acting import acting

from .factories import AT, application

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def test_answers_whose_field_exists_stay_and_what_is_kept_beside_them():
    typed = {
        "a": 1,
        "g": {"x": 1, "y": 2},
        "rows": [{"n": 1}],
        "old": 2,
        "_sending": {"way": "邮寄"},
    }
    kept = kept_answers(typed, ["a", "g.x", "rows"])
    assert kept == {"a": 1, "g": {"x": 1}, "rows": [{"n": 1}], "_sending": {"way": "邮寄"}}
    old = Asked(1, {"a": "甲", "b": "乙"}, {"M1": "一"})
    new = Asked(2, {"a": "甲", "c": "丙"}, {"M1": "一", "M2": "二"})
    told = carried(old, new, since="2026-09-17")
    assert (told["new_fields"], told["gone_fields"]) == (["丙"], ["乙"])
    assert (told["new_materials"], told["gone_materials"]) == (["二"], [])


def next_edition(world, name: str) -> Edition:
    """Another edition of an item in force: one material gone, one new."""
    old = world.editions[name]
    document = old.document
    others = [one for one in document.materials if not one.shared][:-1]
    shared = [one for one in document.materials if one.shared]
    new = Material("M99", "新增的承诺书", criterion="签字")
    changed = replace(document, materials=(*shared, *others, new))
    text = codec.canonical(changed)
    Edition.objects.filter(pk=old.pk).update(state=EditionState.SUPERSEDED, ended_at=AT)
    fresh = Edition.objects.create(
        item=old.item, number=old.number + 1, state=EditionState.PUBLISHED, canonical=text,
        digest=codec.digest(changed), effective_on=AT.date(), published_at=AT,
        drafted_by="x", drafted_at=AT,
    )  # fmt: skip
    Item.objects.filter(pk=old.item_id).update(live=fresh)
    return fresh


def stored(world):
    received = files.receive(io.BytesIO(pdf_bytes()), name="图.pdf")
    return files.keep(received, by=world.for_firm, at=now())


def begun(world, name="hygiene") -> Draft:
    asked = application(world, name)
    draft = cases.start_draft(
        edition_id=asked.edition_id, person=world.account.person, firm=world.firm,
        channel=Channel.ONLINE, by=world.for_firm, at=now(),
    )  # fmt: skip
    answers = {**asked.answers, "truth": True, "_sending": {"way": "窗口领取"}}
    return cases.save_draft(draft, answers=answers, version=None, by=world.for_firm, at=now())


def test_a_draft_of_a_superseded_edition_is_refused_and_goes_over_with_everything(world):
    draft = begun(world)
    own = [one.code for one in world.editions["hygiene"].document.materials if not one.shared]
    for code in (own[0], own[-1]):
        for _ in range(2):  # the same file twice is one
            cases.attach(draft, code=code, file=stored(world), by=world.for_firm, at=now())
    assert draft.papers.count() == 2
    typed = draft.answers
    newer = next_edition(world, "hygiene")
    with pytest.raises(EditionReplaced, match=f"第{newer.number}版"):
        cases.submit(draft, truth_declared=True, by=world.for_firm, at=now())
    draft = cases.carry_over(draft, by=world.for_firm, at=now())
    assert draft.edition == newer
    assert draft.answers == {key: value for key, value in typed.items() if key != "truth"}
    assert [paper.code for paper in draft.papers.all()] == [own[0]]
    assert draft.carried["new_materials"] == ["新增的承诺书"]
    assert len(draft.carried["gone_materials"]) == 1
    with pytest.raises(FormIncomplete):
        cases.submit(draft, truth_declared=True, by=world.for_firm, at=now())
    cases.save_draft(draft, answers={"truth": True}, version=None, by=world.for_firm, at=now())
    case = cases.submit(draft, truth_declared=True, by=world.for_firm, at=now())
    assert case.edition_id == newer.pk
    assert "M99" in queries.terms_of(case.edition_id).material_names


def test_one_in_force_stays_and_somebody_elses_is_not_there(world):
    draft = begun(world)
    assert cases.carry_over(draft, by=world.for_firm, at=now()).carried == {}
    with pytest.raises(NotThere):
        cases.carry_over(draft, by=world.agent, at=now())


def test_a_window_application_under_the_old_edition_is_refused(world):
    asked = application(world, "hygiene")
    next_edition(world, "hygiene")
    with pytest.raises(EditionReplaced):
        cases.receive(asked, by=world.clerk, at=AT)


def test_the_applicant_is_shown_what_is_new_before_anything_is_sent(world):
    draft = begun(world)
    next_edition(world, "hygiene")
    url = f"/apply/draft/{draft.pk}/review/"
    with acting(world.for_firm):
        answer = Client().post(url, {"truth": "1"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "刚刚更新" in page
        assert "新增材料：新增的承诺书" in page
        assert not Case.objects.filter(draft=draft).exists()
        again = Client().get(f"/apply/draft/{draft.pk}/materials/").content.decode()
        assert "办事要求已更新为第" in again
        sent = Client().post(url, {"truth": "1"})
        assert sent.status_code in (302, 303), sent.content.decode()[:2000]
    assert Draft.objects.get(pk=draft.pk).submitted is not None
