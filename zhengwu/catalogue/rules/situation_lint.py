"""What is wrong with a situation guide, before anybody is led by it. Pure.

Each sentence names the question or the effect. An edition with one of them is not submitted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zhengwu.catalogue.enums import Need, QuestionKind, Verb
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.situation import (
    KINDS,
    GuideEffect,
    GuideQuestion,
    names_in,
    ordered,
)
from zhengwu.catalogue.rules.situation_paths import (
    MOST_PATHS,
    Path,
    TooManyPaths,
    compared,
    paths,
)
from zhengwu.catalogue.rules.situations import reduced
from zhengwu.expressions.enums import Kind
from zhengwu.expressions.rules import ExpressionError, parse

_CHOOSING = (QuestionKind.ONE, QuestionKind.MANY)
_OF_MATERIAL = (Verb.NOT_NEEDED, Verb.NEEDED, Verb.ADDED)
_OF_FEE = (Verb.NO_FEE, Verb.FEE)
_OPPOSED = ((Verb.NOT_NEEDED, Verb.NEEDED), (Verb.NOT_NEEDED, Verb.ADDED), (Verb.NO_FEE, Verb.FEE))
_SINGLE = {Verb.FORM: "申请表", Verb.FLOW: "流程"}
_SHOWN = 3


def guide_problems(document: EditionDocument) -> list[str]:
    """Everything wrong, in plain words; empty: the guide can be published."""
    if not document.questions:
        return ["有情形结果，却没有情形问题"] if document.effects else []
    found = [
        *_repeated(document),
        *(line for one in document.questions for line in _question(one)),
        *(line for one in document.effects for line in _effect(one, document)),
        *_conditions(document),
        *_ring(document.questions),
    ]
    if found:
        return found  # ways are only followed where every condition can be read
    try:
        ways = paths(document.questions, document.effects)
    except TooManyPaths:
        return [f"情形组合超过 {MOST_PATHS} 种，没有人能逐一核对；请减少问题，或者拆成几个事项"]
    return [
        *_unreached(document, ways),
        *_idle(document),
        *_dead_ends(ways),
        *_opposed(document, ways),
        *_never(document, ways),
    ]


def _named(one: GuideQuestion | GuideEffect) -> str:
    if isinstance(one, GuideQuestion):
        return f"问题 {one.code}“{one.text}”"
    return f"结果 {one.code}（{one.verb.label}）"


def _all(document: EditionDocument) -> list[GuideQuestion | GuideEffect]:
    return [*document.questions, *document.effects]


def _repeated(document: EditionDocument) -> Iterator[str]:
    for word, rows in (("问题", document.questions), ("结果", document.effects)):
        counted = Counter(one.code for one in rows)
        yield from (f"{word}编码 {code} 重复" for code, times in counted.items() if times > 1)


def _question(one: GuideQuestion) -> Iterator[str]:
    if not one.code.isidentifier():
        yield f"问题编码“{one.code}”应当由字母、数字、下划线组成，以字母开头"
    if not one.text.strip():
        yield f"问题 {one.code} 没有写问什么"
    if one.kind in _CHOOSING:
        values = [option.value for option in one.options]
        if len(values) < (2 if one.kind is QuestionKind.ONE else 1):
            yield f"{_named(one)}没有可选的答案，走到这里就走不下去"
        if len(set(values)) < len(values) or not all(values):
            yield f"{_named(one)}的选项编码有重复或空着"
        if not all(option.label.strip() for option in one.options):
            yield f"{_named(one)}有选项没有写文字"
    if one.least is not None and one.most is not None and one.least > one.most:
        yield f"{_named(one)}的最小值大于最大值，没有数字可填"


def _effect(one: GuideEffect, document: EditionDocument) -> Iterator[str]:
    if not one.when.strip():
        yield f"{_named(one)}没有条件：不分情形的内容请直接写在清单里"
    if one.verb in _OF_MATERIAL:
        yield from _of_material(one, document)
    elif one.verb in _OF_FEE and one.target not in {fee.name for fee in document.fees}:
        yield f"{_named(one)}的费用“{one.target}”不在本事项公布的收费项目内"
    elif one.verb in _SINGLE and not one.target:
        yield f"{_named(one)}没有写用哪一个{_SINGLE[one.verb]}"
    elif one.verb is Verb.ELSEWHERE and not one.say.strip():
        yield f"{_named(one)}是死路：没有告诉申请人到哪里去办"


def _of_material(one: GuideEffect, document: EditionDocument) -> Iterator[str]:
    material = next((m for m in document.materials if m.code == one.target), None)
    if material is None:
        yield (
            f"{_named(one)}要的材料“{one.target}”不在本事项公布的申请材料目录内，"
            "不得向申请人要求（行政许可法第三十条、第三十一条）"
        )
    elif not material.to_bring and one.verb is not Verb.NOT_NEEDED:
        yield f"{_named(one)}：“{material.name}”系统已有，不能再要求提交"
    if one.verb in (Verb.NOT_NEEDED, Verb.ADDED) and not one.say.strip():
        yield f"{_named(one)}没有写明告诉申请人的理由"


def _conditions(document: EditionDocument) -> Iterator[str]:
    fields = {one.code: KINDS[one.kind] for one in document.questions}
    options = {
        one.code: {option.value for option in one.options}
        for one in document.questions
        if one.kind in _CHOOSING
    }
    for one in _all(document):
        if not one.when.strip():
            continue
        try:
            problems = parse(one.when).problems(fields, wanted=Kind.BOOLEAN)
        except ExpressionError as wrong:
            problems = [wrong]
        yield from (f"{_named(one)}的条件有误：{wrong.problem}" for wrong in problems)
        for name, value in compared([one.when]):
            if isinstance(value, str) and name in options and value not in options[name]:
                yield f"{_named(one)}的条件有误：问题 {name} 没有“{value}”这个选项"


def _ring(questions: Sequence[GuideQuestion]) -> Iterator[str]:
    left = {one.code for one in questions} - {one.code for one in ordered(questions)}
    # What only hangs behind a ring is not in it.
    while True:
        behind = {
            one.code
            for one in questions
            if one.code in left
            and not any(one.code in o.names for o in questions if o.code in left)
        }
        if not behind:
            break
        left -= behind
    if left:
        names = "、".join(_named(one) for one in questions if one.code in left)
        yield f"{names}的条件互相等待，成了循环，哪一个都问不到"


def _unreached(document: EditionDocument, ways: Sequence[Path]) -> Iterator[str]:
    asked = {one.question.code for way in ways for one in way.walk.said}
    asked |= {way.walk.next.code for way in ways if way.walk.next}
    for one in document.questions:
        if one.code not in asked:
            yield f"{_named(one)}永远问不到：没有一种回答能走到这里"


def _idle(document: EditionDocument) -> Iterator[str]:
    """Nobody is asked what changes nothing."""
    read: set[str] = set()
    for one in _all(document):
        read |= names_in(one.when)
    for question in document.questions:
        if question.code not in read:
            yield f"{_named(question)}怎么回答都一样，不应当问申请人"


def _dead_ends(ways: Sequence[Path]) -> Iterator[str]:
    stuck = {way.walk.next.code: way for way in ways if way.walk.next}
    for code, way in stuck.items():
        yield f"死路：走到问题 {code} 没有可以填的答案（{way.words}）"
    if ways and all(way.walk.away for way in ways):
        yield "死路：无论怎样回答都不能在这里办，这个事项谁也申请不了"


def _opposed(document: EditionDocument, ways: Sequence[Path]) -> Iterator[str]:
    names = {one.code: one.name for one in document.materials}
    seen: dict[str, str] = {}
    for way in ways:
        found = {(one.verb, one.target): one for one in way.walk.effects}
        for one in way.walk.effects:
            for plus, minus in _OPPOSED:
                if one.verb is plus and (other := found.get((minus, one.target))):
                    what = names.get(one.target, one.target)
                    text = f"结果 {one.code} 与 {other.code} 矛盾：“{what}”又要又不要"
                    seen.setdefault(text, way.words)
        for verb, word in _SINGLE.items():
            rivals = [one for one in way.walk.effects if one.verb is verb]
            if len({one.target for one in rivals}) > 1:
                codes = "、".join(one.code for one in rivals)
                seen.setdefault(f"结果 {codes} 矛盾：同时指定了不同的{word}", way.words)
    yield from (f"{text}（{where}）" for text, where in list(seen.items())[: _SHOWN * 2])


def _never(document: EditionDocument, ways: Sequence[Path]) -> Iterator[str]:
    happening = {code for way in ways for code in way.walk.codes}
    for one in document.effects:
        if one.code not in happening:
            yield f"{_named(one)}永远不会出现：没有一种回答满足“{one.when}”"
    possible = [way for way in ways if way.walk.complete]
    if not possible:
        return
    needed: set[str] = set()
    for way in possible:
        needed |= {one.code for one in reduced(document, way.walk.codes).materials}
    targeted = {one.target for one in document.effects if one.verb in _OF_MATERIAL}
    for material in document.materials:
        if material.code in targeted and material.code not in needed:
            word = "必要材料" if material.required is Need.REQUIRED else "材料"
            yield f"{word} {material.code}“{material.name}”永远不会用到：哪种情形都不要它"
