"""Writing a joint application: one form in short parts, one set of papers, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.cases import queries as case_queries
from zhengwu.files import actions as files
from zhengwu.forms import queries as form_queries
from zhengwu.forms import rules as forms
from zhengwu.joint import actions, queries
from zhengwu.joint.models import JointDraft
from zhengwu.joint.rules.document import Paper, ServiceDocument
from zhengwu.joint.rules.projection import papers_of
from zhengwu.joint.web.citizen.views.attaching import attached, has_files
from zhengwu.kernel.errors import Outdated, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once

TRUTH = "truth"
META = "_sending"
CONSENT = "同意以电子方式送达本次办理的各类文书。"


@dataclass
class Writing:
    """A draft with its merged form, cut into pages."""

    draft: JointDraft
    outlook: queries.Outlook
    parts: tuple[forms.Schema, ...]

    @property
    def document(self) -> ServiceDocument:
        """The service in the situation told so far."""
        return self.outlook.document

    @property
    def schema(self) -> forms.Schema:
        """The merged form of this situation."""
        return self.outlook.schema

    @property
    def unsaid(self) -> bool:
        """Whether the situation is still to be told, or leads to nothing done here."""
        return self.outlook.guided and not self.outlook.complete

    @property
    def data(self) -> dict[str, Any]:
        """The answers as typed."""
        return self.draft.answers

    @cached_property
    def items(self) -> list[str]:
        """Members that take part, as far as it is answered."""
        stage = self.draft.stage
        return queries.concerned(
            self.outlook, self.data, firm=self.draft.firm is not None,
            project=stage.project if stage else None,
        )  # fmt: skip

    @cached_property
    def papers(self) -> list[Paper]:
        """What those members ask for: of the others nothing is listed and nothing owed."""
        return papers_of(self.document, self.items)

    @property
    def applicant(self) -> str:
        """In whose name."""
        party = self.draft.firm or self.draft.person
        return party.name if party else ""

    def pages(self) -> list[tuple[str, str]]:
        """(title, address) of every page in order."""
        key = self.draft.pk
        found = []
        if self.outlook.guided:
            found.append(("办理情形", reverse("joint_citizen:situation", args=[key])))
        found += [(f"填写申请表（{n}）", self.form_url(n)) for n in range(1, len(self.parts) + 1)]
        if self.papers:
            found.append(("上传材料", reverse("joint_citizen:materials", args=[key])))
        return [*found, ("核对并提交", reverse("joint_citizen:send", args=[key]))]

    def form_url(self, part: int) -> str:
        """The address of a part of the form."""
        return reverse("joint_citizen:form", args=[self.draft.pk, part])

    def around(self, path: str) -> dict[str, Any]:
        """Where we are, and the pages before and after."""
        urls = [url for _, url in self.pages()]
        here = urls.index(path)
        return {
            "number": here + 1,
            "count": len(urls),
            "title": self.pages()[here][0],
            "before": urls[here - 1] if here else "",
            "after": urls[here + 1] if here + 1 < len(urls) else "",
        }

    def faults(self) -> dict[int, dict[str, str]]:
        """What is still wrong, by page."""
        found = {}
        for number, part in enumerate(self.parts, start=1):
            checked = forms.validate(part, self.data, today=local_day(now()), whole=self.schema)
            if checked.errors:
                found[number] = checked.errors
        return found


def writing(request: HttpRequest, draft_id: UUID) -> Writing | HttpResponse:
    """The visitor's own draft; a sent one leads to its matter."""
    rows = JointDraft.objects.select_related(
        "edition__service", "person", "firm", "submitted__matter", "stage__project"
    )
    draft = rows.filter(pk=draft_id, owner=actor_of(request).id).first()
    if draft is None:
        raise Http404
    if draft.submitted is not None:
        return redirect("joint_citizen:matter", number=draft.submitted.matter.number)
    made = queries.outlook(draft.edition, actions.told_in(draft))
    pages = forms.parts(made.schema, without=frozenset({TRUTH}))
    return Writing(draft, made, tuple(pages))


def told(request: HttpRequest, draft_id: UUID) -> Writing | HttpResponse:
    """The draft once its situation is told; before that the way leads to the questions."""
    made = writing(request, draft_id)
    if isinstance(made, Writing) and made.unsaid:
        return redirect("joint_citizen:situation", draft_id=draft_id)
    return made


