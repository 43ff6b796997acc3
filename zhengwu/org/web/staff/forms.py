"""Forms of the organisation. They check shape; what is lawful is checked by the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from zhengwu.org.enums import (
    OFFICER_DUTIES,
    POST_DUTIES,
    AdmissionState,
    Duty,
    HallFunction,
    HallKind,
    Leadership,
    OrganKind,
    RoleAB,
    SectionForm,
    StaffKind,
    WindowKind,
)
from zhengwu.org.models import Hall, Organ, Post, Region, Staff, Window
from zhengwu.org.rules.staff_rows import COLUMNS, LABELS, REQUIRED

NONE = ("", "请选择")


class Day(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "required": f"请填写{label}。",
                "invalid": f"{label}不是一个日期，请写成 2026-01-05。",
            },
            **more,
        )


class Text(forms.CharField):
    """A line of text with Chinese errors."""

    def __init__(self, label: str, limit: int, **more: Any) -> None:
        super().__init__(
            label=label,
            max_length=limit,
            error_messages={
                "required": f"请填写{label}。",
                "max_length": f"{label}最多 {limit} 个字，现在有 %(show_value)s 个。",
                "null_characters_not_allowed": f"{label}里有不能保存的字符。",
            },
            **more,
        )


class Pick(forms.ChoiceField):
    """One of a closed vocabulary."""

    def __init__(self, label: str, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(
            label=label,
            choices=choices,
            error_messages={
                "required": f"请选择{label}。",
                "invalid_choice": f"{label}不在可选范围内。",
            },
            **more,
        )


class PickRow(forms.ModelChoiceField):
    """One row of a table."""

    def __init__(self, label: str, rows: Any, **more: Any) -> None:
        super().__init__(
            rows,
            label=label,
            empty_label="请选择",
            error_messages={
                "required": f"请选择{label}。",
                "invalid_choice": f"所选的{label}不存在。",
            },
            **more,
        )


class PickStaff(PickRow):
    """One member of staff, by number and name."""

    def label_from_instance(self, obj: Any) -> str:
        """工号 姓名（单位）"""
        return f"{obj.number} {obj.name}（{obj.organ.short_name}）"


class PickMany(forms.MultipleChoiceField):
    """Several of a closed vocabulary, as check boxes."""

    def __init__(self, label: str, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": f"请至少选择一项{label}。",
                "invalid_choice": f"{label}不在可选范围内。",
            },
            **more,
        )


def _regions() -> Any:
    return Region.objects.filter(valid_to__isnull=True).exclude(level="village")


def _staff() -> Any:
    return Staff.objects.filter(left_on__isnull=True).select_related("organ")


def reason_field() -> Text:
    """Why something is done: part of the record."""
    return Text("事由", 200, help_text="会写入操作记录。")


class OrganForm(forms.Form):
    """An organ."""

    code = Text("单位代码", 32, help_text="有统一社会信用代码的填信用代码，没有的填本地编号。")
    name = Text("单位全称", 100)
    short_name = Text("简称", 40, required=False)
    kind = Pick("类别", OrganKind.choices())
    region = PickRow("所在区划", Region.objects.none())
    parent = PickRow("上级单位", Organ.objects.none(), required=False)
    credit_code = Text("统一社会信用代码", 18, required=False)
    document_mark = Text("机关代字", 20, required=False, help_text="用于文书编号，如“广安区卫”。")
    phone = Text("办公电话", 30, required=False)
    address = Text("地址", 200, required=False)

    def __init__(self, *args: Any, fixed: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].queryset = _regions()  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Organ.objects.all()  # type: ignore[attr-defined]
        self.fields["code"].disabled = fixed


class AdmissionForm(forms.Form):
    """An organ's standing in the centre."""

    state = Pick("进驻状态", [NONE, *AdmissionState.choices()])
    on = Day("自哪一天起")
    reason = Text("事由", 200, required=False, help_text="暂停或者退出必须填写。")
    document_no = Text("文号", 60, required=False)


