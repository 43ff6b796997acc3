"""What the applicant sees of a case: the answer first, then the way, then why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from zhengwu.cases import queries
from zhengwu.cases.enums import (
    DECLINE_NAMES,
    CaseState,
    Decline,
    Label,
    TaskKind,
    Verdict,
    verdict_name,
)
from zhengwu.cases.models import Case, Decision, Procedure, Referral, Supplement
from zhengwu.cases.rules.terms import Terms
from zhengwu.clock import queries as clock
from zhengwu.clock.enums import LineKind
from zhengwu.clock.models import Clock
from zhengwu.clock.queries import Bar
from zhengwu.clock.rules import Explanation
from zhengwu.clock.rules.explain import Line
from zhengwu.documents import queries as documents
from zhengwu.documents.models import Document
from zhengwu.flow.models import Task
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ

_SIGNED_BY_ME = "return_receipt"  # in the file to take home, not among the papers served
_RESULTS = frozenset(
    {
        "grant", "refusal", "licence", "confirmation", "confirmation_refusal", "benefit",
        "benefit_refusal", "service_result", "handling_refusal", "immediate_result",
    }
)  # fmt: skip
_PUBLIC_KINDS = {
    TaskKind.REVIEW: "审查", TaskKind.CHECK: "审核", TaskKind.INSPECT: "现场核查",
    TaskKind.EXPERT: "专家评审", TaskKind.HEARING: "听证", TaskKind.ISSUE: "制作证件",
    TaskKind.HANDLE: "办理", TaskKind.SUBMIT: "上报",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way as the applicant sees it."""

    title: str
    state: str
    text: str = ""
    first: date | None = None
    last: date | None = None
    papers: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One row of the short explanation."""

    what: str
    mark: str
    tone: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the bar, in per cent."""

    kind: str
    x: float
    share: float
    text: str


@dataclass(slots=True)
class Story:
    """All of it."""

    case: Case
    terms: Terms
    organ: str
    headline: str = ""
    day: date | None = None
    after: str = ""
    lead: str = ""
    todo: str = ""
    tone: str = "ok"
    bar: Bar | None = None
    explanation: Explanation | None = None
    why: list[Why] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    law: str = ""
    stages: list[Stage] = field(default_factory=list)
    papers: list[Document] = field(default_factory=list)
    supplement: Supplement | None = None
    decision: Decision | None = None
    remedy: str = ""


def story(case: Case, *, at: datetime) -> Story:
    """Read the case once and tell it."""
    terms = queries.terms_for(case)
    organ = Organ.objects.filter(pk=case.organ_code).first()
    told = Story(case, terms, organ.name if organ else "承办单位")
    issued = documents.for_party(documents.of_matter(case.matter_id))
    told.papers = [paper for paper in issued if paper.template_code != _SIGNED_BY_ME]
    told.supplement = Supplement.objects.filter(case=case).first()
    above = queries.decided_above(case)
    told.decision = Decision.objects.filter(case=above or case).first()
    if above is not None:
        papers = documents.of_matter(above.matter_id)
        told.papers += [paper for paper in papers if paper.template_code in _RESULTS]
    if case.verdict == Verdict.REFUSED or case.state == CaseState.DECLINED:
        told.remedy = next(filter(None, map(documents.remedy_of, reversed(told.papers))), "")
    clocks = list(clock.of_matter(case.matter_id))
    if ruling := ruling_clock(case, clocks):
        told.bar = clock.bar(ruling, at)
        told.explanation = clock.explanation(ruling)
        told.why = list(why_rows(told.explanation))
        told.segments = segments(told.explanation, local_day(at), ruling)
        told.law = "；".join(dict.fromkeys(t for t in (ruling.rule.source, ruling.basis) if t))
    _headline(told, clocks, at)
    told.stages = list(_stages(told, clocks, at))
    return told


