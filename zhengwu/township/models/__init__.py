"""Tables of township."""

from zhengwu.township.models.network import Power, Station, TownSetting
from zhengwu.township.models.places import Inspection, Milestone, Occasion
from zhengwu.township.models.records import Reception, RegisterRow, TownReport
from zhengwu.township.models.sent import CaseCopy, Leaflet, LeafletCopy

__all__ = [
    "CaseCopy",
    "Inspection",
    "Leaflet",
    "LeafletCopy",
    "Milestone",
    "Occasion",
    "Power",
    "Reception",
    "RegisterRow",
    "Station",
    "TownReport",
    "TownSetting",
]
