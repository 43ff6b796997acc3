"""Tables of identity, one file a theme."""

from zhengwu.identity.models.account import Account, Factor, Recovery, Seat
from zhengwu.identity.models.gate import Parameter, Throttle
from zhengwu.identity.models.machine import MachineClient, MachineToken
from zhengwu.identity.models.person import Consent, Person, Verification
from zhengwu.identity.models.standing import Firm, FirmMember, Mandate

__all__ = [
    "Account",
    "Consent",
    "Factor",
    "Firm",
    "FirmMember",
    "MachineClient",
    "MachineToken",
    "Mandate",
    "Parameter",
    "Person",
    "Recovery",
    "Seat",
    "Throttle",
    "Verification",
]