def ruling_clock(case: Case, clocks: Sequence[Clock]) -> Clock | None:
    """The clock the answer hangs on: promised before statutory; before acceptance its own."""
    by_label = {one.label: one for one in clocks}
    order: tuple[str, ...] = (Label.PROMISED, Label.STATUTORY)
    if case.state == CaseState.RECEIVED:
        order = (Label.ACCEPTANCE,)
    elif case.state == CaseState.DECIDED:
        order = (Label.DELIVERY, Label.PROMISED, Label.STATUTORY)
    found = [by_label[label] for label in order if label in by_label]
    return next((one for one in found if one.open), found[0] if found else None)


def _headline(told: Story, clocks: Sequence[Clock], at: datetime) -> None:
    speak = _SAY.get(CaseState(told.case.state), _say_over)
    speak(told, at)


def _left(bar: Bar | None) -> str:
    if bar is None or not bar.clock.open:
        return ""
    unit = "个工作日" if bar.clock.unit == "working_day" else "天"
    if bar.overdue:
        return f"已经超过 {bar.overdue} {unit}，"
    return f"还剩 {bar.left} {unit}，" if bar.left else "今天是最后一天，"


def _say_received(told: Story, at: datetime) -> None:
    told.todo = "您现在不需要做什么。"
    if told.bar is None:
        told.headline, told.lead = "已收到您的申请", f"现在由{told.organ}核对材料。"
        return
    told.headline, told.day, told.after = "最迟 ", told.bar.clock.due_on, "告诉您是否受理"
    told.lead = f"{_left(told.bar)}现在由{told.organ}核对材料。"
    if (complete := told.case.supplemented_at) is not None:
        told.lead += f"您已补正，受理日期按{_md(local_day(complete))}算。"


def _say_supplementing(told: Story, at: datetime) -> None:
    lines = told.supplement.lines if told.supplement else []
    told.headline, told.tone = f"请补交 {len(lines)} 项材料", "warn"
    told.lead = f"{told.organ}看了您的申请，还缺下面这些。交齐以后就受理，办理期限从交齐那天起算。"
    told.todo = "需要您补交材料。"


def _say_accepted(told: Story, at: datetime) -> None:
    told.todo = "您现在不需要做什么。"
    now_doing = _doing(told.case)
    if told.bar is None:
        told.headline, told.lead = "正在办理", f"现在由{told.organ}{now_doing}。"
        return
    told.day = told.bar.clock.due_on
    if told.bar.overdue:
        told.headline, told.after, told.tone = "本应在 ", "以前给您答复", "bad"
        told.lead = f"{_left(told.bar)}还没有答复，向您致歉。现在由{told.organ}{now_doing}。"
        return
    told.headline, told.after = "最迟 ", "给您答复"
    running = Procedure.objects.filter(case=told.case, result_on=None).first()
    if running is not None and not running.interval_id:
        told.lead = (
            f"{_left(told.bar)}现在由{running.doing_body}进行{running.kind}；告知书送达您以前，"
            "期限继续计算。"
        )
        return
    if running is not None:
        told.tone = "pause"
        told.lead = f"现在由{running.doing_body}进行{running.kind}，这段时间依法不计入办理期限。"
        return
    told.lead = f"{_left(told.bar)}现在由{told.organ}{now_doing}。"


def _doing(case: Case) -> str:
    names = {_public_name(task) for task in queries.open_tasks(case)}
    if any(task.kind == TaskKind.DECIDE for task in queries.open_tasks(case)):
        return "作决定"
    return "、".join(sorted(names)) if names else "办理"


def _public_name(task: Task) -> str:
    kind = _kind(task)
    return _PUBLIC_KINDS.get(kind, task.name) if kind else task.name


def _kind(task: Task) -> TaskKind | None:
    return TaskKind(task.kind) if task.kind in list(TaskKind) else None


def _outcome(told: Story, before: str, done: str) -> str:
    """What was decided, in the words of the item's law."""
    verdict = Verdict(told.case.verdict or Verdict.DONE)
    if verdict is Verdict.DONE:
        return done
    return f"{before}：{verdict_name(told.terms.law, verdict)}"


