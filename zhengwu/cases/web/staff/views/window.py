"""The window (窗口): one page from the card on the counter to the result in the hand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import policy, queries
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case
from zhengwu.cases.web.staff.views import window_acts as acts
from zhengwu.cases.web.staff.views.bars import running
from zhengwu.cases.web.staff.views.window_chosen import (
    Chosen,
    choose,
    complete_from_register,
    known_applicant,
    material_rows,
    receivable_organs,
)
from zhengwu.cases.web.staff.views.window_entry import MARKS, PREFIX, Entry, read_entry
from zhengwu.cases.web.staff.views.window_looks import look_up
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.models import Item
from zhengwu.documents import queries as documents
from zhengwu.flow.models import Task
from zhengwu.forms import rules as forms
from zhengwu.identity.enums import ID_KIND_NAMES
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.models import Staff, Window
from zhengwu.org.queries import holders, posts_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_NEWEST = 2000
_SHORTCUTS = 9
_SUGGESTIONS = 8
_LAST = 6
_ACTS = ("grant", "done", "refuse", "receive", "accept", "supplement")


@access(policy.may_use_window, hidden=False)
@once
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest) -> HttpResponse:
    """The window's page. Every button sends the whole of it; acts end with a redirect."""
    actor, at = actor_of(request), now()
    if not receivable_organs(actor):
        return redirect("cases_staff:agent")  # village agents apply in somebody's name
    if request.method != "POST":
        return _show(request, Entry(texts={"item": request.GET.get("item", "")}), at)
    entry = read_entry(request, actor)
    complete_from_register(entry)
    step = request.POST.get("step", "next")
    if step in _ACTS:
        return _act(request, entry, step, at)
    _step(request, entry, step)
    return _show(request, entry, at, status=422 if entry.errors else 200)


def _step(request: HttpRequest, entry: Entry, step: str) -> None:
    """Buttons that change the page and write nothing."""
    name, _, value = step.partition(":")
    acts.check_number(entry)
    if name == "item":
        entry.texts["item"] = value
        entry.texts["q"] = ""
    elif name == "other":
        entry.texts["item"] = ""
    elif name == "seen":
        _mark_seen(request, entry)
    elif name == "verify":
        _verify(request, entry, value)
    elif name == "next":
        _pick_first(request, entry)
    entry.texts["step"] = name


def _pick_first(request: HttpRequest, entry: Entry) -> None:
    """Enter in the search takes the first hit."""
    if entry["item"] or not entry["q"]:
        return
    found = _found(actor_of(request), entry["q"])
    if found:
        entry.texts |= {"item": found[0].code, "q": "", "step": "item"}
    else:
        entry.errors["q"] = f"没有找到可以在这里受理的“{entry['q']}”，请换个说法。"


def _mark_seen(request: HttpRequest, entry: Entry) -> None:
    """All required sheets lie on the counter, in the original."""
    chosen = choose(entry, actor_of(request), local_day(now()))
    if chosen is None:
        return
    for code in chosen.terms.required_materials:
        if not entry.handed_in(code):
            entry.marks[code] = "original"


def _verify(request: HttpRequest, entry: Entry, code: str) -> None:
    """Ask a source instead of the applicant, who stands at the counter and agrees."""
    actor, at = actor_of(request), now()
    chosen = choose(entry, actor, local_day(at))
    if chosen is None:
        return
    try:
        look_up(entry, chosen, code, by=actor, at=at)
    except Refusal as refused:
        entry.errors[f"file_{code}"] = refused.message


def _act(request: HttpRequest, entry: Entry, step: str, at: datetime) -> HttpResponse:
    actor, today = actor_of(request), local_day(at)
    chosen = choose(entry, actor, today)
    answers = acts.check_entry(entry, chosen, today)
    if entry.errors or chosen is None:
        return _show(request, entry, at, chosen=chosen, status=422)
    place = _window_of(actor, at, entry["window"])
    where = str(place.pk) if place else ""
    try:
        case = _done(entry, chosen, answers, where, step, actor, at)
    except Refusal as refused:
        entry.errors |= {name: words[0] for name, words in refused.fields.items()}
        return _show(request, entry, at, chosen=chosen, refused=refused, status=refused.status)
    if step == "supplement":
        return redirect("cases_staff:window_case", number=case.matter.number)
    if step in acts.VERDICTS and not case.over:
        return redirect("cases_staff:window_paying", number=case.matter.number)
    return redirect(f"{reverse('cases_staff:window')}?done={case.matter.number}")


