"""What the window does with an entry: receive, accept, finish on the spot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Channel, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.web.staff.views.window_chosen import Chosen
from zhengwu.cases.web.staff.views.window_entry import PREFIX, Entry
from zhengwu.forms import rules as forms
from zhengwu.identity import actions as identity
from zhengwu.identity.models import Firm, Person
from zhengwu.identity.rules.registration import firm_errors, person_errors
from zhengwu.kernel.actors import Actor

TRUTH_WAYS = {"spoken": "当面口头声明", "signed": "当面签字声明"}
VERDICTS = {"grant": Verdict.GRANTED, "done": Verdict.DONE, "refuse": Verdict.REFUSED}
_CONSENT = "申请人在窗口当面同意电子送达"
_FIELDS = {"id_number": "number", "uscc": "uscc", "legal_representative": "firm_head"}


def check_entry(entry: Entry, chosen: Chosen | None, today: date) -> dict[str, Any]:
    """Everything that can be told beside its field, at once; the cleaned answers."""
    _check_people(entry)
    if chosen is None:
        entry.errors.setdefault("q", "请选择要办的事项。")
        return {}
    if entry["edition"] and entry["edition"] != str(chosen.edition.pk):
        entry.errors["edition"] = (
            f"这个事项刚刚更新为第{chosen.edition.number}版，已按新版本显示，请核对后再办。"
        )
    _check_situation(entry, chosen)
    if not entry["truth"]:
        entry.errors["truth"] = "请申请人当面确认所填内容和材料真实有效。"
    if entry["consent"] and not entry["consent_address"] and "电子" in entry["way"]:
        entry.texts["consent_address"] = "本系统“我的办件”"
    cleaned = chosen.check(today)
    entry.errors |= {f"{PREFIX}{path}": words for path, words in chosen.errors.items()
                     if path not in chosen.hidden}  # fmt: skip
    return cleaned


def _check_situation(entry: Entry, chosen: Chosen) -> None:
    """The item asks for the situation first, at the counter as everywhere."""
    if chosen.walk.away:
        entry.errors["situation"] = "；".join(one.say for one in chosen.walk.away)
    elif chosen.walk.next is not None:
        entry.errors[f"s_{chosen.walk.next.code}"] = f"请先问申请人：{chosen.walk.next.text}"


def check_number(entry: Entry) -> None:
    """A card's number as soon as it is there, while the card is still in the hand."""
    if entry["number"] and (words := person_errors(entry.person).get("id_number")):
        entry.errors["number"] = words[0]


def _check_people(entry: Entry) -> None:
    for name, words in person_errors(entry.person).items():
        entry.errors[_FIELDS.get(name, name)] = words[0]
    if not entry["present"]:
        entry.errors["present"] = "请当面核对本人与证件一致，再勾选。"
    if entry.for_firm:
        for name, words in firm_errors(entry.firm).items():
            entry.errors["firm_name" if name == "name" else _FIELDS[name]] = words[0]
        if not entry["licence_seen"]:
            entry.errors["licence_seen"] = "请核对营业执照（登记证书）原件和经办人的授权，再勾选。"


def receive(
    entry: Entry, chosen: Chosen, answers: dict[str, Any], window: str, *, by: Actor, at: datetime
) -> Case:
    """收件: number, receipt, the clock of the notice."""
    return cases.receive(_application(entry, chosen, answers, window, by, at), by=by, at=at)


def accept(case: Case, *, by: Actor, at: datetime) -> Case:
    """受理 at once, where everything is there."""
    return cases.accept(case, by=by, at=at)


def finish(
    entry: Entry,
    chosen: Chosen,
    answers: dict[str, Any],
    window: str,
    verdict: Verdict,
    *,
    by: Actor,
    at: datetime,
) -> Case:
    """The immediate item from receipt to handing over, in one act."""
    ruling = cases.Ruling(
        verdict=verdict,
        reasons=entry["reasons"],
        basis=entry["basis"],
        content=entry["content"],
    )
    application = _application(entry, chosen, answers, window, by, at)
    return cases.finish_on_the_spot(application, ruling=ruling, by=by, at=at)


def _application(
    entry: Entry, chosen: Chosen, answers: dict[str, Any], window: str, by: Actor, at: datetime
) -> cases.Application:
    person, firm = _people(entry, by, at)
    codes = [one.code for one in chosen.terms.materials]
    return cases.Application(
        edition_id=chosen.edition.pk,
        applicant=cases.Applicant(person=person, firm=firm),
        answers={**answers, "truth_said": TRUTH_WAYS.get(entry["truth"], "")},
        papers=[*entry.papers(codes), *entry.in_form(_places(chosen, answers))],
        channel=Channel.WINDOW,
        truth_declared=bool(entry["truth"]),
        delivery_way=entry["way"],
        delivery_detail=_delivery(entry),
        window_id=window,
        situation=chosen.walk.answers if chosen.terms.guided else None,
    )


def _places(chosen: Chosen, answers: dict[str, Any]) -> list[tuple[str, str]]:
    found = forms.files_of(chosen.schema, answers)
    return [(path, words) for path, words, rows in found if rows]


def _people(entry: Entry, by: Actor, at: datetime) -> tuple[Person, Firm | None]:
    person = identity.receive_person(entry.person, by=by, at=at)
    firm = identity.receive_firm(entry.firm, by=by, at=at) if entry.for_firm else None
    return person, firm


def _delivery(entry: Entry) -> dict[str, Any]:
    if not entry["consent"]:
        return {}
    address = entry["consent_address"] or "本系统“我的办件”"
    return {"electronic_consent": _CONSENT, "electronic_address": address}
