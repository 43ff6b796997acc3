"""An interested party comes in online: by the code of the notice and a proved identity (36, 47)."""

from __future__ import annotations

import hmac
from datetime import datetime

from zhengwu.cases import policy
from zhengwu.cases.actions.hearing_desk import (
    electronic,
    hand_to,
    note_served,
    record_service,
    told,
)
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.enums import PartyRole, SittingState
from zhengwu.cases.events import PartyJoined
from zhengwu.cases.models import Case, Notified, Party
from zhengwu.documents.models import Document
from zhengwu.identity.enums import Level
from zhengwu.identity.models import Firm, Person
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import Refusal

CONSENT = "同意以电子方式送达听证文书"


class CodeUnknown(Refusal):
    """事项编号和当事人码对不上，请按听证权利告知书上的内容填写。"""

    status = 422


class IdentityNotProved(Refusal):
    """请先完成实名核验：核验以后，凭当事人码就能参加这件事的听证。"""

    status = 422


class AnotherPerson(Refusal):
    """这个当事人码是发给另一个人（单位）的，与您的实名信息不一致。有出入的，请到办理单位窗口更正。"""

    status = 403


class TakenAlready(Refusal):
    """这个当事人码已经由另一个账号使用，请到办理单位窗口核对。"""


@action
def join_hearing(case: Case, *, code: str, consents: bool, by: Actor, at: datetime) -> Party:
    """Bind the party the code belongs to to this account; the same account again is the same.

    Who comes must be verified and bear the registered name – for a firm, act for it – and the
    registered identity number, where there is one. With consent, papers that are still to be
    served are served now, and all later ones at once.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(by.kind is ActorKind.CITIZEN)
    party = _by_code(case, code)
    if not Level(by.level).reaches(Level.VERIFIED):
        raise IdentityNotProved
    key = by.behalf if by.behalf.startswith("firm:") else f"person:{by.id}"
    if party.party_key not in ("", key):
        raise TakenAlready
    _check_identity(party, key)
    first = not party.party_key
    party.party_key, party.joined_at = key, party.joined_at or at
    agreed = consents and not party.consent
    party.consent = party.consent or (CONSENT if consents else "")
    party.save(update_fields=["party_key", "joined_at", "consent"])
    if first or agreed:
        event = PartyJoined(party=party.name, electronic=bool(party.consent))
        record(case, event, by=by, at=at)
    if agreed:
        _serve_owed(opened, party, by, at)
    return party


def _by_code(case: Case, code: str) -> Party:
    given = code.upper().replace(" ", "").replace("-", "")
    rows = Party.objects.select_for_update().filter(case=case, role=PartyRole.INTERESTED)
    for party in rows:
        if party.code and hmac.compare_digest(party.code.upper().encode(), given.encode()):
            party.case = case
            return party
    raise CodeUnknown(fields={"code": ["事项编号和当事人码对不上"]})


def _check_identity(party: Party, key: str) -> None:
    kind, _, pk = key.partition(":")
    if kind == "firm":
        firm = Firm.objects.get(pk=pk)
        name, number = firm.name, firm.uscc
    else:
        person = Person.objects.get(pk=pk)
        name, number = person.name, person.id_number
    wanted = str(party.answers.get("id_number") or "")
    if name != party.name or (wanted and wanted != number.upper()):
        raise AnotherPerson


def _serve_owed(opened: Opened, party: Party, by: Actor, at: datetime) -> None:
    """Papers issued and not served yet reach the party with the consent."""
    right = None
    if party.right_document_id:
        right = Document.objects.filter(pk=party.right_document_id).first()
    serving = electronic(opened.case, party, at, by)
    if right is not None and party.told_on is None:
        served_on = hand_to(right, party, serving, by=by, at=at)
        assert served_on is not None
        told(party, served_on, by, at)
        record_service(party, right, served_on, by, at)
    owed = Notified.objects.select_related("party", "sitting").filter(
        party=party, served_on=None, sitting__state=SittingState.SET
    )
    for notice in owed:
        document = Document.objects.get(pk=notice.document_id)
        served_on = hand_to(document, party, serving, by=by, at=at)
        assert served_on is not None
        note_served(opened, notice, served_on, by, at)
        record_service(party, document, served_on, by, at)
