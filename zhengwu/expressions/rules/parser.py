"""Recursive descent over the tokens, lowest binding first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhengwu.expressions.rules.tokens import Token, tokens
from zhengwu.expressions.rules.tree import (
    Binary,
    Call,
    ExpressionError,
    Items,
    Literal,
    Name,
    Node,
    Place,
    Unary,
    parts_of,
)

MAX_DEPTH = 40
MAX_ITEMS = 200
# Chains of 200 within brackets within chains: each alone is allowed, together they are too much.
MAX_HEIGHT = 250
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_WORDS = frozenset({"and", "or", "not", "in", "between", "true", "false", "null"})
# name → least and most arguments
FUNCTIONS = {
    "date": (1, 1),
    "contains": (2, 2),
    "count": (1, 1),
    "length": (1, 1),
    "min": (1, MAX_ITEMS),
    "max": (1, MAX_ITEMS),
}


def parse_tree(text: str) -> Node:
    """The tree of a whole text; raises `ExpressionError`."""
    parser = _Parser(list(tokens(text)))
    tree = parser.disjunction()
    parser.expect_end()
    if (height := _height(tree)) > MAX_HEIGHT:
        raise ExpressionError(f"运算层层相套，共{height}层，最多{MAX_HEIGHT}层", Place(1, 1))
    return tree


def _height(tree: Node) -> int:
    """How deep evaluation recurses; counted without recursion."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, height = waiting.pop()
        deepest = max(deepest, height)
        waiting += [(part, height + 1) for part in parts_of(node)]
    return deepest


class _Parser:
    def __init__(self, stream: list[Token]) -> None:
        self._stream = stream
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._stream[self._at]

    def _take(self) -> Token:
        token = self._stream[self._at]
        self._at += token.kind != "end"
        return token

    def _is(self, *texts: str) -> bool:
        return self._next.kind in ("operator", "name") and self._next.text in texts

    def _expect(self, text: str) -> Token:
        if not self._is(text):
            raise ExpressionError(
                f"这里应当是“{text}”，而不是{_shown(self._next)}", self._next.place
            )
        return self._take()

    def expect_end(self) -> None:
        if self._next.kind != "end":
            raise ExpressionError(f"多出的内容{_shown(self._next)}", self._next.place)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"嵌套过深，最多{MAX_DEPTH}层", token.place)

    def _chain(self, left: Node, token: Token, right: Node, links: int) -> Node:
        # A long chain is a deep tree: evaluation recurses over it just as over brackets.
        if links > MAX_ITEMS:
            raise ExpressionError(f"运算过多，最多{MAX_ITEMS}项", token.place)
        return Binary(token.text, left, right, token.place)

    def disjunction(self) -> Node:
        self._deeper(self._next)
        left, links = self._conjunction(), 0
        while self._is("or"):
            token, links = self._take(), links + 1
            left = self._chain(left, token, self._conjunction(), links)
        self._depth -= 1
        return left

    def _conjunction(self) -> Node:
        left, links = self._negation(), 0
        while self._is("and"):
            token, links = self._take(), links + 1
            left = self._chain(left, token, self._negation(), links)
        return left

    def _negation(self) -> Node:
        if not self._is("not"):
            return self._comparison()
        token = self._take()
        self._deeper(token)
        operand = self._negation()
        self._depth -= 1
        return Unary("not", operand, token.place)

    def _comparison(self) -> Node:
        left = self._sum()
        if self._is(*_COMPARISONS):
            token = self._take()
            return Binary(token.text, left, self._sum(), token.place)
        if self._is("between"):
            return self._between(left)
        negated = self._take() if self._is("not") else None
        if self._is("in"):
            token = self._take()
            inside = Binary("in", left, self._sum(), token.place)
            return Unary("not", inside, negated.place) if negated else inside
        if negated:
            raise ExpressionError("“not”后面应当是“in”", self._next.place)
        return left

    def _between(self, value: Node) -> Node:
        token = self._take()
        low = self._sum()
        self._expect("and")
        high = self._sum()
        above = Binary(">=", value, low, token.place)
        return Binary("and", above, Binary("<=", value, high, token.place), token.place)

    def _sum(self) -> Node:
        left, links = self._product(), 0
        while self._is("+", "-"):
            token, links = self._take(), links + 1
            left = self._chain(left, token, self._product(), links)
        return left

    def _product(self) -> Node:
        left, links = self._signed(), 0
        while self._is("*", "/"):
            token, links = self._take(), links + 1
            left = self._chain(left, token, self._signed(), links)
        return left

    def _signed(self) -> Node:
        if not self._is("-"):
            return self._primary()
        token = self._take()
        self._deeper(token)
        operand = self._signed()
        self._depth -= 1
        return Unary("-", operand, token.place)

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Literal(Decimal(token.text), token.place)
        if token.kind == "string":
            return Literal(token.text, token.place)
        if token.kind == "name":
            return self._word(token)
        if token.text == "(":
            inner = self.disjunction()
            self._expect(")")
            return inner
        if token.text == "[":
            return Items(self._listed("]"), token.place)
        raise ExpressionError(f"这里应当是一个值，而不是{_shown(token)}", token.place)

    def _word(self, token: Token) -> Node:
        if token.text in ("true", "false"):
            return Literal(token.text == "true", token.place)
        if token.text == "null":
            return Literal(None, token.place)
        if token.text == "not" and self._is("("):
            return Unary("not", self._primary(), token.place)
        if token.text in _WORDS:
            raise ExpressionError(f"这里应当是一个值，而不是{_shown(token)}", token.place)
        if not self._is("("):
            return Name(token.text, token.place)
        self._take()
        return _call(token, self._listed(")"))

    def _listed(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is(closing):
            if found:
                self._expect(",")
            found.append(self.disjunction())
            if len(found) > MAX_ITEMS:
                raise ExpressionError(f"列表过长，最多{MAX_ITEMS}项", self._next.place)
        self._take()
        return tuple(found)


def _call(token: Token, arguments: tuple[Node, ...]) -> Node:
    if token.text not in FUNCTIONS:
        known = "、".join(FUNCTIONS)
        raise ExpressionError(f"没有函数“{token.text}”，可用的有：{known}", token.place)
    least, most = FUNCTIONS[token.text]
    if not least <= len(arguments) <= most:
        raise ExpressionError(f"函数“{token.text}”的参数个数不对", token.place)
    if token.text == "date":
        return _date(token, arguments[0])
    return Call(token.text, arguments, token.place)


def _date(token: Token, argument: Node) -> Node:
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        raise ExpressionError("date() 里应当是带引号的日期，如 date('2026-01-31')", token.place)
    try:
        return Literal(date.fromisoformat(argument.value), token.place)
    except ValueError:
        raise ExpressionError(f"“{argument.value}”不是日期", argument.place)


def _shown(token: Token) -> str:
    return "结尾" if token.kind == "end" else f"“{token.text}”"
