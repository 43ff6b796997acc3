"""Forms of a hearing: parties, rights, wishes, sittings, minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from zhengwu.cases.actions import Came, Plan, Proceedings, Signature
from zhengwu.cases.enums import GROUND_NAMES, WISH_NAMES, HearingGround, Wish
from zhengwu.cases.models import Attendance, Party
from zhengwu.web.forms import PlainForm

_MOMENT = {"type": "datetime-local"}
_YES_NO = (("yes", "是"), ("no", "否"))


def _text(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PartyForm(PlainForm):
    """Somebody whose major interest is touched."""

    name = forms.CharField(label="利害关系人姓名（名称）", max_length=200)
    address = forms.CharField(label="地址", max_length=300)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    id_number = forms.CharField(
        label="身份证号（统一社会信用代码）", max_length=30, required=False,
        help_text="填写以后，只有持这个证件号的人能凭当事人码网上参加。",
    )  # fmt: skip
    interest = _text("涉及的重大利益", max_length=500)


class TellForm(PlainForm):
    """What is intended, and whose interests it touches."""

    matter_text = _text("拟作出行政许可的内容", max_length=1000)
    interests = _text("涉及的重大利益关系", max_length=1000)


class CallForm(PlainForm):
    """A hearing ex officio."""

    ground = forms.ChoiceField(
        label="举行听证的理由",
        choices=[(g.value, GROUND_NAMES[g]) for g in HearingGround if g != "on_request"],
        widget=forms.RadioSelect,
    )
    matter_text = _text("听证事由", max_length=1000)
    why = _text("应当听证的规定，或者涉及的公共利益", max_length=1000)


class PartyChoosing(PlainForm):
    """A form on one of the parties."""

    party = forms.ChoiceField(label="当事人")

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(one.pk), f"{one.role_name}：{one.name}") for one in parties]
        self.fields["party"].choices = rows  # type: ignore[attr-defined]


class WishForm(PartyChoosing):
    """What a party says about the hearing, taken down at the counter."""

    wish = forms.ChoiceField(
        label="表示的内容",
        choices=[(one.value, WISH_NAMES[one]) for one in Wish if one != Wish.NONE],
        widget=forms.RadioSelect,
    )
    words = _text("理由和要求", required=False, max_length=2000)


class StatementForm(PartyChoosing):
    """What a party states and defends."""

    text = _text("陈述、申辩的内容", rows=5, max_length=4000)


class AnswerForm(PlainForm):
    """What is made of a statement."""

    adopted = forms.ChoiceField(
        label="处理", choices=[("yes", "采纳"), ("no", "不采纳")], widget=forms.RadioSelect
    )
    answer = _text("理由", max_length=2000)


class SittingForm(PlainForm):
    """Time, place, chair."""

    held_at = forms.DateTimeField(label="听证时间", widget=forms.DateTimeInput(attrs=_MOMENT))
    place = forms.CharField(label="听证地点", max_length=200)
    chair_id = forms.ChoiceField(
        label="听证主持人", help_text="只列出没有办理过此件、也没有回避的人员"
    )
    recorder_id = forms.ChoiceField(label="记录人")
    public = forms.ChoiceField(
        label="公开举行", choices=_YES_NO, initial="yes", widget=forms.RadioSelect
    )
    secrecy = forms.CharField(
        label="不公开的理由", max_length=300, required=False,
        help_text="涉及国家秘密、商业秘密或者个人隐私的，写明理由",
    )  # fmt: skip
    announce = forms.BooleanField(label="同时向社会公告", required=False)

    def __init__(
        self, *args: Any, chairs: list[tuple[str, str]], recorders: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["chair_id"].choices = chairs  # type: ignore[attr-defined]
        self.fields["recorder_id"].choices = recorders  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What the act takes."""
        data = dict(self.cleaned_data)
        return Plan(**data | {"public": data["public"] == "yes"})


class PostponeForm(PlainForm):
    """Why a sitting is put off, and who asked."""

    asked_by = forms.ChoiceField(
        label="谁提出", choices=[(one, one) for one in ("申请人", "利害关系人", "本机关")]
    )
    reason = _text("延期的理由", max_length=500)


class ChallengeForm(PartyChoosing):
    """A challenge taken down at the counter."""

    ground = _text("主持人与该事项的直接利害关系", max_length=2000)


class ChallengeDecisionForm(PlainForm):
    """The head's decision on a challenge."""

    granted = forms.ChoiceField(
        label="决定", choices=[("yes", "主持人回避"), ("no", "驳回回避申请")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    word = _text("决定的理由", max_length=1000)
    successor_id = forms.ChoiceField(label="接替的主持人", required=False)

    def __init__(self, *args: Any, chairs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", "（不同意回避时不选）"), *chairs]
        self.fields["successor_id"].choices = rows  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    """Why nobody came counts as giving up."""

    reason = _text("核实到场情况的经过和理由", max_length=1000)


class HoldForm(PlainForm):
    """The sitting: who came, what was presented, objected and answered."""

    presenter_id = forms.ChoiceField(label="提供审查意见的工作人员")
    opinion = _text("审查意见及理由")
    evidence = _text("出示的证据")
    defence = _text("申请人、利害关系人的证据、申辩和质证", rows=5)
    closing = _text("最后陈述")
    witnesses = _text("证人、鉴定人等", rows=2, required=False, help_text="每行一人")
    ended_at = forms.DateTimeField(label="结束时间", widget=forms.DateTimeInput(attrs=_MOMENT))

    def __init__(
        self, *args: Any, parties: list[Party], presenters: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        self.fields["presenter_id"].choices = presenters  # type: ignore[attr-defined]
        for one in parties:
            name = f"{one.role_name}{one.name}"
            self.fields[f"present_{one.pk}"] = forms.ChoiceField(
                label=f"{name}到场", choices=_YES_NO, initial="yes", widget=forms.RadioSelect
            )
            self.fields[f"agent_{one.pk}"] = forms.CharField(
                label=f"{name}的委托代理人", max_length=60, required=False,
                help_text="本人到场的不填",
            )  # fmt: skip
            self.fields[f"absence_{one.pk}"] = forms.CharField(
                label=f"{name}未到场的原因", max_length=300, required=False
            )

    def proceedings(self) -> Proceedings:
        """What the act takes."""
        data = self.cleaned_data
        came = [
            Came(
                str(one.pk), data[f"present_{one.pk}"] == "yes", data[f"absence_{one.pk}"],
                data[f"agent_{one.pk}"],
            )
            for one in self.parties
        ]  # fmt: skip
        own = {name: data[name] for name in ("opinion", "evidence", "defence", "closing")}
        return Proceedings(
            presenter_id=data["presenter_id"], ended_at=data["ended_at"], came=came,
            witnesses=data["witnesses"].splitlines(), **own,
        )  # fmt: skip


class MinutesForm(PlainForm):
    """Each participant's signature, or why it is refused."""

    def __init__(self, *args: Any, rows: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for one in rows:
            self.fields[f"sign_{one.pk}"] = forms.ChoiceField(
                label=f"{one.capacity_name}{one.name}",
                choices=[("yes", "确认无误，已签字"), ("no", "拒绝签字")],
                widget=forms.RadioSelect,
            )
            self.fields[f"why_{one.pk}"] = forms.CharField(
                label=f"{one.name}拒绝签字的理由", max_length=300, required=False
            )

    def signatures(self) -> dict[str, Signature]:
        """What the act takes."""
        data = self.cleaned_data
        return {
            str(one.pk): Signature(data[f"sign_{one.pk}"] == "yes", data[f"why_{one.pk}"])
            for one in self.rows
        }
