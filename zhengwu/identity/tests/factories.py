"""Who tests need: citizens, firms, staff with accounts, signed in or not.

Rows are made straight (factories may write outside of requests and actions).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from tools.worlds import SERIAL
from zhengwu.files.models import StoredFile
from zhengwu.identity import queries
from zhengwu.identity.actions.register import new_person
from zhengwu.identity.actions.sign_in import BACKEND, MARKS
from zhengwu.identity.enums import Face, FactorKind, How, IdKind, Level, MemberRole
from zhengwu.identity.models import Account, Factor, Firm, FirmMember, Mandate, Person, Seat
from zhengwu.identity.rules.numbers import _CHECKS, _USCC, _WEIGHTS
from zhengwu.identity.rules.registration import PersonDraft
from zhengwu.identity.rules.sessions import Marks
from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ, Region, Staff

PASSWORD = "渠江水面的雾很好看-2026"
SECRET = b"12345678901234567890"
_serial = SERIAL


def id_number(serial: int | None = None, *, region: str = "511602", born: str = "19900101") -> str:
    """A resident number with a right check digit; each call gives another one."""
    serial = next(_serial) % 900 if serial is None else serial
    stem = f"{region}{born}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True))
    return stem + _CHECKS[total % 11]


def credit_code(serial: int | None = None) -> str:
    """A unified social credit code with a right check letter."""
    serial = next(_serial) if serial is None else serial
    stem = f"91511602MA{serial:07d}"
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(stem))
    return stem + _USCC[(31 - total % 31) % 31]


def make_person(
    level: str = Level.VERIFIED,
    *,
    name: str = "刘建国",
    number: str = "",
    phone: str = "13800138000",
) -> Person:
    """A natural person without account."""
    at = now()
    draft = PersonDraft(name, IdKind.RESIDENT, number or _fresh_number(), phone)
    person = new_person(draft, at=at, level=Level(level))
    if person.is_verified:
        person.verified_at, person.verified_how = at, How.COUNTER
    person.save(force_insert=True)
    return person


def _fresh_number() -> str:
    serial = next(_serial)
    born = date(1950, 1, 1) + timedelta(days=serial // 800)
    return id_number(serial % 800, born=f"{born:%Y%m%d}")


def make_citizen(
    level: str = Level.VERIFIED, *, name: str = "刘建国", username: str = "", number: str = ""
) -> Account:
    """A citizen's account; its password is PASSWORD."""
    person = make_person(level, name=name, number=number)
    return Account.objects.create(
        username=username or f"citizen{next(_serial)}",
        password=make_password(PASSWORD),
        face=Face.CITIZEN,
        person=person,
        created_at=now(),
    )


def make_firm(
    member: Account | None = None,
    *,
    level: str = Level.VERIFIED,
    name: str = "广安渠江餐饮有限公司",
    role: str = MemberRole.LEGAL_REPRESENTATIVE,
) -> Firm:
    """A firm, and the account's person as its member."""
    at = now()
    firm = Firm.objects.create(
        name=name,
        uscc=credit_code(),
        legal_representative="王秀兰",
        level=level,
        verified_at=at if level == Level.VERIFIED else None,
        created_at=at,
    )
    if member is not None:
        since = local_day(at) - timedelta(days=1)
        FirmMember.objects.create(firm=firm, person=member.person, role=role, since=since)
    return firm


def make_mandate(
    principal: Person | Firm, agent: Person, *, items: tuple[str, ...] = ()
) -> Mandate:
    """A mandate that runs for a month from today."""
    today = local_day(now())
    mandate = Mandate(
        id=new_id(),
        principal=principal if isinstance(principal, Person) else None,
        principal_firm=principal if isinstance(principal, Firm) else None,
        agent_name=agent.name,
        agent_digest=agent.id_digest,
        items=list(items),
        valid_from=today,
        valid_to=today + timedelta(days=30),
        created_at=now(),
    )
    mandate.agent_sealed = settings.VAULT.seal(agent.id_number, f"mandate/{mandate.id}/agent")
    mandate.save(force_insert=True)
    return mandate


def make_file(name: str = "授权委托书.pdf") -> StoredFile:
    """A stored file's row, without bytes."""
    return StoredFile.objects.create(
        digest="0" * 64,
        name=name,
        size=1,
        media_type="application/pdf",
        purpose="material",
        scan="clean",
        kept_at=now(),
    )


