"""Readings of charging with more than one caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from zhengwu.fees.enums import (
    BillState,
    Gate,
    Outcome,
    PaymentState,
    RefundState,
    ReworkKind,
    VersionState,
)
from zhengwu.fees.models import (
    Account,
    Bill,
    Confirmation,
    Day,
    Difference,
    Line,
    Payment,
    Receipt,
    Refund,
    Rework,
    Standard,
    StandardVersion,
    Waiver,
)
from zhengwu.fees.rules.formula import Fact, Method, find
from zhengwu.fees.rules.formula import missing_facts as missing
from zhengwu.fees.rules.paying import is_pay_code
from zhengwu.kernel.money import yuan

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Owing:
    """What a matter still owes before a gate."""

    amount: Decimal = _ZERO
    code: str = ""
    returned: str = ""
    assessed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sums:
    """A bill's money, added up from its lines."""

    gross: Decimal = _ZERO
    waived: Decimal = _ZERO
    net: Decimal = _ZERO
    paid: Decimal = _ZERO
    refunded: Decimal = _ZERO
    due: Decimal = _ZERO
    lines: list[Line] = field(default_factory=list)


def owing(matter_id: UUID, gate: Gate) -> Owing:
    """Unpaid charges of this matter (or sub-matter) up to and including the gate. One statement."""
    rows = (
        Line.objects.filter(scope=matter_id, replaced_at__isnull=True)
        .annotate(standard=F("version__standard_id"), state=F("bill__state"), code=F("bill__code"))
        .values_list("gate", "net", "payment_id", "standard", "state", "code", "bill_id")
    )
    amount, code, bill_returned, assessed = _ZERO, "", None, set()
    for at, net, payment, standard, state, pay_code, bill in rows:
        if Gate(at).rank > gate.rank:
            continue
        assessed.add(standard)
        if payment is None and net > 0:
            amount, code = amount + net, pay_code
        if state == BillState.RETURNED and payment is None:
            bill_returned = bill
    why = why_returned(bill_returned) if bill_returned else ""
    return Owing(amount, code, why, frozenset(assessed))


def why_returned(bill: Any) -> str:
    """Why the finance window sent this bill back."""
    row = Rework.objects.filter(bill=bill, redone_at__isnull=True).first()
    return f"{ReworkKind(row.kind).label}，{row.reason}" if row else "待重新核定"


def names_of(codes: Iterable[str]) -> list[str]:
    """Names of standards."""
    return sorted(Standard.objects.filter(pk__in=list(codes)).values_list("name", flat=True))


def version_on(code: str, day: date) -> StandardVersion | None:
    """The published version of a standard in force on a day: of several the newest."""
    rows = StandardVersion.objects.select_related("standard__organ", "standard__account")
    return (
        rows.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=day),
            standard=code,
            state=VersionState.PUBLISHED,
            effective_from__lte=day,
        )
        .order_by("-effective_from", "-number")
        .first()
    )


def methods_of(codes: Iterable[str], day: date) -> dict[str, Method]:
    """Code → method of the versions in force: what facts a page must ask for."""
    found = {code: version_on(code, day) for code in codes}
    return {code: version.method for code, version in found.items() if version}


def missing_facts(method: Method, facts: Mapping[str, Any]) -> list[Fact]:
    """What must still be found out before this can be charged."""
    return missing(method, facts)


def fact_of(facts: Mapping[str, Any], name: str) -> Any:
    """A fact by its name in nested answers; None where it is not known."""
    return find(facts, name)


def public_standards(day: date) -> QuerySet[StandardVersion]:
    """What is charged today and what is said to be free, with its basis (许可法 59: published)."""
    newer = StandardVersion.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=day),
        standard=OuterRef("standard"),
        state=VersionState.PUBLISHED,
        effective_from__lte=day,
        number__gt=OuterRef("number"),
    )
    rows = StandardVersion.objects.select_related("standard__organ", "standard__account")
    return rows.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=day),
        ~Exists(newer),
        state=VersionState.PUBLISHED,
        effective_from__lte=day,
    )


def waivers_on(codes: Iterable[str], day: date) -> list[Waiver]:
    """Waivers in force on a day that speak of these standards."""
    rows = Waiver.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=day),
        items__standard__in=list(codes),
        starts_on__lte=day,
    ).exclude(approved_by_name="")
    return list(rows.distinct().prefetch_related("items"))


