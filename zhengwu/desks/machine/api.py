"""The machine interface: items, applying, asking after a case. OpenAPI at /api/openapi.json."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from zhengwu.cases import actions, queries
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Draft
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Kind
from zhengwu.catalogue.models import Item
from zhengwu.clock import queries as clock
from zhengwu.desks.machine import schemas
from zhengwu.files import actions as files
from zhengwu.forms import rules as forms
from zhengwu.identity import actions as identity
from zhengwu.identity import policy
from zhengwu.identity import queries as people
from zhengwu.identity.enums import IdKind, Level
from zhengwu.identity.models import Firm, Person
from zhengwu.journal import queries as journal
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotPermitted, NotThere, Refusal
from zhengwu.kernel.text import masked_name
from zhengwu.kernel.time import local_day, now

READ_ITEMS, READ_CASES, SUBMIT = "items.read", "cases.read", "cases.submit"
_PAGE = 50


class Machine(HttpBearer):
    """A token of a registered client; guesses are counted by address and end in 429."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The machine behind the token."""
        at = now()
        actor = identity.authenticate_token(token, at=at)
        if actor is None:
            identity.spend_or_refuse(identity.origin_of(request), "machine.origin", at=at)
            return None
        request.actor = actor  # type: ignore[attr-defined]
        return actor


api = NinjaAPI(
    title="政务服务数据接口",
    version="1",
    description="供其他系统查询事项、提交申请、查询办件。令牌由安全保密管理员签发。",
    docs_url=None,
    auth=Machine(),
    urls_namespace="machine",
)
_BAD = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503, 507), schemas.Problem)


def _problem(request: HttpRequest, status: int, message: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"message": message, **more}, status=status)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A refusal with its article and fields."""
    facts = {"law": error.article, "fields": error.fields}
    return _problem(request, error.status, error.message, **facts)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that opens nothing."""
    return _problem(request, 401, "没有令牌，或者令牌无效、已过期。")


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not have the declared shape."""
    fields: dict[str, list[str]] = {}
    for fault in error.errors:
        path = ".".join(str(part) for part in fault.get("loc", ()))
        fields.setdefault(path, []).append(str(fault.get("msg", "")))
    return _problem(request, 422, "请求的内容不符合接口说明。", fields=fields)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such address or thing."""
    return _problem(request, 404, NotThere().message)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, a method that does not exist."""
    return _problem(request, error.status_code, "请求的内容无法识别。")


def _machine(request: HttpRequest, scope: str) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not policy.has_scope(actor, scope):
        raise NotPermitted
    return actor


def _row(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "kind": Kind(item.kind).label,
        "organ": item.organ_name,
        "open": item.open_for_application,
    }


@api.get("/items", response={200: schemas.ItemPage, **_BAD}, summary="查找事项")
def items(
    request: HttpRequest,
    q: str = Query("", max_length=100),
    only_open: bool = False,
    after: str = Query("", max_length=200),
) -> dict[str, Any]:
    """Items by words, everyday words, initials or code; 50 a page."""
    _machine(request, READ_ITEMS)
    found = catalogue.find(q, filters={"open": "1"} if only_open else {}, limit=_PAGE, after=after)
    return {"items": [_row(item) for item in found.items], "after": found.after}


@api.get("/items/{code}", response={200: schemas.ItemDetail, **_BAD}, summary="一个事项")
def item(request: HttpRequest, code: str) -> dict[str, Any]:
    """What an application for this item needs."""
    _machine(request, READ_ITEMS)
    edition = catalogue.live_edition(code)
    if edition is None:
        raise NotThere
    document, terms = edition.document, queries.terms_of(edition.pk)
    return {
        **_row(edition.item),
        "edition": edition.digest,
        "statutory": document.statutory.words,
        "promised": document.promised.words,
        "identity_level": terms.identity_level,
        "delivery_ways": list(terms.delivery_ways),
        "materials": [
            {
                "code": one.code, "name": one.name, "required": str(one.required),
                "criterion": one.criterion, "provided": one.shared,
            }
            for one in document.materials
        ],
        "form": queries.schema_of(terms),
        "questions": [
            {
                "code": one.code, "text": one.text, "kind": str(one.kind), "when": one.when,
                "options": [[option.value, option.label] for option in one.choices],
            }
            for one in document.questions
        ],
        "missing": list(terms.missing),
    }  # fmt: skip


def _applicant(sent: schemas.ApplicantIn) -> tuple[Person, Firm | None]:
    """The proven person (and firm); nobody else is applied for by a machine."""
    person = people.verified_person(IdKind.RESIDENT, sent.id_number)
    if person is None or person.name != sent.name:
        text = "没有这位已实名核验的申请人，请先在本平台或窗口核验身份"
        raise InvalidInput(fields={"applicant.id_number": [text]})
    if not sent.uscc:
        return person, None
    members = people.memberships(person, local_day(now()))
    member = members.filter(firm__uscc=sent.uscc.upper(), firm__level=Level.VERIFIED).first()
    if member is None:
        text = "这位申请人没有登记为该企业的经办人，或者企业尚未核验"
        raise InvalidInput(fields={"applicant.uscc": [text]})
    return person, member.firm


@api.post("/drafts", response={201: schemas.DraftOut, **_BAD}, summary="开始一份申请")
def begin(request: HttpRequest, sent: schemas.DraftIn) -> tuple[int, dict[str, Any]]:
    """A draft of the same applicant and item is taken up again."""
    actor, at = _machine(request, SUBMIT), now()
    edition = catalogue.live_edition(sent.item)
    if edition is None:
        raise NotThere
    person, firm = _applicant(sent.applicant)
    draft = actions.start_draft(
        edition_id=edition.pk, person=person, firm=firm, channel=Channel.MACHINE, by=actor, at=at
    )
    if sent.answers:
        draft = actions.save_draft(draft, answers=sent.answers, version=None, by=actor, at=at)
    if sent.situation is not None:
        draft = actions.tell_situation(draft, answers=sent.situation, by=actor, at=at)
    return 201, _draft_out(draft, at)


def _draft(actor: Actor, draft_id: UUID) -> Draft:
    draft = Draft.objects.filter(pk=draft_id, owner=actor.id).first()
    if draft is None:
        raise NotThere
    return draft


def _in_force(draft: Draft, actor: Actor, at: datetime) -> Draft:
    """The draft under the edition in force: what is typed on belongs to the filing day's law."""
    if draft.submitted_id is None and queries.replaced_by(draft.edition_id) is not None:
        return actions.carry_over(draft, by=actor, at=at)
    return draft


