"""What charging announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """An account that charges go to."""

    code: ClassVar[str] = "fees.account.opened"
    account: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class StandardSaved(Event):
    """A version of a standard was drafted, changed or submitted."""

    code: ClassVar[str] = "fees.standard.saved"
    standard: str
    number: int
    state: str


@dataclass(frozen=True, kw_only=True)
class StandardPublished(Event):
    """A version was approved and is public from its day on."""

    code: ClassVar[str] = "fees.standard.published"
    standard: str
    number: int
    basis: str
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class StandardWithdrawn(Event):
    """A version is no longer charged from a day on."""

    code: ClassVar[str] = "fees.standard.withdrawn"
    standard: str
    number: int
    last_day: str


@dataclass(frozen=True, kw_only=True)
class StandardsRead(Event):
    """A sheet of standards was tried, or handed in for approval."""

    code: ClassVar[str] = "fees.standards.read"
    file: str
    state: str
    digest: str
    new: int
    changed: int
    bad: int


@dataclass(frozen=True, kw_only=True)
class WaiverProposed(Event):
    """A waiver was entered with its document."""

    code: ClassVar[str] = "fees.waiver.proposed"
    kind: str
    document_no: str
    share: str
    starts_on: str
    standards: list[str]


@dataclass(frozen=True, kw_only=True)
class WaiverApproved(Event):
    """Another person approved it: it reduces charges from its day on."""

    code: ClassVar[str] = "fees.waiver.approved"
    document_no: str


@dataclass(frozen=True, kw_only=True)
class WaiverRevoked(Event):
    """A waiver ends."""

    code: ClassVar[str] = "fees.waiver.revoked"
    document_no: str
    on: str


@dataclass(frozen=True, kw_only=True)
class BillAssessed(Event):
    """What a matter costs was worked out; `lines` name, gross, waived and net."""

    code: ClassVar[str] = "fees.bill.assessed"
    bill: str
    pay_code: str
    round: int
    total: str
    waived: str
    document: str
    lines: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class BillTold(Event):
    """The one notice of all departments was issued after the last had worked out its charges."""

    code: ClassVar[str] = "fees.bill.told"
    bill: str
    round: int
    document: str


@dataclass(frozen=True, kw_only=True)
class BillReleased(Event):
    """What had not been paid of a scope is no longer owed."""

    code: ClassVar[str] = "fees.bill.released"
    bill: str
    lines: list[str]


@dataclass(frozen=True, kw_only=True)
class BillReturned(Event):
    """The finance window sent a bill back to be redone."""

    code: ClassVar[str] = "fees.bill.returned"
    bill: str
    kind: str
    total: str


@dataclass(frozen=True, kw_only=True)
class PaymentBegun(Event):
    """A payment was begun; where a bank takes part, it is asked next."""

    code: ClassVar[str] = "fees.payment.begun"
    payment: str
    order: str
    channel: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentConfirmed(Event):
    """Money is in the account, and the receipt is numbered."""

    code: ClassVar[str] = "fees.payment.confirmed"
    payment: str
    order: str
    channel: str
    amount: str
    receipt: str
    late: bool
    settled: bool


@dataclass(frozen=True, kw_only=True)
class PaymentEnded(Event):
    """A payment came to nothing: refused by the bank, or no answer in time."""

    code: ClassVar[str] = "fees.payment.ended"
    order: str
    state: str
    why: str


@dataclass(frozen=True, kw_only=True)
class MessageTaken(Event):
    """A bank's message was read."""

    code: ClassVar[str] = "fees.message.taken"
    channel: str
    message: str
    order: str
    amount: str
    outcome: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SuspenseSettled(Event):
    """Money nobody knew was found a home."""

    code: ClassVar[str] = "fees.suspense.settled"
    message: str
    how: str


@dataclass(frozen=True, kw_only=True)
class RefundAsked(Event):
    """Money is to go back."""

    code: ClassVar[str] = "fees.refund.asked"
    refund: str
    order: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class RefundJudged(Event):
    """Another person agreed or not; where a bank takes part, it is asked next."""

    code: ClassVar[str] = "fees.refund.judged"
    refund: str
    approved: bool
    channel: str


@dataclass(frozen=True, kw_only=True)
class RefundDone(Event):
    """Money went back, and the red receipt is numbered."""

    code: ClassVar[str] = "fees.refund.done"
    refund: str
    order: str
    amount: str
    receipt: str


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """The bank could not give the money back."""

    code: ClassVar[str] = "fees.refund.failed"
    refund: str
    order: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class StatementTaken(Event):
    """A bank's file was tried or applied."""

    code: ClassVar[str] = "fees.statement.taken"
    day: str
    state: str
    counts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class DifferenceHandled(Event):
    """A difference was settled."""

    code: ClassVar[str] = "fees.difference.handled"
    order: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DayWasClosed(Event):
    """A day's books are closed."""

    code: ClassVar[str] = "fees.day.closed"
    day: str
    totals: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class BatchMoved(Event):
    """A batch of payouts came one step further."""

    code: ClassVar[str] = "fees.batch.moved"
    programme: str
    period: str
    state: str
    people: int
    total: str
    bad: int = 0
    digest: str = ""
