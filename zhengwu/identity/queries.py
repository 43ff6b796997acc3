"""Reading identity: who acts, for whom, with what level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from zhengwu.identity.enums import Face, Level, MandateState, MemberRole
from zhengwu.identity.models import (
    Account,
    Firm,
    FirmMember,
    Mandate,
    Parameter,
    Person,
    Seat,
    Verification,
)
from zhengwu.identity.rules.codes import code_at
from zhengwu.identity.rules.numbers import compact
from zhengwu.identity.rules.parameters import Limit, figures, limit_with
from zhengwu.identity.rules.sessions import subscriber_of
from zhengwu.kernel.actors import ANONYMOUS, Actor, ActorKind, Assurance
from zhengwu.org import queries as org
from zhengwu.org.models import Staff

# Sign-ins looked back on for the places an account is used at.
_PLACES = 100


@dataclass(frozen=True, slots=True)
class Party:
    """On whose behalf an actor acts: the applicant of a matter.

    `kind` is "person" or "firm", `id` the row's id as text, `level` what may be done in its name,
    `agent` the name of the person acting, `mandate` the power of attorney used (id), if any.
    """

    kind: str
    id: str
    name: str
    level: str
    agent: str = ""
    mandate: str = ""


def figure(code: str) -> int:
    """A security parameter: the local value, else the shipped one."""
    row = Parameter.objects.filter(code=code).values_list("value", flat=True).first()
    return figures()[code].value if row is None else row


def limit(code: str) -> Limit:
    """A limit with its local values; one statement."""
    rows = Parameter.objects.filter(code__startswith=f"{code}.").values_list("code", "value")
    return limit_with(code, dict(rows))


def session_figures(face: str) -> tuple[timedelta, timedelta]:
    """How long a sign-in on this face may idle, and last; one statement."""
    codes = [f"session.{face}.idle_minutes", f"session.{face}.longest_minutes"]
    rows = dict(Parameter.objects.filter(code__in=codes).values_list("code", "value"))
    idle, longest = (rows.get(code, figures()[code].value) for code in codes)
    return timedelta(minutes=idle), timedelta(minutes=longest)


def account_named(username: str, face: str) -> Account | None:
    """The account of a (tidied) sign-in name at this door."""
    accounts = Account.objects.select_related("person", "staff__organ")
    return accounts.filter(username=username, face=face).first()


def counted_as(username: str, face: str, *, origin: str, at: datetime) -> str:
    """Under what wrong passwords for a name are counted: by the name – and, where its owner signs
    in, by that place alone.

    So whoever tries an officer's name from somewhere else locks strangers out, not the officer at
    the desk. One statement, the same for a name that nobody has.
    """
    since = at - timedelta(days=figure("sign_in.known_days"))
    seats = Seat.objects.filter(
        account__username=username, account__face=face, started_at__gte=since
    )
    places = seats.order_by("-started_at").values_list("origin", flat=True)[:_PLACES]
    here = subscriber_of(origin)
    at_home = any(subscriber_of(place) == here for place in places)
    return f"{face}/{username}/{here}" if at_home else f"{face}/{username}"


def is_taken(username: str) -> bool:
    """Whether a (tidied) sign-in name is in use at any door."""
    return Account.objects.filter(username=username).exists()


def number_digest(kind: str, number: str) -> str:
    """By what an identity number is found without being readable."""
    return settings.VAULT.keyed_digest(f"{kind}:{compact(number)}", "identity/number")


def verified_person(kind: str, number: str) -> Person | None:
    """The one person proven to have this number."""
    digest = number_digest(kind, number)
    return Person.objects.filter(id_digest=digest, level=Level.VERIFIED).first()


def claims_of(kind: str, number: str) -> QuerySet[Person]:
    """Everybody who declared this number, proven or not; for the clerk at the counter."""
    digest = number_digest(kind, number)
    return Person.objects.filter(id_digest=digest).select_related("account").order_by("created_at")


def actor_for(
    account: Account, *, day: date, assurance: Assurance, behalf: str = "", origin: str = ""
) -> Actor:
    """The actor behind an account on a day; ANONYMOUS where the account may not act.

    `behalf` is "" (for oneself), "firm:<id>" or "mandate:<id>". At most two statements.
    """
    if not account.is_active:
        return ANONYMOUS
    if account.is_staff_face:
        return _staff_actor(account, day, assurance, origin)
    return _citizen_actor(account, day, assurance, behalf, origin)


def _staff_actor(account: Account, day: date, assurance: Assurance, origin: str) -> Actor:
    staff = account.staff
    # Without the second factor there is no staff actor at all, not even a weak one.
    if staff is None or assurance is not Assurance.SECOND_FACTOR or not in_office(staff, day):
        return ANONYMOUS
    duties = org.duties_of(staff, day)
    return Actor(
        kind=ActorKind.STAFF,
        id=str(staff.pk),
        name=staff.name,
        account=str(account.pk),
        organ_code=staff.organ_id,
        region_code=staff.organ.region_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in duties),
        assurance=assurance,
        origin=origin,
    )


def in_office(staff: Staff, day: date) -> bool:
    """Whether a member of staff has come and not left."""
    come = staff.joined_on is None or staff.joined_on <= day
    return come and (staff.left_on is None or day <= staff.left_on)


def _citizen_actor(
    account: Account, day: date, assurance: Assurance, behalf: str, origin: str
) -> Actor:
    person = account.person
    if person is None:
        return ANONYMOUS
    actor = Actor(
        kind=ActorKind.CITIZEN,
        id=str(person.pk),
        name=person.name,
        account=str(account.pk),
        assurance=assurance,
        level=person.level,
        origin=origin,
    )
    if not behalf or (level := _behalf_level(person, behalf, day)) is None:
        return actor
    return Actor(
        kind=actor.kind, id=actor.id, name=actor.name, account=actor.account,
        assurance=assurance, origin=origin, behalf=behalf, level=level,
    )  # fmt: skip


def _behalf_level(person: Person, behalf: str, day: date) -> str | None:
    """The lower of the two levels; None when the person may not act so (any more)."""
    kind, _, key = behalf.partition(":")
    if kind == "firm":
        member = memberships(person, day).filter(firm_id=key).first()
        return None if member is None else lower(person.level, member.firm.level)
    if kind == "mandate":
        mandate = mandates_held(person, day).filter(pk=key).first()
        return None if mandate is None else lower(person.level, _principal_level(mandate))
    return None


def _principal_level(mandate: Mandate) -> str:
    party = mandate.principal or mandate.principal_firm
    return party.level if party is not None else Level.NONE


def lower(one: str, other: str) -> str:
    """The lower of two levels."""
    return min(Level(one), Level(other), key=list(Level).index).value


def memberships(person: Person, day: date) -> QuerySet[FirmMember]:
    """The firms a person may act for on a day."""
    return (
        FirmMember.objects.filter(person=person, removed_at=None, since__lte=day)
        .filter(Q(until=None) | Q(until__gte=day))
        .select_related("firm")
        .order_by("firm__name")
    )


def mandates_held(person: Person, day: date) -> QuerySet[Mandate]:
    """Powers of attorney a person holds on a day; a declared number holds none."""
    held = Mandate.objects.filter(
        agent_digest=person.id_digest,
        state=MandateState.ACTIVE,
        valid_from__lte=day,
        valid_to__gte=day,
    ).select_related("principal", "principal_firm")
    return held.order_by("valid_to") if person.is_verified else held.none()


def mandates_given(person: Person) -> QuerySet[Mandate]:
    """Powers of attorney a person gave, also as a firm's legal representative; newest first."""
    represented = FirmMember.objects.filter(
        person=person, role=MemberRole.LEGAL_REPRESENTATIVE, removed_at=None
    )
    mine = Q(principal=person) | Q(principal_firm__in=represented.values("firm_id"))
    given = Mandate.objects.filter(mine).select_related("principal", "principal_firm")
    return given.order_by("-created_at")


