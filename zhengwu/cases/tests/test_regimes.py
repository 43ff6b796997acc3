"""What is no licence borrows neither the licensing law's articles nor its words."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Decline, TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.rules import checks
from zhengwu.documents.queries import of_matter
from zhengwu.kernel.time import now
from zhengwu.org.tests.web.acting import acting

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
BORROWED = re.compile(r"许可法|准予|不予许可|行政许可")
OTHERS = ("charity", "archive")  # a confirmation, a public service


def page(world, case, url="", who=None) -> str:
    with acting(who or world.clerk):
        answer = Client().get(f"/desk/cases/{case.matter.number}/{url}")
    body = answer.content.decode()
    return body[body.index("<main") :] if "<main" in body else body


def borrowed(text: str, case: Case) -> list[str]:
    """Borrowed words, the item's own name and basis left aside."""
    terms = queries.terms_of(case.edition_id)
    for own in (terms.item_name, terms.legal_basis, terms.law_name, terms.result_name):
        text = text.replace(own, "") if own else text
    return [text[max(0, m.start() - 30) : m.end() + 20] for m in BORROWED.finditer(text)]


@pytest.mark.parametrize("name", OTHERS)
def test_pages_and_forms_of_a_case_that_is_no_licence(world, name):
    terms = queries.terms_of(world.editions[name].pk)
    assert terms.law != "xk"
    case = cases.receive(application(world, name), by=world.clerk, at=now())
    shown = [page(world, case)]
    shown += [page(world, case, f"act/{code}/") for code in ("accept", "supplement", "decline",
                                                             "correct")]  # fmt: skip
    cases.accept(case, by=world.clerk, at=now())
    shown += [page(world, case, who=who) for who in (world.reviewer, world.checker, world.a)]
    for code in ("check", "procedure", "extend", "grant", "refuse"):
        for task in (None, *queries.open_tasks(case)):
            more = f"?task={task.pk}" if task else ""
            shown.append(page(world, case, f"act/{code}/{more}", who=world.a))
    assert [one for text in shown for one in borrowed(text, case)] == []


@pytest.mark.parametrize("name", OTHERS)
def test_its_papers_cite_its_own_law(world, name):
    declined = cases.receive(application(world, name), by=world.clerk, at=AT)
    cases.decline(
        declined, why=Decline.NOT_REQUIRED, reasons="不需要办理。", by=world.clerk, at=at(17, 11)
    )
    for paper in of_matter(declined.matter_id):
        assert borrowed(str(paper.content["blocks"]), declined) == [], paper.title


def test_a_confirmation_is_decided_in_its_own_words(world):
    case = cases.receive(application(world, "charity"), by=world.clerk, at=AT)
    cases.accept(case, by=world.clerk, at=AT)
    for _ in range(6):
        if queries.deciding_task(case):
            break
        for task in queries.open_tasks(case):
            who = world.checker if task.kind == TaskKind.CHECK else world.reviewer
            cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=who, at=at(21))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=at(22))
    case = Case.objects.select_related("matter").get(pk=case.pk)
    for paper in of_matter(case.matter_id):
        assert borrowed(str(paper.content["blocks"]), case) == [], paper.title
    assert "予以确认" in page(world, case)
    with acting(world.for_firm):
        mine = Client().get(f"/my/{case.matter.number}/").content.decode()
    assert "已经决定：予以确认" in mine
    assert borrowed(mine[mine.index("<main") :], case) == []


def test_a_refusal_cites_the_law_of_the_item(world):
    case = cases.receive(application(world, "charity"), by=world.clerk, at=AT)
    with pytest.raises(checks.OutsideTheList) as refused:
        cases.request_supplement(
            case, defects=[checks.Defect("X", "没有", "请交")], by=world.clerk, at=AT
        )
    assert refused.value.article == queries.terms_of(case.edition_id).legal_basis
    licence = cases.receive(application(world, "hygiene"), by=world.clerk, at=AT)
    with pytest.raises(checks.OutsideTheList) as refused:
        cases.request_supplement(
            licence, defects=[checks.Defect("X", "没有", "请交")], by=world.clerk, at=AT
        )
    assert refused.value.article.startswith("行政许可法")