def make_organ(code: str = "11511602MB0001234A", name: str = "广安区政务服务管理局") -> Organ:
    """An organ with its region, found again when it is there."""
    region, _ = Region.objects.get_or_create(
        code="511602000000",
        defaults={"name": "广安区", "level": _region_level(), "valid_from": date(2000, 1, 1)},
    )
    organ, _ = Organ.objects.get_or_create(
        code=code,
        defaults={"name": name, "short_name": name[:40], "kind": "department", "region": region},
    )
    return organ


def _region_level() -> str:
    return str(Region._meta.get_field("level").choices[0][0])  # type: ignore[index]


def make_staff(name: str = "张敏", *, organ: Organ | None = None) -> Staff:
    """A member of staff without duties."""
    return Staff.objects.create(
        number=f"GA{next(_serial):05d}",
        name=name,
        organ=organ or make_organ(),
        kind="hall_window",
    )


def make_staff_account(
    staff: Staff | None = None, *, username: str = "", totp: bool = True
) -> Account:
    """A staff account with PASSWORD and an authenticator holding SECRET; grants no duty."""
    staff = staff or make_staff()
    account = Account.objects.create(
        username=username or f"staff{next(_serial)}",
        password=make_password(PASSWORD),
        face=Face.STAFF,
        staff=staff,
        created_at=now(),
    )
    if totp:
        make_totp(account)
    return account


def make_totp(account: Account, secret: bytes = SECRET) -> Factor:
    """An enrolled authenticator."""
    factor = Factor(
        id=new_id(), account=account, kind=FactorKind.TOTP, name="动态口令", created_at=now()
    )
    factor.sealed = settings.VAULT.seal(secret.hex(), f"factor/{factor.pk}")
    factor.save(force_insert=True)
    return factor


def sign_in(
    client: Client, account: Account, *, behalf: str = "", at: datetime | None = None
) -> Actor:
    """Give a test client a full session of this account (staff: second factor passed)."""
    at = at or now()
    request = HttpRequest()
    request.session = SessionStore()
    login(request, account, backend=BACKEND)
    staff = account.face == Face.STAFF
    assurance = Assurance.SECOND_FACTOR if staff else Assurance.PASSWORD
    moment = int(at.timestamp())
    marks = Marks(
        face=account.face,
        assurance=assurance.value,
        started=moment,
        seen=moment,
        proved=moment,
        idle_seconds=3600,
        until=moment + 43_200,
        behalf=behalf,
    )
    request.session[MARKS] = marks.stored()
    request.session.save()
    Seat.objects.create(
        account=account,
        session_key=request.session.session_key,
        assurance=assurance.value,
        started_at=at,
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    day = local_day(at)
    account = Account.objects.select_related("person", "staff__organ").get(pk=account.pk)
    return queries.actor_for(account, day=day, assurance=assurance, behalf=behalf)


def actor(
    *duties: str,
    organ: str = "11511602MB0001234A",
    name: str = "张敏",
    id: str = "",  # noqa: A002
    account: str = "",
    kind: ActorKind = ActorKind.STAFF,
    level: str = Level.NONE,
) -> Actor:
    """An actor out of thin air: `actor("window_clerk")`, `actor("head@其他机关代码")`."""
    held = frozenset(duty if "@" in duty else f"{duty}@{organ}" for duty in duties)
    staff = kind is ActorKind.STAFF
    return Actor(
        kind=kind,
        id=id or str(uuid4()),
        name=name,
        account=account or str(uuid4()),
        organ_code=organ if staff else "",
        duties=held,
        assurance=Assurance.SECOND_FACTOR if staff else Assurance.PASSWORD,
        level=level,
    )


def actor_of(account: Account, *duties: str, behalf: str = "") -> Actor:
    """The actor of an account today; for staff with these duties on top of those held."""
    account = Account.objects.select_related("person", "staff__organ").get(pk=account.pk)
    staff = account.face == Face.STAFF
    assurance = Assurance.SECOND_FACTOR if staff else Assurance.PASSWORD
    made = queries.actor_for(account, day=local_day(now()), assurance=assurance, behalf=behalf)
    if not duties:
        return made
    more = frozenset(f"{duty}@{made.organ_code}" for duty in duties)
    return Actor(
        kind=made.kind, id=made.id, name=made.name, account=made.account,
        organ_code=made.organ_code,
        region_code=made.region_code, duties=made.duties | more, assurance=assurance,
    )  # fmt: skip