def party_of(actor: Actor) -> Party | None:
    """The applicant an actor stands for; None for anybody but citizens."""
    if actor.kind is not ActorKind.CITIZEN:
        return None
    kind, _, key = actor.behalf.partition(":")
    if kind == "firm":
        firm = Firm.objects.get(pk=key)
        return Party("firm", key, firm.name, actor.level, agent=actor.name)
    if kind == "mandate":
        return _mandated_party(actor, key)
    return Party("person", actor.id, actor.name, actor.level)


def _mandated_party(actor: Actor, key: str) -> Party:
    mandate = Mandate.objects.select_related("principal", "principal_firm").get(pk=key)
    kind = "person" if mandate.principal_id else "firm"
    owner = mandate.principal_id or mandate.principal_firm_id
    return Party(
        kind, str(owner), mandate.principal_name, actor.level, agent=actor.name, mandate=key
    )


def may_act_for(actor: Actor, item_code: str, day: date) -> bool:
    """Whether the capacity chosen covers this item: a mandate may name items, others may not."""
    kind, _, key = actor.behalf.partition(":")
    if kind != "mandate":
        return True
    mandate = Mandate.objects.filter(pk=key).first()
    return mandate is not None and mandate.covers(item_code, day)


def staff_without_account(text: str) -> QuerySet[Staff]:
    """Members of staff who have no account yet, by name or number."""
    people = Staff.objects.filter(account=None).select_related("organ").order_by("number")
    return people.filter(Q(name__contains=text) | Q(number=text)) if text else people


def staff_accounts(text: str) -> QuerySet[Account]:
    """Accounts of staff, by name, number or sign-in name."""
    accounts = Account.objects.filter(face=Face.STAFF).select_related("staff__organ")
    accounts = accounts.order_by("username", "id")
    if not text:
        return accounts
    return accounts.filter(
        Q(username__contains=text.casefold())
        | Q(staff__name__contains=text)
        | Q(staff__number=text)
    )


def looks_at(person: Person) -> QuerySet[Verification]:
    """Every verification of a person, newest first."""
    return Verification.objects.filter(person=person).order_by("-at")


def open_seats(account: Account) -> QuerySet[Seat]:
    """Devices on which an account is signed in."""
    return Seat.objects.filter(account=account, ended_at=None).order_by("-started_at")


def code_now(secret: str, at: datetime) -> str:
    """The code an authenticator holding this secret (hex) shows: for the demonstration's cast."""
    return code_at(bytes.fromhex(secret), at)
