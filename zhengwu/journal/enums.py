"""States of a delivery."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where one reaction to one entry stands."""

    WAITING = "waiting"
    LEASED = "leased"
    STUCK = "stuck"
