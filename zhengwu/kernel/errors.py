"""Refusals: what the program will not do, in plain Chinese, with the article forbidding it."""

from __future__ import annotations

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """此操作不能进行。"""

    # The docstring of each subclass is the message shown; `{name}` places are filled from facts.
    law: ClassVar[str] = ""
    status: ClassVar[int] = 409
    # Slips of the pen are not attempts: they are answered beside the field and not recorded.
    recorded: ClassVar[bool] = True

    def __init__(self, *, fields: dict[str, list[str]] | None = None, **facts: Any) -> None:
        self.facts: dict[str, Any] = facts
        self.fields: dict[str, list[str]] = fields or {}
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """Stable name for records and machines: `materials_missing`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def message(self) -> str:
        """The Chinese sentence, with its facts filled in."""
        template = (type(self).__doc__ or Refusal.__doc__ or "").strip()
        return template.format_map(_Facts(self.facts))

    @property
    def article(self) -> str:
        """The law that forbids it; an instance fact `law` overrides the class."""
        return str(self.facts.get("law") or self.law)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


class NotPermitted(Refusal):
    """您没有办理此操作的权限。"""

    status = 403


class NotThere(Refusal):
    """没有找到，或者不在您可以查看的范围内。"""

    status = 404
    recorded = False


class InvalidInput(Refusal):
    """填写的内容有误，请按提示修改。"""

    status = 422
    recorded = False


class Outdated(Refusal):
    """内容已被他人更新，请刷新后再操作。"""

    recorded = False


class Collided(Refusal):
    """正好有人在办理同一件事，这一步没有执行，内容没有变化。请再点一次。"""

    # Two acts waited for each other's rows and the database ended one: nobody attempted anything.
    # 503: another program, a bank for one, may send the same again as it is.
    status = 503
    recorded = False