def account_for(region_code: str) -> Account | None:
    """The non-tax account of a place: the town's own where it has one, else the county's."""
    rows = Account.objects.exclude(kind="agency")
    town = f"{region_code[:9]}000"
    county = f"{region_code[:6]}000000"
    found = {one.region_code: one for one in rows.filter(region_code__in=[town, county])}
    return found.get(town) or found.get(county)


def bill_of(matter_id: UUID) -> Bill | None:
    """The bill a matter stands on: its own, or that of the matter which leads it."""
    own = Bill.objects.select_related("matter", "document").filter(matter=matter_id).first()
    if own is not None:
        return own
    line = Line.objects.filter(scope=matter_id).select_related("bill__matter").first()
    return line.bill if line else None


def sums(bill: Bill) -> Sums:
    """Live lines and what they come to. One statement."""
    found = Sums()
    rows = bill.lines.filter(replaced_at__isnull=True)
    for line in rows.select_related("account", "waiver", "version__standard", "payment", "scope"):
        found.lines.append(line)
        found.gross += line.gross
        found.waived += line.waived
        found.net += line.net
        found.refunded += line.refunded
        if line.payment_id:
            found.paid += line.net
        else:
            found.due += line.net
    return found


def charged(matter_id: UUID) -> dict[str, Any]:
    """A matter's bill with its sums and why it was sent back, for the pages of other rooms."""
    bill = bill_of(matter_id)
    if bill is None:
        return {"bill": None}
    back = why_returned(bill.pk) if bill.state == BillState.RETURNED else ""
    return {"bill": bill, "total": sums(bill), "back": back}


def bills(text: str = "", state: str = "") -> QuerySet[Bill]:
    """Bills by 缴款码, matter number or payer; the code alone finds exactly one. `net`, `due`."""
    live = Q(lines__replaced_at__isnull=True)
    rows = Bill.objects.select_related("matter").annotate(
        net=Sum("lines__net", filter=live),
        due=Sum("lines__net", filter=live & Q(lines__payment__isnull=True)),
    )
    text = text.strip()
    if is_pay_code(text):
        return rows.filter(code=text)
    if text:
        rows = rows.filter(
            Q(matter__number__iexact=text) | Q(payer_name__contains=text) | Q(code=text)
        )
    return rows.filter(state=state) if state else rows


def receipts_of(bill: Bill) -> QuerySet[Receipt]:
    """Receipts and red ones, oldest first."""
    rows = Receipt.objects.filter(payment__bill=bill).order_by("issued_at", "id")
    return rows.select_related("document", "payment")


def suspense() -> QuerySet[Confirmation]:
    """Money that came in and that nobody knows yet."""
    return Confirmation.objects.filter(outcome=Outcome.SUSPENSE)


def is_booked(channel: str, bank_ref: str, *, beside: Payment | None = None) -> bool:
    """Whether this booking of the bank already stands behind a payment of ours."""
    rows = Payment.objects.filter(channel=channel, bank_ref=bank_ref).exclude(bank_ref="")
    return (rows.exclude(pk=beside.pk) if beside else rows).exists()


def has_come(order_no: str, bank_ref: str, amount: Decimal) -> bool:
    """Whether the bank has told us of this very money before, by message or by its file: kept in
    suspense, settled or booked."""
    rows = Confirmation.objects.filter(
        kind="pay", order_no=order_no, bank_ref=bank_ref, amount=amount
    )
    return rows.filter(outcome__in=(Outcome.SUSPENSE, Outcome.SETTLED, Outcome.MATCHED)).exists()


def pending(bill: Bill) -> Payment | None:
    """The payment this bill is waiting for."""
    return bill.payments.filter(state=PaymentState.PENDING).first()


