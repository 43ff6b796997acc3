"""What can be done about a hearing now: each act with its form, offered to whom it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.actions.hearing_chair import candidates
from zhengwu.cases.actions.hearing_minutes import party_named
from zhengwu.cases.enums import (
    CaseState,
    HearingGround,
    HearingState,
    PartyRole,
    SittingState,
    Wish,
)
from zhengwu.cases.models import Challenge, Hearing, Party, Sitting, Statement
from zhengwu.cases.queries.hearing import LICENSING, sitting_set
from zhengwu.cases.web.staff.forms import deciding, hearing
from zhengwu.cases.web.staff.views.scene import Form, Scene
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.models import Staff
from zhengwu.org.queries import holders

SEAL = "文书加盖单位公章，由本机关负责人或者有用印权限的首席代表办理。"


@dataclass
class Room(Scene):
    """A scene with its hearing; `target` names the row an act is about."""

    target: str = ""

    @cached_property
    def hearing(self) -> Hearing | None:
        """The hearing of the case."""
        return Hearing.objects.filter(case=self.case).first()

    @property
    def state(self) -> str:
        """Where the hearing stands; empty where there is none."""
        return self.hearing.state if self.hearing else ""

    @cached_property
    def parties(self) -> list[Party]:
        """Applicant and interested parties."""
        return list(Party.objects.filter(case=self.case).order_by("role", "pk"))

    @cached_property
    def sitting(self) -> Sitting | None:
        """The one that is set."""
        return sitting_set(self.case)

    @property
    def handles(self) -> bool:
        """Running, a licence, and one's own organ's."""
        running = self.case.state == CaseState.ACCEPTED and self.terms.law == LICENSING
        return running and policy.may_handle(self.actor, self.case)

    @property
    def heads(self) -> bool:
        """The organ's head."""
        return self.handles and policy.may_extend(self.actor, self.case)

    def chairs(self) -> list[tuple[str, str]]:
        """Who may chair."""
        return [(str(one.pk), one.name) for one in candidates(self.case, self.at)]

    def people(self) -> list[tuple[str, str]]:
        """Everybody with a duty at the organ."""
        found: dict[str, Staff] = {}
        for duty in policy.HANDLING:
            for one in holders(duty, self.case.organ_code, self.today).order_by("name"):
                found.setdefault(str(one.pk), one)
        return [(key, one.name) for key, one in found.items()]


@dataclass(frozen=True, slots=True)
class HearingAct:
    """One act: `offered` on the page's head unless it needs a target (then beside its row)."""

    code: str
    label: str
    offered: Callable[[Room], bool]
    form: Callable[[Room, Any], Form]
    run: Callable[[Room, Form], object]
    done: str
    intro: str = ""
    icon: str = ""
    kind: str = "secondary"
    targeted: bool = False
    template: str = "cases/staff/hearing_act.html"


def _do(room: Room) -> dict[str, Any]:
    return {"by": room.actor, "at": room.at}


def _matter_text(room: Room) -> str:
    return f"{room.case.applicant_name}申请{room.case.matter.title}"


def _untold(room: Room) -> bool:
    interested = any(one.role == PartyRole.INTERESTED for one in room.parties)
    owed = any(not one.right_document_id for one in room.parties)
    return room.handles and interested and owed and room.state in ("", HearingState.TOLD)


def _party(room: Room, form: Form) -> Party:
    return party_named(room.case, form.cleaned_data["party"])


def _served(room: Room, form: Form) -> object:
    data = form.cleaned_data
    serving = actions.Serving(data["way"], data["on"], form.detail())
    return actions.serve_hearing_paper(
        room.case, document_id=room.target, serving=serving, **_do(room)
    )


def _serve_form(room: Room, data: Any) -> Form:
    start = {"way": "direct", "on": room.today.isoformat(), "deliverer": room.actor.name}
    return deciding.DeliverForm(data, initial=start)


def _sitting_form(room: Room, data: Any) -> Form:
    start = {"announce": bool(room.hearing and room.hearing.ex_officio)}
    return hearing.SittingForm(data, chairs=room.chairs(), recorders=room.people(), initial=start)


def _hold_form(room: Room, data: Any) -> Form:
    names = dict(room.people())
    known = {*queries.reviewers(room.case), room.case.undertaker_id} - {""}
    presenters = [(key, names.get(key, "")) for key in sorted(known) if key in names]
    now = room.at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return hearing.HoldForm(
        data, parties=room.parties, presenters=presenters, initial={"ended_at": now}
    )


