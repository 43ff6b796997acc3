"""The lead window (联办窗口): a person is here; one form, one list of papers, one receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import queries as case_queries
from zhengwu.cases.actions import Applicant
from zhengwu.cases.enums import Channel
from zhengwu.catalogue.rules.situation_form import Asked, from_lists
from zhengwu.catalogue.rules.situation_form import sheet as on_page
from zhengwu.documents import queries as documents
from zhengwu.forms import rules as forms
from zhengwu.identity import actions as identity
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.models import Joint, ServiceEdition, Stage
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.joint.web.staff.views.counter_entry import (
    MARKS,
    PREFIX,
    TRUTH_WAYS,
    Entry,
    read_entry,
)
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.org.queries import posts_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_ACTS = ("receive", "accept")
_CONSENT = "申请人在窗口当面同意电子送达"


@dataclass(slots=True)
class Sheet:
    """The one form of a service with what is typed in it."""

    edition: ServiceEdition
    outlook: queries.Outlook
    data: dict[str, Any]
    stage: Stage | None
    hidden: set[str]
    errors: dict[str, str]
    firm: bool

    @property
    def document(self) -> ServiceDocument:
        """The service in the situation told so far."""
        return self.outlook.document

    @property
    def schema(self) -> forms.Schema:
        """The merged form of this situation."""
        return self.outlook.schema

    @property
    def raw(self) -> dict[str, Any]:
        """The same as it is drawn."""
        return self.outlook.raw

    def members(self) -> list[str]:
        """Items that this application concerns, by what is answered so far."""
        project = self.stage.project if self.stage else None
        return queries.concerned(self.outlook, self.data, firm=self.firm, project=project)


def led_by(actor: Actor) -> list[tuple[ServiceEdition, ServiceDocument]]:
    """Services that one of the actor's windows may lead."""
    mine = actor.organs_with(Duty.WINDOW_CLERK)
    rows = [(one.live, one.live.document) for one in queries.open_services() if one.live]
    return [row for row in rows if any(lead.organ_code in mine for lead in row[1].leads)]


@access(policy.may_receive_joint, hidden=False)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which joint service the person has come for."""
    actor, day = actor_of(request), local_day(now())
    rows = [
        {"edition": edition, "document": document, "closed": queries.closed_because(edition, day)}
        for edition, document in led_by(actor)
    ]
    return render(request, "joint/staff/counter_choose.html", {"rows": rows})


@access(policy.may_receive_joint, hidden=False)
@require_http_methods(["GET", "POST"])
@once
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """The counter's page. Every button sends the whole of it; acts end with a redirect."""
    actor, at = actor_of(request), now()
    edition = queries.live(code)
    if edition is None or code not in {document.code for _, document in led_by(actor)}:
        raise Http404
    if request.method != "POST":
        first = "firm" if edition.document.subjects == ("2",) else "person"
        return _show(request, Entry(texts={"kind": first}), edition, at)
    entry = read_entry(request, actor)
    step = request.POST.get("step", "next")
    if step in _ACTS:
        return _act(request, entry, edition, step, at)
    if step == "seen":
        for row in _materials(_sheet(entry, edition), entry):
            if row["required"] and not row["there"]:
                entry.marks[row["code"]] = "original"
    return _show(request, entry, edition, at, status=422 if entry.errors else 200)


def _stages(document: ServiceDocument) -> list[Stage]:
    """Running projects for which this service is the stage to be done."""
    if not document.stage:
        return []
    rows = Stage.objects.filter(service_code=document.code, project__state="running")
    return list(rows.exclude(state="done").select_related("project__matter").order_by("pk")[:50])


def _sheet(entry: Entry, edition: ServiceEdition) -> Sheet:
    made = queries.outlook(edition, from_lists(entry.flat))
    raw, schema = made.raw, made.schema
    stage = next((one for one in _stages(edition.document) if str(one.pk) == entry["stage"]), None)
    data = forms.from_flat(raw, entry.flat, PREFIX)
    for path, _, _ in forms.files_of(schema, data):
        data = forms.put_in(data, path, entry.attached(path))
    hidden = entry.fill(schema, data, stage)
    return Sheet(edition, made, data, stage, hidden, {}, entry.for_firm)