def _say_decided(told: Story, at: datetime) -> None:
    told.headline = _outcome(told, "已经决定", "已经办好")
    told.tone = "bad" if told.case.verdict == Verdict.REFUSED else "ok"
    told.todo = "文书可以先在下面查看。"
    if (until := told.case.serves_on) is not None:
        told.lead = (
            f"{told.organ}已经作出决定，因无法用其他方式送达，正在公告送达；公告到{_md(until)}期满，"
            "期满视为送达。您可以在期满以前到窗口领取。"
        )
        return
    way = told.case.delivery_way or "送达"
    told.lead = f"{told.organ}已经作出决定，正在把文书送达给您（{way}）。"


def _say_over(told: Story, at: datetime) -> None:
    case = told.case
    if case.state == CaseState.COMPLETED:
        told.headline = _outcome(told, "已办结", "已办结")
        told.tone = "bad" if case.verdict == Verdict.REFUSED else "ok"
        told.lead = f"{told.organ}已经办完。结果和全部文书在下面，可以下载和查验。"
        if case.verdict == Verdict.REFUSED:
            told.todo = "不服这个决定，可以申请行政复议或者提起诉讼，期限和机关写在决定书里。"
    elif case.state == CaseState.DECLINED:
        told.headline, told.tone = "不予受理", "bad"
        reason = DECLINE_NAMES[Decline(case.decline)] if case.decline else ""
        told.lead = f"{told.organ}决定不予受理：{reason}。"
        told.todo = "理由和救济途径写在决定书里。"
    elif case.state == CaseState.WITHDRAWN:
        told.headline, told.lead = "您已撤回申请", "这次申请到此结束，以后可以重新申请。"
    else:
        told.headline = "登记有误，已更正"
        told.lead = "这次登记是我们的差错，已经更正，不影响您重新申请。"


def _say_submitted(told: Story, at: datetime) -> None:
    """It lies above: the clock of the organ there is the one that counts."""
    row = Referral.objects.select_related("upper").filter(lower=told.case).latest("submitted_at")
    while further := (
        Referral.objects.select_related("upper").filter(lower=row.upper, state="sent").first()
    ):
        row = further
    organ = queries.organ_name(row.upper_organ)
    told.todo = "您现在不需要做什么，材料不用再交。"
    told.headline, told.lead = "已报上级决定", f"{told.organ}已完成初审，现在由{organ}办理。"
    ruling = ruling_clock(row.upper, list(clock.of_matter(row.upper_id)))
    if ruling is None or not ruling.open:
        return
    told.bar = clock.bar(ruling, at)
    told.explanation = clock.explanation(ruling)
    told.why = list(why_rows(told.explanation))
    told.segments = segments(told.explanation, local_day(at), ruling)
    told.law = "；".join(dict.fromkeys(t for t in (ruling.rule.source, ruling.basis) if t))
    if row.upper.state == CaseState.RECEIVED:
        told.lead = f"{told.organ}已完成初审，现在由{organ}核对初审意见和材料。"
        return
    told.headline, told.day, told.after = "最迟 ", ruling.due_on, f"由{organ}作出决定"
    left = _left(told.bar)
    told.lead = f"{left}{told.organ}已完成初审，现在由{organ}办理；结果由{told.organ}通知您。"


_SAY = {
    CaseState.SUBMITTED: _say_submitted,
    CaseState.RECEIVED: _say_received,
    CaseState.SUPPLEMENTING: _say_supplementing,
    CaseState.ACCEPTED: _say_accepted,
    CaseState.DECIDED: _say_decided,
}


def _of(told: Story, *codes: str) -> tuple[Document, ...]:
    return tuple(paper for paper in told.papers if paper.template_code in codes)


def _stages(told: Story, clocks: Sequence[Clock], at: datetime) -> Iterator[Stage]:
    case = told.case
    received = local_day(case.received_at)
    yield Stage("已提交申请", "done", "", received, None, _of(told, "receipt", "on_the_spot_fix"))
    if told.supplement is not None:
        yield _supplement_stage(told, told.supplement)
    yield from _acceptance(told)
    if case.accepted_on is None:
        return
    yield from _handling(told)
    yield from _end(told, clocks)