def refundable(bill: Bill) -> list[tuple[Line, Decimal]]:
    """Paid lines with what may still go back: what is asked for counts as gone."""
    open_states = [RefundState.ASKED, RefundState.APPROVED]
    asked: dict[Any, Decimal] = {}
    rows = Refund.objects.filter(payment__bill=bill, state__in=open_states)
    for line_id, amount in rows.values_list("items__line", "items__amount"):
        asked[line_id] = asked.get(line_id, _ZERO) + (amount or _ZERO)
    lines = bill.lines.filter(payment__isnull=False, replaced_at__isnull=True)
    found = [(one, one.net - one.refunded - asked.get(one.pk, _ZERO)) for one in lines]
    return [(line, most) for line, most in found if most > 0]


def day_totals(day: date) -> dict[str, dict[str, str]]:
    """What a day's books hold by channel: count and sum of payments and refunds."""
    found: dict[str, dict[str, str]] = {}
    paid = Payment.objects.filter(booked_on=day, state=PaymentState.CONFIRMED)
    for row in paid.values("channel").annotate(n=Count("pk"), total=Sum("amount")):
        entry = found.setdefault(row["channel"], _empty())
        entry |= {"payments": str(row["n"]), "paid": str(yuan(row["total"]))}
    back = Refund.objects.filter(booked_on=day, state=RefundState.DONE)
    counted = back.values("payment__channel").annotate(n=Count("pk"), total=Sum("amount"))
    for one in counted:
        entry = found.setdefault(one["payment__channel"], _empty())
        entry |= {"refunds": str(one["n"]), "refunded": str(yuan(one["total"]))}
    return found


def _empty() -> dict[str, str]:
    return {"payments": "0", "paid": "0.00", "refunds": "0", "refunded": "0.00"}


def unclosed(today: date) -> list[date]:
    """Past days with money in their books that nobody has closed, the oldest first."""
    paid = Payment.objects.filter(state=PaymentState.CONFIRMED, booked_on__lt=today).distinct()
    back = Refund.objects.filter(state=RefundState.DONE, booked_on__lt=today).distinct()
    booked = {*paid.values_list("booked_on", flat=True), *back.values_list("booked_on", flat=True)}
    days = {day for day in booked if day is not None}
    closed = Day.objects.filter(closed_at__isnull=False, day__in=days)
    return sorted(days - set(closed.values_list("day", flat=True)))


def differences(day: date | None = None, *, open_only: bool = False) -> QuerySet[Difference]:
    """Differences of a day, or all that are open."""
    rows = Difference.objects.select_related("payment__matter")
    rows = rows.filter(day=day) if day else rows
    return rows.filter(handled_at__isnull=True) if open_only else rows


def waived_totals(
    waiver: Waiver | None = None, *, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """How many payers were served and what was taken off (873 户、73 万余元), by a waiver or by
    all, of charges worked out from one day to another (both count)."""
    row = _waived(waiver, since, until).aggregate(
        payers=Count("bill__payer_key", distinct=True),
        lines=Count("pk"),
        total=Sum("waived"),
    )
    return {**row, "total": yuan(row["total"] or _ZERO)}


def waived_by_charge(since: date, until: date) -> list[dict[str, Any]]:
    """The same of a period, one row for each kind of charge and document."""
    rows = _waived(None, since, until).values("name", "waiver__title", "waiver__document_no")
    found = rows.annotate(
        payers=Count("bill__payer_key", distinct=True), lines=Count("pk"), total=Sum("waived")
    )
    return [{**row, "total": yuan(row["total"])} for row in found.order_by("-total", "name")]


def _waived(waiver: Waiver | None, since: date | None, until: date | None) -> QuerySet[Line]:
    lines = Line.objects.filter(waiver__isnull=False, replaced_at__isnull=True)
    lines = lines.exclude(bill__state=BillState.VOID)
    lines = lines.filter(waiver=waiver) if waiver else lines
    lines = lines.filter(assessed_on__gte=since) if since else lines
    return lines.filter(assessed_on__lte=until) if until else lines


def reworks(organs: Iterable[str] | None = None) -> QuerySet[Rework]:
    """Bills sent back and not yet redone; of these organs where given."""
    rows = Rework.objects.filter(redone_at__isnull=True).select_related("bill__matter")
    return rows if organs is None else rows.filter(bill__matter__organ_code__in=list(organs))


def by_account(lines: Iterable[Line]) -> list[tuple[str, Decimal]]:
    """What goes to which account."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.account.name] = found.get(line.account.name, _ZERO) + line.net
    return sorted(found.items())
