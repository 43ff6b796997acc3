"""Groups of comparable units, and whose a fact is. Each reads a bounded number of statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from zhengwu.assessment.registry import Grouping, Span, group
from zhengwu.assessment.rules.scoring import Fact, Subject
from zhengwu.org.enums import AdmissionState, HallKind, OrganKind, StaffKind
from zhengwu.org.models import Admission, Holding, Organ, Section, Staff, Window
from zhengwu.township.models import Station

_NEW = "本期内新设，不满一期"
_LEFT = "本期内到岗或者离岗，不满一期"


def _valid(span: Span, since: str = "valid_from", until: str = "valid_to") -> Q:
    """Rows that hold on some day of the span."""
    return Q(**{f"{since}__lte": span.last}) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": span.first})
    )


def _windows_of_staff(span: Span) -> dict[str, str]:
    """The window of each person in the days; of several the last one held."""
    rows = (
        Holding.objects.filter(_valid(span), post__window__isnull=False)
        .order_by("valid_from", "pk")
        .values_list("staff_id", "post__window_id")
    )
    return {str(staff): str(window) for staff, window in rows}


@group("windows", "窗口")
def windows(span: Span) -> Grouping:
    """Windows of the centre and its sub-halls. A fact without a window is that of its person's,
    else of the unit's only one."""
    rows = list(
        Window.objects.filter(
            _valid(span, "opened_on", "closed_on"),
            hall__kind__in=[HallKind.CENTRE, HallKind.SUB_CENTRE],
        ).order_by("code")
    )
    keys = {str(row.pk) for row in rows}
    codes = {row.code: str(row.pk) for row in rows}
    many = Counter(row.organ_id for row in rows)
    only = {row.organ_id: str(row.pk) for row in rows if many[row.organ_id] == 1}
    seats = _windows_of_staff(span)

    def locate(fact: Fact) -> str:
        if fact.organ.startswith("window:"):
            return fact.organ
        seat = fact.window or seats.get(fact.staff, "") or only.get(fact.organ, "")
        seat = codes.get(seat, seat)  # what the hall and the supervision tell names it by its code
        return f"window:{seat}" if seat in keys else ""

    return Grouping(
        [
            Subject(
                f"window:{row.pk}", row.name, row.organ_id, row.kind,
                excluded=_NEW if row.opened_on > span.first else "",
            )
            for row in rows
        ],
        locate,
    )  # fmt: skip


def _organs(rows: list[Organ]) -> Grouping:
    keys = {row.pk for row in rows}

    def locate(fact: Fact) -> str:
        organ = fact.organ.removeprefix("organ:")
        return f"organ:{organ}" if organ in keys else ""

    return Grouping(
        [Subject(f"organ:{row.pk}", row.short_name or row.name, row.pk, row.kind) for row in rows],
        locate,
    )


@group("departments", "部门")
def departments(span: Span) -> Grouping:
    """Departments that stood in the centre."""
    standing = Admission.objects.filter(_valid(span), state=AdmissionState.ADMITTED)
    rows = Organ.objects.filter(kind=OrganKind.DEPARTMENT, pk__in=standing.values("organ"))
    return _organs(list(rows.order_by("position", "code")))


@group("towns", "乡镇（街道）")
def towns(span: Span) -> Grouping:
    """Towns of the county."""
    return _organs(list(Organ.objects.filter(kind=OrganKind.TOWN).order_by("position", "code")))


@group("stations", "村（社区）便民服务站")
def stations(span: Span) -> Grouping:
    """Open stations of villages. What their agent did is theirs."""
    rows = list(
        Station.objects.filter(opened_on__lte=span.last, state="open")
        .select_related("village", "town")
        .order_by("village")
    )
    keys = {row.village_id for row in rows}
    agents = {str(row.agent_id): row.village_id for row in rows if row.agent_id}

    def locate(fact: Fact) -> str:
        if fact.organ.startswith("station:"):
            return fact.organ
        village = fact.village or agents.get(fact.staff, "")
        return f"station:{village}" if village in keys else ""

    return Grouping(
        [
            Subject(
                f"station:{row.village_id}",
                f"{row.town.short_name}{row.village.name}",
                row.town_id,
                "village",
                excluded=_NEW if row.opened_on and row.opened_on > span.first else "",
            )
            for row in rows
        ],
        locate,
    )


