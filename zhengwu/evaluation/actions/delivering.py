"""The fixed result of an appraisal goes to whoever ordered it: a signed paper, and its receipt."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.documents import actions as documents
from zhengwu.documents.models import Service as Receipt
from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.enums import PANEL_NAMES, Panel, SurveyState
from zhengwu.evaluation.events import SurveyDelivered
from zhengwu.evaluation.models import Survey
from zhengwu.evaluation.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.matters import actions as matters
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall

TEMPLATE = "appraisal_result"
_FIXED = (SurveyState.FROZEN, SurveyState.PUBLISHED)
_LONGEST = 100


@action
def deliver_result(survey: Survey, *, by: Actor, at: datetime) -> Survey:
    """The centre's management signs the paper with the fixed result, once."""
    policy.require(policy.signs(by))
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    to = registry.surveys()[survey.kind].get("to", "")
    if not to:
        raise refusals.NobodyToDeliver
    if survey.state not in _FIXED:
        raise refusals.SurveyNotOpen(state=survey.state_name)
    if survey.paper_id is not None:
        raise refusals.DeliveredAlready
    organ = Hall.objects.filter(kind=HallKind.CENTRE).order_by("code")[0].organ
    matter = matters.open_matter(
        kind="appraisal", number=survey.number, title=survey.name, organ_code=organ.pk,
        region_code=organ.region_id, by=by, at=at,
    )  # fmt: skip
    receiver = registry.text(to, at)
    survey.paper = documents.issue(
        matter,
        TEMPLATE,
        fields={
            "item_name": survey.name,
            "to": receiver,
            "period": _period(survey),
            "returns": "，".join(
                f"{PANEL_NAMES[Panel(panel)]} {many} 份" for panel, many in survey.returns.items()
            ),
            "digest": survey.result_digest,
            "ranking": [
                {
                    "rank": str(one.rank) if one.rank else "不排名",
                    "name": one.name,
                    "score": f"{one.score}" if one.score is not None else "—",
                    "note": "" if one.score is not None else "份数不足，不计分",
                }
                for one in queries.survey_result(survey)
            ],
            "signed_by": by.name,
            "signed_on": local_day(at),
        },
        organ_code=organ.pk,
        addressee=documents.Addressee(name=receiver, role="送交机关"),
        sealing=documents.Sealing(organ.pk, by.id, by.name, "政务服务中心负责人签发"),
        by=by,
        at=at,
    )
    survey.save(update_fields=["paper"])
    event = SurveyDelivered(to=receiver, digest=survey.result_digest, paper=survey.paper.number)
    record(survey, event, by=by, at=at)
    return survey


def _period(survey: Survey) -> str:
    if survey.opened_at is None or survey.frozen_at is None:  # pragma: no cover - it is fixed
        return ""
    first, last = local_day(survey.opened_at), local_day(survey.frozen_at)
    return f"{format_day(first)}至{format_day(last)}"


@action
def write_receipt(
    survey: Survey, *, receiver: str, place: str, on: date, by: Actor, at: datetime
) -> Receipt:
    """Who signed for the paper, where and when."""
    policy.require(policy.judges(by))
    survey = Survey.objects.select_for_update().select_related("paper").get(pk=survey.pk)
    if survey.paper is None:
        raise refusals.NotDelivered
    if survey.paper.services.exists():
        raise refusals.ReceiptThere
    receiver, place = clean(receiver).strip()[:_LONGEST], clean(place).strip()[:_LONGEST]
    wrong = {}
    if not receiver:
        wrong["receiver"] = ["请填写签收人"]
    if not place:
        wrong["place"] = ["请填写送达地点"]
    if on > local_day(at):
        wrong["on"] = ["签收日期不能晚于今天"]
    if wrong:
        raise refusals.Missing(fields=wrong)
    detail = {"receiver": receiver, "place": place, "deliverer": by.name}
    receipt = documents.serve(survey.paper, way="direct", on=on, detail=detail, by=by, at=at)
    matters.close(matters.lock(survey.paper.matter_id), by=by, at=at)
    return receipt