def _done(
    entry: Entry, chosen: Chosen, answers: dict[str, Any], where: str, step: str, by: Actor,
    at: datetime,
) -> Case:  # fmt: skip
    if step in acts.VERDICTS:
        verdict = acts.VERDICTS[step]
        return acts.finish(entry, chosen, answers, where, verdict, by=by, at=at)
    case = acts.receive(entry, chosen, answers, where, by=by, at=at)
    return acts.accept(case, by=by, at=at) if step == "accept" else case


def _show(
    request: HttpRequest,
    entry: Entry,
    at: datetime,
    *,
    chosen: Chosen | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = actor_of(request), local_day(at)
    chosen = chosen or choose(entry, actor, today)
    _edit_rows(request, chosen)
    context = {
        "entry": entry.texts,
        "errors": entry.errors,
        "summary": _summary(entry, refused),
        "refused": refused,
        "notes": entry.notes,
        "chosen": chosen,
        "known": known_applicant(entry, chosen, today),
        "found": _found(actor, entry["q"]) if entry["q"] and chosen is None else [],
        "id_kinds": [(str(code), name) for code, name in ID_KIND_NAMES.items()],
        "truth_ways": list(acts.TRUTH_WAYS.items()),
        **_place_context(actor, at, entry),
        **_item_context(entry, chosen),
    }
    context |= _figures(actor, at) | {"done": _finished(request, actor)}
    context["focus"] = _focus(entry, chosen, context)
    return render(request, "cases/staff/window.html", context, status=status)


def _edit_rows(request: HttpRequest, chosen: Chosen | None) -> None:
    """A row of a list was added or removed."""
    if chosen is None or request.method != "POST":
        return
    add = request.POST.get("_add", "").removeprefix(PREFIX)
    remove = request.POST.get("_remove", "").removeprefix(PREFIX)
    if add or remove:
        chosen.data = forms.edit_rows(chosen.data, add=add, remove=remove)


def _summary(entry: Entry, refused: Refusal | None) -> list[tuple[str, str]]:
    """(place on the page, words) of everything that is wrong."""
    lines = []
    for name, words in entry.errors.items():
        if name == "number" and entry["step"]:
            continue  # nothing was to be done yet: told beside the field, where the hands stay
        in_form = name.startswith(PREFIX)
        lines.append((f"f-{name}".replace(".", "-") if in_form else f"id_{name}", words))
    if refused is not None and not refused.fields:
        lines.insert(0, ("", refused.message))
    return lines


def _place_context(actor: Actor, at: datetime, entry: Entry) -> dict[str, Any]:
    place = _window_of(actor, at, entry["window"])
    organs = queries.names_of(receivable_organs(actor))
    return {
        "place": place,
        "is_firm": entry.for_firm,
        "not_firm": not entry.for_firm,
        "marks": MARKS,
        "for_organs": sorted(organs.values()),
        "delegated": place is not None and place.kind == "delegated",
    }


def _item_context(entry: Entry, chosen: Chosen | None) -> dict[str, Any]:
    if chosen is None:
        return {}
    terms = chosen.terms
    rows = material_rows(chosen, entry)
    owed = [row["name"] for row in rows if row["required"] and not row["there"]]
    return {
        "nodes": chosen.nodes(),
        "materials": rows,
        "owed": owed,
        "sheet": chosen.sheet,
        "away": chosen.walk.away,
        "dropped": chosen.dropped,
        "unsaid": bool(chosen.sheet) and not chosen.walk.complete,
        "lacking": f"还缺必要材料：{'、'.join(owed)}。" if owed else "",
        "badge_tone": "good" if terms.immediate else "info",
        "ways": terms.delivery_ways,
        "refusal_basis": entry["basis"] or terms.legal_basis,
    }


def _window_of(actor: Actor, at: datetime, wanted: str = "") -> Window | None:
    """The window at which this clerk has a post today."""
    staff = Staff.objects.filter(pk=actor.id).first()
    held = posts_of(staff, local_day(at)).filter(post__window__isnull=False) if staff else []
    windows = [holding.post.window for holding in held if holding.post.window]
    chosen = next((one for one in windows if str(one.pk) == wanted), None)
    return chosen or next(iter(windows), None)


def _found(actor: Actor, text: str) -> list[Item]:
    """Open items this clerk may receive, best first."""
    if not text:
        return []
    page = catalogue.find(text[:100], filters={"open": "1"}, limit=50)
    return [one for one in page.items if one.organ_code in receivable_organs(actor)][:_SUGGESTIONS]


def _figures(actor: Actor, at: datetime) -> dict[str, Any]:
    """Today's figures, the last cases and the frequent items, from the newest cases."""
    organs = receivable_organs(actor)
    scope = Case.objects.filter(organ_code__in=organs)
    newest = list(scope.order_by("-matter").values_list("received_at", "received_by")[:_NEWEST])
    start = midnight(local_day(at))
    # Counted up to last night: hands that know a key find the same item under it all day.
    older = scope.filter(received_at__lt=start).order_by("-matter").values_list("item_code")
    codes = [code for (code,), _ in Counter(older[:_NEWEST]).most_common(_SHORTCUTS * 2)]
    return {
        "today_received": sum(1 for received, _ in newest if received >= start),
        "today_mine": sum(1 for when, who in newest if when >= start and who == actor.name),
        "today_done": scope.filter(completed_at__gte=start, state=CaseState.COMPLETED).count(),
        "waiting": scope.filter(state=CaseState.RECEIVED).count(),
        "frequent": _frequent(codes, organs),
        "last": scope.select_related("matter").order_by("-matter")[:_LAST],
    }


def _frequent(codes: list[str], organs: frozenset[str]) -> list[Item]:
    """Shortcuts: what this window does most; a new window starts with what is open to it."""
    items = catalogue.open_items().filter(code__in=codes)
    by_code = {one.code: one for one in items}
    frequent = [by_code[code] for code in codes if code in by_code]
    if len(frequent) < _SHORTCUTS:
        others = catalogue.open_items().filter(organ_code__in=organs).exclude(code__in=by_code)
        frequent += list(others.order_by("handling", "name")[: _SHORTCUTS - len(frequent)])
    return frequent[:_SHORTCUTS]


def _finished(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """The case just done, with its papers to print."""
    number = request.GET.get("done", "")
    case = queries.case_for(actor, number) if number else None
    if case is None:
        return None
    at, papers = now(), list(documents.of_matter(case.matter_id))
    steps = [_step_of(task, at) for task in queries.open_tasks(case)]
    return {"case": case, "papers": papers, "steps": steps, "limits": running(case, at)}


def _step_of(task: Task, at: datetime) -> dict[str, Any]:
    """Whose turn it is now, and until when."""
    who = [task.assignee_name] if task.assignee_name else []
    if not who and task.duty:
        rows = holders(task.duty, task.organ_code, local_day(at)).order_by("number")
        who = list(rows.values_list("name", flat=True)[:_LAST])
    return {"task": task, "who": who}


def _focus(entry: Entry, chosen: Chosen | None, context: dict[str, Any]) -> str:
    """Where the hands go on: the first thing that is still empty."""
    if context["summary"]:
        return ""  # the summary takes the focus
    if entry["at"] and entry["step"] == "redraw":
        return entry["at"]
    if not entry["number"] or "number" in entry.errors:
        return "id_number"
    if entry["step"] == "seen":
        return "materials"
    for name in ("name", "present", "uscc", "firm_name", "firm_head", "licence_seen"):
        firm_only = name not in ("name", "present")
        if not entry[name] and (entry.for_firm or not firm_only):
            return f"id_{name}"
    return _focus_of_item(chosen, context) if chosen else "id_q"


def _focus_of_item(chosen: Chosen, context: dict[str, Any]) -> str:
    if chosen.walk.next is not None:
        return f"id_s_{chosen.walk.next.code}"
    return _first_empty(context["nodes"]) or ("materials" if context["owed"] else "id_truth")


def _first_empty(nodes: list[forms.Node]) -> str:
    for node in nodes:
        if node.children and (inner := _first_empty(node.children)):
            return inner
        chosen = any(option.chosen for option in node.options)
        if node.required and node.name and not (chosen or node.value):
            return node.id
    return ""


@access(policy.may_use_window, hidden=False)
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Suggestions while typing: name, everyday words, initials, code."""
    text = request.GET.get("q", "").strip()
    found = _found(actor_of(request), text)
    return render(request, "cases/staff/window_items.html", {"found": found, "text": text})


def tell(request: HttpRequest, case: Case, words: str) -> None:
    """One line above the page after an act."""
    messages.success(request, f"{case.matter.number}：{words}")
