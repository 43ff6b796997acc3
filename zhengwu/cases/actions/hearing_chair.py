"""Who may chair a hearing: nobody who handled the case; the parties may challenge (许可法 48)."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.hearing_desk import hand_to, hearing_of, paper_for, record_service
from zhengwu.cases.actions.hearing_parties import applicant_party, by_himself
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk
from zhengwu.cases.actions.recusal import check_recused, recuse
from zhengwu.cases.enums import HEARING_PROCEDURE, Paper, SittingState, TaskKind
from zhengwu.cases.events import ChairChallenged, ChallengeDecided
from zhengwu.cases.models import Case, Challenge, Check, Party, Sitting
from zhengwu.cases.rules import hearing as law
from zhengwu.flow.models import Task
from zhengwu.journal import queries as journal
from zhengwu.journal.actions import action, record
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.text import clean
from zhengwu.org.models import Staff
from zhengwu.org.queries import holders

# Acts of the hearing itself, and deciding on a recusal, are no handling of the application.
_NOT_HANDLING = ("cases.hearing.", "cases.recusal.")
_HANDLING = ("cases.", "flow.")


class NoSittingSet(Refusal):
    """听证还没有确定时间地点，没有可以申请回避的主持人。"""


class GroundMissing(InvalidInput):
    """请写明主持人与该行政许可事项有什么直接利害关系；对申请的决定也要写明理由。"""

    law = "行政许可法 第48条第1款第3项"


class ChallengedAlready(Refusal):
    """{name}已经申请回避，等待决定。"""


class SuccessorMissing(InvalidInput):
    """同意回避的，请指定接替的主持人。"""


def name_of(staff_id: str) -> str:
    """A colleague's name."""
    found = Staff.objects.filter(pk=staff_id).values_list("name", flat=True).first()
    if found is None:
        raise NotThere(staff=staff_id)
    return str(found)


def handlers_of(case: Case) -> dict[str, str]:
    """Everybody who handled the case and how: from its record, its steps, its checks.

    Each act on the case counts, from receipt to opinion; acts of the hearing itself do not, so
    that a chair is not shut out of the next sitting by the last one.
    """
    found: dict[str, str] = {}
    for entry in journal.of_matter(case.matter_id).filter(refused=False).exclude(actor_id=""):
        if entry.code.startswith(_HANDLING) and not _of_the_hearing(entry):
            found.setdefault(entry.actor_id, "见办件经过")
    for task in Task.objects.filter(matter=case.matter_id):
        for person in (task.assignee_id, task.done_by_id):
            if person:
                found[str(person)] = f"办理“{task.name}”"
    for check in Check.objects.filter(case=case):
        found.update({one["id"]: "现场核查" for one in check.inspectors})
    if case.undertaker_id:
        found[case.undertaker_id] = "承办人"
    return found


def _of_the_hearing(entry: Entry) -> bool:
    """Also the start and end of its own uncounted time."""
    if entry.code.startswith(_NOT_HANDLING):
        return True
    own = entry.code.startswith("cases.procedure.")
    return own and entry.payload.get("kind") == HEARING_PROCEDURE


def check_candidate(case: Case, staff_id: str) -> None:
    """Refuse a chair who handled the case or keeps out of it (48(1)(3))."""
    law.check_chair(staff_id, name_of(staff_id), handlers_of(case), case.recused)


def candidates(case: Case, day: datetime) -> list[Staff]:
    """Colleagues of the organ who may chair: with a duty there, and no hand in the case."""
    shut_out = {*handlers_of(case), *case.recused}
    found: dict[str, Staff] = {}
    for duty in policy.HANDLING:
        for one in holders(duty, case.organ_code, day.date()).order_by("name"):
            if str(one.pk) not in shut_out:
                found.setdefault(str(one.pk), one)
    return list(found.values())


