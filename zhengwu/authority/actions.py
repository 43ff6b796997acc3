"""Verbs on letters of authority: sign, renew, revoke."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from zhengwu.files.actions import Received, keep
from zhengwu.files.models import StoredFile
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Staff
from zhengwu.org.queries import duties_of, on_day

from . import policy, registry, rules
from .enums import BActs, Representative, Verb
from .events import LetterRevoked, LetterScanned, LetterSigned
from .models import Letter, LetterItem


@action
def sign(
    organ: Organ,
    *,
    holder: Staff,
    role: Representative,
    verbs: Iterable[Verb],
    valid_from: date,
    valid_to: date,
    signed_by: Staff,
    signed_on: date,
    number: str,
    items: Iterable[str] = (),
    whole_organ: bool = False,
    b_acts: BActs | None = None,
    scan: Received | None = None,
    renews: Letter | None = None,
    by: Actor,
    at: datetime,
) -> Letter:
    """Enter a signed letter. Signing the same number with the same content again returns it.

    The signer must be head of the organ on the day of signing, the holder have a post there on
    the first day; nobody signs or enters a letter for himself; for one item there is one A and
    one B at a time, two persons.
    """
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    if not policy.may_sign(by, organ.pk, signed_by):
        raise NotPermitted
    scope = rules.check_scope(whole_organ, items)
    longest = registry.parameter("letter_longest_days", at)
    term = rules.check_term(valid_from, valid_to, signed_on, longest=longest)
    wanted = rules.Standing(
        number=_number(number),
        holder=str(holder.pk),
        holder_name=holder.name,
        role=Representative(role),
        verbs=rules.check_verbs(verbs),
        scope=scope,
        term=term,
    )
    _check_persons(organ, holder, signed_by, signed_on, term, by, at)
    if (same := _same_number(organ, wanted)) is not None:
        return same
    rules.check_conflicts(wanted, _standings(organ, term))
    kept = keep(scan, by=by, at=at) if scan else None
    letter = _write(organ, wanted, signed_by, signed_on, b_acts, kept, renews)
    record(letter, _signed(letter, wanted), by=by, at=at)
    return letter


def _number(text: str) -> str:
    number = " ".join(text.split())
    if not number or len(number) > 60:
        raise InvalidInput(fields={"number": ["请填写授权委托书编号（不超过 60 个字）。"]})
    return number


def _check_persons(
    organ: Organ,
    holder: Staff,
    signed_by: Staff,
    signed_on: date,
    term: rules.Term,
    by: Actor,
    at: datetime,
) -> None:
    if holder.pk == signed_by.pk or by.id == str(holder.pk):
        raise rules.SignedToOneself
    if signed_on > local_day(at):
        raise InvalidInput(fields={"signed_on": ["签署日期还没有到。"]})
    heads = {(duty.value, organ.pk) for duty in (Duty.HEAD, Duty.GOVERNMENT_HEAD)}
    if not heads & duties_of(signed_by, signed_on):
        raise rules.SignerNotHead(signer=signed_by.name, on=signed_on.isoformat(), organ=organ.name)
    if not holder.holdings.filter(on_day(term.first), post__organ=organ).exists():
        raise rules.HolderNotInOrgan(
            holder=holder.name, on=term.first.isoformat(), organ=organ.name
        )


def _same_number(organ: Organ, wanted: rules.Standing) -> Letter | None:
    letter = organ.letters.filter(number=wanted.number).prefetch_related("items").first()
    if letter is None:
        return None
    same = (
        str(letter.holder_id) == wanted.holder
        and letter.role == wanted.role.value
        and frozenset(letter.verbs) == wanted.verbs
        and _scope(letter) == wanted.scope
        and rules.Term(letter.valid_from, letter.valid_to) == wanted.term
    )
    if not same:
        raise InvalidInput(fields={"number": [f"编号“{wanted.number}”已用于另一份授权委托书。"]})
    return letter


def _scope(letter: Letter) -> rules.Scope:
    codes = frozenset(item.item_code for item in letter.items.all())
    return rules.Scope(letter.whole_organ, codes)


def _standings(organ: Organ, term: rules.Term) -> list[rules.Standing]:
    rows = organ.letters.filter(valid_from__lte=term.last, valid_to__gte=term.first)
    found = []
    for letter in rows.select_related("holder").prefetch_related("items"):
        effective = rules.effective_term(letter.valid_from, letter.valid_to, letter.revoked_on)
        if effective is not None:
            found.append(
                rules.Standing(
                    number=letter.number,
                    holder=str(letter.holder_id),
                    holder_name=letter.holder.name,
                    role=Representative(letter.role),
                    verbs=frozenset(letter.verbs),
                    scope=_scope(letter),
                    term=effective,
                )
            )
    return found


def _write(
    organ: Organ,
    wanted: rules.Standing,
    signed_by: Staff,
    signed_on: date,
    b_acts: BActs | None,
    scan: StoredFile | None,
    renews: Letter | None,
) -> Letter:
    letter = Letter.objects.create(
        organ=organ,
        number=wanted.number,
        holder_id=UUID(wanted.holder),
        role=wanted.role.value,
        whole_organ=wanted.scope.whole_organ,
        may_accept=Verb.ACCEPT in wanted.verbs,
        may_review=Verb.REVIEW in wanted.verbs,
        may_decide=Verb.DECIDE in wanted.verbs,
        may_seal=Verb.SEAL in wanted.verbs,
        b_acts=rules.b_rule(wanted.role, b_acts).value,
        valid_from=wanted.term.first,
        valid_to=wanted.term.last,
        signed_by=signed_by,
        signed_on=signed_on,
        scan=scan,
        renews=renews,
    )
    LetterItem.objects.bulk_create(
        LetterItem(letter=letter, item_code=code) for code in sorted(wanted.scope.items)
    )
    return letter


def _signed(letter: Letter, wanted: rules.Standing) -> LetterSigned:
    return LetterSigned(
        number=letter.number,
        organ=letter.organ_id,
        holder=wanted.holder,
        role=letter.role,
        verbs=sorted(wanted.verbs),
        items=sorted(wanted.scope.items),
        whole_organ=letter.whole_organ,
        b_acts=letter.b_acts,
        valid_from=letter.valid_from.isoformat(),
        valid_to=letter.valid_to.isoformat(),
        signed_by=str(letter.signed_by_id),
        renews=str(letter.renews_id or ""),
    )


@action
def renew(
    letter: Letter,
    *,
    number: str,
    signed_by: Staff,
    signed_on: date,
    valid_from: date | None = None,
    valid_to: date | None = None,
    scan: Received | None = None,
    by: Actor,
    at: datetime,
) -> Letter:
    """Sign the following letter with the same holder and scope, by default for the next year."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.revoked_on is not None:
        raise rules.LetterOver(number=letter.number, on=letter.revoked_on.isoformat(), verb="续签")
    if (following := Letter.objects.filter(renews=letter).first()) is not None:
        if following.number == _number(number):
            return following
        raise InvalidInput(fields={"number": [f"已由 {following.number} 续签。"]})
    term = rules.next_term(letter.valid_to)
    return sign(
        letter.organ,
        holder=letter.holder,
        role=Representative(letter.role),
        verbs=letter.verbs,
        items=[item.item_code for item in letter.items.all()],
        whole_organ=letter.whole_organ,
        b_acts=BActs(letter.b_acts),
        valid_from=valid_from or term.first,
        valid_to=valid_to or term.last,
        signed_by=signed_by,
        signed_on=signed_on,
        number=number,
        scan=scan,
        renews=letter,
        by=by,
        at=at,
    )


