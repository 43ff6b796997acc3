"""The demonstration's monitoring room: 23 cameras that draw their pictures, and one card now."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case
from zhengwu.cases.rules.checks import Defect
from zhengwu.catalogue.models import Item
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff, Window
from zhengwu.supervision.actions import CameraPlan, register_camera, take_over_entries
from zhengwu.supervision.enums import CameraState
from zhengwu.supervision.jobs import fetch_stills
from zhengwu.supervision.queries import EntryLine, EntryWish

from .joint import as_actor
from .supervision import holder

_COUNT = 23
_PLACES = ("一楼大门", "一楼取号区", "等候区", "自助服务区", "二楼楼梯口", "监控室门口")
_GROUND = "（演示）不是真实监控点，没有采集任何人的图像；正式使用须由法制机构确认依据"
_FROM_WINDOWS = 20
_ORDERED = ("GA-WJJ", "GA-MZJ", "GA-SJJ", "GA-ZJJ", "GA-FGJ", "GA-STJ", "GA-T101")


def establish(*, at: datetime) -> None:
    """One camera at each window of the centre, the rest at doors and in waiting areas."""
    by = holder(Duty.SUPERVISOR, "", at)
    if by is None:
        return
    windows = Window.objects.filter(hall__kind="centre", closed_on=None)
    places: list[tuple[str, Window | None]] = [
        (f"{one.counter} 号柜台，{one.name}", one)
        for one in windows.order_by("counter", "code")[:_FROM_WINDOWS]
    ]
    places += [(name, None) for name in _PLACES]
    for number, (place, window) in enumerate(places[:_COUNT], start=1):
        broken = number == _FROM_WINDOWS // 2 * 2 + 1
        plan = CameraPlan(
            f"（演示）{place}", window, stream=f"rtsp://10.20.1.{number}/stream1",
            kind="demonstration", notice_posted=True, ground=_GROUND,
            state=CameraState.BROKEN if broken else CameraState.WORKING,
        )  # fmt: skip
        register_camera(f"GA-JK-{number:02d}", plan=plan, by=by, at=at)


def order_in(*, at: datetime) -> None:
    """Items of some units taken over from the catalogue by an invented paper; of one unit it is
    ordered although it has no window yet, so that the page has somebody to send an order to."""
    by = holder(Duty.SUPERVISOR, "", at)
    if by is None:
        return
    basis, since = "（演示）关于事项进驻政务服务中心的通知", local_day(at).replace(month=1, day=1)
    for organ in _ORDERED:
        rows = Item.objects.filter(organ_code=organ, state="active").order_by("code")
        lines = [EntryLine(*row) for row in rows.values_list("code", "name")]
        if lines:
            wish = EntryWish(organ, True, basis, since)
            take_over_entries(lines, wish=wish, by=by, at=at)


def catch(*, at: datetime) -> None:
    """Somebody at a window asks for a paper outside the list just now: the act is refused, the
    rules deal a card, the camera of the window draws its picture."""
    day = local_day(at)
    open_cases = Case.objects.filter(state=CaseState.RECEIVED).order_by("-received_at")
    for case in open_cases.select_related("matter"):
        clerk = (
            Staff.objects.filter(
                holdings__post__window__organ_id=case.organ_code,
                holdings__post__duties__duty=Duty.WINDOW_CLERK,
            )
            .order_by("number")
            .first()
        )
        if clerk is None:
            continue
        wanted = [Defect("X99", "（演示）清单以外的材料", "请提交（演示）")]
        try:
            cases.request_supplement(case, defects=wanted, by=as_actor(clerk, day), at=at)
        except Refusal as refused:
            if refused.code != "outside_the_list":
                continue
        deliver_all()
        fetch_stills()
        return
