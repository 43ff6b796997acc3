"""Set aside, weigh, publish: what the quality office does with a rating. It changes none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhengwu.evaluation import policy
from zhengwu.evaluation.enums import Publication, Standing
from zhengwu.evaluation.events import CommentReviewed, RatingSetAside, RatingWeighed
from zhengwu.evaluation.models import Rating, Service
from zhengwu.evaluation.rules import refusals
from zhengwu.evaluation.rules.masking import masked
from zhengwu.evaluation.rules.watching import Evidence
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean


def _locked(rating: Rating) -> tuple[Rating, Service]:
    service = Service.objects.select_for_update().get(pk=rating.service_id)
    return Rating.objects.select_related("service").get(pk=rating.pk), service


@action
def set_aside(rating: Rating, evidence: Sequence[Evidence], *, by: Actor, at: datetime) -> Rating:
    """One that was counted turns out to be one of many from one source: a person looks first."""
    policy.require(policy.is_system(by) or policy.keeps_quality(by))
    rating, service = _locked(rating)
    if rating.standing != Standing.COUNTED or rating.standing_at is not None:
        return rating  # set aside already, or weighed by a person: that stands
    rating.standing, rating.evidence = Standing.ASIDE, [one.row() for one in evidence]
    rating.save(update_fields=["standing", "evidence"])
    event = RatingSetAside(rating=str(rating.pk), organ=rating.organ_code, evidence=rating.evidence)
    record(service, event, by=by, at=at)
    return rating


@action
def weigh(rating: Rating, *, counts: bool, reason: str, by: Actor, at: datetime) -> Rating:
    """Somebody looked at the evidence: it counts, or it does not, with the reason."""
    policy.require(policy.keeps_quality(by))
    rating, service = _locked(rating)
    if rating.standing != Standing.ASIDE:
        raise refusals.NotAside
    if policy.is_concerned(by, rating):
        raise refusals.OwnRating
    reason = clean(reason).strip()[:500]
    if not reason:
        raise refusals.Missing(fields={"reason": ["请写明复核的依据和理由"]})
    stand(rating, service, Standing.COUNTED if counts else Standing.VOID, reason, by, at)
    return rating


def stand(
    rating: Rating, service: Service, standing: Standing, reason: str, by: Actor, at: datetime
) -> None:
    """Write down what it counts as; part of an action that has locked the service."""
    rating.standing, rating.standing_reason = standing, reason[:500]
    rating.standing_by, rating.standing_at = by.name, at
    rating.save(update_fields=["standing", "standing_reason", "standing_by", "standing_at"])
    event = RatingWeighed(
        rating=str(rating.pk),
        organ=rating.organ_code,
        staff=rating.staff_id,
        level=rating.level,
        standing=standing,
    )
    record(service, event, by=by, at=at, reason=reason)


@action
def review_comment(
    rating: Rating, *, publish: bool, text: str = "", by: Actor, at: datetime
) -> Rating:
    """Publish the words of a final rating, personal data covered, or withhold them."""
    policy.require(policy.keeps_quality(by))
    rating, service = _locked(rating)
    if policy.is_concerned(by, rating):
        raise refusals.OwnRating
    if not rating.final(at):
        raise refusals.NotFinal
    rating.publication = Publication.PUBLISHED if publish else Publication.WITHHELD
    rating.public_text = masked(clean(text).strip() or rating.text) if publish else ""
    rating.published_by, rating.published_at = by.name, at
    rating.save(update_fields=["publication", "public_text", "published_by", "published_at"])
    event = CommentReviewed(rating=str(rating.pk), publication=rating.publication)
    record(service, event, by=by, at=at)
    return rating
