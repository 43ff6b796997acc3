"""Star windows, excellent units and people: candidates by rule, a secret vote, a list."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta

from django.db.models import F, Q

from zhengwu.assessment import policy
from zhengwu.assessment.enums import PeriodState, SelectionState
from zhengwu.assessment.events import SelectionMoved, VoteGiven
from zhengwu.assessment.models import Candidate, Period, Score, Selection, Voter
from zhengwu.assessment.registry import choices
from zhengwu.assessment.rules import refusals, voting
from zhengwu.assessment.rules.model import number
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.matters import actions as matters
from zhengwu.notices import actions as notices
from zhengwu.org.models import Staff
from zhengwu.org.queries import in_office, on_day

_MOST_POINTS = 100


def _moved(row: Selection, by: Actor, at: datetime, chosen: list[str] | None = None) -> None:
    event = SelectionMoved(title=row.title, state=row.state, chosen=chosen or [])
    record(row, event, by=by, at=at)


@action
def open_selection(period: Period, *, by: Actor, at: datetime) -> Selection:
    """Choose the candidates by the period's own rule and call the voters."""
    matters.lock(period.pk)
    period = Period.objects.select_related("scheme", "version", "matter").get(pk=period.pk)
    policy.require(policy.assesses(by))
    if not period.shown:
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    rule = period.version.model.selection.get(period.kind)
    if not rule:
        raise refusals.NoCandidates(rule="考核办法没有规定这一期的评选")
    if period.selections.exists():
        raise refusals.SelectionThere
    scores: dict[Hashable, Score] = {row.pk: row for row in period.scores.all()}
    found = voting.candidates(
        [
            voting.Runner(pk, row.present_total, row.present_rank, bool(row.veto))
            for pk, row in scores.items()
        ],
        most=int(rule["candidates"]),
        least=number(rule["least"]),
    )
    if not found:
        raise refusals.NoCandidates(rule=f"参加排名、没有被否决、{rule['least']} 分以上")
    row = Selection.objects.create(
        period=period,
        code=f"{period.scheme_id}-{period.kind}",
        title=f"{period.words}{rule['title']}评选",
        honour=rule["honour"],
        seats=int(rule["seats"]),
        vote_share=number(rule["share"]),
        rule=dict(rule),
        opened_by=by.name,
        opened_by_id=by.id,
        opened_at=at,
        closes_on=local_day(at) + timedelta(days=int(rule["days"])),
    )
    Candidate.objects.bulk_create(
        Candidate(
            selection=row, score=scores[one.key], position=place,
            rule_points=min(one.total, number(_MOST_POINTS)),
        )
        for place, one in enumerate(found, 1)
    )  # fmt: skip
    people = _voters(rule["voters"], at)
    Voter.objects.bulk_create(
        Voter(selection=row, staff_id=str(one.pk), name=one.name, organ_code=one.organ_id)
        for one in people
    )
    _moved(row, by, at)
    _call(row, people, by, at)
    return row


def _voters(panel: str, at: datetime) -> list[Staff]:
    """The panel's people in office: by kind of staff, or by a duty they hold today."""
    kinds, duties = choices.voters(panel, at)
    day = local_day(at)
    wanted = Q(kind__in=kinds)
    if duties:
        held = on_day(day, "holdings__")
        wanted |= Q(held, holdings__post__duties__duty__in=duties)
    return list(Staff.objects.filter(wanted, in_office(day)).distinct().order_by("number"))


def _call(row: Selection, people: list[Staff], by: Actor, at: datetime) -> None:
    for one in people:
        notices.send(
            to=notices.Address(kind="staff", key=str(one.pk), name=one.name),
            subject=f"请投票：{row.title}",
            text=f"一人一票，不记名，到{row.closes_on:%m月%d日}为止。",
            link=f"/desk/assessment/selections/{row.pk}/",
            dedupe=f"assessment/selection/{row.pk}/{one.pk}",
            by=by,
            at=at,
        )


def _locked(row: Selection, state: SelectionState) -> Selection:
    row = Selection.objects.select_for_update().get(pk=row.pk)
    if row.state != state:
        raise refusals.SelectionNotOpen(state=row.state_name)
    return row


@action
def vote(row: Selection, *, candidate: Candidate, by: Actor, at: datetime) -> None:
    """One vote, once. Kept is that this person voted and that the candidate has one vote more;
    nothing ties the two together."""
    row = _locked(row, SelectionState.VOTING)
    if local_day(at) > row.closes_on:
        raise refusals.SelectionNotOpen(state="投票已经截止")
    voter = Voter.objects.select_for_update().filter(selection=row, staff_id=by.id).first()
    if voter is None or not by.is_staff:
        raise refusals.NoVoter
    if voter.voted:
        raise refusals.VotedAlready
    chosen = Candidate.objects.select_related("score").get(pk=candidate.pk, selection=row)
    if policy.is_concerned(by, chosen.score):
        raise refusals.OwnCandidate
    voter.voted = True
    voter.save(update_fields=["voted"])
    Candidate.objects.filter(pk=chosen.pk).update(votes=F("votes") + 1)
    record(row, VoteGiven(title=row.title), by=by, at=at)


@action
def count_votes(row: Selection, *, by: Actor, at: datetime) -> Selection:
    """After the last day, or once everybody has voted: both parts are added and shown."""
    row = _locked(row, SelectionState.VOTING)
    policy.require(policy.assesses(by))
    waiting = row.voters.filter(voted=False).exists()
    if waiting and local_day(at) <= row.closes_on:
        raise refusals.SelectionNotOpen(state=f"投票中，到 {row.closes_on} 截止")
    runners = list(row.candidates.all())
    tallies = voting.count(
        {one.pk: one.rule_points for one in runners},
        {one.pk: one.votes for one in runners},
        share=row.vote_share,
        seats=row.seats,
    )
    for one in runners:
        tally = tallies[one.pk]
        one.vote_points, one.total, one.chosen = tally.vote_points, tally.total, tally.chosen
    Candidate.objects.bulk_update(runners, ["vote_points", "total", "chosen"])
    row.state, row.closed_at = SelectionState.COUNTED, at
    row.save(update_fields=["state", "closed_at"])
    _moved(row, by, at, _chosen(row))
    return row


def _chosen(row: Selection) -> list[str]:
    rows = row.candidates.filter(chosen=True).order_by("-total")
    return list(rows.values_list("score__name", flat=True))


@action
def approve_list(row: Selection, *, by: Actor, at: datetime) -> Selection:
    """The government or the centre commends; only after the period is fixed, by a second person."""
    row = _locked(row, SelectionState.COUNTED)
    policy.require(policy.commends(by))
    if by.id == row.opened_by_id:
        raise refusals.SecondPerson(act="批准表彰")
    if (
        row.candidates.filter(chosen=True, score__staff_id=by.id)
        .exclude(score__staff_id="")
        .exists()
    ):
        raise refusals.OwnScore
    period = row.period
    if period.state != PeriodState.FROZEN:
        raise refusals.PeriodState(period=period.words, state=period.state_name)
    row.state, row.approved_by, row.approved_at = SelectionState.APPROVED, by.name, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    _moved(row, by, at, _chosen(row))
    return row
