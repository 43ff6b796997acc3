"""The one supplement notice of all organs together, within the five days (许可法 32(1)(4))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengwu.cases import actions as cases
from zhengwu.cases import queries as case_queries
from zhengwu.cases.actions import Defect as CaseDefect
from zhengwu.cases.actions import HandedIn
from zhengwu.joint import policy, queries
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.settle import settle
from zhengwu.joint.enums import TRAY, PartState
from zhengwu.joint.events import (
    JointSupplementDelivered,
    JointSupplementRequested,
    RemarkWritten,
)
from zhengwu.joint.models import Joint, JointPaper, Part, Remark
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.document import Use
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked for: a paper of the merged list (or the form), the problem, the demand."""

    code: str
    problem: str
    requirement: str


@action
def remark(
    joint: Joint, *, item: str, demands: Sequence[Demand], by: Actor, at: datetime
) -> Remark:
    """An organ looks its papers through and says what is missing; the lead tells it with the rest.

    May be changed as long as the notice has not gone out.
    """
    whole = open_joint(joint, at=at)
    part = whole.part(item)
    policy.require(policy.may_handle_part(by, part) or policy.may_lead(by, whole.joint))
    _check_open(whole)
    _check(whole, demands, part)
    lines = [vars_of(one) for one in demands]
    kept, _ = Remark.objects.update_or_create(
        part=part,
        defaults={
            "complete": not lines,
            "lines": lines,
            "written_by": by.name,
            "written_at": at,
        },
    )
    event = RemarkWritten(item=item, organ=part.organ_code, complete=not lines)
    record(whole.joint, event, by=by, at=at)
    return kept


def vars_of(demand: Demand) -> dict[str, str]:
    """For the row and the paper."""
    return {
        "code": demand.code,
        "problem": clean(demand.problem).strip(),
        "requirement": clean(demand.requirement).strip(),
    }


def _check_open(whole: Whole) -> None:
    joint = whole.joint
    if joint.told_at is not None:
        raise refusals.SecondSupplement(told_on=format_day(local_day(joint.told_at)))
    if joint.state not in TRAY:
        raise refusals.NotInTray(state=joint.state_name)


def _check(whole: Whole, demands: Sequence[Demand], part: Part | None = None) -> None:
    listed = {
        paper.code
        for paper in whole.document.papers
        if part is None or any(use.item == part.item_code for use in paper.uses)
    } | {"form"}
    for one in demands:
        if one.code not in listed:
            raise refusals.OutsideTheList(material=one.code)
        if not one.problem.strip() or not one.requirement.strip():
            raise refusals.NothingAsked


@action
def request_supplement(
    joint: Joint, *, demands: Sequence[Demand] = (), by: Actor, at: datetime
) -> Joint:
    """Tell the applicant once, for all organs, everything that is missing.

    What the organs wrote down and what the lead window adds become one paper; each paper stands on
    it once. Organs whose papers are complete take their part up at once: the law gives no ground
    to let it wait (32(1)(5)).
    """
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint))
    _check_open(whole)
    _check(whole, demands)
    lines = _lines(whole, demands)
    if not lines:
        raise refusals.NothingAsked
    names = {paper.code: paper for paper in whole.document.papers}
    rows = [
        {
            "material": names[line["code"]].name if line["code"] in names else "联办申请书",
            "problem": line["problem"],
            "requirement": line["requirement"],
            "legal_form": "；".join(names[line["code"]].criteria) if line["code"] in names else "",
        }
        for line in lines
    ]
    document = paper_work.supplement(paper_work.Desk(whole.joint, by, at), rows)
    whole.joint.told_at = at
    whole.joint.save(update_fields=["told_at"])
    _ask_parts(whole, lines, by, at)
    event = JointSupplementRequested(lines=lines, document=str(document.pk))
    record(whole.joint, event, by=by, at=at)
    settle(whole, by=by, at=at)
    return whole.joint