def _supplement_stage(told: Story, asked: Supplement) -> Stage:
    papers = _of(told, "supplement")
    first = local_day(asked.told_at)
    if asked.delivered_at:
        return Stage("已补正", "done", "", first, local_day(asked.delivered_at), papers)
    if told.case.state == CaseState.SUPPLEMENTING:
        return Stage("等您补交材料", "waiting", "补正要求只会提出这一次", first, None, papers)
    return Stage("补正告知", "done", "", first, None, papers)


def _acceptance(told: Story) -> Iterator[Stage]:
    case = told.case
    papers = _of(told, "acceptance", "deemed_acceptance", "non_acceptance", "withdrawal")
    if case.accepted_on is not None:
        text = "逾期没有告知补正，依法自收到之日起受理" if case.acceptance == "deemed" else ""
        yield Stage("已受理", "done", text, case.accepted_on, None, papers)
    elif case.state == CaseState.DECLINED:
        yield Stage("不予受理", "failed", "", _day(case.completed_at), None, papers)
    elif case.state == CaseState.WITHDRAWN:
        yield Stage("已撤回", "done", "", _day(case.completed_at), None, papers)
    elif case.state == CaseState.MISREGISTERED:
        yield Stage("登记已更正", "done", "", _day(case.completed_at), None, papers)
    else:
        state = "current" if case.state == CaseState.RECEIVED else "next"
        yield Stage("受理", state, "")
        yield Stage("审查和决定", "next", "")
        yield Stage("送达", "next", "")


def _day(instant: datetime | None) -> date | None:
    return local_day(instant) if instant else None


def _handling(told: Story) -> Iterator[Stage]:
    """Steps of the flow and special procedures, in the order in which they ended."""
    silent = {TaskKind.ACCEPT, TaskKind.DECIDE, TaskKind.ISSUE, TaskKind.DELIVER}
    rows = [_task_stage(told, task, kind) for task, kind in _steps(told) if kind not in silent]
    for one in Procedure.objects.filter(case=told.case).order_by("started_on"):
        rows.append(_procedure_stage(told, one))
    rows.sort(key=lambda row: row[:2])
    yield from _joined(stage for _, _, stage in rows)


def _steps(told: Story) -> Iterator[tuple[Task, TaskKind | None]]:
    """Steps that are done or under way, oldest first."""
    for task in Task.objects.filter(matter=told.case.matter_id).order_by("opened_at", "pk"):
        if task.state in ("done", "open", "claimed"):
            yield task, _kind(task)


def _task_stage(told: Story, task: Task, kind: TaskKind | None) -> tuple[date, int, Stage]:
    title = _PUBLIC_KINDS.get(kind, task.name) if kind else task.name
    first, last = local_day(task.opened_at), _day(task.done_at)
    papers = _of(told, "inspection_record") if kind is TaskKind.INSPECT else ()
    if last is None:
        return first, 1, Stage(f"正在{title}", "current", "", first, None, papers)
    return last, 0, Stage(f"已{title}", "done", "", first, last, papers)


def _procedure_stage(told: Story, one: Procedure) -> tuple[date, int, Stage]:
    papers = tuple(paper for paper in told.papers if str(paper.pk) == one.document_id)
    text = f"{one.doing_body}，这段时间依法不计入" if one.interval_id else one.doing_body
    if one.result_on is None:
        return one.started_on, 1, Stage(one.kind, "waiting", text, one.started_on, None, papers)
    return one.result_on, 0, Stage(one.kind, "done", text, one.started_on, one.result_on, papers)


def _joined(stages: Iterator[Stage]) -> Iterator[Stage]:
    """The same step twice in a row (a returned or shared one) is told once."""
    last: Stage | None = None
    for stage in stages:
        if last is not None and (stage.title, stage.state) == (last.title, last.state):
            last = Stage(last.title, last.state, last.text, last.first, stage.last, last.papers)
            continue
        if last is not None:
            yield last
        last = stage
    if last is not None:
        yield last


