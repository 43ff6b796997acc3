"""Pure rules of expert review, tests and public notices: 行政许可法 36, 45, 55."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from zhengwu.kernel.errors import InvalidInput, Refusal

METHOD = "sha256-order-1"


class TooFewExperts(Refusal):
    """专家库中没有利害关系的“{field}”专家不够：要 {wanted} 名，只有 {there} 名，请先登记专家。"""


class DrawnAlready(Refusal):
    """“{field}”专家已经抽取，不能重新抽取；有人回避的，按抽取顺序递补。"""


class OpinionsOpen(Refusal):
    """还有 {count} 名专家没有签署意见，不能作出评审结论。"""


class ReviewOpen(Refusal):
    """专家评审还没有结论，不能作出决定。"""

    law = "行政许可法 第45条"


class ResultOpen(Refusal):
    """“{kind}”的结果还没有录入，不能作出决定。"""

    law = "行政许可法 第55条第1款"


class NoticeRuns(Refusal):
    """公示到 {until} 为止，期满以前不能作出决定。"""

    law = "行政许可法 第36条"


class ObjectionOpen(Refusal):
    """还有 {count} 件公示异议没有答复，答复以前不能作出决定。"""

    law = "行政许可法 第36条"


class NoticeOver(Refusal):
    """公示已于 {until} 期满，不再接受异议。"""


class TwoDifferentPersons(InvalidInput):
    """检验、检测、检疫应当指派两名以上不同的工作人员，并载明证件号码。"""

    law = "行政许可法 第55条第2款"


class ReviewIncomplete(InvalidInput):
    """请把必填的内容写完整。"""


def order(pool: Iterable[str], seed: str) -> list[str]:
    """The pool in the order a seed gives: by SHA-256 of seed and id. The same seed and pool give
    the same order on any machine, and nobody can choose a seed for a result."""
    return sorted(pool, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())


def next_of(ordered: Sequence[str], seated: Collection[str]) -> str | None:
    """Who moves up when somebody keeps out."""
    return next((one for one in ordered if one not in seated), None)


def conflict(applicant: str, unit: str, conflicts: Collection[str]) -> str:
    """Why an expert keeps out of an applicant's case; empty where nothing is known."""
    if unit and unit == applicant:
        return "申请人的工作人员"
    return "登记的利害关系" if applicant in conflicts else ""


def check_people(people: Sequence[tuple[str, str, str]]) -> None:
    """Two persons with two certificates at least: (id, name, certificate number)."""
    certificates = {certificate for _, _, certificate in people if certificate.strip()}
    if len({key for key, _, _ in people}) < 2 or len(certificates) < 2:
        raise TwoDifferentPersons(fields={"people": ["请选择两名以上有证件号码的人员"]})


def check_notices(notices: Iterable[tuple[date, int]], today: date) -> None:
    """Each notice (last day, unanswered objections) is over and answered."""
    for until, open_objections in notices:
        if today <= until:
            raise NoticeRuns(until=until.isoformat())
        if open_objections:
            raise ObjectionOpen(count=open_objections)
