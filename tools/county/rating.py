"""Ratings of the demonstration county: a real mix, bad ones in every state, a closed appraisal."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from zhengwu.cases.models import Case
from zhengwu.evaluation import actions, queries
from zhengwu.evaluation.actions import EVALUATOR, Answer, Given, Member, Source
from zhengwu.evaluation.enums import (
    Channel,
    Complexity,
    Finding,
    Panel,
    Reached,
    Scope,
    Standing,
    SurveyKind,
)
from zhengwu.evaluation.models import FollowUp, Rating, Survey
from zhengwu.evaluation.reactions import served_case
from zhengwu.evaluation.registry import reasons, script
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff

from .joint import as_actor
from .names import Names

_MOST = 160
_SEED = 51
# What people give where ratings are wanted: many do not rate at all.
_LEVELS = (1, 2, 3, 4, 5)
_WEIGHTS = (62, 24, 8, 4, 2)
_CHANNELS = (Channel.QR, Channel.MOBILE, Channel.TERMINAL, Channel.WEB, Channel.MESSAGE)
_GOOD = ("（演示）讲得很清楚，一次就办好了。", "（演示）窗口的同志耐心，还教我怎么在手机上查。", "")
_BAD = (
    "（演示）来了两趟，第一次没有说要带租赁合同。", "（演示）窗口十点多没有人，等了半个小时。",
    "（演示）网上系统传不上照片，打电话没人接。", "（演示）同样的材料交了三遍。",
)  # fmt: skip
# Where the newest bad ratings stand, the newest first; the newest cases are rated badly for it.
_GOALS = (
    "opened", "assigned", "verified", "settled", "rectifying", "rectified", "reviewed", "closed",
)  # fmt: skip
_SURVEY = "PY-DEMO"
_LAG = timedelta(minutes=30)


def rate(*, at: datetime) -> None:
    """Ratings for the simulated cases, then what became of the bad ones, a sample, an appraisal."""
    people = _people(at)
    if people is None:
        return
    dice = random.Random(_SEED)
    rows = Case.objects.filter(completed_at__isnull=False, part_of=None).exclude(channel="upward")
    cases = list(rows.select_related("matter").order_by("-completed_at", "pk")[:_MOST])
    for place, case in enumerate(reversed(cases)):
        _rated(case, dice, at, bad=place >= len(cases) - len(_GOALS))
    bad = list(FollowUp.objects.order_by("opened_at"))
    for place, row in enumerate(bad):
        _follow(row, place, people, at)
    _comments(people["quality"], at)
    _aside(people["quality"])
    _sample(people["quality"], at)
    _appraise(people["quality"], dice, at)
    _town_appraisal(people["quality"], at)
    _files(people, at)
    deliver_all()


def _people(at: datetime) -> dict[str, Actor] | None:
    found = {}
    for key, duty in (
        ("quality", Duty.QUALITY_OFFICER), ("hall", Duty.HALL_MANAGER),
        ("director", Duty.CENTRE_MANAGER),
    ):  # fmt: skip
        staff = Staff.objects.filter(holdings__post__duties__duty=duty).order_by("number").first()
        if staff is None:
            return None
        found[key] = as_actor(staff, local_day(at))
    return found


def _rated(case: Case, dice: random.Random, at: datetime, *, bad: bool) -> None:
    service = actions.offer(served_case(case), by=SYSTEM, at=case.completed_at or at)
    when = min(service.served_at + _LAG * dice.randint(1, 40), at)
    if (dice.random() < 0.25 and not bad) or when >= service.closes_at:
        return  # nobody rates; that is no good rating
    level = dice.choice((4, 4, 5)) if bad else dice.choices(_LEVELS, _WEIGHTS)[0]
    words = dice.choice(_BAD if level >= 4 else _GOOD)
    given = Given(
        level=level,
        channel=dice.choice(_CHANNELS),
        reasons=dice.sample(sorted(reasons(level)), 2),
        text=words,
        phone=Names(dice.randrange(10**6)).phone() if level >= 4 else "",
        name_agreed=level >= 4 and dice.random() < 0.5,
        simulated=True,
    )
    actions.rate(service, given, source=Source(), by=EVALUATOR, at=when)


def _follow(row: FollowUp, place: int, people: dict[str, Actor], at: datetime) -> None:
    """The newest bad ratings stand each at another step; the older ones are closed."""
    head = _head(row.organ_code, at)
    left = FollowUp.objects.count() - 1 - place
    goal = _GOALS[left] if left < len(_GOALS) else "closed"
    if head is None or goal == "opened":
        return
    quality, hall = people["quality"], people["hall"]
    facts: dict[str, Any] = {"at": min(at, row.opened_at + _LAG)}
    staff = Staff.objects.get(pk=hall.id)
    row = actions.assign(row, staff=staff, complexity=Complexity.ORDINARY, by=quality, **facts)
    if goal == "assigned":
        return
    words = "（演示）评价人说明了经过。"
    row = actions.contact(row, outcome=Reached.REACHED, text=words, by=hall, **facts)
    finding = Finding.MISTAKEN if goal == "settled" else Finding.TRUE
    evidence = "（演示）评价人电话中说点错了，录音编号 21。" if goal == "settled" else ""
    row = actions.verify(
        row, facts="（演示）调看监控和办件记录，情况清楚。", proposed=finding,
        evidence=evidence, by=hall, **facts,
    )  # fmt: skip
    if goal == "verified":
        return
    row = actions.judge(row, finding=finding, reason="（演示）证据充分。", by=quality, **facts)
    if goal not in ("settled", "rectifying"):
        _finish(row, goal, head, people, facts)


def _finish(
    row: FollowUp, goal: str, head: Actor, people: dict[str, Actor], facts: dict[str, Any]
) -> None:
    quality, hall = people["quality"], people["hall"]
    row = actions.rectify(row, text="（演示）补了一次告知清单，排定 B 角。", by=head, **facts)
    if goal == "rectified":
        return
    row = actions.review(row, good=True, reason="（演示）整改到位。", by=quality, **facts)
    if goal == "reviewed":
        return
    row = actions.call_back(
        row, outcome=Reached.REACHED, level=2, text="（演示）表示满意。", by=hall, **facts
    )
    actions.close_followup(row, by=quality, **facts)


def _head(organ: str, at: datetime) -> Actor | None:
    rows = Staff.objects.filter(
        holdings__post__duties__duty__in=[Duty.HEAD, Duty.TOWN_MANAGER],
        holdings__post__organ_id=organ,
    )
    staff = rows.order_by("number").first()
    return as_actor(staff, local_day(at)) if staff else None


def _comments(by: Actor, at: datetime) -> None:
    rows = Rating.objects.filter(final_at__lte=at, standing=Standing.COUNTED).exclude(text="")
    good = list(rows.filter(level__lt=4).order_by("-given_at")[:4])
    bad = list(rows.filter(level__gte=4).order_by("-given_at")[:3])
    for row in [*good, *bad]:
        if row.organ_code != by.organ_code:
            actions.review_comment(row, publish=True, by=by, at=at)


def _aside(by: Actor) -> None:
    """One that somebody found strange waits to be looked at."""
    row = Rating.objects.filter(level=1, standing=Standing.COUNTED).order_by("-given_at").first()
    if row is not None:
        actions.set_aside(row, [], by=by, at=row.given_at + _LAG)


def _sample(by: Actor, at: datetime) -> None:
    first = local_day(at) - timedelta(days=60)  # not law: a stretch with enough services
    if not queries.population((first, local_day(at))):
        return
    sample = actions.draw_sample(first, local_day(at), seed="demonstration", by=by, at=at)
    answers = {one["code"]: next(iter(one["answers"])) for one in script()["questions"]}
    calls = sample.calls.exclude(service__organ_code=by.organ_code).order_by("pk")
    for place, call in enumerate(calls[:3]):
        outcome = Reached.UNREACHED if place == 0 else Reached.REACHED
        actions.make_call(
            call, outcome=outcome, answers=answers, level=2, text="（演示）", by=by, at=at
        )


def _appraise(by: Actor, dice: random.Random, at: datetime) -> None:
    """Last quarter's appraisals of resident units and of the towns' centres: answered, frozen and
    published."""
    begun = at - timedelta(days=30)  # not law: when the demonstration's appraisal began
    for scope, number, what in (
        (Scope.RESIDENT, _SURVEY, "进驻单位"), (Scope.TOWNS, f"{_SURVEY}-XZ", "乡镇便民服务中心"),
    ):  # fmt: skip
        survey = actions.draw_up(
            number, name=f"{begun.year}年{what}四方评议（演示）", scope=scope,
            closes_on=local_day(begun + timedelta(days=1)), basis="（演示）", by=by, at=begun,
        )  # fmt: skip
        _answered(survey, by, dice, at, begun)


def _answered(
    survey: Survey, by: Actor, dice: random.Random, at: datetime, begun: datetime
) -> None:
    names = Names(_SEED)
    members = [Member(panel, names.person()) for panel in Panel for _ in range(4)]
    actions.list_panel(survey, members, by=by, at=begun)
    survey = actions.open_survey(survey, by=by, at=begun)
    codes = [one["code"] for one in survey.questions]
    for slip in survey.slips.order_by("pk"):
        scores = {
            organ: {code: dice.choice((3, 4, 4, 5, 5)) for code in codes}
            for organ in survey.organs
            if dice.random() < 0.97
        }
        words = {survey.organs[0]: "（演示）希望周六也能办。"} if dice.random() < 0.2 else {}
        actions.answer(survey, slip.token, Answer(scores, words), at=begun)
    survey = actions.freeze(survey, by=by, at=at - timedelta(days=20))  # not law: in between
    actions.publish_survey(survey, by=by, at=at - timedelta(days=19))  # not law: in between


def _town_appraisal(by: Actor, at: datetime) -> None:
    """The public's appraisal of the town centres, running: half of the slips are used."""
    begun = at - timedelta(days=5)  # not law: while it runs
    survey = actions.draw_up(
        "QZ-DEMO", name=f"{begun.year}年群众评议便民服务中心（演示）", kind=SurveyKind.TOWNS,
        closes_on=local_day(at + timedelta(days=10)),  # not law: in the future
        basis="（演示）群众评议制", by=by, at=begun,
    )  # fmt: skip
    names = Names(_SEED + 1)
    members = [Member(Panel.PUBLIC, names.person()) for _ in range(6)]
    actions.list_panel(survey, members, by=by, at=begun)
    survey = actions.open_survey(survey, by=by, at=begun)
    codes = [one["code"] for one in survey.questions]
    for slip in survey.slips.all()[:3]:
        scores = {organ: dict.fromkeys(codes, 4) for organ in survey.organs}
        actions.answer(survey, slip.token, Answer(scores, {}), at=begun)


def _files(people: dict[str, Actor], at: datetime) -> None:
    """A draw of finished files: one with a problem that its unit puts right, one without."""
    first = local_day(at) - timedelta(days=60)  # not law: a stretch with enough matters
    if not queries.finished_files((first, local_day(at))):
        return
    begun = at - timedelta(days=2)  # not law: some days ago
    review = actions.draw_files(
        first, local_day(begun), seed="demonstration", by=people["quality"], at=begun
    )
    rows = review.files.exclude(organ_code=people["quality"].organ_code).order_by("stratum")
    faults: tuple[dict[str, str], ...] = ({"served": "（演示）送达记录没有签收人"}, {})
    for row, wrong in zip(rows, faults, strict=False):
        actions.review_file(row, faults=wrong, by=people["quality"], at=begun)
