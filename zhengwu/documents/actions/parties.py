"""Who a paper is for, and who presses the seal."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from zhengwu.kernel.text import masked_number


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person (name as on the card) or a firm (full name, credit code, representative)."""

    name: str
    id_number: str = ""
    credit_code: str = ""
    representative: str = ""
    agent: str = ""
    agent_authority: str = ""
    role: str = ""

    def as_stored(self) -> dict[str, str]:
        """The facts as they are kept in the sealed content."""
        return {key: value for key, value in asdict(self).items() if value}

    def line(self) -> str:
        """申请人：… (or another role) as printed: a person's number masked, a firm's code whole."""
        parts = [f"{self.role or '申请人'}：{self.name}"]
        if self.id_number:
            parts.append(f"公民身份号码：{masked_number(self.id_number, 6, 4)}")
        if self.credit_code:
            parts.append(f"统一社会信用代码：{self.credit_code}")
        if self.representative:
            parts.append(f"法定代表人（负责人）：{self.representative}")
        if self.agent:
            scope = f"（{self.agent_authority}）" if self.agent_authority else ""
            parts.append(f"委托代理人：{self.agent}{scope}")
        return "；".join(parts) + "。"


@dataclass(frozen=True, slots=True)
class Sealing:
    """Permission to press an organ's seal: the caller has checked the letter of authority.

    `basis` names it (授权委托书 …) and is kept with the paper; `kind` is organ or acceptance.
    `at_window`: by letter of authority at the window, where the county may choose the special seal
    for decisions too (双章制).
    """

    organ_code: str
    holder_id: str
    holder_name: str
    basis: str
    kind: str = "organ"
    at_window: bool = False
