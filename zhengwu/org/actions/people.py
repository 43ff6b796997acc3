"""Members of staff: entering, revising, leaving office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput

from .. import policy
from ..enums import StaffKind
from ..events import StaffDeparted, StaffEntered, StaffRevised
from ..models import Organ, Staff
from ..rules.people import check_id_number, check_phone
from ..rules.periods import check_order
from ..rules.refusals import StaffLeft
from ..rules.words import optional, required
from .officers import dismiss
from .posts import end_holding
from .writing import changes_of, lock, require

_SEALED = {"phone": "phone", "id_number": "id"}


def id_digest(number: str) -> str:
    """The keyed digest by which a person is found again; empty for none."""
    return settings.VAULT.keyed_digest(number, "org.staff.id") if number else ""


@action
def found_staff(
    number: str,
    *,
    name: str,
    organ: Organ,
    kind: StaffKind,
    phone: str = "",
    id_number: str = "",
    enforcement_certificate_no: str = "",
    joined_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Staff:
    """Enter a member, or revise the one with this number. An empty phone or identity number
    leaves what is known; the same person under two numbers is refused."""
    require(policy.may_import_staff(by))
    number = required(number, "number", "工号", 30)
    values: dict[str, Any] = {
        "name": required(name, "name", "姓名", 50),
        "organ_id": organ.pk,
        "kind": StaffKind(kind).value,
        "enforcement_certificate_no": optional(
            enforcement_certificate_no, "enforcement_certificate_no", "行政执法证号", 40
        ),
    }
    if joined_on is not None:
        values["joined_on"] = joined_on
    secret = {"phone": check_phone(phone), "id_number": check_id_number(id_number)}
    _check_person(number, secret["id_number"])
    staff = lock(Staff, number=number)
    if staff is None:
        staff = Staff(number=number, **values)
        _seal(staff, secret)
        staff.save(force_insert=True)
        event = StaffEntered(number=number, organ=organ.pk, kind=staff.kind)
        record(staff, event, by=by, at=at)
        return staff
    return _revise(staff, values, secret, by=by, at=at)


def _check_person(number: str, id_number: str) -> None:
    if not id_number:
        return
    others = Staff.objects.exclude(number=number).filter(id_number_digest=id_digest(id_number))
    if other := others.first():
        raise InvalidInput(
            fields={"id_number": [f"此身份证号已登记在工号 {other.number}（{other.name}）名下。"]}
        )


def _seal(staff: Staff, secret: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Seal what is given and differs; the journal hears that it changed, never what it was."""
    changed = {}
    for name, purpose in _SEALED.items():
        text = secret[name]
        if text and text != getattr(staff, name):
            changed[name] = ("***", "***")
            context = f"org.staff/{staff.pk}/{purpose}"
            setattr(staff, f"{name}_sealed", settings.VAULT.seal(text, context))
            if name == "id_number":
                staff.id_number_digest = id_digest(text)
    return changed


def _revise(
    staff: Staff, values: dict[str, Any], secret: dict[str, str], *, by: Actor, at: datetime
) -> Staff:
    changes: dict[str, tuple[Any, Any]] = {**changes_of(staff, values), **_seal(staff, secret)}
    if not changes:
        return staff
    for name, value in values.items():
        setattr(staff, name, value)
    staff.save(update_fields=[*values, "phone_sealed", "id_number_sealed", "id_number_digest"])
    record(staff, StaffRevised(number=staff.number), by=by, at=at, changes=changes)
    return Staff.objects.get(pk=staff.pk)


@action
def let_go(staff: Staff, *, on: date, reason: str, by: Actor, at: datetime) -> Staff:
    """A member leaves office; `on` is the last day. Posts and offices end with it."""
    require(policy.may_grant(by))
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    if staff.left_on is not None:
        raise StaffLeft(name=staff.name, on=staff.left_on.isoformat())
    reason = required(reason, "reason", "理由", 200)
    if staff.joined_on is not None:
        check_order(staff.joined_on, on)
    for holding in staff.holdings.filter(valid_to__isnull=True):
        end_holding(holding, on=max(on, holding.valid_from), reason=reason, by=by, at=at)
    for office in staff.offices.filter(ended_at__isnull=True):
        dismiss(office, reason=reason, by=by, at=at)
    staff.left_on = on
    staff.save(update_fields=["left_on"])
    event = StaffDeparted(last_day=on.isoformat())
    record(staff, event, by=by, at=at, reason=reason, changes={"left_on": (None, on)})
    return staff
