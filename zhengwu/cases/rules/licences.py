"""Pure rules of granted licences: 行政许可法 8, 49, 50, 57, 69, 70."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.cases.enums import ACT_NAMES, LicenceAct, LicenceState
from zhengwu.clock.rules.counting import add_months
from zhengwu.kernel.errors import InvalidInput, Refusal

_MONTHS_A_YEAR = 12
# Closed lists: nothing else ends a licence. Code → (article, words).
GROUNDS: dict[str, dict[str, tuple[str, str]]] = {
    LicenceAct.REVOKE: {
        "69.1.1": ("第六十九条第一款第一项", "工作人员滥用职权、玩忽职守作出准予决定"),
        "69.1.2": ("第六十九条第一款第二项", "超越法定职权作出准予决定"),
        "69.1.3": ("第六十九条第一款第三项", "违反法定程序作出准予决定"),
        "69.1.4": ("第六十九条第一款第四项", "对不具备申请资格或者不符合法定条件的申请人准予许可"),
        "69.1.5": ("第六十九条第一款第五项", "依法可以撤销的其他情形"),
        "69.2": ("第六十九条第二款", "被许可人以欺骗、贿赂等不正当手段取得许可"),
    },
    LicenceAct.WITHDRAW: {
        "8.law": ("第八条第二款", "许可所依据的法律、法规、规章修改或者废止"),
        "8.facts": ("第八条第二款", "准予许可所依据的客观情况发生重大变化"),
    },
    LicenceAct.CANCEL: {
        "70.1": ("第七十条第一项", "有效期届满未延续"),
        "70.2": ("第七十条第二项", "赋予公民特定资格的许可，该公民死亡或者丧失行为能力"),
        "70.3": ("第七十条第三项", "法人或者其他组织依法终止"),
        "70.4": ("第七十条第四项", "许可依法被撤销、撤回，或者证件依法被吊销"),
        "70.5": ("第七十条第五项", "因不可抗力导致许可事项无法实施"),
        "70.6": ("第七十条第六项", "法律、法规规定的应当注销的其他情形（含被许可人申请注销）"),
    },
}
ARTICLES = {
    LicenceAct.RENEW: "第五十条",
    LicenceAct.CHANGE: "第四十九条",
    LicenceAct.REPLACE: "第三十九条",
}
_RESULT = {
    LicenceAct.REVOKE: LicenceState.REVOKED,
    LicenceAct.WITHDRAW: LicenceState.WITHDRAWN,
    LicenceAct.CANCEL: LicenceState.CANCELLED,
}


class LicenceNotValid(Refusal):
    """证件现在是“{state}”，不能办理{act}。"""


class NoGround(InvalidInput):
    """请选择法律规定的情形，并写明事实；撤回的还要写明补偿的安排。"""

    law = "行政许可法 第8条、第69条、第70条"


class WrongGround(Refusal):
    """这一情形与证件现在的状态（{state}）不符。"""

    law = "行政许可法 第70条"


class RenewalTooLate(Refusal):
    """有效期已于 {valid_to} 届满，不能再申请延续，请重新申请许可。"""

    law = "行政许可法 第50条第1款"


class NothingToRenew(Refusal):
    """这份证件长期有效，不需要延续。"""


class DecidedInItsCase(Refusal):
    """这项延续是作为办件 {number} 申请的，请在办件里作出决定。"""

    recorded = False


class WhichLicence(InvalidInput):
    """您名下有 {count} 份可以延续的证件（{numbers}），请写明要延续的是哪一份。"""

    law = "行政许可法 第50条第1款"


class RenewalRunning(Refusal):
    """证件 {licence} 的延续正在办理（{number}），不用再次申请。"""

    law = "行政许可法 第50条第1款"


class DeemedAlready(Refusal):
    """有效期届满以前没有作出决定，已经视为准予延续，不能再不予延续。"""

    law = "行政许可法 第50条第2款"


class ReasonsMissing(InvalidInput):
    """请写明申请的内容；不予准许的，写明理由。"""

    law = "行政许可法 第38条第2款、第49条、第50条"


class TermBackwards(InvalidInput):
    """届满日早于有效期的起始日，请核对。"""


class EarlierFirst(Refusal):
    """本事项有数量限制，还剩 {left} 个名额，先受理的 {ahead} 件还没有决定（{first} 等）。"""

    law = "行政许可法 第57条"


def ground(act: str, code: str) -> tuple[str, str]:
    """Article and words of a lawful ground; refused for any other."""
    known = GROUNDS.get(act, {})
    if code not in known:
        raise NoGround(fields={"ground": ["请选择法律规定的情形"]})
    return known[code]


def check_end(act: LicenceAct, code: str, state: str, state_name: str) -> LicenceState:
    """The state a licence ends in. Revoked and withdrawn are of a valid one; cancelled is the
    formality after each end (70), so its ground must agree with what happened."""
    if act != LicenceAct.CANCEL:
        if state != LicenceState.VALID:
            raise LicenceNotValid(state=state_name, act=ACT_NAMES[act])
        return _RESULT[act]
    fits = {
        "70.1": state == LicenceState.EXPIRED,
        "70.4": state in (LicenceState.REVOKED, LicenceState.WITHDRAWN, LicenceState.VALID),
    }.get(code, state == LicenceState.VALID)
    if state == LicenceState.CANCELLED or not fits:
        raise WrongGround(state=state_name)
    return LicenceState.CANCELLED


def check_renewal(valid_to: date | None, today: date) -> None:
    """A renewal is asked for before the last day is over (50(1)); a late notice bars nobody."""
    if valid_to is None:
        raise NothingToRenew
    if today > valid_to:
        raise RenewalTooLate(valid_to=valid_to.isoformat())


def check_term(first: date, last: date | None) -> None:
    """A last day that was given lies in the term it ends."""
    if last is not None and last < first:
        raise TermBackwards(
            fields={"valid_to": [f"有效期自 {first.isoformat()} 起，届满日不能更早"]}
        )


def as_long_again(first: date, last: date) -> date:
    """The last day of the term that follows on one from `first` to `last`: as many months where
    it was whole months, else as many days."""
    begins = last + timedelta(days=1)
    months = (begins.year - first.year) * _MONTHS_A_YEAR + begins.month - first.month
    if months > 0 and add_months(first, months) == begins:
        return add_months(begins, months) - timedelta(days=1)
    return begins + (last - first)


def check_order(ahead: int, left: int, first: str) -> None:
    """With fewer places than earlier applicants, the earlier ones come first (57)."""
    if ahead >= left and ahead:
        raise EarlierFirst(left=left, ahead=ahead, first=first)