@group("back_offices", "后台审批科室")
def back_offices(span: Span) -> Grouping:
    """Approval sections of departments: what their own people did, the windows' people not."""
    rows = list(
        Section.objects.filter(_valid(span)).select_related("organ").order_by("organ", "pk")
    )
    organs = {row.organ_id: row for row in rows}
    people = dict(
        Staff.objects.filter(kind=StaffKind.BACK_OFFICE, organ__in=organs).values_list(
            "pk", "organ_id"
        )
    )
    seats = {str(pk): organ for pk, organ in people.items()}

    def locate(fact: Fact) -> str:
        if fact.organ.startswith("section:"):
            return fact.organ
        organ = seats.get(fact.staff, "")
        return f"section:{organ}" if organ else ""

    return Grouping(
        [
            Subject(f"section:{organ}", f"{row.organ.short_name}{row.name}", organ, "section")
            for organ, row in organs.items()
        ],
        locate,
    )


def _people(rows: list[Staff], span: Span) -> Grouping:
    keys = {str(row.pk) for row in rows}

    def locate(fact: Fact) -> str:
        staff = fact.staff or fact.organ.removeprefix("staff:")
        return f"staff:{staff}" if staff in keys else ""

    def excluded(row: Staff) -> str:
        late = row.joined_on is not None and row.joined_on > span.first
        early = row.left_on is not None and row.left_on < span.last
        return _LEFT if late or early else ""

    return Grouping(
        [
            Subject(f"staff:{row.pk}", row.name, row.organ_id, row.kind, str(row.pk), excluded(row))
            for row in rows
        ],
        locate,
    )


def _in_office(span: Span) -> Q:
    return (Q(left_on__isnull=True) | Q(left_on__gte=span.first)) & (
        Q(joined_on__isnull=True) | Q(joined_on__lte=span.last)
    )


@group("staff", "窗口工作人员", personal=True)
def staff(span: Span) -> Grouping:
    """Everybody of the windows and sub-halls."""
    kinds = [StaffKind.HALL_WINDOW, StaffKind.SUB_HALL, StaffKind.AGENT_ROOM]
    rows = Staff.objects.filter(_in_office(span), kind__in=kinds).order_by("number")
    agents = Station.objects.exclude(agent=None).values("agent")
    return _people(list(rows.exclude(pk__in=agents)), span)


@group("town_staff", "乡镇（街道）全体人员", personal=True)
def town_staff(span: Span) -> Grouping:
    """Everybody of the towns: their own people, those other organs second to a town's window, the
    people of communities, and the agents of villages. Compared as centre's people and agents."""
    towns = dict(
        Organ.objects.filter(kind__in=[OrganKind.TOWN, OrganKind.VILLAGE]).values_list(
            "pk", "parent_id"
        )
    )
    kinds = dict(Organ.objects.filter(pk__in=towns).values_list("pk", "kind"))
    posted = dict(
        Holding.objects.filter(_valid(span), post__organ__in=towns)
        .order_by("valid_from", "pk")
        .values_list("staff_id", "post__organ_id")
    )
    stations = dict(Station.objects.exclude(agent=None).values_list("agent_id", "town_id"))
    rows = Staff.objects.filter(_in_office(span)).filter(
        Q(organ__in=towns) | Q(pk__in=[*posted, *stations])
    )
    found = _people(list(rows.order_by("organ__position", "organ", "number")), span)

    def placed(one: Subject) -> Subject:
        pk = UUID(one.staff)
        organ = stations.get(pk) or posted.get(pk) or one.organ
        agent = pk in stations or one.sort == StaffKind.VILLAGE
        town = towns[organ] if kinds[organ] == OrganKind.VILLAGE else organ
        return replace(one, organ=town or organ, sort="agent" if agent else "centre")

    return Grouping([placed(one) for one in found.subjects], found.locate)


@group("agents", "村级代办员", personal=True)
def agents(span: Span) -> Grouping:
    """Agents of village stations."""
    rows = Staff.objects.filter(
        _in_office(span), pk__in=Station.objects.exclude(agent=None).values("agent")
    )
    return _people(list(rows.order_by("number")), span)
