"""The situation guides of all members as one: each question asked once, each member told its own.

Pure. The guide of a member stays what its edition publishes; here it is only found out which of
its questions are one with another member's, and what the one answer means to each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhengwu.catalogue.enums import Need, QuestionKind
from zhengwu.catalogue.rules.document import Material
from zhengwu.catalogue.rules.situation import GuideQuestion, Walk, fact, names_in, ordered
from zhengwu.catalogue.rules.situation_paths import MOST_PATHS, TooManyPaths, paths
from zhengwu.joint.rules.document import Member, Paper, Posed, SameQuestion, ServiceDocument, Use
from zhengwu.joint.rules.projection import holds

# Beside the answers of the form an application keeps those of the guide; no field begins so.
SITUATION = "_situation"
# How conditions of a joint service read an answer of the guide.
PREFIX = "situation."
_NEEDS = (Need.OPTIONAL, Need.DEFERRABLE, Need.REQUIRED)
_NAMES = re.compile(r'"[^"]*"|\'[^\']*\'|(?<![\w.])[^\W\d][\w.]*')


@dataclass(frozen=True, slots=True)
class MemberGuide:
    """The questions of one member, and by which answers of the service's own it takes part."""

    item: str
    name: str
    questions: Sequence[GuideQuestion]
    condition: str = ""