def _draft_out(draft: Draft, at: datetime) -> dict[str, Any]:
    terms = queries.terms_for_draft(draft)
    schema = queries.schema_of(terms)
    faults: dict[str, str] = {}
    if schema["components"]:
        faults = forms.validate(schema, draft.answers, today=local_day(at)).errors
    papers = draft.papers.select_related("file").order_by("pk")
    return {
        "id": draft.pk,
        "item": terms.item_code,
        "version": draft.version,
        "carried": draft.carried,
        "saved_at": draft.saved_at,
        "files": [
            {
                "code": paper.code, "name": paper.file.name, "size": paper.file.size,
                "digest": paper.file.digest,
            }
            for paper in papers
        ],
        "faults": faults,
    }  # fmt: skip


@api.put("/drafts/{draft_id}", response={200: schemas.DraftOut, **_BAD}, summary="填写申请表")
def fill_in(request: HttpRequest, draft_id: UUID, sent: schemas.AnswersIn) -> dict[str, Any]:
    """Answers by field; with `version`, a save in between is refused (409)."""
    actor, at = _machine(request, SUBMIT), now()
    draft = actions.save_draft(
        _in_force(_draft(actor, draft_id), actor, at),
        answers=sent.answers,
        version=sent.version,
        by=actor,
        at=at,
    )
    if sent.situation is not None:
        draft = actions.tell_situation(draft, answers=sent.situation, by=actor, at=at)
    return _draft_out(draft, at)


@api.post(
    "/drafts/{draft_id}/files", response={201: schemas.DraftOut, **_BAD}, summary="上传一份材料"
)
def upload(
    request: HttpRequest,
    draft_id: UUID,
    file: File[UploadedFile],
    code: str = Form(..., max_length=60),
) -> tuple[int, dict[str, Any]]:
    """One file under a material of the item's list; the same file twice is one."""
    actor, at = _machine(request, SUBMIT), now()
    draft = _in_force(_draft(actor, draft_id), actor, at)
    received = files.receive(cast("BinaryIO", file.file), name=file.name or "未命名")
    kept = files.keep(received, purpose="material", by=actor, at=at)
    actions.attach(draft, code=code, file=kept, by=actor, at=at)
    return 201, _draft_out(_draft(actor, draft_id), at)


@api.post("/drafts/{draft_id}/submit", response={200: schemas.CaseOut, **_BAD}, summary="提交申请")
def submit(request: HttpRequest, draft_id: UUID, sent: schemas.SubmitIn) -> dict[str, Any]:
    """Hand it in. Sent again, the answer is the same case.

    Where the item got another edition meanwhile the draft goes over to it and 409 says so: read
    `carried` and `faults` of the draft (PUT with empty answers), complete it and send again.
    """
    actor, at = _machine(request, SUBMIT), now()
    draft = _draft(actor, draft_id)
    carried = _in_force(draft, actor, at)
    if carried.edition_id != draft.edition_id:
        told = carried.carried
        raise actions.EditionReplaced(number=told["number"], since=told["since"])
    detail = {}
    if sent.electronic_consent:
        detail = {
            "electronic_consent": sent.electronic_consent,
            "electronic_address": sent.electronic_address,
        }
    case = actions.submit(
        carried, truth_declared=sent.truth_declared,
        delivery_way=sent.delivery_way, delivery_detail=detail, by=actor, at=at,
    )  # fmt: skip
    return _case_out(case)


@api.get("/cases/{number}", response={200: schemas.CaseOut, **_BAD}, summary="查询办件")
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    """A case this client handed in, or one of its own organ."""
    actor = _machine(request, READ_CASES)
    mine = Q(draft__owner=actor.id, channel=Channel.MACHINE)
    if actor.organ_code:
        mine |= Q(organ_code=actor.organ_code)
    found = Case.objects.select_related("matter").filter(mine, matter__number=number).first()
    if found is None:
        raise NotThere
    return _case_out(found)


def _case_out(case: Case) -> dict[str, Any]:
    entries = journal.of_matter(case.matter_id).filter(code="cases.case.received", refused=False)
    receipt = entries.first()
    return {
        "number": case.matter.number,
        "query_code": case.matter.query_code,
        "item": case.item_code,
        "state": case.state,
        "state_name": case.state_name,
        "applicant": masked_name(case.applicant_name),
        "received_at": case.received_at,
        "accepted_on": case.accepted_on,
        "decided_at": case.decided_at,
        "completed_at": case.completed_at,
        "verdict": case.verdict,
        "receipt_digest": receipt.digest if receipt else "",
        "clocks": [
            {
                "name": one.label_zh, "due_on": one.due_on, "provisional": one.provisional,
                "open": one.open,
            }
            for one in clock.of_matter(case.matter_id)
        ],
    }  # fmt: skip
