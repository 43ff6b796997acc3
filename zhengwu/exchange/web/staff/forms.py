"""Forms of exchange."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.exchange.enums import Standing, Way
from zhengwu.exchange.models import Channel
from zhengwu.exchange.registry import all_feeds, all_types, figure
from zhengwu.kernel.time import SHANGHAI, now
from zhengwu.web.forms import PlainForm

_TICKS = forms.CheckboxSelectMultiple


class NodeForm(PlainForm):
    """A node's name, standing and way."""

    code = forms.CharField(
        label="节点代码", max_length=40, help_text="对方“本节点”页上写的代码，一字不差。"
    )
    name = forms.CharField(label="节点名称", max_length=80)
    standing = forms.ChoiceField(
        label="与本节点的关系", choices=[(str(one), one.chinese) for one in Standing]
    )
    way = forms.ChoiceField(label="交换方式", choices=[(str(one), one.chinese) for one in Way])
    address = forms.CharField(
        label="对方接收地址", max_length=200, required=False,
        help_text="直连时填写，如 https://city.example/api/exchange/bundles；只由对方来连的不填。",
    )  # fmt: skip
    relays = forms.BooleanField(label="对方可以转交它下级节点的记录", required=False)


class ChangeForm(NodeForm):
    """How a node is reached, and whether it is in use."""

    active = forms.BooleanField(label="启用", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"], self.fields["standing"]


class KeyForm(PlainForm):
    """A node's public key."""

    public = forms.CharField(
        label="对方公钥", max_length=80, help_text="64 个十六进制字符，从对方的“本节点”页复制。"
    )
    valid_from = forms.DateTimeField(label="启用时间", help_text="如 2026-11-23 08:00")


class ConfirmForm(PlainForm):
    """The fingerprint as it was read out."""

    told = forms.CharField(
        label="对方念出的指纹", max_length=40,
        help_text="打电话或者当面，请对方念它“本节点”页上的指纹，一组一组输入；不要从本页复制。",
    )  # fmt: skip


class WhyForm(PlainForm):
    """A reason."""

    why = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ContinueForm(WhyForm):
    """Up to which number the other side holds our messages."""

    number = forms.IntegerField(label="对方已收到的最大号", min_value=1)


class ChannelForm(PlainForm):
    """What a channel gives and takes, and which feeds go by it."""

    channel = forms.CharField(label="通道代码", max_length=40, help_text="两边用同一个代码。")
    sends = forms.MultipleChoiceField(label="本节点可以发出", required=False, widget=_TICKS)
    takes = forms.MultipleChoiceField(label="本节点可以接收", required=False, widget=_TICKS)
    feeds = forms.MultipleChoiceField(
        label="订阅：自动发出的数据源", required=False, widget=_TICKS,
        help_text="从第一条记录发起；停用通道就不再发。",
    )  # fmt: skip
    relays = forms.BooleanField(label="连同下级节点交来的记录一起发出", required=False)
    is_open = forms.BooleanField(label="通道开通", required=False, initial=True)

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.code, f"{one.title}（{one.code}）") for one in all_types()]
        for name in ("sends", "takes"):
            self.fields[name].choices = kinds  # type: ignore[attr-defined]
        self.fields["feeds"].choices = [  # type: ignore[attr-defined]
            (one.code, one.title) for one in all_feeds()
        ]
        if channel is not None:
            self.fields["channel"].disabled = True

    @staticmethod
    def first(channel: Channel) -> dict[str, Any]:
        """What the form shows of a channel that is there."""
        rows = list(channel.subscriptions.all())
        return {
            "channel": channel.code, "sends": channel.sends, "takes": channel.takes,
            "is_open": channel.open, "feeds": [row.feed for row in rows],
            "relays": any(row.relays for row in rows),
        }  # fmt: skip


class BundleForm(PlainForm):
    """A bundle brought by hand."""

    file = forms.FileField(label="摆渡包", help_text="对方导出的 .zwb 文件。")

    def clean_file(self) -> Any:
        """Not larger than bundles are."""
        file = self.cleaned_data["file"]
        most = 2 * figure("bundle_megabytes", now())
        if file.size > most * 1024 * 1024:
            raise forms.ValidationError(f"文件超过 {most} 兆，不是摆渡包。")
        return file


def moment(value: Any) -> Any:
    """A form's time is the county's."""
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
