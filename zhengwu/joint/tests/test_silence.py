"""超时默认: silence between organs, its consequence, and that it never is a licence."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case, Decision
from zhengwu.clock.actions import sweep
from zhengwu.clock.models import Clock
from zhengwu.joint import actions as joint
from zhengwu.joint.enums import AnswerState, Silence
from zhengwu.joint.models import Consultation, Joint, SilenceRule
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

from .factories import accepted, at, staff

pytestmark = pytest.mark.django_db
APPROVAL = "project-approval"


def asked(row: Joint) -> Consultation:
    return Consultation.objects.get(joint=row, organ_code="GA-ZJJ")


def test_the_consulted_organ_answers_in_time(world: SimpleNamespace) -> None:
    row = accepted(world, APPROVAL)
    question = asked(row)
    assert question.due_on == date(2026, 9, 21), "three working days from Thursday, Sunday worked"
    with pytest.raises(NotPermitted):
        joint.answer(
            row, consultation_id=str(question.pk), consent=True, opinion="同意",
            by=staff(world, "GA-FGJ", "reviewer"), at=at(18),
        )  # fmt: skip
    with pytest.raises(refusals.OpinionMissing):
        joint.answer(
            row, consultation_id=str(question.pk), consent=False, opinion="不同意",
            by=staff(world, "GA-ZJJ", "reviewer"), at=at(18),
        )  # fmt: skip
    answered = joint.answer(
        row, consultation_id=str(question.pk), consent=False, opinion="选址不符",
        basis="城乡规划法", by=staff(world, "GA-ZJJ", "reviewer"), at=at(18),
    )  # fmt: skip
    assert (answered.state, answered.consent) == (AnswerState.ANSWERED, False)
    clock = Clock.objects.get(matter=row.matter, label="consult")
    assert (clock.state, clock.in_time) == ("met", True)
    with pytest.raises(refusals.AnsweredAlready):
        joint.answer(
            row, consultation_id=str(question.pk), consent=True, opinion="同意",
            by=staff(world, "GA-ZJJ", "reviewer"), at=at(18),
        )  # fmt: skip


@pytest.mark.req("CASE-22")
def test_silence_is_consent_between_organs_with_an_opinion_owed_next_day(
    world: SimpleNamespace,
) -> None:
    row = accepted(world, APPROVAL)
    sweep(at(22, 0, 5))
    deliver_all()
    question = asked(row)
    assert (question.state, question.consent) == (AnswerState.DEEMED, True)
    assert question.silence is not None
    assert "超时默认" in question.silence.basis
    assert question.opinion_due_on == date(2026, 9, 23)
    [event] = Entry.objects.filter(matter_id=row.pk, code="joint.consultation.consent_deemed")
    assert event.payload["organ"] == "GA-ZJJ"
    # After the day only the opinion that is owed; an objection comes too late.
    reviewer = staff(world, "GA-ZJJ", "reviewer")
    with pytest.raises(refusals.AnswerLate):
        joint.answer(
            row, consultation_id=str(question.pk), consent=False, opinion="不同意", basis="x",
            by=reviewer, at=at(22),
        )  # fmt: skip
    confirmed = joint.answer(
        row, consultation_id=str(question.pk), consent=True, opinion="同意选址", by=reviewer,
        at=at(22),
    )  # fmt: skip
    assert (confirmed.state, confirmed.consent) == (AnswerState.CONFIRMED, True)
    owed = Clock.objects.get(matter=row.matter, label="opinion")
    assert (owed.rule_code, owed.in_time) == ("jc.deemed_consent_sign", True)


def test_a_second_after_the_day_counts_although_no_sweep_has_come(world: SimpleNamespace) -> None:
    row = accepted(world, APPROVAL)
    with pytest.raises(refusals.AnswerLate):
        joint.answer(
            row, consultation_id=str(asked(row).pk), consent=False, opinion="不同意", basis="x",
            by=staff(world, "GA-ZJJ", "reviewer"), at=at(22, 0, 0),
        )  # fmt: skip


@pytest.mark.req("CASE-22")
def test_silence_never_grants_anything(world: SimpleNamespace) -> None:
    row = accepted(world, APPROVAL)
    sweep(at(20, 9, month=11))
    deliver_all()
    sweep(at(20, 10, month=11))
    deliver_all()
    cases = Case.objects.filter(part_of=row.matter)
    assert set(cases.values_list("state", flat=True)) == {CaseState.ACCEPTED}
    assert not Decision.objects.filter(case__in=cases).exists()
    assert asked(row).state == AnswerState.DEEMED, "the asked organ's consent, and nothing more"


@pytest.mark.req("CASE-22")
def test_the_county_may_choose_that_silence_is_only_reported(world: SimpleNamespace) -> None:
    with pytest.raises(NotPermitted):
        joint.set_silence(
            effect=Silence.REPORT_ONLY, basis="x", reason="y", effective_on=date(2026, 9, 17),
            by=staff(world, "GA-FGJ"), at=at(17),
        )  # fmt: skip
    joint.set_silence(
        effect=Silence.REPORT_ONLY, basis="广安府办〔2026〕3号", reason="不作默认",
        effective_on=date(2026, 9, 17), by=world.director, at=at(17, 9),
    )  # fmt: skip
    row = accepted(world, APPROVAL)
    sweep(at(22, 9))
    deliver_all()
    question = asked(row)
    assert (question.state, question.consent) == (AnswerState.SILENT, None)
    late = joint.answer(
        row, consultation_id=str(question.pk), consent=False, opinion="不同意", basis="城乡规划法",
        by=staff(world, "GA-ZJJ", "reviewer"), at=at(22),
    )  # fmt: skip
    assert (late.state, late.consent) == (AnswerState.ANSWERED, False)
    [entry] = Entry.objects.filter(matter_id=row.pk, code="joint.consultation.answered")
    assert entry.payload["late"] is True
    assert SilenceRule.objects.count() == 2, "what held before stays on record"
    assert not SilenceRule.objects.earliest("effective_on").confirmed
    assert SYSTEM is not None