def _lines(whole: Whole, demands: Sequence[Demand]) -> list[dict[str, str]]:
    """Every paper once, with all that was said of it."""
    said = Remark.objects.filter(part__joint=whole.joint, complete=False)
    found: dict[str, dict[str, str]] = {}
    for line in [*(vars_of(one) for one in demands), *(one for r in said for one in r.lines)]:
        standing = found.setdefault(line["code"], dict(line))
        for key in ("problem", "requirement"):
            if line[key] not in standing[key]:
                standing[key] = f"{standing[key]}；{line[key]}"
    return list(found.values())


def _ask_parts(whole: Whole, lines: list[dict[str, str]], by: Actor, at: datetime) -> None:
    """Each organ's own file holds what concerns it; the complete ones are taken in."""
    uses = {paper.code: paper.uses for paper in whole.document.papers}
    for part in whole.parts:
        if part.case is None or part.state != PartState.RECEIVED:
            continue
        mine = [
            CaseDefect(own, line["problem"], line["requirement"])
            for line in lines
            for own in _own_codes(line["code"], uses, part.item_code)
        ]
        speaker = policy.speaking(by, whole.joint, part.organ_code)
        if mine:
            cases.request_supplement(part.case, defects=mine, by=speaker, at=at)
            part.case.refresh_from_db(fields=["state"])
        elif not _lacks(whole, part):
            part.case = cases.accept(part.case, by=speaker, at=at)


def _own_codes(code: str, uses: Mapping[str, Sequence[Use]], item: str) -> list[str]:
    if code == "form":
        return ["form"]
    return [use.key for use in uses.get(code, ()) if use.item == item]


def _lacks(whole: Whole, part: Part) -> bool:
    assert part.case is not None
    have = case_queries.handed_in(part.case)
    return bool(set(queries.terms_of_part(part).required_materials) - have)


@action
def deliver_supplement(
    joint: Joint, *, papers: Sequence[HandedIn], by: Actor, at: datetime
) -> Joint:
    """Take in what was asked for, each paper once for all organs that need it."""
    whole = open_joint(joint, at=at)
    row = whole.joint
    policy.require(policy.may_act_for_applicant(by, row) or policy.may_lead(by, row))
    if not any(part.state == PartState.SUPPLEMENTING for part in whole.parts):
        raise refusals.NotInTray(state=row.state_name)
    names = {paper.code: paper.name for paper in whole.document.papers} | {"form": "联办申请书"}
    for sheet in papers:
        if sheet.code not in names:
            raise refusals.OutsideTheList(material=sheet.code)
    if not papers:
        raise refusals.NothingAsked(fields={"papers": ["请提交补正材料"]})
    kept = JointPaper.objects.bulk_create(
        [
            JointPaper(
                joint=row, code=sheet.code, name=names[sheet.code],
                file=sheet.kept(by=by, at=at), form=sheet.form, supplement=True,
                received_at=at, received_by=by.name,
            )
            for sheet in papers
        ]
    )  # fmt: skip
    _pass_on(whole, kept, by, at)
    event = JointSupplementDelivered(papers=[sheet.code for sheet in papers])
    record(row, event, by=by, at=at)
    settle(whole, by=by, at=at)
    return row


def _pass_on(whole: Whole, papers: Sequence[JointPaper], by: Actor, at: datetime) -> None:
    uses = {paper.code: paper.uses for paper in whole.document.papers}
    for part in whole.parts:
        if part.case is None or part.state != PartState.SUPPLEMENTING:
            continue
        asked = {line["code"] for line in part.case.supplement.lines}
        mine = [
            HandedIn(own, paper.file, paper.form)
            for paper in papers
            for own in _own_codes(paper.code, uses, part.item_code)
            if own in asked
        ]
        if mine:
            speaker = policy.speaking(by, whole.joint, part.organ_code)
            part.case = cases.deliver_supplement(part.case, papers=mine, by=speaker, at=at)
