"""Tables of the organisation."""

from .imports import ImportRun
from .organs import Admission, Organ, Section
from .people import Cover, Holding, Leave, Officer, Post, PostDuty, Staff
from .places import Delegation, Hall, Placement, Window
from .regions import Region, RegionName

__all__ = [
    "Admission",
    "Cover",
    "Delegation",
    "Hall",
    "Holding",
    "ImportRun",
    "Leave",
    "Officer",
    "Organ",
    "Placement",
    "Post",
    "PostDuty",
    "Region",
    "RegionName",
    "Section",
    "Staff",
    "Window",
]
