"""Pure rules of letters: what a letter must say, and which letters exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhengwu.kernel.errors import InvalidInput, Refusal

from .enums import BActs, Representative, Verb


class SignerNotHead(Refusal):
    """{signer}在签署当日（{on}）不是{organ}的负责人，不能签署该单位的授权委托书。"""


class HolderNotInOrgan(Refusal):
    """{holder}在 {on} 没有{organ}的岗位，不能作为该单位的首席代表。"""


class SignedToOneself(Refusal):
    """任何人不得给自己签署或登记授权委托书。"""


class LetterConflict(Refusal):
    """{other}（编号 {number}）在这段时间已是相同事项的{role}，请先撤销或者缩小授权范围。"""


class SamePersonAB(Refusal):
    """{holder}在这段时间已是相同事项的{role}，A角、B角不能是同一人。"""


class ScanThere(Refusal):
    """{number} 已有扫描件，不能更换；确有错误的，请撤销后重新登记。"""


class LetterOver(Refusal):
    """授权委托书 {number} 已于 {on} 失效，不能再{verb}。"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whole organ, or the listed items."""

    whole_organ: bool
    items: frozenset[str] = frozenset()

    def meets(self, other: Scope) -> bool:
        """Whether some item lies in both. A whole organ yields to nothing: it has every item."""
        if self.whole_organ or other.whole_organ:
            return True
        return bool(self.items & other.items)


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day, both included."""

    first: date
    last: date

    def meets(self, other: Term) -> bool:
        """Whether some day lies in both."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, day: date) -> bool:
        """Whether the day is good; the last day is, the day after is not."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter as it stands in the register."""

    number: str
    holder: str
    holder_name: str
    role: Representative
    verbs: frozenset[Verb]
    scope: Scope
    term: Term


def effective_term(valid_from: date, valid_to: date, revoked_on: date | None) -> Term | None:
    """The days a letter is good; None when it was revoked before its first day was over."""
    if revoked_on is None or revoked_on > valid_to:
        return Term(valid_from, valid_to)
    last = revoked_on - timedelta(days=1)
    return Term(valid_from, last) if last >= valid_from else None


def check_conflicts(wanted: Standing, existing: Iterable[Standing]) -> None:
    """One A and one B for an item at a time, two different persons. Raises on the first breach."""
    for other in existing:
        shared = wanted.verbs & other.verbs
        if not shared or not wanted.term.meets(other.term) or not wanted.scope.meets(other.scope):
            continue
        if other.role is wanted.role and other.holder != wanted.holder:
            raise LetterConflict(
                other=other.holder_name, number=other.number, role=other.role.label
            )
        if other.role is not wanted.role and other.holder == wanted.holder:
            raise SamePersonAB(holder=other.holder_name, role=other.role.label)


def check_term(valid_from: date, valid_to: date, signed_on: date, *, longest: int) -> Term:
    """The term; refuses a reversed one, one signed after it began, and one of many years."""
    if valid_to < valid_from:
        raise InvalidInput(fields={"valid_to": ["有效期止不能早于有效期起。"]})
    if signed_on > valid_from:
        raise InvalidInput(fields={"valid_from": ["有效期不能早于签署日期：授权不能追溯。"]})
    if (valid_to - valid_from).days >= longest:
        raise InvalidInput(fields={"valid_to": [f"授权委托书一年一签，有效期最长 {longest} 天。"]})
    return Term(valid_from, valid_to)


def read_items(text: str) -> frozenset[str]:
    """Item codes from a text, one a line or divided by commas. Raises on impossible codes."""
    codes = frozenset(code for code in re.split(r"[\s,，;；、]+", text.strip()) if code)
    wrong = sorted(code for code in codes if not re.fullmatch(r"[0-9A-Za-z_.\-]{1,80}", code))
    if wrong:
        raise InvalidInput(
            fields={"items": [f"“{wrong[0][:30]}”不是事项编码（只含字母、数字和 - . _）。"]}
        )
    return codes


def check_scope(whole_organ: bool, items: Iterable[str]) -> Scope:
    """Whole organ or at least one item, not both."""
    codes = frozenset(items)
    if whole_organ == bool(codes):
        raise InvalidInput(
            fields={"items": ["请选择“本单位全部事项”，或者列出授权的事项编码（二者取一）。"]}
        )
    return Scope(whole_organ, codes)


def check_verbs(verbs: Iterable[Verb | str]) -> frozenset[Verb]:
    """At least one verb."""
    found = frozenset(Verb(verb) for verb in verbs)
    if not found:
        raise InvalidInput(fields={"verbs": ["请至少选择一项权限。"]})
    return found


def b_rule(role: Representative, wanted: BActs | str | None) -> BActs:
    """A acts always; B by default only while A is away."""
    if role is Representative.A:
        return BActs.ALWAYS
    return BActs(wanted) if wanted else BActs.WHEN_A_ABSENT


def next_term(valid_to: date) -> Term:
    """The year after a term: from the next day to the day before its return."""
    first = valid_to + timedelta(days=1)
    try:
        last = first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        last = first.replace(year=first.year + 1, month=2, day=28)
    return Term(first, last)