class SectionSetForm(forms.Form):
    """An organ's approval section."""

    name = Text("科室名称", 60)
    form = Pick("设置方式", SectionForm.choices())
    attached_to = Text("挂靠科室", 60, required=False, help_text="设置方式为挂靠时填写。")
    on = Day("自哪一天起")
    moved_in_on = Day("成建制进驻日期", required=False)
    back_office_hall = PickRow("后台办公室所在大厅", Hall.objects.none(), required=False)
    back_office_room = Text("后台办公室", 60, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["back_office_hall"].queryset = Hall.objects.all()  # type: ignore[attr-defined]


class HallForm(forms.Form):
    """A hall."""

    code = Text("大厅编号", 40)
    name = Text("大厅名称", 100)
    kind = Pick("类别", HallKind.choices())
    region = PickRow("所在区划", Region.objects.none())
    organ = PickRow("主管单位", Organ.objects.none())
    parent = PickRow("上级大厅", Hall.objects.none(), required=False)
    functions = PickMany("职能", HallFunction.choices(), required=False)
    address = Text("地址", 200, required=False)
    phone = Text("电话", 30, required=False)
    hours = Text("办公时间", 200, required=False)
    opened_on = Day("启用日期", required=False)

    def __init__(self, *args: Any, fixed: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].queryset = Region.objects.filter(  # type: ignore[attr-defined]
            valid_to__isnull=True
        )
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Hall.objects.all()  # type: ignore[attr-defined]
        self.fields["code"].disabled = fixed


class PlacementForm(forms.Form):
    """Where a window stands and for whom."""

    hall = PickRow("所在大厅", Hall.objects.none())
    organ = PickRow("设置单位", Organ.objects.none())
    kind = Pick("类别", WindowKind.choices())
    delegated_from = forms.ModelMultipleChoiceField(
        Organ.objects.none(),
        label="代理的单位",
        required=False,
        help_text="只有委托代理窗口填写，可以多选。",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["hall"].queryset = Hall.objects.filter(  # type: ignore[attr-defined]
            closed_on__isnull=True
        )
        for name in ("organ", "delegated_from"):
            self.fields[name].queryset = Organ.objects.all()  # type: ignore[attr-defined]


class WindowForm(PlacementForm):
    """A new window."""

    field_order = ("code", "name", "counter", "zone")
    code = Text("窗口编号", 40)
    name = Text("窗口名称", 100)
    counter = Text("柜台号", 20, required=False)
    zone = Text("区域", 40, required=False, help_text="同一联办事项的窗口可设在同一区域。")
    opened_on = Day("启用日期")


class MoveForm(PlacementForm):
    """Another place, form or organ for a window."""

    on = Day("自哪一天起")
    reason = reason_field()


class CloseForm(forms.Form):
    """A last day with a reason."""

    on = Day("最后一天", help_text="这一天仍然有效。")
    reason = reason_field()


class PostForm(forms.Form):
    """A post."""

    code = Text("岗位编号", 60)
    name = Text("岗位名称", 60)
    organ = PickRow("单位", Organ.objects.none())
    duties = PickMany("职责", [(duty.value, duty.label) for duty in POST_DUTIES])
    window = PickRow("窗口", Window.objects.none(), required=False)
    hall = PickRow(
        "大厅", Hall.objects.none(), required=False, help_text="后台办公室、中心岗位填写。"
    )
    leadership = Pick("领导职务", Leadership.choices(), required=False)
    runs_daily = forms.BooleanField(label="主持日常工作", required=False)

    def __init__(self, *args: Any, fixed: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]
        self.fields["hall"].queryset = Hall.objects.all()  # type: ignore[attr-defined]
        self.fields["window"].queryset = Window.objects.filter(  # type: ignore[attr-defined]
            closed_on__isnull=True
        )
        self.fields["code"].disabled = fixed


class StaffForm(forms.Form):
    """A member of staff."""

    number = Text("工号", 30)
    name = Text("姓名", 50)
    organ = PickRow("单位", Organ.objects.none())
    kind = Pick("人员类别", StaffKind.choices())
    id_number = Text(
        "身份证号", 30, required=False, help_text="加密保存。已登记的不显示，留空不改。"
    )
    phone = Text("手机号", 30, required=False, help_text="加密保存。已登记的不显示，留空不改。")
    enforcement_certificate_no = Text("行政执法证号", 40, required=False)
    joined_on = Day("到岗日期", required=False)

    def __init__(self, *args: Any, fixed: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]
        self.fields["number"].disabled = fixed


class AppointForm(forms.Form):
    """A post for a member."""

    post = PickRow("岗位", Post.objects.none())
    role = Pick("A/B角", RoleAB.choices(), required=False)
    valid_from = Day("自")
    valid_to = Day("至", required=False, help_text="不填为长期；这一天仍然有效。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["post"]
        field.queryset = Post.objects.filter(  # type: ignore[attr-defined]
            abolished_on__isnull=True
        ).select_related("organ")
        field.label_from_instance = (  # type: ignore[attr-defined]
            lambda post: f"{post.organ.short_name} {post.name}"
        )


class LeaveForm(forms.Form):
    """An absence with cover."""

    starts_on = Day("自")
    ends_on = Day("至", help_text="这一天仍在请假。")
    reason = Text("请假事由", 100)
    cover = PickStaff(
        "代岗人",
        Staff.objects.none(),
        required=False,
        help_text="须是同一岗位的 B 角，或者本单位同等岗位的人员。",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cover"].queryset = _staff()  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Back at work."""

    on = Day("销假日期", help_text="回到岗位的第一天。")


class OfficerForm(forms.Form):
    """One of the three officers."""

    staff = PickStaff("人员", Staff.objects.none())
    duty = Pick(
        "职责", [NONE, *((duty.value, duty.label) for duty in Duty if duty in OFFICER_DUTIES)]
    )
    organ = PickRow("任命单位", Organ.objects.none())
    since = Day("自")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["staff"].queryset = _staff()  # type: ignore[attr-defined]
        self.fields["organ"].queryset = Organ.objects.all()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Only a reason."""

    reason = reason_field()


class ImportForm(forms.Form):
    """A staff list, and which header stands for which field where they are unusual."""

    file = forms.FileField(
        label="人员名单（.xlsx）",
        error_messages={
            "required": "请选择一个 .xlsx 文件。",
            "empty": "文件是空的（0 字节），请重新选择。",
            "invalid": "文件没有传上来，请重新选择。",
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in COLUMNS:
            self.fields[f"column_{name}"] = Text(
                LABELS[name] + ("（必有）" if name in REQUIRED else ""), 60, required=False
            )

    def mapping(self) -> dict[str, str]:
        """Field → header, where given."""
        return {
            name: str(self.cleaned_data[f"column_{name}"])
            for name in COLUMNS
            if self.cleaned_data.get(f"column_{name}")
        }

    def column_fields(self) -> list[forms.BoundField]:
        """The mapping's fields."""
        return [self[f"column_{name}"] for name in COLUMNS]