def check_not_chair(case: Case, kind: str, by: Actor) -> None:
    """Who chairs the hearing of a case does not review it as well."""
    if kind not in (TaskKind.REVIEW, TaskKind.CHECK, TaskKind.INSPECT):
        return
    chairs = Sitting.objects.filter(
        hearing__case=case, chair_id=by.id, state__in=(SittingState.SET, SittingState.HELD)
    )
    if chairs.exists():
        raise law.ChairMayNotReview


@action
def challenge_chair(
    case: Case, *, party: Party | None, ground: str, by: Actor, at: datetime
) -> Challenge:
    """A party challenges the chair; until it is decided the sitting is not held."""
    case = open_case(case, at=at).case
    himself = by_himself(case, party, by)
    policy.require(himself or policy.may_handle(by, case))
    rules.check_running(case.state, case.state_name)
    hearing = hearing_of(case)
    sitting = hearing.sittings.filter(state=SittingState.SET).first()
    if sitting is None:
        raise NoSittingSet
    if not ground.strip():
        raise GroundMissing(fields={"ground": ["请写明理由"]})
    found = party or applicant_party(case, by=by, at=at)
    if found.case_id != case.pk:
        raise NotThere
    if sitting.challenges.filter(party=found, granted=None).exists():
        raise ChallengedAlready(name=found.name)
    challenge = Challenge.objects.create(
        sitting=sitting,
        party=found,
        staff_id=sitting.chair_id,
        staff_name=sitting.chair_name,
        ground=clean(ground)[:2000],
        filed_at=at,
    )
    event = ChairChallenged(
        challenge=str(challenge.pk), staff=sitting.chair_id, name=sitting.chair_name
    )
    record(case, event, by=by, at=at, reason=ground)
    return challenge


@action
def decide_challenge(
    case: Case,
    *,
    challenge: Challenge,
    granted: bool,
    word: str,
    successor_id: str = "",
    by: Actor,
    at: datetime,
) -> Challenge:
    """The head of the organ decides; who is challenged rightly keeps out, another one chairs."""
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_extend(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if challenge.granted is not None:
        return challenge
    sitting = Sitting.objects.select_for_update().get(
        pk=challenge.sitting_id, hearing__case=case, state=SittingState.SET
    )
    if not word.strip():
        raise GroundMissing(fields={"word": ["请写明决定的理由"]})
    if granted:
        _succeed(case, challenge, sitting, successor_id, word, by, at)
    challenge.granted, challenge.word = granted, clean(word)
    challenge.decided_by, challenge.decided_at = by.name, at
    party = Party.objects.get(pk=challenge.party_id)
    party.case = case
    fields = {
        "party": party.name,
        "chair": challenge.staff_name,
        "ground": challenge.ground,
        "filed_at": challenge.filed_at,
        "outcome": "granted" if granted else "refused",
        "reason": challenge.word,
        "new_chair": sitting.chair_name if granted else "",
    }
    document = paper_for(Desk(case, opened.terms, by, at), Paper.CHALLENGE, fields, party)
    challenge.document_id = str(document.pk)
    challenge.save()
    if served_on := hand_to(document, party, None, by=by, at=at):
        record_service(party, document, served_on, by, at)
    event = ChallengeDecided(
        challenge=str(challenge.pk), granted=granted,
        said="主持人回避" if granted else "驳回回避申请", chair=sitting.chair_name,
        document=str(document.pk),
    )  # fmt: skip
    record(case, event, by=by, at=at, reason=word)
    return challenge


def _succeed(
    case: Case, challenge: Challenge, sitting: Sitting, successor_id: str, word: str,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    if not successor_id or successor_id in (challenge.staff_id, sitting.recorder_id):
        raise SuccessorMissing(fields={"successor_id": ["请指定另一位主持人"]})
    check_candidate(case, successor_id)
    party = Party.objects.get(pk=challenge.party_id)
    recuse(
        case, staff_id=challenge.staff_id, staff_name=challenge.staff_name,
        asked_by=f"{party.role_name}{party.name}", ground=challenge.ground, word=word, by=by, at=at,
    )  # fmt: skip
    sitting.chair_id, sitting.chair_name = successor_id, name_of(successor_id)
    sitting.save(update_fields=["chair_id", "chair_name"])
