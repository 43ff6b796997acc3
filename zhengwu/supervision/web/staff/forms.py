"""Forms of supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from zhengwu.clock.queries import rule_in_force
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Window
from zhengwu.supervision import registry
from zhengwu.supervision.enums import (
    ANSWERS_NAMES,
    CAMERA_STATES,
    CAUSE_NAMES,
    LEVEL_NAMES,
    PER_NAMES,
    VERDICT_NAMES,
    Answers,
)
from zhengwu.web.forms import PlainForm

_LINES = {"rows": 4}


def pairs(names: dict[Any, str]) -> list[tuple[str, str]]:
    """Options of a closed list."""
    return [(str(code), name) for code, name in names.items()]


class TextForm(PlainForm):
    """One text: an explanation, a rectification, an appeal, an answer."""

    text = forms.CharField(label="内容", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class JudgeForm(PlainForm):
    """Verdict, cause and reason."""

    verdict = forms.ChoiceField(label="审议意见", choices=pairs(VERDICT_NAMES))
    cause = forms.ChoiceField(
        label="原因归属", choices=[("", "请选择"), *pairs(CAUSE_NAMES)], required=False
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=4000)


class HearForm(PlainForm):
    """A hearing: who was there, what was said."""

    present = forms.CharField(label="到场的人", max_length=300)
    text = forms.CharField(
        label="陈述和申辩的内容", widget=forms.Textarea(attrs=_LINES), max_length=4000
    )


class CauseForm(PlainForm):
    """Why a matter was late."""

    cause = forms.ChoiceField(label="原因", choices=[("", "请选择"), *pairs(CAUSE_NAMES)])
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=_LINES), max_length=2000)


class AcceptForm(PlainForm):
    """Whether a rectification is good."""

    good = forms.ChoiceField(label="验收", choices=[("yes", "整改到位"), ("no", "没有到位，退回")])
    reason = forms.CharField(
        label="说明（退回时必填）", widget=forms.Textarea(attrs=_LINES), required=False
    )


class OrderForm(PlainForm):
    """A supervision order."""

    organ = forms.ChoiceField(label="被督办单位")
    number = forms.CharField(label="涉及的办件编号", required=False, max_length=60)
    topic = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    facts = forms.CharField(label="事实", widget=forms.Textarea(attrs=_LINES), max_length=4000)
    wanted = forms.CharField(label="要求", max_length=300)

    def __init__(self, *args: Any, organs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = [("", "请选择"), *organs]  # type: ignore[attr-defined]


def _clocks() -> list[str]:
    found: list[str] = registry.value("answer_rules", now())
    return found


class EntryForm(PlainForm):
    """One item and whether it was ordered into the centre."""

    item_code = forms.CharField(label="事项编码", max_length=100)
    item_name = forms.CharField(label="事项名称", max_length=300)
    organ = forms.ChoiceField(label="单位")
    ordered = forms.ChoiceField(label="要求进驻中心", choices=[("yes", "是"), ("no", "否")])
    basis = forms.CharField(label="文件依据（要求进驻的必填）", max_length=200, required=False)
    valid_from = forms.DateField(label="从哪一天起", widget=forms.DateInput)

    def __init__(self, *args: Any, organs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = [("", "请选择"), *organs]  # type: ignore[attr-defined]


class CameraForm(PlainForm):
    """A camera and the window it sees. What is sealed is never shown again."""

    code = forms.CharField(label="编号", max_length=40)
    place = forms.CharField(label="位置", max_length=200)
    window = forms.ChoiceField(label="看到的窗口", required=False)
    state = forms.ChoiceField(label="状态", choices=pairs(CAMERA_STATES))
    stream = forms.CharField(
        label="视频流地址", max_length=300, required=False,
        help_text="例如 rtsp://10.20.1.5/stream1。只登记，不保存视频",
    )  # fmt: skip
    kind = forms.ChoiceField(label="抓图方式", required=False)
    snapshot = forms.CharField(label="抓图地址", max_length=300, required=False)
    user = forms.CharField(
        label="抓图用户名", max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="用户名和密码加密保存，以后不再显示；不填就不改",
    )  # fmt: skip
    password = forms.CharField(
        label="抓图密码", max_length=100, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    forget_sign_in = forms.BooleanField(label="清除已登记的用户名和密码", required=False)
    notice_posted = forms.BooleanField(label="现场已经设置显著的提示标识", required=False)
    ground = forms.CharField(
        label="留存画面的依据", max_length=300, required=False,
        help_text="谁确认的、依据什么；不填就不取画面",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = Window.objects.filter(closed_on=None).select_related("hall").order_by("code")
        named = [(one.code, f"{one.name}（{one.hall.name}）") for one in windows]
        kinds = [(code, one.name) for code, one in registry.camera_kinds().items()]
        self.fields["window"].choices = [("", "不对着窗口"), *named]  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["snapshot"].help_text = "例如 http://10.20.1.5/picture。允许的网段：" + (
            "、".join(settings.CAMERA_NETWORKS) or "还没有设定，取不到画面"
        )

    def clean_kind(self) -> str:
        """Nothing chosen: a camera on the network."""
        return str(self.cleaned_data["kind"] or "http")


class CameraSheetForm(PlainForm):
    """A sheet of cameras."""

    file = forms.FileField(label="监控点表（.xlsx）")


class NewProbeForm(PlainForm):
    """What a new rule is called."""

    name = forms.CharField(
        label="名称", max_length=100, help_text="一句话说清查什么，例如：受理后三天没有人办理"
    )
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$", label="代码", max_length=40, required=False,
        help_text="用来登记和查找，定下后不能改。不填就按名称的拼音自动起",
        error_messages={"invalid": "代码只能用小写英文字母、数字和下划线，以字母开头，例如 "
                                   "slow_accept；也可以不填，由系统自动起"},
    )  # fmt: skip


class ProbeForm(PlainForm):
    """A draft of a rule."""

    name = forms.CharField(label="名称", max_length=100)
    basis = forms.CharField(
        label="依据", max_length=300, required=False, help_text="法律条文或者文件的名称和文号"
    )
    triggers = forms.MultipleChoiceField(
        label="发生什么时检查", widget=forms.CheckboxSelectMultiple, required=False
    )
    condition = forms.CharField(
        label="条件", widget=forms.Textarea(attrs={"rows": 3, "class": "code"}), required=False
    )
    group_by = forms.ChoiceField(
        label="按什么归到一起（不选：逐件判断）",
        required=False,
        help_text="归到一起的规则用“按组的指标”写条件",
    )
    span = forms.ChoiceField(label="在多长时间里", required=False)
    kinds = forms.MultipleChoiceField(
        label="只看这些种类的事（不选：都看）", widget=forms.CheckboxSelectMultiple, required=False
    )
    level = forms.ChoiceField(label="等级", choices=pairs(LEVEL_NAMES))
    points = forms.IntegerField(label="扣分", min_value=0, max_value=100)
    per = forms.ChoiceField(label="同一件事的次数", choices=pairs(PER_NAMES))
    answers = forms.ChoiceField(label="由谁说明", choices=pairs(ANSWERS_NAMES), required=False)
    answer_rule = forms.ChoiceField(label="说明的期限", required=False)
    effective_on = forms.DateField(label="从哪一天起生效", widget=forms.DateInput)
    reason = forms.CharField(
        label="制定或者修改的理由", widget=forms.Textarea(attrs={"rows": 2}), required=False,
        max_length=500,
    )  # fmt: skip
    # A draft may be kept without them, but nobody can approve it.
    wanted_later = ("basis", "triggers", "condition", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.wanted_later:
            self.fields[name].wanted_later = True  # type: ignore[attr-defined]
        named = {one.name: one.chinese for one in registry.groups().values()}
        spans = {one.name: one.chinese for one in registry.spans().values()}
        clocks = [(code, rule_in_force(code, local_day(now())).name_zh) for code in _clocks()]
        choices = {
            "triggers": pairs(registry.triggers()),
            "kinds": pairs(registry.kinds()),
            "group_by": [("", "逐件判断"), *pairs(named)],
            "span": [("", "不限"), *pairs(spans)],
            "answer_rule": [("", "按本地参数"), *clocks],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def clean_answers(self) -> str:
        """Nothing chosen: whoever acted."""
        return str(self.cleaned_data["answers"] or Answers.ACTOR)


class ReplayForm(PlainForm):
    """The period to try a rule on."""

    first = forms.DateField(label="从", widget=forms.DateInput)
    last = forms.DateField(label="到（含）", widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """A period runs forwards."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "止日不能早于起日")
        return data
