"""Tables of township."""

from zhengwu.township.models.network import Power, Station, TownSetting
from zhengwu.township.models.records import Reception, RegisterRow, TownReport

__all__ = ["Power", "Reception", "RegisterRow", "Station", "TownReport", "TownSetting"]