@access(citizen)
@require_safe
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on; a new draft begins with what is known of the applicant."""
    made = writing(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    if not made.data:
        known = _known(made)
        if known:
            actions.save_draft(
                made.draft, answers=known, version=None, by=actor_of(request), at=now()
            )
    if made.unsaid:
        return redirect("joint_citizen:situation", draft_id=draft_id)
    first = next(iter(made.faults()), 0)
    return redirect(made.form_url(first) if first else made.pages()[made.outlook.guided][1])


def _known(made: Writing) -> dict[str, Any]:
    person, firm, stage = made.draft.person, made.draft.firm, made.draft.stage
    known: dict[str, str] = {}
    if person is not None:
        known |= {
            "applicant.name": person.name, "applicant.id_card": person.id_number,
            "applicant.mobile": person.phone, "contact.name": person.name,
            "contact.mobile": person.phone,
        }  # fmt: skip
    if firm is not None:
        known |= {
            "firm.name": firm.name, "firm.uscc": firm.uscc, "firm.head": firm.legal_representative,
        }  # fmt: skip
    if stage is not None:
        project = stage.project
        known |= {
            "project.code": project.code, "project.name": project.name,
            "project.place": project.place,
        }  # fmt: skip
    data: dict[str, Any] = {}
    for leaf in made.schema.leaves():
        if known.get(leaf.key):
            group, _, name = leaf.key.partition(".")
            data.setdefault(group, {})[name] = known[leaf.key]
    return data


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(old)
    for name, value in new.items():
        before = result.get(name)
        both = isinstance(value, Mapping) and isinstance(before, Mapping)
        result[name] = _merged(before, value) if both else value  # type: ignore[arg-type]
    return result


@access(citizen)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, draft_id: UUID, part: int) -> HttpResponse:
    """One part of the form; whatever is typed is kept, right or wrong."""
    made = told(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    if not 1 <= part <= len(made.parts):
        raise Http404
    if request.method != "POST":
        return _form_page(request, made, part, made.data)
    data, refused_files = _typed(request, made, part)
    version = request.POST.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        draft = actions.save_draft(
            made.draft, answers=data, version=number, by=actor_of(request), at=now()
        )
    except Outdated as refused:
        return _form_page(request, made, part, data, conflict=refused.message)
    made.draft.version = draft.version
    if refused_files:
        return _form_page(request, made, part, data, refused_files)
    return _onward(request, made, part, data)


def _typed(request: HttpRequest, made: Writing, part: int) -> tuple[dict[str, Any], dict[str, str]]:
    """All answers, with this page's and its files laid over them; files that cannot come in."""
    page = made.parts[part - 1]
    typed = forms.from_flat(page, dict(request.POST.lists()))  # type: ignore[arg-type]
    typed, wrong = attached(request, made.draft, page, typed)
    add, remove = request.POST.get("_add", ""), request.POST.get("_remove", "")
    if add or remove:
        typed = forms.edit_rows(typed, add=add, remove=remove)
    return _merged(made.data, typed), wrong


def _onward(request: HttpRequest, made: Writing, part: int, data: dict[str, Any]) -> HttpResponse:
    if any(name in request.POST for name in ("_add", "_remove", "_redraw", "_upload", "_drop")):
        return _form_page(request, made, part, data)
    if "_later" in request.POST:
        return redirect("joint_citizen:mine")
    page = made.parts[part - 1]
    errors = forms.validate(page, data, today=local_day(now()), whole=made.schema).errors
    if errors:
        return _form_page(request, made, part, data, errors)
    return redirect(made.around(request.path)["after"])


def _form_page(
    request: HttpRequest,
    made: Writing,
    part: int,
    data: Mapping[str, Any],
    errors: dict[str, str] | None = None,
    conflict: str = "",
) -> HttpResponse:
    context = {
        "made": made,
        "conflict": conflict,
        "uploads": has_files(made.schema),
        "fields": form_queries.render(made.parts[part - 1], data, errors, whole=made.schema),
        **made.around(request.path),
    }
    status = 422 if errors else 409 if conflict else 200
    return render(request, "joint/citizen/form.html", context, status=status)