@dataclass(slots=True)
class MergedGuide:
    """The outcome: what is asked, and what is wrong with it."""

    posed: list[Posed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asking:
    item: str
    name: str
    question: GuideQuestion
    when: str


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A condition that reads other names; what stands in quotes is no name."""
    return _NAMES.sub(lambda found: names.get(found[0], found[0]), text)


def merge_questions(
    own: Sequence[GuideQuestion],
    guides: Sequence[MemberGuide],
    same: Sequence[SameQuestion] = (),
) -> MergedGuide:
    """Merge by the editor's word, else where two members ask the very same thing.

    The service's own questions come first. A question of several is asked where any of them asks.
    """
    out = MergedGuide()
    alias = {place: one.code for one in same for place in one.questions}
    slots: dict[str, list[_Asking]] = {}
    marks: dict[tuple[Any, ...], str] = {}
    everybody = [MemberGuide("", "联办事项", own), *guides]
    for place, guide in enumerate(everybody):
        names = _names(guide, place, alias, marks, slots)
        for question in guide.questions:
            code = names[question.code]
            when = joined("and", [guide.condition, renamed(question.when, names)])
            asking = _Asking(guide.item, guide.name, question, when)
            if code in slots and _answered(slots[code][0].question) != _answered(question):
                out.problems.append(
                    f"情形问题“{question.text}”（{guide.name}）与“{slots[code][0].question.text}”"
                    f"（{slots[code][0].name}）的答案不同，不能合成一问"
                )
                continue
            slots.setdefault(code, []).append(asking)
    out.posed = [_posed(code, asking) for code, asking in slots.items()]
    return out


def _names(
    guide: MemberGuide,
    place: int,
    alias: Mapping[str, str],
    marks: dict[tuple[Any, ...], str],
    slots: Mapping[str, Any],
) -> dict[str, str]:
    """Own code → merged code."""
    found: dict[str, str] = {}
    for one in guide.questions:
        mark = (one.text.strip(), *_answered(one))
        code = alias.get(f"{guide.item}#{one.code}") or marks.get(mark, "")
        if not code:
            code = f"m{place}_{one.code}" if one.code in slots else one.code
        found[one.code] = marks.setdefault(mark, code)
    return found


def _answered(one: GuideQuestion) -> tuple[Any, ...]:
    """What must be the same before two questions are one: how they are answered."""
    return (one.kind, one.options, one.unit, one.least, one.most)


def joined(word: str, parts: Sequence[str]) -> str:
    """Conditions set together by `and` (an empty one is left out) or `or` (it wins)."""
    if word == "or" and not all(part.strip() for part in parts):
        return ""
    found = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    return found[0] if len(found) == 1 else f" {word} ".join(f"({one})" for one in found)


def _posed(code: str, asking: Sequence[_Asking]) -> Posed:
    first = asking[0].question
    help_ = next((one.question.help for one in asking if one.question.help), "")
    when = joined("or", [one.when for one in asking])
    uses = tuple(Use(one.item, one.question.code) for one in asking if one.item)
    return Posed(replace(first, code=code, when=when, help=help_), uses)


def conditions(members: Sequence[Member], own: Sequence[GuideQuestion]) -> dict[str, str]:
    """Item → by which answers of the service's own questions it takes part at all.

    What depends on the form cannot be known while the guide is asked; it counts as taking part.
    """
    there = {PREFIX + one.code: one.code for one in own}
    found: dict[str, str] = {}
    for member in members:
        names = names_in(member.when)
        mine = renamed(member.when, there) if names and names <= there.keys() else ""
        found[member.item] = joined("and", [*(found.get(item, "") for item in member.after), mine])
    return found


def guide_findings(document: ServiceDocument, merged: MergedGuide) -> list[str]:
    """What keeps the merged guide from being published. The members' own were checked before."""
    questions = [one.question for one in merged.posed]
    found = list(merged.problems)
    left = {one.code for one in questions} - {one.code for one in ordered(questions)}
    if left:
        names = "、".join(f"“{one.text}”" for one in questions if one.code in left)
        return [*found, f"情形问题{names}的条件互相等待，哪一个都问不到"]
    try:
        ways = paths(questions, ())
    except TooManyPaths:
        return [*found, f"情形组合超过 {MOST_PATHS} 种，没有人能逐一核对；请减少问题"]
    asked = {one.question.code for way in ways for one in way.walk.said}
    found += [f"情形问题“{one.text}”永远问不到" for one in questions if one.code not in asked]
    return [*found, *_own_findings(document)]


def _own_findings(document: ServiceDocument) -> list[str]:
    read: set[str] = set()
    for text in [*(m.when for m in document.members), *(one.when for one in document.leads)]:
        read |= names_in(text)
    for question in document.questions:
        read |= {PREFIX + name for name in names_in(question.when)}
    found = []
    for question in document.questions:
        choosing = question.kind in (QuestionKind.ONE, QuestionKind.MANY)
        if not question.code.isidentifier() or not question.text.strip():
            found.append(f"情形问题 {question.code} 没有写问什么，或者编码不对")
        if choosing and not question.options:
            found.append(f"情形问题“{question.text}”没有可选的答案")
        if PREFIX + question.code not in read:
            found.append(f"情形问题“{question.text}”怎么回答都一样，不应当问申请人")
    return found


def own_answers(posed: Sequence[Posed], item: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the one answer says to the questions of a member, under its own codes."""
    return {
        use.key: answers[one.question.code]
        for one in posed
        if one.question.code in answers
        for use in one.uses
        if use.item == item
    }


def situation_facts(walk: Walk) -> dict[str, Any]:
    """What conditions of the service read of the guide: settled answers only."""
    return {PREFIX + one.question.code: fact(one.question, one.answer) for one in walk.said}


def left_out(document: ServiceDocument, walk: Walk, away: Mapping[str, str]) -> dict[str, str]:
    """Item → why it takes no part: led elsewhere by its own guide, not needed by the service's
    own questions, or because what it follows is out. What is not answered yet leaves nobody out.
    """
    known = situation_facts(walk)
    if walk.next is None:  # what was never asked says nothing, and no condition holds of it
        known = {**{PREFIX + one.code: None for one in document.questions}, **known}
    names = {one.item: one.name for one in document.members}
    found: dict[str, str] = {}
    for member in document.members:
        before = next((item for item in member.after if item in found), "")
        read = names_in(member.when)
        if member.item in away:
            found[member.item] = away[member.item]
        elif before:
            found[member.item] = f"要用“{names[before]}”的结果，它这次不办"
        elif read and read <= known.keys() and not holds(member.when, known):
            found[member.item] = "按您的回答，这次不用办"
    return found


def papers_in(
    document: ServiceDocument, needed: Mapping[str, Mapping[str, Material]]
) -> tuple[Paper, ...]:
    """The merged list of one situation: `needed` is item → its own materials by code.

    A paper nobody needs any more is not on it; of the others the word of those who need it counts.
    """
    found = []
    for paper in document.papers:
        uses = [one for one in paper.uses if one.key in needed.get(one.item, {})]
        materials = [needed[one.item][one.key] for one in uses]
        if not uses:
            continue
        found.append(
            replace(
                paper,
                required=max((one.required for one in materials), key=_NEEDS.index).value,
                originals=max(one.originals for one in materials),
                copies=max(one.copies for one in materials),
                criteria=tuple(dict.fromkeys(m.criterion for m in materials if m.criterion)),
                uses=tuple(uses),
            )
        )
    return tuple(found)
