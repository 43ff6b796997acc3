"""Readings of the register of letters; each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhengwu.org.models import Delegation, Holding, Leave, Organ, Window
from zhengwu.org.queries import admitted_organs, away_on, in_office, on_day, open_windows

from .enums import BActs, Representative, Standing, Verb
from .models import Letter, LetterItem
from .registry import parameter


def in_force(day: date, prefix: str = "") -> Q:
    """Letters good on a day: both ends of the term count, the day of revocation does not."""
    return Q(**{f"{prefix}valid_from__lte": day, f"{prefix}valid_to__gte": day}) & (
        Q(**{f"{prefix}revoked_on__isnull": True}) | Q(**{f"{prefix}revoked_on__gt": day})
    )


def lets(verb: Verb | str) -> Q:
    """Letters that let their holder do this."""
    return Q(**{f"may_{Verb(verb).value}": True})


def _names(item_code: str) -> Q:
    listed = LetterItem.objects.filter(letter=OuterRef("pk"), item_code=item_code)
    return Q(whole_organ=True) | Q(Exists(listed))


def _usable(item_code: str, organ_code: str, verb: Verb | str, day: date) -> QuerySet[Letter]:
    """Letters for the item whose holder is in office and not away."""
    away = Leave.objects.filter(away_on(day), staff_id=OuterRef("holder_id"))
    rows = Letter.objects.filter(in_force(day), lets(verb), _names(item_code), organ_id=organ_code)
    return rows.filter(in_office(day, "holder__")).exclude(Exists(away))


def _may_act(
    item_code: str, organ_code: str, verb: Verb | str, day: date, barred: Collection[str]
) -> QuerySet[Letter]:
    """A acts; B acts always if his letter says so, else while no A is there for the item: away, or
    `barred` from the one case (回避, 一审一核), which leaves nobody else to act in it."""
    a_present = _usable(item_code, organ_code, verb, day).filter(role=Representative.A.value)
    a_present = a_present.exclude(holder_id__in=list(barred))
    b_now = Q(b_acts=BActs.ALWAYS.value) | ~Exists(a_present)
    return _usable(item_code, organ_code, verb, day).filter(Q(role=Representative.A.value) | b_now)


def covering(
    staff_id: UUID,
    item_code: str,
    organ_code: str,
    verb: Verb | str,
    day: date,
    *,
    barred: Collection[str] = (),
) -> Letter | None:
    """The letter by which this person may do this to this item on this day. One statement.

    None: no letter, not in the scope, outside the term, revoked, the holder away – or B while A
    is there and the letter lets B act only in A's absence.
    """
    rows = _may_act(item_code, organ_code, verb, day, barred).filter(holder_id=staff_id)
    return rows.order_by("role", "-valid_to").first()


def entitled(
    item_code: str, organ_code: str, verb: Verb | str, day: date, *, barred: Collection[str] = ()
) -> QuerySet[Letter]:
    """Everybody who may do this to this item on this day; `barred` keep out of the one case."""
    rows = _may_act(item_code, organ_code, verb, day, barred).select_related("holder")
    return rows.order_by("role", "holder__number")


def why_not(staff_id: UUID, item_code: str, organ_code: str, verb: Verb | str, day: date) -> str:
    """Why this person may not, in a sentence; empty when he may."""
    if covering(staff_id, item_code, organ_code, verb, day) is not None:
        return ""
    mine = Letter.objects.filter(holder_id=staff_id, organ_id=organ_code)
    what = Verb(verb).label
    steps: list[tuple[Q, str]] = [
        (Q(), "您没有该单位的授权委托书。"),
        (_names(item_code), "您的授权委托书不包括这个事项。"),
        (lets(verb), f"您的授权委托书没有“{what}”权限。"),
        (Q(revoked_on__isnull=True) | Q(revoked_on__gt=day), "您的授权委托书已撤销。"),
        (Q(valid_to__gte=day), "您的授权委托书已到期，请单位负责人续签。"),
        (Q(valid_from__lte=day), "您的授权委托书还没有生效。"),
    ]
    for condition, sentence in steps:
        mine = mine.filter(condition)
        if not mine.exists():
            return sentence
    if Leave.objects.filter(away_on(day), staff_id=staff_id).exists():
        return "您正在请假，销假后才能办理。"
    return f"A角在岗时，B角不能{what}。"


def letters(*, organ: str = "", holder: str = "", state: str = "", day: date) -> QuerySet[Letter]:
    """The register by organ, holder (piece of name or number) and state on a day."""
    rows = Letter.objects.select_related("organ", "holder", "signed_by").prefetch_related("items")
    if organ:
        rows = rows.filter(organ_id=organ)
    if holder:
        rows = rows.filter(Q(holder__name__contains=holder) | Q(number__contains=holder))
    states = {
        "in_force": in_force(day),
        "future": Q(valid_from__gt=day, revoked_on__isnull=True),
        "expired": Q(valid_to__lt=day),
        "revoked": Q(revoked_on__isnull=False, revoked_on__lte=day),
    }
    if state in states:
        rows = rows.filter(states[state])
    return rows.order_by("-valid_from", "-pk")


def _continued() -> Exists:
    """Another letter of the same person, organ and role that reaches further."""
    later = Letter.objects.filter(
        holder_id=OuterRef("holder_id"),
        organ_id=OuterRef("organ_id"),
        role=OuterRef("role"),
        valid_to__gt=OuterRef("valid_to"),
        revoked_on__isnull=True,
    )
    return Exists(later)


def expiring(day: date, days: int | None = None) -> QuerySet[Letter]:
    """Letters in force that end within `days` (local parameter by default) and are not continued.

    The first one to end stands first.
    """
    until = day + timedelta(days=parameter("expiry_warning_days", day) if days is None else days)
    rows = Letter.objects.filter(in_force(day), ~_continued(), valid_to__lte=until)
    return rows.select_related("organ", "holder").order_by("valid_to", "organ_id", "role")


def renewal_list(year: int) -> QuerySet[Letter]:
    """年初续签清单: letters that ended in the year before or end on its first day, not continued.

    Revoked ones and those whose holder left are not among them.
    """
    new_year = date(year, 1, 1)
    rows = Letter.objects.filter(
        in_office(new_year, "holder__"),
        ~_continued(),
        valid_to__gte=date(year - 1, 1, 1),
        valid_to__lte=new_year,
        revoked_on__isnull=True,
    )
    return rows.select_related("organ", "holder").order_by("organ_id", "role", "number")


def unrepresented(day: date) -> list[tuple[Organ, list[str]]]:
    """Admitted organs without an A or a B in force who may decide, and which is missing."""
    deciding = Letter.objects.filter(in_force(day), may_decide=True, organ_id=OuterRef("pk"))
    rows = admitted_organs(day).annotate(
        has_a=Exists(deciding.filter(role=Representative.A.value)),
        has_b=Exists(deciding.filter(role=Representative.B.value)),
    )
    return [
        (organ, [role.label for role, there in _roles(organ) if not there])
        for organ in rows
        if not (organ.has_a and organ.has_b)
    ]


def _roles(organ: Organ) -> list[tuple[Representative, bool]]:
    return [
        (Representative.A, getattr(organ, "has_a", False)),
        (Representative.B, getattr(organ, "has_b", False)),
    ]


@dataclass(frozen=True, slots=True)
class WindowStanding:
    """A window and one organ it receives for: does anybody decide there?"""

    window: Window
    organ: Organ
    standing: Standing
    reason: str


def window_standings(day: date) -> list[WindowStanding]:
    """Every open window with each organ it receives for, the receiving-only ones first.

    Decides at the window: somebody whose post is at this window has a letter of that organ that
    lets him decide. In the centre: somebody with a post in the same hall (a back office) has.
    Three statements for any number of windows.
    """
    delegated = Delegation.objects.filter(on_day(day)).select_related("organ")
    windows = (
        open_windows(day)
        .select_related("organ", "hall")
        .prefetch_related(Prefetch("delegations", delegated, to_attr="acting_for"))
    )
    seats = _deciders(day)
    found = [
        _standing(window, organ, seats) for window in windows for organ in _received_for(window)
    ]
    order = [Standing.RECEIVES_ONLY, Standing.IN_CENTRE, Standing.AT_WINDOW]
    return sorted(found, key=lambda row: (order.index(row.standing), row.window.code))


def _received_for(window: Window) -> list[Organ]:
    """A delegated window receives for those that delegated, any other for its own organ."""
    acting_for = [row.organ for row in getattr(window, "acting_for", [])]
    return acting_for or [window.organ]


@dataclass(frozen=True, slots=True)
class _Seat:
    window: UUID | None
    hall: UUID | None
    organ: str
    decides: bool
    good: bool


def _deciders(day: date) -> list[_Seat]:
    """Where holders of letters have their posts, and whether the letter is good today."""
    rows = (
        Holding.objects.filter(on_day(day), in_office(day, "staff__"))
        .filter(staff__letters__isnull=False)
        .values_list(
            "post__window_id",
            "post__hall_id",
            "staff__letters__organ_id",
            "staff__letters__may_decide",
            "staff__letters__valid_from",
            "staff__letters__valid_to",
            "staff__letters__revoked_on",
        )
    )
    return [
        _Seat(window, hall, organ, decides, first <= day <= last and (not gone or gone > day))
        for window, hall, organ, decides, first, last, gone in rows
    ]


def _standing(window: Window, organ: Organ, seats: list[_Seat]) -> WindowStanding:
    of_organ = [seat for seat in seats if seat.organ == organ.pk]
    here = [seat for seat in of_organ if seat.window == window.pk]
    if any(seat.good and seat.decides for seat in here):
        return WindowStanding(window, organ, Standing.AT_WINDOW, "")
    if any(s.good and s.decides and s.hall == window.hall_id for s in of_organ):
        return WindowStanding(window, organ, Standing.IN_CENTRE, "决定人在本大厅的后台办公室。")
    if any(seat.good for seat in here):
        reason = "窗口人员的授权委托书没有“决定”权限。"
    elif any(seat.decides for seat in here):
        reason = "窗口人员的授权委托书已到期或者已撤销。"
    elif any(seat.good and seat.decides for seat in of_organ):
        reason = "有权决定的人不在本大厅办公。"
    else:
        reason = "没有人持有该单位有效的授权委托书。"
    return WindowStanding(window, organ, Standing.RECEIVES_ONLY, reason)
