"""The four-panel appraisal: who may answer, once, and that nobody can tell who said what."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from zhengwu.cases.tests.factories import at
from zhengwu.evaluation import actions, queries
from zhengwu.evaluation.actions import Answer, Member
from zhengwu.evaluation.enums import Panel, SurveyKind, SurveyState
from zhengwu.evaluation.models import Invitee, Remark, Slip, Survey, Tally
from zhengwu.evaluation.rules import refusals, scoring
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.actions import set_admission
from zhengwu.org.enums import AdmissionState, OrganKind
from zhengwu.org.models import Organ
from zhengwu.org.queries import admitted_organs

pytestmark = pytest.mark.django_db
CLOSES = date(2026, 9, 30)


def drawn_up(world, number="PY-2026", each=3, **more):
    """A survey with so many on every panel."""
    row = actions.draw_up(
        number, name="进驻单位四方评议", closes_on=CLOSES, by=world.quality, at=at(17), **more
    )
    members = [
        Member(panel, f"{panel}{n}", f"1380000{n:04d}") for panel in Panel for n in range(each)
    ]
    return actions.list_panel(row, members, by=world.quality, at=at(17))


def opened(world, **more):
    """The same, open."""
    return actions.open_survey(drawn_up(world, **more), by=world.quality, at=at(17))


def all_of(survey, number, organs=None):
    """One score for every question of units."""
    codes = [one["code"] for one in survey.questions]
    return {organ: dict.fromkeys(codes, number) for organ in organs or survey.organs}


def say(survey, slip, scores, remarks=None, when=None):
    """One link is used."""
    actions.answer(survey, slip.token, Answer(scores, remarks or {}), at=when or at(18))


@pytest.mark.req("EVAL-04")
def test_every_resident_unit_is_appraised_by_four_panels_and_the_result_is_fixed(world):
    with pytest.raises(NotPermitted):
        actions.draw_up("X", name="x", closes_on=CLOSES, by=world.clerk, at=at(17))
    survey = opened(world)
    units = admitted_organs(at(17).date()).exclude(kind="centre")
    resident = set(units.values_list("pk", flat=True))
    assert set(survey.organs) == resident
    assert len(resident) > 1
    first, second = survey.organs[:2]
    for slip in survey.slips.all():
        number = 5 if slip.panel == Panel.ENTERPRISES else 3
        say(survey, slip, all_of(survey, number, [first]) | all_of(survey, 2, [second]))
    frozen = actions.freeze(survey, by=world.quality, at=at(18))
    result = queries.survey_result(frozen)
    # 30 % of 100 and 70 % of 60; the second 40 everywhere; who was not judged is not ranked.
    assert [(one.organ, one.score, one.rank) for one in result[:2]] == [
        (first, 72.0, 1), (second, 40.0, 2),
    ]  # fmt: skip
    assert all(one.score is None and one.rank is None for one in result[2:])
    assert frozen.returns == {str(panel): 3 for panel in Panel}
    with pytest.raises(NotPermitted):
        actions.publish_survey(frozen, by=world.clerk, at=at(18))
    shown = actions.publish_survey(frozen, by=world.quality, at=at(18))
    entry = Entry.objects.get(object_id=str(survey.pk), code="evaluation.survey.published")
    assert entry.payload["digest"] == shown.result_digest
    for act in (actions.freeze, actions.open_survey, actions.publish_survey):
        with pytest.raises(refusals.SurveyNotOpen):
            act(shown, by=world.quality, at=at(19))
    assert queries.frozen_surveys((at(18).date(), at(18).date())) == [shown]


def test_a_link_answers_once_and_only_while_open(world):
    survey = drawn_up(world)
    with pytest.raises(refusals.SurveyNotOpen):
        actions.answer(survey, "x", Answer({}, {}), at=at(18))
    survey = actions.open_survey(survey, by=world.quality, at=at(17))
    invitee = survey.slips.first()
    with pytest.raises(refusals.Missing):
        say(survey, invitee, {})
    part = all_of(survey, 4, survey.organs[:1])
    part[survey.organs[0]].popitem()
    with pytest.raises(refusals.Missing):
        say(survey, invitee, part)
    with pytest.raises(refusals.Missing):
        say(survey, invitee, all_of(survey, 9, survey.organs[:1]))
    assert not Tally.objects.filter(survey=survey).exists()
    say(survey, invitee, all_of(survey, 4))
    with pytest.raises(refusals.TokenUsed):
        say(survey, invitee, all_of(survey, 1))
    other = survey.slips.filter(used=False).first()
    with pytest.raises(refusals.TokenUsed):
        actions.answer(survey, other.token[::-1], Answer(all_of(survey, 1), {}), at=at(18))
    with pytest.raises(refusals.SurveyNotOpen):
        say(survey, other, all_of(survey, 1), when=at(1, month=10))
    with pytest.raises(refusals.SurveyNotOpen):  # not everybody answered, and the day has not come
        actions.freeze(survey, by=world.quality, at=at(18))
    assert actions.freeze(survey, by=world.quality, at=at(1, month=10)).state == SurveyState.FROZEN


def test_small_panels_and_crooked_weights_are_refused(world):
    with pytest.raises(refusals.SurveyIncomplete) as caught:
        opened(world, each=2)
    assert "企业代表" in caught.value.message
    with pytest.raises(refusals.Missing) as crooked:
        drawn_up(world, number="PY-X", weights={str(panel): 30 for panel in Panel})
    assert "100" in crooked.value.fields["weights"][0]


def everything(survey):
    """All that the tables and the journal hold of a survey, but for hours, keys and digests."""
    tallies = sorted(
        survey.tallies.values_list("panel", "organ_code", "question", "score", "count")
    )
    remarks = sorted(survey.remarks.values_list("organ_code", "text"))
    invitees = sorted(survey.invitees.values_list("panel", "name"))
    slips = sorted(survey.slips.values_list("panel", "used"))
    entries = [
        (entry.code, entry.payload, entry.actor_id, entry.actor_name)
        for entry in Entry.objects.filter(object_id=str(survey.pk)).order_by("seq")
    ]
    return tallies, remarks, invitees, slips, entries


def test_answers_cannot_be_joined_to_links(world):
    """Two people of a panel change places: everything that is kept stays the same."""
    survey = opened(world)
    one, two = survey.slips.filter(panel=Panel.PUBLIC)[:2]
    organ = survey.organs[0]
    good = (all_of(survey, 5, [organ]), {organ: "很好"})
    bad = (all_of(survey, 1, [organ]), {organ: "门难进"})
    worlds = []
    for who_likes, who_does_not in ((one, two), (two, one)):
        with transaction.atomic():
            # Whoever comes first says the good thing: the order tells who was first, at most.
            say(survey, who_likes, *good)
            say(survey, who_does_not, *bad)
            worlds.append(everything(survey))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_no_table_of_answers_has_a_way_to_a_person_or_an_hour(world):
    for model in (Tally, Remark):
        fields = model._meta.get_fields()
        related = {field.related_model for field in fields if field.is_relation}
        assert related == {Survey}
        kinds = {type(field).__name__ for field in fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField"}
    used = Slip._meta.get_field("used")
    assert type(used).__name__ == "BooleanField"  # that it was used, not when
    survey = opened(world)
    organ = survey.organs[0]
    for place, slip in enumerate(survey.slips.order_by("pk")):
        say(survey, slip, all_of(survey, 3, [organ]), {organ: f"意见{place:02d}"})
    before = {row.pk for row in survey.remarks.all()}
    actions.freeze(survey, by=world.quality, at=at(18))
    after = {row.pk for row in survey.remarks.all()}
    assert not before & after  # laid down anew under other names
    assert len(after) == len(before)
    assert all(row.pk.version == 4 for row in survey.remarks.all())  # a name without an hour


def test_no_link_is_anybodys_so_two_copies_of_the_tables_name_nobody(world):
    """Of two backups, one before and one after an answer, the slip that was used can be told, and
    what it said; whose it was cannot: nothing joins slips with people, not even order or hour."""
    related = {field.related_model for field in Slip._meta.get_fields() if field.is_relation}
    assert related == {Survey}
    assert {field.name for field in Invitee._meta.get_fields()} == {
        "id", "survey", "panel", "name", "phone_sealed",
    }  # fmt: skip
    survey = drawn_up(world)
    assert not survey.slips.exists()  # none is made when a person is listed
    survey = actions.open_survey(survey, by=world.quality, at=at(17))
    assert survey.slips.count() == survey.invitees.count()
    assert {one.pk.version for one in survey.slips.all()} == {4}
    names = set(survey.invitees.values_list("name", flat=True))
    entry = Entry.objects.get(object_id=str(survey.pk), code="evaluation.survey.opened")
    assert not any(name in entry.canonical for name in names)


def of_kind(world, kind, number):
    """An appraisal of a kind, open, with three people on each of its panels."""
    row = actions.draw_up(
        number, name="年度评议", kind=kind, closes_on=CLOSES, by=world.quality, at=at(17)
    )
    members = [Member(Panel(panel), f"{panel}{n}") for panel in row.weights for n in range(3)]
    actions.list_panel(row, members, by=world.quality, at=at(17))
    return actions.open_survey(row, by=world.quality, at=at(17))


@pytest.mark.req("EVAL-25")
def test_the_conduct_of_every_department_is_appraised_and_delivered_with_receipt(world):
    outside = Organ.objects.get(pk="GA-TJJ")
    set_admission(
        outside, state=AdmissionState.WITHDRAWN, on=date(2026, 9, 1), reason="业务划转",
        document_no="府办函〔2026〕1号", by=SYSTEM, at=at(1),
    )  # fmt: skip
    survey = of_kind(world, SurveyKind.CONDUCT, "XF-2026")
    inside = set(admitted_organs(at(17).date()).values_list("pk", flat=True))
    assert outside.pk in set(survey.organs) - inside  # also who does not stand in the centre
    assert set(survey.organs) == set(
        Organ.objects.filter(kind=OrganKind.DEPARTMENT).values_list("pk", flat=True)
    )
    with pytest.raises(refusals.SurveyNotOpen):
        actions.deliver_result(survey, by=world.director, at=at(18))
    for slip in survey.slips.all():
        say(survey, slip, all_of(survey, 4))
    survey = actions.freeze(survey, by=world.quality, at=at(18))
    with pytest.raises(NotPermitted):
        actions.deliver_result(survey, by=world.quality, at=at(18))
    survey = actions.deliver_result(survey, by=world.director, at=at(18))
    with pytest.raises(refusals.DeliveredAlready):
        actions.deliver_result(survey, by=world.director, at=at(18))
    paper = survey.paper
    assert (paper.template_code, paper.seal, paper.sealed_by) == (
        "appraisal_result", "organ", world.director.name,
    )  # fmt: skip
    content = paper.content
    assert "纪律检查委员会" in str(content)
    assert survey.result_digest in str(content)
    assert all(one.name in str(content) for one in queries.survey_result(survey))
    with pytest.raises(refusals.Missing) as missing:
        actions.write_receipt(
            survey, receiver="", place="", on=date(2026, 9, 30), by=world.quality, at=at(19)
        )
    assert set(missing.value.fields) == {"receiver", "place", "on"}
    facts = {"receiver": "纪委收发室", "place": "区纪委监委", "on": date(2026, 9, 18)}
    receipt = actions.write_receipt(survey, **facts, by=world.quality, at=at(19))
    assert (receipt.document, receipt.given_on) == (paper, date(2026, 9, 18))
    with pytest.raises(refusals.ReceiptThere):
        actions.write_receipt(survey, **facts, by=world.quality, at=at(19))


def test_only_conduct_is_delivered_and_only_its_own_panels_are_listed(world):
    survey = of_kind(world, SurveyKind.TOWNS, "XZ-2026")
    assert set(survey.organs) == set(
        Organ.objects.filter(kind=OrganKind.TOWN).values_list("pk", flat=True)
    )
    with pytest.raises(refusals.NobodyToDeliver):
        actions.deliver_result(survey, by=world.director, at=at(18))
    row = actions.draw_up(
        "XZ-2", name="x", kind=SurveyKind.TOWNS, closes_on=CLOSES, by=world.quality, at=at(17)
    )
    with pytest.raises(refusals.Missing) as refused:
        actions.list_panel(row, [Member(Panel.DEPUTIES, "某")], by=world.quality, at=at(17))
    assert "人大代表" in refused.value.fields["lines"][0]


def test_equal_scores_share_a_rank_and_few_voices_make_nobody_first():
    rows = [
        scoring.Counted("p", organ, "q", score, count)
        for organ, score, count in (("a", 4, 3), ("b", 4, 3), ("c", 5, 1), ("d", 2, 3))
    ]
    result = scoring.results(
        rows, organs=["a", "b", "c", "d"], questions=["q"], top=5, weights={"p": 100},
        least={"p": 3},
    )  # fmt: skip
    assert [(one.organ, one.rank, one.score) for one in result] == [
        ("a", 1, 80.0), ("b", 1, 80.0), ("d", 3, 40.0), ("c", None, None),
    ]  # fmt: skip