def _act(
    request: HttpRequest, entry: Entry, edition: ServiceEdition, step: str, at: datetime
) -> HttpResponse:
    sheet = _sheet(entry, edition)
    cleaned = _check(entry, sheet, at)
    owed = [row for row in _materials(sheet, entry) if row["required"] and not row["there"]]
    if step == "accept" and owed:
        names = "、".join(str(row["name"]) for row in owed)
        entry.errors["materials"] = f"还缺必要材料：{names}。可以先“只收件”，再一次性告知补正。"
    if entry.errors:
        return _show(request, entry, edition, at, sheet=sheet, status=422)
    try:
        joint = _receive(request, entry, sheet, cleaned, at)
    except Refusal as refused:
        entry.errors |= {f"{PREFIX}{name}": words[0] for name, words in refused.fields.items()}
        status = refused.status
        return _show(request, entry, edition, at, sheet=sheet, refused=refused, status=status)
    if step == "accept":
        _accept(request, joint, at)
    here = reverse("joint_staff:counter", args=[edition.document.code])
    return redirect(f"{here}?done={joint.matter.number}")


def _accept(request: HttpRequest, joint: Joint, at: datetime) -> None:
    """Taken in at once; what hinders it is told, and the receipt stands."""
    try:
        actions.accept(joint, by=actor_of(request), at=at)
    except Refusal as refused:
        messages.warning(request, f"已收件，还没有受理：{refused.message}")


def _check(entry: Entry, sheet: Sheet, at: datetime) -> dict[str, Any]:
    entry.check_people()
    if entry["edition"] and entry["edition"] != str(sheet.edition.pk):
        entry.errors["edition"] = "这个联办事项刚刚更新，已按新版显示，请核对后再办。"
    if not entry["truth"]:
        entry.errors["truth"] = "请申请人当面确认所填内容和材料真实有效。"
    if sheet.document.stage and entry["stage"] and sheet.stage is None:
        entry.errors["stage"] = "这个项目的本阶段已经完成，请重新选择。"
    if sheet.outlook.guided and not sheet.outlook.complete:
        question = sheet.outlook.walk.next
        asking = question is not None and not sheet.outlook.nobody
        entry.errors[f"s_{question.code}" if question and asking else "situation"] = (
            f"请先问申请人：{question.text}" if question and asking else sheet.outlook.dead
        )
        return {}  # what is asked in the form depends on it
    checked = forms.validate(sheet.schema, sheet.data, today=local_day(at))
    sheet.errors = checked.errors
    for path, words in checked.errors.items():
        place = entry.place_of(path)
        if place or path not in sheet.hidden:
            entry.errors.setdefault(place or f"{PREFIX}{path}", words)
    return checked.cleaned


def _receive(
    request: HttpRequest, entry: Entry, sheet: Sheet, answers: dict[str, Any], at: datetime
) -> Joint:
    by = actor_of(request)
    person = identity.receive_person(entry.person, by=by, at=at)
    firm = identity.receive_firm(entry.firm, by=by, at=at) if entry.for_firm else None
    detail = {}
    if entry["consent"]:
        detail = {"electronic_consent": _CONSENT, "electronic_address": "本系统“我的联办件”"}
    return actions.receive(
        actions.JointApplication(
            edition=sheet.edition,
            applicant=Applicant(person=person, firm=firm),
            answers=answers,
            papers=[*entry.papers(sheet.document), *entry.in_form(_places(sheet, answers))],
            channel=Channel.WINDOW,
            truth_declared=True,
            delivery_way=entry["way"],
            delivery_detail=detail,
            window_id=_window_of(by, at),
            stage=sheet.stage,
            situation=sheet.outlook.walk.answers,
        ),
        by=by,
        at=at,
    )


