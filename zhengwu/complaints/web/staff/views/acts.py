"""What may be done with a complaint now: each act with its form, its verb, when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple, cast

from django import forms
from django.http import HttpRequest

from zhengwu.complaints import actions, policy, queries
from zhengwu.complaints.enums import Finding, RecordKind, State
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.refusals import Missing
from zhengwu.complaints.web.staff import forms as made
from zhengwu.files import actions as files
from zhengwu.flow.models import Task
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.org.queries import in_office


class Doing(NamedTuple):
    """One submission of one act."""

    row: Complaint
    data: dict[str, Any]
    request: HttpRequest
    by: Actor
    at: datetime


class Act(NamedTuple):
    """`when` says whether it is offered to this person now."""

    label: str
    form: type[forms.Form]
    do: Callable[[Doing], Any]
    when: Callable[[Actor, Complaint], bool]
    kind: str = "secondary"


def staff_of(number: str, at: datetime, field: str = "number") -> Staff:
    """Somebody by the number on the badge."""
    rows = Staff.objects.filter(in_office(local_day(at)), number=number.strip().upper())
    found = rows.first()
    if found is None:
        raise Missing(fields={field: ["没有这个工号，请核对"]})
    return found


def _accept(it: Doing) -> Any:
    data = it.data
    return actions.accept(
        it.row, gist=data["gist"], fault=data["fault"], complicated=data["complicated"], by=it.by,
        at=it.at,
    )  # fmt: skip


def _merge(it: Doing) -> Any:
    number = it.data["into"].strip().upper()
    rows = queries.complaints_of(it.by).filter(matter__number=number)
    into = rows.first()
    if into is None:
        raise Missing(fields={"into": ["没有这个编号的投诉"]})
    return actions.merge(it.row, into=into, reason=it.data["reason"], by=it.by, at=it.at)


def _record(it: Doing) -> Any:
    stored = None
    if upload := it.request.FILES.get("file"):
        got = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
        stored = files.keep(got, purpose="material", by=it.by, at=it.at)
    return actions.add_record(
        it.row, what=RecordKind(it.data["what"]), person=it.data["person"],
        text=it.data["text"], file=stored, by=it.by, at=it.at,
    )  # fmt: skip


def _decide(it: Doing) -> Any:
    data = it.data
    outcome = actions.Outcome(
        finding=Finding(data["finding"]), found=data["found"], answer=data["answer"],
        fault=data["fault"], disposals=tuple(data["disposals"]), disposal=data["disposal"],
    )  # fmt: skip
    return actions.decide(it.row, outcome=outcome, by=it.by, at=it.at)


def _review(it: Doing) -> Any:
    return actions.review(
        it.row, finding=Finding(it.data["finding"]), text=it.data["text"],
        fault=it.data["fault"], by=it.by, at=it.at,
    )  # fmt: skip


def _urge(it: Doing) -> Any:
    key = it.request.POST.get("task", "")
    task = Task.objects.filter(pk=key, matter=it.row.about_matter).first()
    if task is None:
        raise Missing(fields={"text": ["这一步已经办完，请刷新页面"]})
    return actions.urge_case(it.row, task=task, reason=it.data["text"], by=it.by, at=it.at)


def _at_desk(*states: State) -> Callable[[Actor, Complaint], bool]:
    return lambda actor, row: row.state in states and policy.may_handle(actor, row)


def _may_ask(actor: Actor, row: Complaint) -> bool:
    return (
        row.state == State.ACCEPTED
        and row.needs_inquiry
        and not row.guarded
        and row.opinion_asked_at is None
        and policy.may_investigate(actor, row)
    )


def _inquiring(actor: Actor, row: Complaint) -> bool:
    states = (State.ACCEPTED, State.REVIEWING)
    return row.state in states and row.needs_inquiry and policy.may_read_words(actor, row)


def _waits_for_extension(row: Complaint) -> bool:
    return row.extensions.filter(granted__isnull=True).exists()


def _desk_inquiry(needs: bool) -> Callable[[Actor, Complaint], bool]:
    return lambda actor, row: (
        row.state == State.ACCEPTED and row.needs_inquiry is needs and policy.may_handle(actor, row)
    )


ACTS: dict[str, Act] = {
    "accept": Act("受理", made.AcceptForm, _accept, _at_desk(State.RECEIVED), "primary"),
    "decline": Act(
        "不予受理", made.DeclineForm,
        lambda it: actions.decline(it.row, reason=it.data["reason"], way=it.data["way"], by=it.by,
                                   at=it.at),
        _at_desk(State.RECEIVED),
    ),
    "hand_on": Act(
        "转有权机关", made.HandOnForm,
        lambda it: actions.hand_on(it.row, way=it.data["way"], reason=it.data["reason"], by=it.by,
                                   at=it.at),
        _at_desk(State.RECEIVED),
    ),
    "answer": Act(
        "答复", made.TextForm,
        lambda it: actions.answer(it.row, text=it.data["text"], by=it.by, at=it.at),
        _desk_inquiry(False), "primary",
    ),
    "investigator": Act(
        "确定调查人", made.InvestigatorForm,
        lambda it: actions.name_investigator(
            it.row, staff=staff_of(it.data["number"], it.at), by=it.by, at=it.at
        ),
        lambda actor, row: _desk_inquiry(True)(actor, row) and not row.investigator_id, "primary",
    ),
    "record": Act("写调查记录", made.RecordForm, _record, _inquiring),
    "ask": Act(
        "请被投诉方说明", made.EmptyForm,
        lambda it: actions.ask_opinion(it.row, by=it.by, at=it.at), _may_ask,
    ),
    "urge": Act(
        "催办所涉办件", made.UrgeForm, _urge,
        lambda actor, row: bool(row.about_matter_id)
        and _at_desk(State.RECEIVED, State.ACCEPTED)(actor, row),
    ),
    "decide": Act("作出认定并答复", made.OutcomeForm, _decide, _desk_inquiry(True), "primary"),
    "extend": Act(
        "申请延期", made.ExtensionForm,
        lambda it: actions.ask_extension(it.row, days=it.data["days"], reason=it.data["text"],
                                         by=it.by, at=it.at),
        lambda actor, row: row.state == State.ACCEPTED and not _waits_for_extension(row)
        and policy.may_investigate(actor, row),
    ),
    "grant": Act(
        "审批延期", made.GrantForm,
        lambda it: actions.decide_extension(it.row, granted=it.data["granted"] == "yes",
                                            word=it.data["text"], by=it.by, at=it.at),
        lambda actor, row: row.state == State.ACCEPTED and _waits_for_extension(row)
        and policy.may_extend(actor, row), "primary",
    ),
    "review": Act(
        "复核", made.ReviewForm, _review,
        lambda actor, row: policy.may_review(actor, row)
        and actor.id not in (row.decided_by_id, row.investigator_id), "primary",
    ),
    "joint": Act(
        "会同优化办处理", made.TextForm,
        lambda it: actions.deal_jointly(it.row, opinion=it.data["text"], by=it.by, at=it.at),
        lambda actor, row: row.joint and row.joint_at is None and policy.may_join(actor),
    ),
    "person": Act(
        "查明被投诉人", made.PersonForm,
        lambda it: actions.name_person(
            it.row, staff=staff_of(it.data["number"], it.at), by=it.by, at=it.at
        ),
        _at_desk(State.RECEIVED, State.ACCEPTED),
    ),
    "merge": Act("并案", made.MergeForm, _merge, _at_desk(State.RECEIVED, State.ACCEPTED)),
    "up": Act(
        "报区里处理", made.TextForm,
        lambda it: actions.pass_up(it.row, reason=it.data["text"], by=it.by, at=it.at),
        lambda actor, row: row.desk == Duty.TOWN_MANAGER
        and _at_desk(State.RECEIVED, State.ACCEPTED)(actor, row),
    ),
    "withdraw": Act(
        "登记撤回", made.TextForm,
        lambda it: actions.withdraw(it.row, reason=it.data["text"], by=it.by, at=it.at),
        _at_desk(State.RECEIVED, State.ACCEPTED),
    ),
    "archive": Act(
        "归档", made.EmptyForm, lambda it: actions.archive(it.row, by=it.by, at=it.at),
        _at_desk(State.DECIDED),
    ),
}  # fmt: skip


def offered(actor: Actor, row: Complaint) -> list[str]:
    """Codes of the acts this person may do now, what is next first."""
    found = [code for code, act in ACTS.items() if act.when(actor, row)]
    return sorted(found, key=lambda code: ACTS[code].kind != "primary")
