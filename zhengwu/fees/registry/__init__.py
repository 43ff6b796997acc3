"""Ways of paying (one base class, one folder a variant), and who leads a matter."""

from zhengwu.fees.registry import choices
from zhengwu.fees.registry.counter import Cash
from zhengwu.fees.registry.demonstration import DemonstrationPos, DemonstrationScan, Transfer
from zhengwu.fees.registry.leading import (
    lead_of,
    others_owe,
    register_lead,
    register_others,
)
from zhengwu.fees.registry.port import Channel, all_channels, channel_named, register
from zhengwu.fees.rules.formula import Method

for _one in (Cash(), DemonstrationPos(), DemonstrationScan(), Transfer()):
    register(_one)

__all__ = [
    "Channel",
    "Method",
    "all_channels",
    "channel_named",
    "choices",
    "lead_of",
    "others_owe",
    "register",
    "register_lead",
    "register_others",
]
