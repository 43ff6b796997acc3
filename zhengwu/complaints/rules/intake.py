"""What a complaint needs before it is taken down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from zhengwu.complaints.enums import Naming
from zhengwu.complaints.rules.refusals import Missing
from zhengwu.kernel.actors import Actor, ActorKind

# Who acts where a citizen writes: the journal names no complainant, whatever was asked for.
SENDER = Actor(kind=ActorKind.CITIZEN, name="投诉人")


def check_letter(
    *, kind: str, kinds: Collection[str], text: str, naming: str, name: str, phone: str,
    happened_on: date | None, today: date,
) -> None:  # fmt: skip
    """Every slip at once, each beside its field."""
    wrong: dict[str, list[str]] = {}
    if kind not in kinds:
        wrong["kind"] = ["请选择要反映的是哪一类"]
    if not text.strip():
        wrong["text"] = ["请写明发生了什么：什么时候、在哪里、怎么回事"]
    if happened_on is not None and happened_on > today:
        wrong["happened_on"] = ["这一天还没有到"]
    wrong |= naming_slips(naming, name.strip(), phone.strip())
    if wrong:
        raise Missing(fields=wrong)


def naming_slips(naming: str, name: str, phone: str) -> dict[str, list[str]]:
    """What is missing of who writes: nothing for the anonymous."""
    if naming not in list(Naming):
        return {"naming": ["请选择是否留下姓名"]}
    if naming == Naming.ANONYMOUS:
        return {}
    wrong = {}
    if not name:
        wrong["name"] = ["请填写姓名，或者选择匿名"]
    if not phone:
        wrong["phone"] = ["请填写联系电话，好把结果告诉您"]
    return wrong
