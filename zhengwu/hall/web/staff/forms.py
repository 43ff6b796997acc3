"""Forms of the hall."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.hall.enums import HoursKind, QueueKind, SeatKind
from zhengwu.web.forms import PlainForm

_DAY = {"type": "date"}
_TIME = {"type": "time"}
Pairs = list[tuple[str, str]]


class BookForm(PlainForm):
    """Who comes when: a telephone appointment, or one made at the counter."""

    way = forms.ChoiceField(label="怎么约的", choices=[("phone", "电话"), ("counter", "现场")])
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="电话", max_length=30)
    id_number = forms.CharField(
        label="身份证号",
        max_length=18,
        required=False,
        help_text="到大厅可以凭身份证签到；系统不保存号码",
    )
    item_name = forms.CharField(label="要办什么", max_length=200, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    slot = forms.ChoiceField(label="时间")

    def __init__(self, *args: Any, slots: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [("", "请选择"), *slots]  # type: ignore[attr-defined]


class TakeForm(PlainForm):
    """A number for somebody who stands here."""

    queue = forms.ChoiceField(label="队列")
    priority = forms.ChoiceField(label="优先", required=False)
    item_name = forms.CharField(label="要办什么", max_length=200, required=False)
    reason = forms.CharField(
        label="说明（认定为急事、特殊情况时必填）", max_length=200, required=False
    )

    def __init__(self, *args: Any, queues: Pairs, priorities: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].choices = queues  # type: ignore[attr-defined]
        self.fields["priority"].choices = [("", "不优先"), *priorities]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A special case says why."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("priority") == "urgent" and not data.get("reason"):
            self.add_error("reason", "请写明是什么急事或者特殊情况")
        return data


class QueueForm(PlainForm):
    """A queue."""

    code = forms.RegexField(
        r"^[A-Za-z]{1,4}$", label="号头（字母）", error_messages={"invalid": "请填写 1 到 4 个字母"}
    )
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=QueueKind.choices())
    organs = forms.MultipleChoiceField(label="办哪些单位的事项", required=False)
    slot_capacity = forms.IntegerField(
        label="每个时段预约人数（0 为不开放）", min_value=0, max_value=200
    )
    position = forms.IntegerField(label="排序", min_value=1, max_value=999, initial=10)
    taking = forms.BooleanField(label="可以取号", required=False, initial=True)

    def __init__(self, *args: Any, organs: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organs"].choices = organs  # type: ignore[attr-defined]


class SeatForm(PlainForm):
    """What kind of window it is and which queues it calls, each with its delay."""

    kind = forms.ChoiceField(label="窗口类别", choices=SeatKind.choices())

    def __init__(self, *args: Any, queues: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in queues:
            self.fields[f"delay_{code}"] = forms.IntegerField(
                label=f"{code} {name}", required=False, min_value=0, max_value=240,
                help_text="不填：不叫；0：直接叫；5：按晚取 5 分钟排",
            )  # fmt: skip

    def chosen(self) -> dict[str, int]:
        """Delay by the queue's letter."""
        rows = self.cleaned_data.items()
        return {name[6:]: n for name, n in rows if name.startswith("delay_") and n is not None}


class HoursForm(PlainForm):
    """A line of opening hours."""

    kind = forms.ChoiceField(label="哪些天", choices=HoursKind.choices())
    on = forms.DateField(label="日期（某一天时必填）", required=False, widget=forms.DateInput(_DAY))
    opens = forms.TimeField(label="开始", required=False, widget=forms.TimeInput(_TIME))
    closes = forms.TimeField(label="结束", required=False, widget=forms.TimeInput(_TIME),
                             help_text="都不填表示这一天不开放")  # fmt: skip
    window = forms.ChoiceField(label="适用", required=False)
    reason = forms.CharField(label="原因（某一天时必填）", max_length=200, required=False)
    source = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, *args: Any, windows: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].choices = [("", "整个大厅"), *windows]  # type: ignore[attr-defined]


class PriorityForm(PlainForm):
    """A line of the local table of priorities."""

    name = forms.CharField(label="谁", max_length=40)
    head_start_minutes = forms.IntegerField(
        label="相当于早取号（分钟）", min_value=0, max_value=240
    )
    proof = forms.CharField(label="凭证", max_length=120)
    basis = forms.CharField(label="依据", max_length=300)
    source = forms.CharField(label="出处", max_length=300, required=False)
    confidence = forms.ChoiceField(
        label="核对情况",
        choices=[("to_confirm", "待确认"), ("checked", "已核对"), ("local", "本地规定")],
    )
    offered = forms.BooleanField(label="取号时可以自己选", required=False)


class TerminalForm(PlainForm):
    """A device."""

    name = forms.CharField(label="放在哪里", max_length=40)


class NoticeForm(PlainForm):
    """A line on the screens."""

    text = forms.CharField(label="公告", max_length=200)
    from_on = forms.DateField(label="从", widget=forms.DateInput(_DAY))
    until_on = forms.DateField(label="到", widget=forms.DateInput(_DAY))


class DrawForm(PlainForm):
    """Drawing the roster of a shared window."""

    organs = forms.MultipleChoiceField(label="轮值的单位")
    first = forms.DateField(label="从", widget=forms.DateInput(_DAY))
    last = forms.DateField(label="到", widget=forms.DateInput(_DAY))

    def __init__(self, *args: Any, organs: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organs"].choices = organs  # type: ignore[attr-defined]


class SwapForm(PlainForm):
    """Another unit or person on a day."""

    organ = forms.ChoiceField(label="值守单位")
    staff = forms.ChoiceField(label="值守人员", required=False)
    reason = forms.CharField(label="调班原因", max_length=200, required=False)

    def __init__(self, *args: Any, organs: Pairs, staff: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organs  # type: ignore[attr-defined]
        self.fields["staff"].choices = [("", "由单位安排"), *staff]  # type: ignore[attr-defined]