def _minutes_form(room: Room, data: Any) -> Form:
    assert room.hearing is not None
    sitting = room.hearing.sittings.filter(state=SittingState.HELD).latest("held_at")
    rows = list(sitting.attendances.filter(present=True).order_by("pk"))
    return hearing.MinutesForm(data, rows=rows)


def _statement(room: Room) -> Statement:
    found = Statement.objects.filter(pk=room.target, case=room.case).first()
    if found is None:
        raise NotThere
    return found


def _challenge(room: Room) -> Challenge:
    found = Challenge.objects.filter(pk=room.target, sitting__hearing__case=room.case).first()
    if found is None:
        raise NotThere
    return found


def _decide_challenge(room: Room, form: Form) -> object:
    data = form.cleaned_data
    return actions.decide_challenge(
        room.case, challenge=_challenge(room), granted=data["granted"] == "yes",
        word=data["word"], successor_id=data["successor_id"], **_do(room),
    )  # fmt: skip


def _due(room: Room) -> bool:
    return room.handles and room.sitting is not None and room.at >= room.sitting.held_at


ACTS = (
    HearingAct(
        "party", "登记利害关系人",
        lambda room: room.handles and room.state in ("", HearingState.TOLD, HearingState.CALLED),
        lambda room, data: hearing.PartyForm(data),
        lambda room, form: actions.add_party(room.case, **form.cleaned_data, **_do(room)),
        "已登记利害关系人", icon="user-plus",
        intro="行政许可事项直接关系他人重大利益的，应当告知该利害关系人（许可法第三十六条）。",
    ),
    HearingAct(
        "tell", "告知听证权利", _untold,
        lambda room, data: hearing.TellForm(data, initial={
            "matter_text": f"拟准予{room.case.matter.title}",
            "interests": "；".join(one.interest for one in room.parties if one.interest),
        }),
        lambda room, form: actions.tell_rights(room.case, **form.cleaned_data, **_do(room)),
        "已出具听证权利告知书；没有电子送达的，请登记送达", icon="bell", kind="primary",
        intro=f"作出决定以前，告知申请人、利害关系人有要求听证的权利（许可法第四十七条）。{SEAL}",
    ),
    HearingAct(
        "call", "决定举行听证",
        lambda room: room.handles and room.state in ("", HearingState.TOLD),
        lambda room, data: hearing.CallForm(data, initial={
            "matter_text": _matter_text(room),
            "ground": HearingGround.BY_LAW if room.terms.hearing else "",
        }),
        lambda room, form: actions.call_hearing(room.case, **form.cleaned_data, **_do(room)),
        "已决定举行听证，请确定时间地点", icon="gavel",
        intro="法律、法规、规章规定应当听证，或者涉及公共利益的重大行政许可（许可法第四十六条）。",
    ),
    HearingAct(
        "wish", "登记当事人的表示",
        lambda room: room.handles and room.state in (
            HearingState.TOLD, HearingState.CALLED, HearingState.SET
        ) and not (room.hearing and room.hearing.ex_officio),
        lambda room, data: hearing.WishForm(data, parties=room.parties),
        lambda room, form: actions.express_wish(
            room.case, party=_party(room, form), wish=Wish(form.cleaned_data["wish"]),
            words=form.cleaned_data["words"], **_do(room),
        ),
        "已登记，并出具听证意愿确认书", icon="message-check",
        intro="当事人当面或者书面提出的，在这里登记（许可法第四十七条）。",
    ),
    HearingAct(
        "statement", "记录陈述申辩",
        lambda room: room.handles and bool(room.parties) and room.state not in (
            HearingState.HELD, HearingState.CLOSED
        ),
        lambda room, data: hearing.StatementForm(data, parties=room.parties),
        lambda room, form: actions.record_statement(
            room.case, party=_party(room, form), text=form.cleaned_data["text"], **_do(room)
        ),
        "已记录陈述申辩", icon="message",
        intro="申请人、利害关系人有权进行陈述和申辩，应当听取（许可法第三十六条）。",
    ),
    HearingAct(
        "answer", "处理陈述申辩", lambda room: room.handles,
        lambda room, data: hearing.AnswerForm(data),
        lambda room, form: actions.consider_statement(
            room.case, statement=_statement(room), adopted=form.cleaned_data["adopted"] == "yes",
            answer=form.cleaned_data["answer"], **_do(room),
        ),
        "已写明处理意见", icon="check", targeted=True,
    ),
    HearingAct(
        "sitting", "确定时间地点", lambda room: room.handles and room.state == HearingState.CALLED,
        _sitting_form,
        lambda room, form: actions.set_sitting(room.case, plan=form.plan(), **_do(room)),
        "已出具听证通知书；没有电子送达的，请登记送达", icon="calendar-event", kind="primary",
        intro=f"举行听证的七日前通知申请人、利害关系人，公开举行（许可法第四十八条）。{SEAL}",
    ),
    HearingAct(
        "serve", "登记送达", lambda room: room.handles, _serve_form, _served,
        "已登记送达", icon="send", targeted=True, template="cases/staff/hearing_serve.html",
        intro="期限从送达之日起算；邮寄的，收到回执后再登记一次，填回执上的日期。",
    ),
    HearingAct(
        "challenge", "登记回避申请", lambda room: room.handles and room.sitting is not None,
        lambda room, data: hearing.ChallengeForm(data, parties=room.parties),
        lambda room, form: actions.challenge_chair(
            room.case, party=_party(room, form), ground=form.cleaned_data["ground"], **_do(room)
        ),
        "已登记回避申请，等待负责人决定", icon="user-x",
        intro="当事人认为主持人与该事项有直接利害关系的，有权申请回避（许可法第四十八条）。",
    ),
    HearingAct(
        "challenge-decide", "决定回避申请", lambda room: room.heads,
        lambda room, data: hearing.ChallengeDecisionForm(data, chairs=room.chairs()),
        _decide_challenge, "已作出回避决定，并出具决定书", icon="gavel", targeted=True,
    ),
    HearingAct(
        "postpone", "延期", lambda room: room.handles and room.sitting is not None,
        lambda room, data: hearing.PostponeForm(data),
        lambda room, form: actions.postpone_sitting(room.case, **form.cleaned_data, **_do(room)),
        "已延期，请重新确定时间地点", icon="calendar-pause",
        intro=f"延期以后要重新确定时间地点，并重新提前通知。{SEAL}",
    ),
    HearingAct(
        "hold", "录入听证会", _due, _hold_form,
        lambda room, form: actions.hold_sitting(
            room.case, held=form.proceedings(), **_do(room)
        ),
        "已录入，请交参加人核对笔录并签字", icon="microphone", kind="primary",
        intro="审查人员提供审查意见的证据、理由，当事人提出证据、申辩和质证（许可法第四十八条）。",
    ),
    HearingAct(
        "nobody", "申请人无正当理由不参加",
        lambda room: room.heads and _due(room) and not (room.hearing and room.hearing.ex_officio),
        lambda room, data: hearing.ReasonForm(data),
        lambda room, form: actions.note_nobody_came(room.case, **form.cleaned_data, **_do(room)),
        "已登记，视为撤回听证申请", icon="user-off", kind="danger",
        intro="申请听证的当事人都没有到场的，核实以后由负责人登记，办理继续进行。",
    ),
    HearingAct(
        "minutes", "笔录确认签字",
        lambda room: room.handles and room.state == HearingState.HELD, _minutes_form,
        lambda room, form: actions.close_minutes(
            room.case, signatures=form.signatures(), **_do(room)
        ),
        "听证笔录已出具，听证结束", icon="signature", kind="primary",
        intro="笔录交听证参加人确认无误后签字；拒绝签字的记明理由（许可法第四十八条）。",
    ),
    HearingAct(
        "reopen", "再次举行听证",
        lambda room: room.heads and room.state == HearingState.CLOSED,
        lambda room, data: hearing.ReasonForm(data),
        lambda room, form: actions.reopen_hearing(room.case, **form.cleaned_data, **_do(room)),
        "请重新确定时间地点，并重新提前通知", icon="refresh",
        intro="决定必须根据听证笔录作出。笔录确认以后出现的证据需要采用的，"
        "由负责人决定再次举行听证（许可法第四十八条第二款）。",
    ),
)  # fmt: skip
BY_CODE = {act.code: act for act in ACTS}


def room_of(scene: Scene, target: str) -> Room:
    """The scene with its hearing."""
    return Room(scene.case, scene.terms, scene.actor, scene.at, target=target)
