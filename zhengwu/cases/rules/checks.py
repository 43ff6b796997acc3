"""Pure rules of a case: facts in, a decision or a Refusal out. Articles are of 行政许可法."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhengwu.cases.enums import IN_TRAY, RUNNING, CaseState, Route, Verdict
from zhengwu.kernel.errors import InvalidInput, Refusal


class NotInTray(Refusal):
    """此件现在是“{state}”，不能再作受理环节的处理。"""

    law = "行政许可法 第32条"


class NotRunning(Refusal):
    """此件现在是“{state}”，不在办理中。"""


class AlreadyOver(Refusal):
    """此件已经是“{state}”，不能再变更。"""


class SecondSupplement(Refusal):
    """补正要求只能一次性告知，{told_on} 已经告知过，不能再次要求补正。"""

    law = "行政许可法 第32条第1款第4项"


class OutsideTheList(Refusal):
    """“{material}”不在本事项公布的申请材料目录内，不得要求申请人提供。"""

    law = "行政许可法 第30条、第31条"


class NothingAsked(InvalidInput):
    """请至少列出一项需要补正的材料，并写明问题和要求。"""


class SupplementLate(Refusal):
    """已超过一次性告知的期限（{due_on}），依法视为自 {received_on} 起受理，不能再要求补正。"""

    law = "行政许可法 第32条第1款第4项"


class SupplementOutstanding(Refusal):
    """还有 {count} 项补正材料没有交齐：{missing}。"""


class MaterialsMissing(Refusal):
    """还缺 {count} 项必要材料：{missing}。"""

    law = "行政许可法 第32条第1款第4项"


class NotOpen(Refusal):
    """本事项暂不接受申请：{missing}。"""


class EditionReplaced(Refusal):
    """这个事项的办事要求已更新为第{number}版（{since}起施行），申请按提交当天施行的版本办理；填过的内容都保留着，请照新版本核对后再提交。"""


class LevelTooLow(Refusal):
    """办理此事项需要先完成实名核验；您可以先保存草稿，到窗口或用核验服务完成核验后再提交。"""


class Banned(Refusal):
    """依照{article}，到 {until} 为止不能再次申请此事项（决定书 {number}）。"""

    law = "行政许可法 第78条、第79条"


class NotOfThisLaw(Refusal):
    """“{why}”是行政许可法规定的情形，本事项不是行政许可，不能据此不予受理。"""


class NotBanned(Refusal):
    """没有对该申请人作出、在收件日或者今天有效的限制再次申请决定，不能以此不予受理。"""

    law = "行政许可法 第78条、第79条"


class TruthNotDeclared(InvalidInput):
    """请先确认所填内容和所交材料真实有效。"""

    law = "行政许可法 第31条"


class NoReasons(InvalidInput):
    """作出不予决定必须写明理由和法律依据。"""

    law = "行政许可法 第38条第2款"


class SamePerson(Refusal):
    """本事项实行一审一核，审查和决定（核准）不能由同一人作出。"""


class ChecksMissing(Refusal):
    """本事项需要现场核查，须有两名以上工作人员签名的核查记录后才能作出决定。"""

    law = "行政许可法 第34条第3款"


class TooFewInspectors(InvalidInput):
    """现场核查应当指派两名以上工作人员。"""

    law = "行政许可法 第34条第3款"


class ProcedureRunning(Refusal):
    """“{kind}”尚未结束，收到结果以前不能作出决定。"""


class HearingWindowOpen(Refusal):
    """申请听证的期限到 {until} 为止，期限未满不能作出决定。"""

    law = "行政许可法 第47条"


class HearingMissing(Refusal):
    """本事项依法应当听证，没有听证笔录不能作出决定。"""

    law = "行政许可法 第46条、第48条第2款"


class QuotaExhausted(Refusal):
    """本事项有数量限制（{limit} 个），已经没有名额，不能作出准予决定。"""

    law = "行政许可法 第57条"


class AuthorityMissing(Refusal):
    """您今天没有覆盖“{item}”的授权委托书，不能作出决定。"""

    law = "授权委托书制度（政务服务中心首席代表授权）"


class MandateMissing(Refusal):
    """没有委托人出具的、覆盖“{item}”的有效授权委托书，不能代为申请。"""

    law = "行政许可法 第29条第2款"


class WayNotOffered(InvalidInput):
    """本事项不提供这种送达方式。"""


class NothingAbove(Refusal):
    """本事项由本机关决定，不需要上报。"""


class CodeMismatch(Refusal):
    """本级事项的基本编码是{own}，上级对应事项是{above}，编码不一致，不能上报；请先核对目录。"""


class OnlyCollected(Refusal):
    """本事项由{organ}受理和决定，本机关只代收，请直接转报。"""


class SentUpAlready(Refusal):
    """此件已于 {on} 上报{organ}，不能重复上报。"""


class NotTheSubmittingStep(Refusal):
    """初审还没有办完，不能上报。"""

    law = "行政许可法 第35条"


class ReviewOpinionMissing(InvalidInput):
    """上报时必须附初审意见。"""

    law = "行政许可法 第35条"


class AskedBelow(Refusal):
    """“{material}”已由初审机关收取并随件移送，不得要求申请人重复提供。"""

    law = "行政许可法 第35条"


class SendBackInstead(Refusal):
    """此件由{organ}初审后上报，不属于受理条件的问题请退回初审机关处理。"""

    law = "行政许可法 第35条"


class NotFromBelow(Refusal):
    """此件不是下级机关上报的。"""


class AnsweredBelow(Refusal):
    """此件由{organ}（初审机关，办件编号 {number}）通知并送达申请人。"""


class WithdrawBelow(Refusal):
    """此件随{organ}的办件 {number} 上报，请在那一件上撤回。"""


class NotAbove(Refusal):
    """此件不在上级机关办理，不能催办。"""


@dataclass(frozen=True, slots=True)
class Defect:
    """One line of a supplement notice: which material, what is wrong, what is asked."""

    code: str
    problem: str
    requirement: str

    def as_dict(self) -> dict[str, str]:
        """For the record and the paper."""
        return {"code": self.code, "problem": self.problem, "requirement": self.requirement}


def check_in_tray(state: str, state_name: str) -> None:
    """Outcomes of acceptance exist only while the case is in the tray (32)."""
    if state not in IN_TRAY:
        raise NotInTray(state=state_name)


def check_running(state: str, state_name: str) -> None:
    """Handling acts need an accepted case without a decision."""
    if state != CaseState.ACCEPTED:
        raise NotRunning(state=state_name)


def check_not_over(state: str, state_name: str) -> None:
    """Nothing is added to a case that is over."""
    if state not in IN_TRAY | RUNNING:
        raise AlreadyOver(state=state_name)


def check_supplement(
    defects: Sequence[Defect], listed: Mapping[str, str], *, told_on: str, extra: Iterable[str] = ()
) -> None:
    """One notice, not empty, only materials of the item's list, each with problem and demand.

    `listed` maps material code to name; `told_on` is the day of an earlier notice or empty. The
    application form itself (code "form") may be asked to be corrected as well.
    """
    if told_on:
        raise SecondSupplement(told_on=told_on)
    allowed = {*listed, "form", *extra}
    for defect in defects:
        if defect.code not in allowed:
            raise OutsideTheList(material=defect.code)
    if not defects or any(not d.problem.strip() or not d.requirement.strip() for d in defects):
        raise NothingAsked


def outstanding(lines: Iterable[Mapping[str, str]], delivered: Collection[str]) -> list[str]:
    """Codes asked for in the notice that have not been delivered since."""
    return [line["code"] for line in lines if line["code"] not in delivered]


def missing_materials(required: Mapping[str, str], handed_in: Collection[str]) -> list[str]:
    """Names of required materials of which nothing was handed in."""
    return [name for code, name in required.items() if code not in handed_in]


def accepted_on(received: date, supplemented: date | None, *, deemed: bool) -> date:
    """The day the case counts as accepted (32(1)(4)–(5)).

    Deemed acceptance goes back to the day of receipt; after a supplement it is the day on which
    everything asked for had been delivered, whenever the clerk came to press the button.
    """
    if deemed or supplemented is None:
        return received
    return supplemented


def check_reasons(verdict: Verdict, reasons: str, basis: str) -> None:
    """A refusal without reasons and articles cannot be sealed (38(2))."""
    if verdict is Verdict.REFUSED and not (reasons.strip() and basis.strip()):
        fields = {}
        if not reasons.strip():
            fields["reasons"] = ["请写明不予的理由"]
        if not basis.strip():
            fields["basis"] = ["请写明所依据的条文"]
        raise NoReasons(fields=fields)


def check_two_persons(*, required: bool, decider: str, earlier: Collection[str]) -> None:
    """一审一核: whoever reviewed does not also decide."""
    if required and (decider in earlier or not earlier):
        raise SamePerson


def check_inspection(*, required: bool, inspectors: Iterable[Sequence[str]]) -> None:
    """A required check on the spot was recorded by two persons at least (34(3))."""
    if required and not any(len(set(pair)) >= 2 for pair in inspectors):
        raise ChecksMissing


def route(
    *,
    immediate: bool,
    supplemented: bool,
    state: str,
    joint: bool = False,
    upward: bool = False,
    refused: bool = False,
) -> Route:
    """The hall's class of a case (六类办件), told from what it is and what happened to it.

    What was sent back in writing (不予受理、不予批准) is a returned case, what once had to be
    supplemented a supplemented one; before that counts where it is decided.
    """
    if state == CaseState.DECLINED or refused:
        return Route.RETURNED
    if supplemented:
        return Route.SUPPLEMENT
    if joint:
        return Route.JOINT
    if upward:
        return Route.UPWARD
    return Route.IMMEDIATE if immediate else Route.PROMISED
