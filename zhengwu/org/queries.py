"""Readings of the organisation with more than one caller; each a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import StrIndex, Substr

from .enums import Duty, StaffKind, WindowKind
from .models import (
    Admission,
    Cover,
    Delegation,
    Hall,
    Holding,
    Leave,
    Officer,
    Organ,
    Placement,
    Post,
    PostDuty,
    Region,
    Section,
    Staff,
    Window,
)
from .rules.cover import HeldPost, not_entitled
from .rules.divisions import prefix_of
from .rules.periods import Period


def on_day(day: date, prefix: str = "") -> Q:
    """Rows whose `valid_from`–`valid_to` hold the day; both ends count."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def away_on(day: date, prefix: str = "") -> Q:
    """Leaves that keep somebody away on the day."""
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}ends_on__gte": day}) & (
        Q(**{f"{prefix}returned_on__isnull": True}) | Q(**{f"{prefix}returned_on__gt": day})
    )


def in_office(day: date, prefix: str = "") -> Q:
    """Staff who have not left; the last day in office counts."""
    return Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gte": day})


def beyond(organs: Iterable[str]) -> frozenset[str]:
    """Organs that lie in none of the regions of these organs: above or beside them. One statement.

    Whoever oversees for a county, a city, a province sees what lies in it, and nothing else.
    """
    regions = dict(Organ.objects.values_list("pk", "region_id"))
    reach = tuple(prefix_of(regions[one]) for one in organs if one in regions)
    return frozenset(pk for pk, region in regions.items() if not region.startswith(reach))


def lying_beyond(organs: Iterable[str]) -> QuerySet[Organ, str]:
    """The codes of `beyond` as a part of another statement: lists ask nothing more for it."""
    # The significant digits of a code, as rules.divisions.prefix_of tells them.
    widths = [
        When(region__code__endswith="0" * (12 - width), then=Value(width)) for width in (2, 4, 6, 9)
    ]
    width = Case(*widths, default=Value(12), output_field=IntegerField())
    reach = Organ.objects.filter(pk__in=sorted(organs)).annotate(
        lies=StrIndex(OuterRef("region_id"), Substr("region_id", 1, width))
    )
    return (
        Organ.objects.exclude(Exists(reach.filter(lies=1))).order_by().values_list("pk", flat=True)
    )


def nearest_to(organ_code: str, people: Iterable[Staff]) -> list[Staff]:
    """Of these people those whose organ lies nearest above an organ: its own county's before its
    city's. Two statements."""
    regions = dict(Organ.objects.values_list("pk", "region_id"))
    home, found = regions.get(organ_code, ""), list(people)
    reach = {one.pk: prefix_of(regions[one.organ_id]) for one in found}
    above = [one for one in found if home.startswith(reach[one.pk])]
    nearest = max((len(reach[one.pk]) for one in above), default=0)
    return [one for one in above if len(reach[one.pk]) == nearest]


def absent(staff_id: str, day: date) -> Exists:
    """Whether the member named by the outer reference is away on the day."""
    return Exists(Leave.objects.filter(away_on(day), staff_id=OuterRef(staff_id)))


def duties_of(staff: Staff | UUID, day: date) -> set[tuple[str, str]]:
    """(duty, organ code) pairs a member has on a day, cover for absent colleagues included.

    Who is on leave has none. A clerk at a delegated window also receives for the organs that
    delegated. Officers' duties never pass to a cover. One statement.
    """
    pk = staff.pk if isinstance(staff, Staff) else staff
    present = Q(~Exists(Leave.objects.filter(away_on(day), staff_id=pk))) & Q(
        Exists(Staff.objects.filter(in_office(day), pk=pk))
    )
    held = Holding.objects.filter(on_day(day), staff_id=pk, post_id=OuterRef("post_id"))
    still_held = Holding.objects.filter(
        on_day(day), staff_id=OuterRef("leave__staff_id"), post_id=OuterRef("post_id")
    )
    covered = Cover.objects.filter(
        away_on(day, "leave__"), Exists(still_held), staff_id=pk, post_id=OuterRef("post_id")
    )
    mine = Q(Exists(held)) | Q(Exists(covered))
    not_abolished = Q(post__abolished_on__isnull=True) | Q(post__abolished_on__gte=day)
    own = PostDuty.objects.filter(present, mine, not_abolished)
    received = own.filter(on_day(day, "post__window__delegations__"), duty=Duty.WINDOW_CLERK.value)
    offices = Officer.objects.filter(
        present, staff_id=pk, ended_at__isnull=True, since__lte=day
    ).order_by()  # a part of a union has no order
    return set(
        own.values_list("duty", "post__organ_id").union(
            received.values_list("duty", "post__window__delegations__organ_id"),
            offices.values_list("duty", "organ_id"),
        )
    )