@action
def add_scan(letter: Letter, *, scan: Received, by: Actor, at: datetime) -> Letter:
    """Add the scan of the signed paper later; what is there is not exchanged."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if not policy.may_revoke(by, letter.organ_id):
        raise NotPermitted
    if letter.scan_id is not None:
        raise rules.ScanThere(number=letter.number)
    letter.scan = keep(scan, by=by, at=at)
    letter.save(update_fields=["scan"])
    event = LetterScanned(number=letter.number, organ=letter.organ_id, digest=letter.scan.digest)
    record(letter, event, by=by, at=at)
    return letter


@action
def revoke(letter: Letter, *, on: date, reason: str, by: Actor, at: datetime) -> Letter:
    """Take a letter back: from `on` (today or later) it is no longer good. What was done stays."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if not policy.may_revoke(by, letter.organ_id):
        raise NotPermitted
    if letter.revoked_on is not None and letter.revoked_on <= on:
        raise rules.LetterOver(number=letter.number, on=letter.revoked_on.isoformat(), verb="撤销")
    if letter.valid_to < on:
        raise rules.LetterOver(number=letter.number, on=letter.valid_to.isoformat(), verb="撤销")
    if on < local_day(at):
        raise InvalidInput(fields={"on": ["撤销不能追溯，最早从今天起。"]})
    reason = " ".join(reason.split())
    if not reason or len(reason) > 200:
        raise InvalidInput(fields={"reason": ["请写明撤销理由（不超过 200 个字）。"]})
    old = letter.revoked_on
    letter.revoked_on, letter.revoke_reason = on, reason
    letter.save(update_fields=["revoked_on", "revoke_reason"])
    event = LetterRevoked(
        number=letter.number,
        organ=letter.organ_id,
        holder=str(letter.holder_id),
        revoked_on=on.isoformat(),
    )
    record(letter, event, by=by, at=at, reason=reason, changes={"revoked_on": (old, on)})
    return letter
