"""The demonstration bank: it really answers later, in signed messages; it may refuse, repeat
itself, or stay silent. Its customers' side is a page of its own (`/pay/bank/…`)."""

from zhengwu.fees.registry.demonstration.channels import (
    DemonstrationPos,
    DemonstrationScan,
    Transfer,
)

__all__ = ["DemonstrationPos", "DemonstrationScan", "Transfer"]