def holders(duty: str, organ_code: str, day: date) -> QuerySet[Staff]:
    """Members who have the duty at the organ on the day by their own post, the absent left out."""
    held = Holding.objects.filter(
        on_day(day),
        staff_id=OuterRef("pk"),
        post__organ_id=organ_code,
        post__duties__duty=duty,
    )
    office = Officer.objects.filter(
        staff_id=OuterRef("pk"), ended_at__isnull=True, duty=duty, organ_id=organ_code
    )
    return Staff.objects.filter(
        Q(Exists(held)) | Q(Exists(office)), ~absent("pk", day), in_office(day)
    )


def held_posts(staff: Staff, during: Period) -> list[HeldPost]:
    """What a member holds on at least one day of the period."""
    rows = staff.holdings.select_related("post").prefetch_related("post__duties")
    return [_held(row) for row in rows if Period(row.valid_from, row.valid_to).meets(during)]


def _held(row: Holding) -> HeldPost:
    return HeldPost(
        post_id=str(row.post_id),
        name=row.post.name,
        organ_code=row.post.organ_id,
        role=row.role,
        duties=frozenset(duty.duty for duty in row.post.duties.all()),
        period=Period(row.valid_from, row.valid_to),
    )


def cover_candidates(staff: Staff, first: date, last: date) -> list[Staff]:
    """Who may stand in on every post the member holds in these days and is there all the time.

    Colleagues of the organs of the posts; empty where the member holds none. Four statements.
    """
    away = Period(first, last)
    posts = held_posts(staff, away)
    if not posts:
        return []
    organs = {post.organ_code for post in posts}
    rows = Staff.objects.filter(in_office(last), holdings__post__organ__in=organs).exclude(
        Q(pk=staff.pk) | Q(pk__in=Leave.objects.filter(_meets(first, last)).values("staff_id"))
    )
    people = rows.distinct().order_by("number")
    people = people.prefetch_related("holdings__post__duties")
    return [one for one in people if not not_entitled(posts, _held_by(one, away), away)]


def window_posts(staff: Staff, first: date, last: date) -> list[str]:
    """Names of the posts at a window that a member holds in these days."""
    rows = staff.holdings.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first),
        valid_from__lte=last,
        post__window__isnull=False,
    )
    return list(rows.order_by("post__code").values_list("post__name", flat=True))


def _held_by(staff: Staff, during: Period) -> list[HeldPost]:
    rows = staff.holdings.all()
    return [_held(row) for row in rows if Period(row.valid_from, row.valid_to).meets(during)]


def _meets(first: date, last: date) -> Q:
    return Q(starts_on__lte=last, ends_on__gte=first) & (
        Q(returned_on__isnull=True) | Q(returned_on__gt=first)
    )


def posts_of(staff: Staff, day: date) -> QuerySet[Holding]:
    """What a member holds on a day."""
    return (
        staff.holdings.filter(on_day(day))
        .select_related("post__organ", "post__window", "post__hall")
        .prefetch_related("post__duties")
    )


def region_and_below(code: str) -> QuerySet[Region]:
    """A region and everything in it."""
    return Region.objects.filter(code__startswith=prefix_of(code))


def organs_below(code: str) -> QuerySet[Organ]:
    """Organs whose seat lies in the region or in one inside it."""
    return Organ.objects.filter(region__code__startswith=prefix_of(code))


def organ_tree(day: date) -> list[tuple[int, Organ]]:
    """Every organ with its depth, parents before children. Two statements."""
    current = Prefetch("admissions", Admission.objects.filter(on_day(day)), to_attr="standing")
    rows = list(Organ.objects.select_related("region").prefetch_related(current))
    children: dict[str | None, list[Organ]] = {}
    known = {organ.pk for organ in rows}
    for organ in rows:
        parent = organ.parent_id if organ.parent_id in known else None
        children.setdefault(parent, []).append(organ)
    return list(_walk(children, None, 0))


def _walk(
    children: dict[str | None, list[Organ]], parent: str | None, depth: int
) -> Iterable[tuple[int, Organ]]:
    for organ in children.get(parent, []):
        yield depth, organ
        yield from _walk(children, organ.pk, depth + 1)


def admission_of(organ: Organ, day: date) -> Admission | None:
    """How the organ stands towards the centre on a day."""
    return organ.admissions.filter(on_day(day)).first()


def admitted_organs(day: date) -> QuerySet[Organ]:
    """Organs that stand in the centre on a day."""
    rows = Admission.objects.filter(on_day(day), organ_id=OuterRef("pk"), state="admitted")
    return Organ.objects.filter(Exists(rows))


