"""Organs, halls and windows of the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengwu.kernel.actors import Actor
from zhengwu.org import actions as org
from zhengwu.org.enums import (
    AdmissionState,
    HallFunction,
    HallKind,
    OrganKind,
    SectionForm,
    WindowKind,
)
from zhengwu.org.models import Hall, Organ, Region, Window

COUNTY = "511602000000"
CITY_ORGANS = {"区公安分局", "区生态环境局"}


@dataclass(frozen=True)
class Department:
    """One department: our code, full and short name, mark for document numbers, presence."""

    code: str
    name: str
    short: str
    mark: str
    size: int = 5
    presence: WindowKind = WindowKind.PERMANENT


# The 24 departments of the item list, largest first.
DEPARTMENTS = [
    Department("GA-XZSP", "广安区行政审批局", "区行政审批局", "审批", 9),
    Department("GA-RSJ", "广安区人力资源和社会保障局", "区人社局", "人社", 7),
    Department(
        "GA-SWJ", "国家税务总局广安市广安区税务局", "广安区税务局", "税", 5, WindowKind.SUB_HALL
    ),
    Department("GA-ZJJ", "广安区住房和城乡建设局", "区住建局", "住建", 5),
    Department("GA-GAJ", "广安市公安局广安区分局", "区公安分局", "公", 5, WindowKind.SUB_HALL),
    Department("GA-WLJ", "广安区文化广播电视和旅游局", "区文广旅局", "文旅", 5),
    Department("GA-JKT", "广安区教育科技和体育局", "区教科体局", "教科体", 5),
    Department("GA-NYJ", "广安区农业农村局", "区农业农村局", "农", 5),
    Department("GA-WJJ", "广安区卫生健康局", "区卫健局", "卫健", 6),
    Department("GA-MZJ", "广安区民政局", "区民政局", "民", 5),
    Department("GA-SJJ", "广安区市场监督管理局", "区市监局", "市监", 6),
    Department("GA-LYJ", "广安区林业局", "区林业局", "林", 5),
    Department("GA-STJ", "广安市广安生态环境局", "区生态环境局", "环", 5),
    Department("GA-YJJ", "广安区应急管理局", "区应急管理局", "应急", 5),
    Department("GA-ZFB", "广安区人民政府办公室", "区政府办", "府办", 4, WindowKind.AGENT_ROOM),
    Department("GA-TYJ", "广安区退役军人事务局", "区退役军人事务局", "退役", 4),
    Department("GA-CZJ", "广安区财政局", "区财政局", "财", 4, WindowKind.AGENT_ROOM),
    Department("GA-ZFJ", "广安区综合行政执法局", "区综合执法局", "综执", 4),
    Department("GA-FGJ", "广安区发展和改革局", "区发改局", "发改", 4),
    Department(
        "GA-GGB", "广安区公共资源交易管理办公室", "区公管办", "公管", 4, WindowKind.AGENT_ROOM
    ),
    Department("GA-SWU", "广安区商务局", "区商务局", "商", 4, WindowKind.DELEGATED),
    Department(
        "GA-TZB", "中共广安区委统一战线工作部", "区委统战部", "统", 4, WindowKind.DELEGATED
    ),
    Department("GA-JXJ", "广安区经济和信息化局", "区经信局", "经信", 4, WindowKind.DELEGATED),
    Department("GA-TJJ", "广安区统计局", "区统计局", "统计", 4, WindowKind.DELEGATED),
]  # fmt: skip
TOWNS = [("511602001000", "浓洄街道"), ("511602101000", "官盛镇"), ("511602107000", "花桥镇")]


@dataclass
class Places:
    """What was founded, by our codes."""

    region: Region
    government: Organ
    centre: Organ
    hall: Hall
    departments: dict[str, Organ]
    windows: dict[str, Window]
    towns: dict[str, Organ]


def found(*, by: Actor, at: datetime, since: date) -> Places:
    """Found everything; running it again changes nothing."""
    acts: dict[str, Any] = {"by": by, "at": at}
    org.import_regions(
        org.shipped_list(), as_of=since, source="统计用区划代码 2023（org/data/NOTICE.md）", **acts
    )
    region = Region.objects.get(pk=COUNTY)
    government = org.found_organ(
        "GA-GOV", name="广安区人民政府", short_name="区政府", kind=OrganKind.GOVERNMENT,
        region=region, document_mark="府", position=1, **acts,
    )  # fmt: skip
    centre = org.found_organ(
        "GA-ZWZX", name="广安区政务服务中心", short_name="区政务中心", kind=OrganKind.CENTRE,
        region=region, parent=government, document_mark="政务", phone="0826-0000000（演示）",
        address="广安区金安大道演示路1号（演示地址）", position=2, **acts,
    )  # fmt: skip
    hall = _halls(region, centre, since, by, at)
    departments, windows = {}, {}
    for place, plan in enumerate(DEPARTMENTS, start=10):
        organ = org.found_organ(
            plan.code, name=plan.name, short_name=plan.short, kind=OrganKind.DEPARTMENT,
            region=region, parent=government, document_mark=plan.mark,
            phone=f"0826-00000{place}（演示）", position=place, **acts,
        )  # fmt: skip
        departments[plan.code] = organ
        windows[plan.code] = _present(plan, organ, centre, hall, place - 9, since, by, at)
    towns = _towns(government, since, by, at)
    return Places(region, government, centre, hall, departments, windows, towns)


def _halls(region: Region, centre: Organ, since: date, by: Actor, at: datetime) -> Hall:
    hall = org.found_hall(
        "GA-HALL", name="广安区政务服务大厅", kind=HallKind.CENTRE, region=region, organ=centre,
        functions=list(HallFunction), address="广安区金安大道演示路1号（演示地址）",
        phone="0826-0000000（演示）", hours="工作日 9:00—12:00，13:30—17:30", opened_on=since,
        by=by, at=at,
    )  # fmt: skip
    org.found_hall(
        "GA-SUB", name="广安区不动产和税务分中心", kind=HallKind.SUB_CENTRE, region=region,
        organ=centre, parent=hall, opened_on=since, by=by, at=at,
    )  # fmt: skip
    return hall


def _present(
    plan: Department,
    organ: Organ,
    centre: Organ,
    hall: Hall,
    counter: int,
    since: date,
    by: Actor,
    at: datetime,
) -> Window:
    """Admit a department, name its approval section, open its window or room."""
    org.set_admission(organ, state=AdmissionState.ADMITTED, on=since, by=by, at=at)
    org.set_section(
        organ,
        name="行政审批股",
        form=SectionForm.STANDALONE if plan.size > 4 else SectionForm.ATTACHED,
        attached_to="" if plan.size > 4 else "办公室",
        on=since,
        moved_in_on=since,
        back_office_hall=hall if plan.size > 5 else None,
        back_office_room=f"二楼 2{counter:02d} 室" if plan.size > 5 else "",
        by=by,
        at=at,
    )
    delegated = plan.presence is WindowKind.DELEGATED
    return org.found_window(
        f"GA-W{counter:02d}",
        name=f"{plan.short}{'代办' if delegated else ''}窗口",
        hall=hall,
        organ=centre if delegated else organ,
        kind=plan.presence,
        delegated_from=[organ] if delegated else [],
        counter=f"{counter:02d}",
        opened_on=since,
        by=by,
        at=at,
    )


def _towns(government: Organ, since: date, by: Actor, at: datetime) -> dict[str, Organ]:
    towns = {}
    for code, name in TOWNS:
        ending = "街道办事处" if name.endswith("街道") else "人民政府"
        full = name.removesuffix("街道") + ending if "街道" in name else name + ending
        organ = org.found_organ(
            f"GA-T{code[6:9]}", name=f"广安区{full}", short_name=name, kind=OrganKind.TOWN,
            region=Region.objects.get(pk=code), parent=government, document_mark=name[:2],
            position=200, by=by, at=at,
        )  # fmt: skip
        org.found_town_centre(organ, opened_on=since, by=by, at=at)
        towns[organ.pk] = organ
    return towns
