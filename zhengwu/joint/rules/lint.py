"""What keeps an edition of a joint service from being published, and what its editor should see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from zhengwu.expressions.rules import ExpressionError
from zhengwu.expressions.rules import parse as parse_expression
from zhengwu.joint.rules.document import Member, ServiceDocument
from zhengwu.joint.rules.merge import Conflict

MEMBERS_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list. An error forbids publication; a remark does not."""

    text: str
    error: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What lint has to be told of the world around the document.

    `closed`: item → why nobody can apply for it now; `windows`: organs that have a window today;
    `names`: facts conditions may ask for.
    """

    closed: Mapping[str, Sequence[str]]
    windows: Collection[str]
    names: Collection[str]
    conflicts: Sequence[Conflict] = ()
    remarks: Sequence[str] = ()
    rule_days: int | None = None


def lint(document: ServiceDocument, known: Known) -> list[Finding]:
    """Errors first; none: it may be published."""
    found = [
        *_members(document, known),
        *_order(document),
        *_conditions(document, known),
        *_leads(document, known),
        *_promise(document, known),
        *(Finding(one.text + "。请选用其中一个，或者分开提问") for one in known.conflicts),
    ]
    remarks = [Finding(text, error=False) for text in known.remarks]
    remarks += [Finding(f"待确认：{text}", error=False) for text in document.to_confirm]
    return found + remarks


def _members(document: ServiceDocument, known: Known) -> list[Finding]:
    found = []
    if len(document.members) < MEMBERS_AT_LEAST:
        found.append(Finding("联办事项至少要有两个成员事项"))
    if len({one.organ_code for one in document.members}) < MEMBERS_AT_LEAST:
        found.append(Finding("联办事项至少要有两个部门参加，一个部门的事项请直接办理"))
    for member in document.members:
        if why := known.closed.get(member.item):
            found.append(Finding(f"“{member.name or member.item}”现在不能申请：{'、'.join(why)}"))
    return found


def _order(document: ServiceDocument) -> list[Finding]:
    found = []
    items = [one.item for one in document.members]
    for place, member in enumerate(document.members):
        for item in member.after:
            if item not in items:
                found.append(Finding(f"“{member.name}”要等的事项不在成员之中"))
            elif items.index(item) >= place:
                found.append(Finding(f"“{member.name}”要等的事项必须排在它前面"))
    return found


def _conditions(document: ServiceDocument, known: Known) -> list[Finding]:
    texts = [(f"“{one.name}”的参加条件", one.when) for one in document.members]
    texts += [("牵头窗口的条件", one.when) for one in document.leads]
    found = []
    for what, text in texts:
        if not text.strip():
            continue
        try:
            names = parse_expression(text).names
        except ExpressionError as error:
            found.append(Finding(f"{what}读不懂：{error}"))
            continue
        if unknown := sorted(names - set(known.names)):
            found.append(Finding(f"{what}用了表单里没有的“{unknown[0]}”"))
    return found


def _leads(document: ServiceDocument, known: Known) -> list[Finding]:
    if not document.leads or document.leads[-1].when.strip():
        return [Finding("最后一条牵头窗口规则不能带条件，否则有的申请没有牵头窗口")]
    return [
        Finding(f"牵头单位“{one.organ_code}”现在没有窗口")
        for one in document.leads
        if one.organ_code not in known.windows
    ]


def _promise(document: ServiceDocument, known: Known) -> list[Finding]:
    amount = document.promise.amount
    if amount is None:
        return [Finding("请填写联办承诺时限")]
    found = [Finding(f"请给“{one.name}”定分办时限") for one in document.members if one.days is None]
    if known.rule_days is not None and amount > known.rule_days:
        found.append(Finding(f"联办承诺时限不能长于法定的{known.rule_days}个工作日"))
    longest = longest_way(document.members)
    if longest > amount:
        found.append(Finding(f"分办时限前后相加最长{longest}个工作日，超过联办承诺的{amount}个"))
    return found


def longest_way(members: Sequence[Member]) -> int:
    """Working days of the longest chain of members that wait for one another."""
    ends: dict[str, int] = {}
    for member in members:
        before = max((ends.get(item, 0) for item in member.after), default=0)
        ends[member.item] = before + (member.days or 0)
    return max(ends.values(), default=0)
