"""Founding organs, their approval sections, their admission to the centre."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput

from .. import policy
from ..enums import AdmissionState, OrganKind, SectionForm
from ..events import AdmissionChanged, OrganFounded, OrganRevised, SectionSet
from ..models import Admission, Hall, Organ, Region, Section
from ..rules.organs import check_credit_code
from ..rules.periods import check_order
from ..rules.words import optional, required
from .writing import require, settle


@action
def found_organ(
    code: str,
    *,
    name: str,
    kind: OrganKind,
    region: Region,
    short_name: str = "",
    parent: Organ | None = None,
    credit_code: str = "",
    document_mark: str = "",
    seal_name: str = "",
    phone: str = "",
    address: str = "",
    position: int = 100,
    by: Actor,
    at: datetime,
) -> Organ:
    """Enter an organ, or revise the one with this code. Refuses doubled credit codes and marks."""
    require(policy.may_keep_structure(by))
    name = required(name, "name", "单位全称", 100)
    values = {
        "name": name,
        "short_name": optional(short_name, "short_name", "简称", 40) or name[:40],
        "credit_code": check_credit_code(credit_code),
        "document_mark": optional(document_mark, "document_mark", "机关代字", 20),
        "seal_name": optional(seal_name, "seal_name", "印章名称", 100),
        "kind": OrganKind(kind).value,
        "region_id": region.pk,
        "parent_id": parent.pk if parent else None,
        "phone": optional(phone, "phone", "办公电话", 30),
        "address": optional(address, "address", "地址", 200),
        "position": position,
    }
    code = required(code, "code", "单位代码", 32)
    _check_unique(code, values["credit_code"], region, values["document_mark"])
    _check_parent(code, parent)
    return settle(
        Organ,
        {"code": code},
        values,
        founded=lambda row: OrganFounded(name=row.name, kind=row.kind),
        revised=lambda row: OrganRevised(name=row.name),
        by=by,
        at=at,
    )


def _check_unique(code: str, credit_code: object, region: Region, mark: object) -> None:
    others = Organ.objects.exclude(pk=code)
    if credit_code and (other := others.filter(credit_code=credit_code).first()):
        raise InvalidInput(fields={"credit_code": [f"“{other.name}”已使用这个信用代码。"]})
    if mark and (other := others.filter(region=region, document_mark=mark).first()):
        raise InvalidInput(fields={"document_mark": [f"“{other.name}”已使用这个机关代字。"]})


def _check_parent(code: str, parent: Organ | None) -> None:
    above = parent
    while above is not None:
        if above.pk == code:
            raise InvalidInput(fields={"parent": ["上级单位不能是本单位或其下级。"]})
        above = above.parent


@action
def set_section(
    organ: Organ,
    *,
    name: str,
    form: SectionForm,
    on: date,
    attached_to: str = "",
    moved_in_on: date | None = None,
    back_office_hall: Hall | None = None,
    back_office_room: str = "",
    by: Actor,
    at: datetime,
) -> Section:
    """Name the one section that does an organ's approvals from a day on; the former one ends."""
    require(policy.may_keep_structure(by))
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    attached = optional(attached_to, "attached_to", "挂靠科室", 60)
    if (SectionForm(form) is SectionForm.ATTACHED) != bool(attached):
        raise InvalidInput(fields={"attached_to": ["挂靠的写明挂靠科室；单设的不填。"]})
    values = {
        "name": required(name, "name", "科室名称", 60),
        "form": SectionForm(form).value,
        "attached_to": attached,
        "moved_in_on": moved_in_on,
        "back_office_hall_id": back_office_hall.pk if back_office_hall else None,
        "back_office_room": optional(back_office_room, "back_office_room", "后台办公室", 60),
    }
    current = organ.sections.filter(valid_to__isnull=True).first()
    if current and all(getattr(current, key) == value for key, value in values.items()):
        return current
    old = current.name if current else ""
    if current and current.valid_from == on:
        for key, value in values.items():
            setattr(current, key, value)
        current.save()
        section = current
    else:
        if current:
            check_order(current.valid_from + timedelta(days=1), on)
            current.valid_to = on - timedelta(days=1)
            current.save(update_fields=["valid_to"])
        section = Section.objects.create(organ=organ, valid_from=on, **values)
    event = SectionSet(name=section.name, form=section.form, day=on.isoformat())
    record(organ, event, by=by, at=at, changes={"section": (old, section.name)})
    return section


@action
def set_admission(
    organ: Organ,
    *,
    state: AdmissionState,
    on: date,
    reason: str = "",
    document_no: str = "",
    by: Actor,
    at: datetime,
) -> Admission:
    """Admit, suspend or withdraw an organ from a day on (成熟一个、进驻一个). History stays."""
    require(policy.may_arrange_halls(by))
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    state = AdmissionState(state)
    current = organ.admissions.filter(valid_to__isnull=True).first()
    if current and current.state == state.value:
        return current
    if current is None and state is not AdmissionState.ADMITTED:
        raise InvalidInput(fields={"state": ["还没有进驻的单位不能暂停或者退出。"]})
    if state is not AdmissionState.ADMITTED:
        required(reason, "reason", "事由", 200)
    if current:
        check_order(current.valid_from + timedelta(days=1), on)
        current.valid_to = on - timedelta(days=1)
        current.save(update_fields=["valid_to"])
    admission = Admission.objects.create(
        organ=organ,
        state=state.value,
        valid_from=on,
        reason=optional(reason, "reason", "事由", 200),
        document_no=optional(document_no, "document_no", "文号", 60),
    )
    record(
        organ,
        AdmissionChanged(state=state.value, day=on.isoformat()),
        by=by,
        at=at,
        reason=reason,
        changes={"admission": (current.state if current else None, state.value)},
    )
    return admission
