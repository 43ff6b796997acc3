"""Reviews and licences of the demonstration: drawn experts, a public notice with an objection, a
licence whose renewal is due and one that was revoked; by the same acts as people use."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import LicenceAct, TaskKind, Verdict
from zhengwu.cases.models import Licence
from zhengwu.catalogue.models import Edition
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty

if TYPE_CHECKING:
    from .simulate import Simulator

FIELD = "公共卫生（演示）"
EXPERTS = (
    ("周启明", "市疾控中心（演示）", "主任医师"), ("蒋文博", "市人民医院（演示）", "副主任医师"),
    ("田素梅", "省职业病防治院（演示）", "研究员"), ("杜海川", "市卫生学校（演示）", "副教授"),
    ("罗晓芸", "市环境监测站（演示）", "高级工程师"),
)  # fmt: skip


def stories(simulator: Simulator, editions: list[Edition]) -> None:
    """One of each, of a plain licence that is decided here and given as a certificate."""
    fitting = [one for one in editions if _fits(one)]
    for tell in (_experts, _notice, _due, _revoked):
        try:
            if fitting:
                tell(simulator, fitting[0])
        except Refusal as refusal:
            simulator.tally.refused.append(f"{tell.__name__}: {refusal.message}")


def _fits(edition: Edition) -> bool:
    terms = queries.terms_of(edition.pk)
    plain = terms.law == queries.LICENSING_LAW and not terms.hearing and terms.quota is None
    return plain and terms.upward is None and terms.result_template == "licence"


def _experts(simulator: Simulator, edition: Edition) -> None:
    """Drawn; one keeps out and the next takes the place; one has signed an opinion."""
    at = simulator.instant(simulator.days[-6])
    case = simulator.accepted(edition, simulator.instant(simulator.days[-8]))
    head = simulator.office.staff(case.organ_code, Duty.HEAD, local_day(at))
    by = simulator.office.staff(case.organ_code, Duty.REVIEWER, local_day(at))
    for name, unit, title in EXPERTS:
        cases.list_expert(name=name, field=FIELD, unit=unit, title=title, by=head, at=at)
    draw = cases.draw_experts(case, field=FIELD, wanted=3, by=by, at=at)
    first, second = list(draw.seats.order_by("place"))[:2]
    reason = "与申请人有业务往来（演示）"
    cases.recuse_expert(case, seat=first, reason=reason, by=by, at=simulator.later(at, 1))
    cases.sign_opinion(
        case, seat=second, agrees=True, opinion="布局和卫生设施符合要求（演示）。",
        by=by, at=simulator.later(at, 2),
    )  # fmt: skip


def _notice(simulator: Simulator, edition: Edition) -> None:
    """Public notice still running, with an objection that waits for its answer."""
    at = simulator.instant(simulator.days[-3])
    case = simulator.accepted(edition, simulator.instant(simulator.days[-7]))
    by = simulator.office.staff(case.organ_code, Duty.REVIEWER, local_day(at))
    notice = cases.publish_notice(
        case, text=f"拟准予{case.matter.title}，现予公示，听取意见（演示）。",
        basis="《行政许可法》第三十六条；公示期由本机关确定（演示）",
        to_on=simulator.today + timedelta(days=6), by=by, at=at,
    )  # fmt: skip
    cases.object_to(
        notice, name="演示小区居民", phone="13800000000",
        text="经营场所紧邻住宅楼，担心夜间噪声，请核实隔音措施（演示）。",
        by=by, at=simulator.later(at, 1),
    )  # fmt: skip


def _due(simulator: Simulator, edition: Edition) -> None:
    """A licence that ends within the month, so that renewal is due."""
    _granted(simulator, edition, ends_in=20)


def _revoked(simulator: Simulator, edition: Edition) -> None:
    """Obtained by false material, revoked by the head (69(2))."""
    licence = _granted(simulator, edition, ends_in=700)
    at = simulator.instant(simulator.days[-2])
    cases.end_licence(
        licence,
        ending=cases.Ending(LicenceAct.REVOKE, "69.2", "检测报告经核实系伪造（演示）。"),
        by=simulator.office.staff(licence.organ_code, Duty.HEAD, local_day(at)), at=at,
    )  # fmt: skip


def _granted(simulator: Simulator, edition: Edition, *, ends_in: int) -> Licence:
    at = simulator.instant(simulator.days[-40])
    case = simulator.accepted(edition, at)
    at = simulator.walk(case, simulator.later(at, 2), until=TaskKind.DECIDE)
    at = simulator.later(at, 1)
    ends = simulator.today + timedelta(days=ends_in)
    cases.decide(
        case, task=None, ruling=cases.Ruling(Verdict.GRANTED, valid_to=ends),
        by=simulator.office.staff(case.organ_code, Duty.DECIDER, local_day(at)), at=at,
    )  # fmt: skip
    licence = cases.register_licence(case, by=SYSTEM, at=at)
    assert licence is not None
    return licence
