"""Tables of charging, one subject a file."""

from zhengwu.fees.models.bills import Bill, Line, Rework
from zhengwu.fees.models.books import BankOrder, BankRow, Day, Difference, Statement
from zhengwu.fees.models.money import Confirmation, Payment, Receipt, Refund, RefundLine
from zhengwu.fees.models.payouts import Batch, Payee
from zhengwu.fees.models.standards import (
    Account,
    Standard,
    StandardsFile,
    StandardVersion,
    Waiver,
    WaiverItem,
)

__all__ = [
    "Account",
    "BankOrder",
    "BankRow",
    "Batch",
    "Bill",
    "Confirmation",
    "Day",
    "Difference",
    "Line",
    "Payee",
    "Payment",
    "Receipt",
    "Refund",
    "RefundLine",
    "Rework",
    "Standard",
    "StandardVersion",
    "StandardsFile",
    "Statement",
    "Waiver",
    "WaiverItem",
]