def cards(made: Writing, errors: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Every paper once, with what was handed in of it and whom it serves."""
    names = {one.item: one.organ_name for one in made.document.members if one.item in made.items}
    held: dict[str, list[dict[str, object]]] = {}
    for row in made.draft.papers.select_related("file").order_by("pk"):
        shown = {"id": row.pk, "name": row.file.name, "size": row.file.size, "url": ""}
        held.setdefault(row.code, []).append(shown)
    return [
        {
            **_card(paper, names, held.get(paper.code, []), errors or {}),
            "required": demanded(made, paper),
        }
        for paper in made.papers
    ]


def demanded(made: Writing, paper: Paper) -> bool:
    """Whether a member that takes part cannot do without it in this situation."""
    there = {one.item: one.edition for one in made.document.members}
    return any(
        use.key in _terms(made, use.item, there[use.item]).required_materials
        for use in paper.uses
        if use.item in made.items
    )


def _terms(made: Writing, item: str, edition: str) -> case_queries.Terms:
    codes = made.outlook.effects[item]
    if codes is None:
        return case_queries.terms_of(edition)
    return case_queries.situated(edition, codes)


def _card(
    paper: Paper, names: Mapping[str, str], held: list[dict[str, object]], errors: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "paper": paper,
        "name": f"file_{paper.code}",
        "files": held,
        "organs": list(dict.fromkeys(names[use.item] for use in paper.uses if use.item in names)),
        "error": errors.get(paper.code, ""),
    }


@access(citizen)
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """All papers; each file is kept as soon as it is sent."""
    made = told(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    if not made.papers:
        return redirect(made.pages()[-1][1])
    errors: dict[str, str] = {}
    if request.method == "POST":
        _removed(request, made)
        for paper in made.papers:
            if wrong := _taken(request, made, paper.code):
                errors[paper.code] = wrong
        if not errors:
            if "_next" in request.POST:
                return redirect(made.around(request.path)["after"])
            return redirect("joint_citizen:mine" if "_later" in request.POST else request.path)
    shown = cards(made, errors)
    context = {
        "made": made,
        "cards": shown,
        "errors": {one["name"]: one["error"] for one in shown if one["error"]},
        "owed": [one["paper"].name for one in shown if one["required"] and not one["files"]],
        **made.around(request.path),
    }
    return render(request, "joint/citizen/materials.html", context, status=422 if errors else 200)


def _removed(request: HttpRequest, made: Writing) -> None:
    for name, value in request.POST.items():
        text = str(value)
        if name.endswith("_remove") and text.isdecimal() and len(text) < 18:
            actions.detach(made.draft, paper_id=int(text), by=actor_of(request), at=now())


def _taken(request: HttpRequest, made: Writing, code: str) -> str:
    actor, errors = actor_of(request), []
    for upload in request.FILES.getlist(f"file_{code}"):
        try:
            received = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            stored = files.keep(received, purpose="material", by=actor, at=now())
            actions.attach(made.draft, code=code, file=stored, by=actor, at=now())
        except Refusal as refused:
            errors.append(refused.message)
    return "；".join(errors)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Everything at a glance, how the results come, the declaration – and sending."""
    made = told(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    errors: dict[str, str] = {}
    refused: Refusal | None = None
    if request.method == "POST":
        errors = _errors(request, made)
        if not errors:
            try:
                joint = actions.submit(
                    made.draft,
                    truth_declared=True,
                    delivery_way=request.POST["way"],
                    delivery_detail=_detail(request),
                    by=actor_of(request),
                    at=now(),
                )
            except Refusal as refusal:
                refused = refusal
            else:
                return redirect("joint_citizen:matter", number=joint.matter.number)
    shown = cards(made)
    context = {
        "made": made,
        "errors": errors,
        "refused": refused,
        "answers": _answers(made),
        "cards": shown,
        "ways": _ways(made),
        "chosen": request.POST.get("way", ""),
        "consent": CONSENT,
        "consented": request.POST.get("consent") == "1",
        "owed": [one["paper"].name for one in shown if one["required"] and not one["files"]],
        **made.around(request.path),
    }
    status = refused.status if refused else 422 if errors else 200
    return render(request, "joint/citizen/send.html", context, status=status)


def _ways(made: Writing) -> list[str]:
    """Ways every member offers."""
    found: list[str] | None = None
    for member in made.document.members:
        ways = case_queries.terms_of(member.edition).delivery_ways
        found = [way for way in found if way in ways] if found is not None else list(ways)
    return found or []


def _answers(made: Writing) -> list[dict[str, Any]]:
    return [
        {
            "url": made.form_url(number),
            "rows": form_queries.answers(part, made.data, whole=made.schema),
        }
        for number, part in enumerate(made.parts, start=1)
    ]


def _errors(request: HttpRequest, made: Writing) -> dict[str, str]:
    errors = {}
    for number, wrong in made.faults().items():
        errors[f"part-{number}"] = f"申请表第 {number} 页还有 {len(wrong)} 处没有填好"
    if request.POST.get("way") not in _ways(made):
        errors["way"] = "请选择怎样领取结果"
    if request.POST.get("truth") != "1":
        errors["truth"] = "请勾选“我已核对以上内容”"
    else:
        _declare(request, made)
    return errors


def _declare(request: HttpRequest, made: Writing) -> None:
    """The declaration of truth is one of the merged form's questions, answered here for all."""
    if TRUTH not in made.data or made.data[TRUTH] is not True:
        actions.save_draft(
            made.draft, answers={TRUTH: True}, version=None, by=actor_of(request), at=now()
        )


def _detail(request: HttpRequest) -> dict[str, str]:
    if request.POST.get("consent") != "1":
        return {}
    address = clean(request.POST.get("electronic_address", ""))[:200].strip()
    return {
        "electronic_consent": CONSENT,
        "electronic_address": address or "本系统“我的联办件”",
    }


@access(citizen)
@require_POST
@once
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    made = writing(request, draft_id)
    if isinstance(made, HttpResponse):
        return made
    actions.discard_draft(made.draft, by=actor_of(request), at=now())
    messages.success(request, f"已删除“{made.document.name}”的草稿。")
    return redirect("joint_citizen:mine")