def section_of(organ: Organ, day: date) -> Section | None:
    """The organ's approval section on a day."""
    return organ.sections.filter(on_day(day)).select_related("back_office_hall").first()


def open_windows(day: date) -> QuerySet[Window]:
    """Windows open on a day."""
    return Window.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day
    )


def supervised(hall: Hall, day: date) -> QuerySet[Window]:
    """Windows, sub-halls and agent rooms the centre supervises: its own and its sub-centres'."""
    inside = Q(hall=hall) | Q(hall__parent=hall) | Q(hall__parent__parent=hall)
    return open_windows(day).filter(inside).select_related("organ", "hall")


def placements_on(day: date) -> QuerySet[Placement]:
    """Where every window stood on a day."""
    return Placement.objects.filter(on_day(day)).select_related("window", "hall", "organ")


def halls_with_people(day: date) -> QuerySet[Hall]:
    """Halls › windows › who sits there today (absent ones marked). Six statements."""
    seated = (
        Holding.objects.filter(on_day(day))
        .select_related("staff", "post")
        .annotate(is_away=absent("staff_id", day))
        .order_by("role", "staff__number")
    )
    posts = Post.objects.prefetch_related(Prefetch("holdings", seated, to_attr="seated"))
    delegations = Delegation.objects.filter(on_day(day)).select_related("organ")
    windows = (
        open_windows(day)
        .select_related("organ")
        .prefetch_related(
            Prefetch("posts", posts, to_attr="manned"),
            Prefetch("delegations", delegations, to_attr="acting_for"),
        )
    )
    return (
        Hall.objects.select_related("organ", "parent")
        .prefetch_related(Prefetch("windows", windows, to_attr="open_windows"))
        .order_by("kind", "code")
    )


def covers_on(day: date) -> QuerySet[Cover]:
    """Who stands in for whom on a day."""
    return Cover.objects.filter(away_on(day, "leave__")).select_related(
        "staff", "post", "leave__staff"
    )


def leaders_on(day: date) -> QuerySet[Holding]:
    """Directors and deputies of all halls on a day; who runs a hall daily stands first."""
    return (
        Holding.objects.filter(on_day(day))
        .exclude(post__leadership="")
        .select_related("staff__organ", "post")
        .order_by("-post__runs_daily", "-post__leadership", "staff__number")
    )


def leadership(hall: Hall, day: date) -> QuerySet[Holding]:
    """Director and deputies of one hall."""
    return leaders_on(day).filter(post__hall=hall)


def roster(day: date, region_code: str = "") -> list[tuple[str, int]]:
    """Head counts by kind of staff, in the order of the vocabulary. One statement."""
    rows = Staff.objects.filter(in_office(day))
    if region_code:
        rows = rows.filter(organ__region__code__startswith=prefix_of(region_code))
    counts = Counter(rows.values_list("kind", flat=True))
    return [(kind.label, counts[kind.value]) for kind in StaffKind if counts[kind.value]]


def presence_counts(day: date) -> list[tuple[str, int]]:
    """How many windows, delegated windows, sub-halls and agent rooms are open. One statement."""
    counts = Counter(open_windows(day).values_list("kind", flat=True))
    return [(kind.label, counts[kind.value]) for kind in WindowKind]


def officers() -> QuerySet[Officer]:
    """The three officers in office."""
    return Officer.objects.filter(ended_at__isnull=True).select_related("staff", "organ")


def staff_list(
    day: date, *, organ: str = "", kind: str = "", text: str = "", away: bool = False
) -> QuerySet[Staff]:
    """Members in office by organ, kind, and a piece of name or number."""
    rows = Staff.objects.filter(in_office(day)).select_related("organ")
    if organ:
        rows = rows.filter(organ_id=organ)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(number__startswith=text))
    held = Holding.objects.filter(on_day(day)).select_related("post")
    rows = rows.annotate(is_away=absent("pk", day)).prefetch_related(
        Prefetch("holdings", held, to_attr="held")
    )
    return rows.filter(is_away=True) if away else rows


def posts_with_holders(day: date, organ_code: str = "") -> QuerySet[Post]:
    """Posts that exist, with duties and holders of the day. Three statements."""
    held = Holding.objects.filter(on_day(day)).select_related("staff").order_by("role")
    rows = Post.objects.filter(abolished_on__isnull=True).select_related("organ", "window", "hall")
    if organ_code:
        rows = rows.filter(organ_id=organ_code)
    return rows.prefetch_related("duties", Prefetch("holdings", held, to_attr="held"))