def _places(sheet: Sheet, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Where in the form files are handed up, and in which words."""
    return [(path, words) for path, words, _ in forms.files_of(sheet.schema, answers)]


def _window_of(actor: Actor, at: datetime) -> str:
    staff = Staff.objects.filter(pk=actor.id).first()
    held = posts_of(staff, local_day(at)).filter(post__window__isnull=False) if staff else []
    return next((str(one.post.window_id) for one in held), "")


def _show(
    request: HttpRequest,
    entry: Entry,
    edition: ServiceEdition,
    at: datetime,
    *,
    sheet: Sheet | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = sheet or _sheet(entry, edition)
    _edit_rows(request, sheet)
    document = sheet.document
    rows = _materials(sheet, entry)
    owed = [row["name"] for row in rows if row["required"] and not row["there"]]
    context = {
        "document": document, "edition": edition, "entry": entry.texts, "errors": entry.errors,
        "summary": _summary(entry, refused), "refused": refused,
        "closed": queries.closed_because(edition, local_day(at)),
        "nodes": forms.nodes(
            {**sheet.raw, "components": _without(sheet.raw["components"], sheet.hidden)},
            sheet.data, sheet.errors, prefix=PREFIX, whole=sheet.raw,
        ),
        "situation": _situation(sheet, entry), "outlook": sheet.outlook,
        "materials": rows, "marks": MARKS, "owed": owed,
        "lacking": f"还缺必要材料：{'、'.join(owed)}。" if owed else "",
        "produced": {one.name: one.by for one in document.produced},
        "truth_ways": list(TRUTH_WAYS.items()),
        "names": {one.item: one.name for one in document.members},
        "is_firm": entry.for_firm, "not_firm": not entry.for_firm,
        "both": len(set(document.subjects) & {"1", "2"}) > 1,
        "stages": _stages(document), "ways": _ways(document), "done": _done(request),
    }  # fmt: skip
    context["focus"] = _focus(entry, context)
    return render(request, "joint/staff/counter.html", context, status=status)


def _situation(sheet: Sheet, entry: Entry) -> tuple[Asked, ...]:
    """The questions of the guide on this way, with what is answered."""
    if not sheet.outlook.guided:
        return ()
    tried = any(name.startswith("s_") for name in entry.errors)
    asked = on_page(sheet.outlook.walk, from_lists(entry.flat), tried=tried)
    return asked[: len(sheet.outlook.walk.said)] if sheet.outlook.nobody else asked


def _edit_rows(request: HttpRequest, sheet: Sheet) -> None:
    add = request.POST.get("_add", "").removeprefix(PREFIX)
    remove = request.POST.get("_remove", "").removeprefix(PREFIX)
    if add or remove:
        sheet.data = forms.edit_rows(sheet.data, add=add, remove=remove)


def _without(components: list[Any], hidden: set[str]) -> list[Any]:
    return [one for one in components if one.get("key") not in hidden]


def _materials(sheet: Sheet, entry: Entry) -> list[dict[str, Any]]:
    """The merged list of those who take part, with what lies on the counter."""
    concerned = set(sheet.members())
    organs = {one.item: one.organ_name for one in sheet.document.members}
    return [
        {
            "code": paper.code,
            "name": paper.name,
            "required": paper.required == "required",
            "shared": "",
            "criterion": "；".join(
                [f"{'、'.join(dict.fromkeys(organs[use.item] for use in paper.uses))}用",
                 *paper.criteria]
            ),
            "mark": entry.marks.get(paper.code, ""),
            "files": [{"id": str(one.pk), "name": one.name, "size": one.size}
                      for one in entry.files.get(paper.code, [])],
            "error": entry.errors.get(f"file_{paper.code}", ""),
            "there": entry.handed_in(paper.code),
        }
        for paper in sheet.document.papers
        if concerned & {use.item for use in paper.uses}
    ]  # fmt: skip


def _ways(document: ServiceDocument) -> list[str]:
    """Ways of handing over that every member offers."""
    offered = [case_queries.terms_of(one.edition).delivery_ways for one in document.members]
    return [way for way in (offered[0] if offered else ()) if all(way in ways for ways in offered)]


def _summary(entry: Entry, refused: Refusal | None) -> list[tuple[str, str]]:
    """(place on the page, words) of everything that is wrong."""
    lines = [
        ("materials", words)
        if name == "materials"
        else (f"f-{name}".replace(".", "-") if name.startswith(PREFIX) else f"id_{name}", words)
        for name, words in entry.errors.items()
    ]
    if refused is not None and not refused.fields:
        lines.insert(0, ("", refused.message))
    return lines


def _done(request: HttpRequest) -> dict[str, Any] | None:
    """The matter just received, with its papers."""
    number = request.GET.get("done", "")
    joint = queries.joint_for(actor_of(request), number) if number else None
    if joint is None:
        return None
    return {"joint": joint, "papers": list(documents.of_matter(joint.matter_id))}


def _focus(entry: Entry, context: dict[str, Any]) -> str:
    """Where the hands go on: the first thing that is still empty."""
    if context["summary"]:
        return ""  # the summary takes the focus
    if entry["at"]:
        return entry["at"]
    places = ["uscc", "firm_name", "firm_head", "licence_seen"] if entry.for_firm else []
    for name in [*places, "number", "name", "phone", "present"]:
        if not entry[name]:
            return f"id_{name}"
    if (question := context["outlook"].walk.next) is not None:
        return f"id_s_{question.code}"
    return _first_empty(context["nodes"]) or ("materials" if context["owed"] else "id_truth")


def _first_empty(nodes: list[forms.Node]) -> str:
    for node in nodes:
        if node.children and (inner := _first_empty(node.children)):
            return inner
        chosen = any(option.chosen for option in node.options)
        if node.required and node.name and not (chosen or node.value):
            return node.id
    return ""
