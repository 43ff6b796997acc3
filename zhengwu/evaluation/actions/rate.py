"""The citizen rates: once for a service event, with one chance to add a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.actions.followups import open_followup
from zhengwu.evaluation.enums import NEGATIVE, Channel, Level, Standing
from zhengwu.evaluation.events import RatingAppended, RatingGiven
from zhengwu.evaluation.models import Rating, Service
from zhengwu.evaluation.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import end_of, format_instant, local_day

# In whose name a rating stands in the journal: the token proves the right, nobody says who.
EVALUATOR = Actor(kind=ActorKind.ANONYMOUS, name="评价人")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rating comes from, each as a keyed digest; empty where it is not known."""

    device: str = ""
    network: str = ""
    hall_network: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the citizen says. `phone` is left freely, to be called back."""

    level: int
    channel: Channel
    reasons: Sequence[str] = ()
    text: str = ""
    phone: str = ""
    name_agreed: bool = False
    simulated: bool = False


@action
def rate(service: Service, given: Given, *, source: Source, by: Actor, at: datetime) -> Rating:
    """Give the one rating of a service event. A bad one becomes a matter of its own at once.

    What looks repeated or bought is set aside with its evidence, and the original stays. By
    telephone only the quality office writes down what it was told, never the unit rated.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    _check_who(service, given.channel, by)
    level = _checked_level(given.level)
    if Rating.objects.filter(service=service).exists():
        raise refusals.AlreadyRated
    if at >= service.closes_at:
        raise refusals.TooLate(until=format_instant(service.closes_at))
    row = _row(service, given, level, source, at)
    found = queries.suspicions_of(row, service, source.hall_network, at)
    if found:
        row.standing, row.evidence = Standing.ASIDE, [one.row() for one in found]
    row.save(force_insert=True)
    event = RatingGiven(
        rating=str(row.pk),
        level=int(level),
        organ=row.organ_code,
        staff=row.staff_id,
        staff_name=service.staff_name,
        channel=row.channel,
        scene=service.scene,
        item=row.item_code,
        number=service.number,
        window=row.window_id,
        negative=row.negative,
        standing=row.standing,
        evidence=row.evidence,
    )
    record(service, event, by=by, at=at)
    if level in NEGATIVE:
        open_followup(row, service, by=by, at=at)
    return row


def _check_who(service: Service, channel: Channel, by: Actor) -> None:
    if channel is Channel.PHONE:
        policy.require(policy.keeps_quality(by))
        if by.id == service.staff_id or by.organ_code == service.organ_code:
            raise refusals.OwnRating
    elif not policy.may_rate(by):
        raise refusals.StaffMayNotRate


def _checked_level(level: int) -> Level:
    if level not in list(Level):
        raise refusals.LevelMissing(fields={"level": ["请先选择满意程度"]})
    return Level(level)


def _row(service: Service, given: Given, level: Level, source: Source, at: datetime) -> Rating:
    known = registry.reasons(level)
    phone = clean(given.phone).replace(" ", "").strip()[:20]
    last = local_day(at) + timedelta(days=registry.number("append_days", at))
    row = Rating(
        id=new_id(),
        service=service,
        level=int(level),
        reasons=[code for code in dict.fromkeys(given.reasons) if code in known],
        text=clean(given.text).strip()[:_LONGEST],
        channel=given.channel,
        given_at=at,
        final_at=end_of(last),
        item_code=service.item_code,
        organ_code=service.organ_code,
        region_code=service.region_code,
        window_id=service.window_id,
        staff_id=service.staff_id,
        name_agreed=given.name_agreed,
        device=source.device,
        network=source.network,
        simulated=given.simulated,
    )
    if phone:
        row.phone = settings.VAULT.keyed_digest(phone, "evaluation/phone")
        row.contact_sealed = settings.VAULT.seal(phone, f"rating/{row.pk}/contact")
    return row


@action
def append(service: Service, *, text: str, by: Actor, at: datetime) -> Rating:
    """Add a word, once; from then on the rating is final."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not policy.may_rate(by):
        raise refusals.StaffMayNotRate
    row = Rating.objects.filter(service=service).first()
    if row is None:
        raise NotThere
    if row.appended_at is not None:
        raise refusals.AlreadyAppended
    if row.final(at):
        raise refusals.TooLate(until=format_instant(row.final_at))
    text = clean(text).strip()[:_LONGEST]
    if not text:
        raise refusals.Missing(fields={"text": ["请写下要补充的话"]})
    row.appended_text, row.appended_at, row.final_at = text, at, at
    row.save(update_fields=["appended_text", "appended_at", "final_at"])
    record(service, RatingAppended(rating=str(row.pk)), by=by, at=at)
    return row
