"""Verbs of the organisation."""

from ..rules.sheet import check_sheet, read_sheet
from .imports import apply_staff, discard_import, import_staff, try_staff
from .leave import put_on_leave, return_from_leave
from .officers import appoint_officer, dismiss
from .organs import found_organ, set_admission, set_section
from .people import found_staff, let_go
from .places import close_window, found_hall, found_window, move_presence
from .posts import abolish_post, appoint, end_holding, found_post
from .regions import found_region, import_regions, shipped_list
from .towns import found_town_centre

__all__ = [
    "abolish_post",
    "apply_staff",
    "appoint",
    "appoint_officer",
    "check_sheet",
    "close_window",
    "discard_import",
    "dismiss",
    "end_holding",
    "found_hall",
    "found_organ",
    "found_post",
    "found_region",
    "found_staff",
    "found_town_centre",
    "found_window",
    "import_regions",
    "import_staff",
    "let_go",
    "move_presence",
    "put_on_leave",
    "read_sheet",
    "return_from_leave",
    "set_admission",
    "set_section",
    "shipped_list",
    "try_staff",
]
