"""What a registration must hold, asked one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

from zhengwu.identity.enums import ID_KIND_NAMES, IdKind
from zhengwu.identity.rules.numbers import (
    compact,
    is_credit_code,
    is_id_number,
    is_person_name,
    is_phone,
    is_username,
    resident_fault,
    tidy_name,
    tidy_username,
)

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What somebody declares of themselves."""

    name: str
    id_kind: str
    id_number: str
    phone: str = ""

    def tidied(self) -> PersonDraft:
        """Every field in its stored form."""
        return PersonDraft(
            tidy_name(self.name), self.id_kind, compact(self.id_number), compact(self.phone)
        )


@dataclass(frozen=True, slots=True)
class FirmDraft:
    """What somebody declares of a firm."""

    name: str
    uscc: str
    legal_representative: str

    def tidied(self) -> FirmDraft:
        """Every field in its stored form."""
        return FirmDraft(
            tidy_name(self.name), compact(self.uscc), tidy_name(self.legal_representative)
        )


def person_errors(draft: PersonDraft) -> Errors:
    """What is wrong with a tidied draft, by field; empty when nothing is."""
    errors: Errors = {}
    if not is_person_name(draft.name):
        errors["name"] = ["请填写证件上的姓名，最多 50 个字。"]
    if draft.id_kind not in list(IdKind):
        errors["id_kind"] = ["请选择证件类型。"]
    elif not is_id_number(draft.id_kind, draft.id_number):
        paper = ID_KIND_NAMES[IdKind(draft.id_kind)]
        why = resident_fault(draft.id_number) if draft.id_kind == IdKind.RESIDENT else ""
        errors["id_number"] = [f"{paper}号码有误，{why}请对照证件核对每一位。"]
    if draft.phone and not is_phone(draft.phone):
        errors["phone"] = ["手机号码是 11 位数字，请核对。"]
    return errors


def firm_errors(draft: FirmDraft) -> Errors:
    """What is wrong with a tidied draft, by field; empty when nothing is."""
    errors: Errors = {}
    if not 2 <= len(draft.name) <= 120 or not any(char.isalpha() for char in draft.name):
        errors["name"] = ["请填写营业执照或登记证书上的全称。"]
    if not is_credit_code(draft.uscc):
        errors["uscc"] = ["统一社会信用代码是 18 位，请对照证照核对每一位。"]
    if not is_person_name(draft.legal_representative):
        errors["legal_representative"] = ["请填写法定代表人（负责人）姓名。"]
    return errors


def username_errors(username: str) -> Errors:
    """What is wrong with a sign-in name; whether it is free is another question."""
    if is_username(tidy_username(username)):
        return {}
    return {"username": ["登录名为 4 至 32 个字母、数字或汉字，不要用身份证号码。"]}