def _end(told: Story, clocks: Sequence[Clock]) -> Iterator[Stage]:
    case = told.case
    papers = tuple(paper for paper in told.papers if paper.template_code in _RESULTS)
    if case.state == CaseState.WITHDRAWN:
        yield Stage("已撤回", "done", "", _day(case.completed_at), None, _of(told, "withdrawal"))
        return
    if case.decided_at is not None:
        refused = case.verdict == Verdict.REFUSED
        title = _outcome(told, "已决定", "已办好")
        state = "failed" if refused else "done"
        yield Stage(title, state, "", local_day(case.decided_at), None, papers)
    else:
        deciding = queries.deciding_task(case) is not None
        yield Stage("正在决定" if deciding else "作出决定", "current" if deciding else "next")
    # What the decision grants is made after it, be it on the same day.
    made = (_task_stage(told, task, kind) for task, kind in _steps(told) if kind is TaskKind.ISSUE)
    yield from _joined(stage for _, _, stage in made)
    yield _delivery_stage(case, clocks)


def _delivery_stage(case: Case, clocks: Sequence[Clock]) -> Stage:
    chosen = f"您选的是{case.delivery_way}" if case.delivery_way else ""
    if case.state == CaseState.COMPLETED:
        return Stage("已送达、办结", "done", chosen, _day(case.completed_at))
    if case.announced and case.serves_on is not None:
        return Stage("公告送达中", "waiting", f"{_md(case.serves_on)}期满视为送达")
    due = next((one.due_on for one in clocks if one.label == Label.DELIVERY and one.open), None)
    if case.state == CaseState.DECIDED:
        text = f"最迟 {due.month}月{due.day}日送达" if due else ""
        return Stage("正在送达", "current", "，".join(part for part in (text, chosen) if part))
    return Stage("送达", "next", chosen)


def why_rows(told: Explanation) -> Iterator[Why]:
    """Days in runs: what counts with its week-ends inside, what stands still, what is added."""
    yield Why(f"{_md(told.start)}，从第二天起算", "起算", "info")
    for still, group in groupby(told.lines[1:], key=_standing_still):
        lines = list(group)
        days = _days([line.day for line in lines])
        if still:
            mark = "顺延" if lines[0].kind is LineKind.ROLLED else "不算"
            yield Why(f"{days}　{still}", mark, "plain")
            continue
        yield Why(days, f"算 {sum(line.counted for line in lines)} 天", "good")
        yield from _holidays(lines)


def _standing_still(line: Line) -> str:
    return line.text if line.kind in (LineKind.SUSPENDED, LineKind.ROLLED) else ""


def _holidays(lines: Sequence[Line]) -> Iterator[Why]:
    found: dict[str, list[date]] = {}
    for line in lines:
        if line.kind is LineKind.HOLIDAY:
            found.setdefault(line.text.removesuffix("，不计"), []).append(line.day)
    for name, days in found.items():
        yield Why(f"其中 {_days(days)}　{name}", "不算", "plain")


def _md(day: date) -> str:
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def _days(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return f"{first.month}月{first.day}日"
    return f"{first.month}月{first.day}日—{last.month}月{last.day}日"


def segments(told: Explanation, today: date, of: Clock) -> list[Segment]:
    """What has run, what stood still, and how far over it is."""
    end = max(told.due.on, today if of.open else told.due.on)
    whole = (end - told.start).days or 1
    pieces: list[Segment] = []

    def add(kind: str, after: date, until: date, text: str) -> None:
        if until > after:
            x = 100 * (after - told.start).days / whole
            share = 100 * (until - after).days / whole
            pieces.append(Segment(kind, round(x, 2), round(share, 2), text))

    stop = of.stopped_on or today
    add("counted", told.start, min(stop, told.due.on), "已经过去")
    for part in told.segments:
        if part.kind is LineKind.SUSPENDED:
            before = date.fromordinal(part.first.toordinal() - 1)
            add("suspended", before, part.last, part.text)
    if of.open and today > told.due.on:
        add("overdue", told.due.on, today, "已超期")
    return pieces
