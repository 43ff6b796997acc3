"""The staff desk: who sees which cases, what may be pressed, and what each press does."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhengwu.cases import actions as cases
from zhengwu.cases.models import NO_LIMIT, CasePaper, Decision, Note, SavedView, Supplement
from zhengwu.cases.tests.factories import application, at
from zhengwu.cases.web.staff.views import listing, matter, scene
from zhengwu.clock.models import Clock
from zhengwu.desks.queries import menu
from zhengwu.desks.web.staff.views import home
from zhengwu.documents.models import Service
from zhengwu.flow.models import Task
from zhengwu.journal.models import Entry
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
LIST = "/desk/cases/"


@pytest.fixture
def moment(monkeypatch):
    """Sets the clock of the desk's views: `moment(at(18))`."""

    def put(instant: datetime) -> None:
        for module in (listing, matter, scene, menu, home):
            monkeypatch.setattr(module, "now", lambda: instant)

    put(at(17, 11))
    return put


def page(actor: Any, url: str, **data: Any) -> Any:
    with acting(actor):
        return Client().get(url, data)


def act(actor: Any, case: Any, code: str, task: Any = None, **data: Any) -> Any:
    url = reverse("cases_staff:act", args=[case.matter.number, code])
    with acting(actor):
        return Client().post(f"{url}?task={task.pk}" if task else url, data)


def text(answer: Any) -> str:
    return answer.content.decode()


def one(world: Any, name: str = "hygiene", **more: Any) -> Any:
    return cases.receive(application(world, name, **more), by=world.clerk, at=at(17))


def step(case: Any) -> Task:
    return Task.objects.get(matter=case.matter_id, state__in=["open", "claimed"])


@pytest.mark.req("CASE-07")
def test_a_stranger_sees_neither_list_nor_page_nor_act(world, moment):
    case = one(world)
    number = case.matter.number
    assert number in text(page(world.clerk, LIST))
    assert number not in text(page(world.stranger, LIST))
    assert f"{LIST}{number}/" not in text(page(world.stranger, LIST, q=number))
    assert page(world.stranger, f"{LIST}{number}/").status_code == 404
    for code in ("accept", "decline", "note", "grant"):
        assert act(world.stranger, case, code).status_code == 404
    for rest in ("sheet/", "archive/", "archive/pdf/"):
        assert page(world.stranger, f"{LIST}{number}/{rest}").status_code == 404
    assert page(world.citizen, LIST).status_code == 404


def test_the_centre_sees_every_case(world, moment):
    case = one(world)
    assert case.matter.number in text(page(world.director, LIST))
    assert page(world.director, f"{LIST}{case.matter.number}/").status_code == 200


@pytest.mark.parametrize("url", [LIST, f"{LIST}?view=all", f"{LIST}?q=公共", "/desk/"])
def test_a_list_costs_the_same_whatever_is_in_it(world, moment, url):
    one(world)
    page(world.clerk, url)  # what is cached for good
    with CaptureQueriesContext(connection) as first:
        page(world.clerk, url)
    for _ in range(2):
        one(world)
    with CaptureQueriesContext(connection) as second:
        page(world.clerk, url)
    assert len(first) == len(second) <= 14


def test_filters_search_and_sorting_by_the_due_day(world, moment):
    early = one(world)
    late = cases.receive(application(world, "charity"), by=world.clerk, at=at(18))
    cases.accept(late, by=world.clerk, at=at(18, 11))
    body = text(page(world.clerk, LIST, view="open"))
    assert early.matter.number in body
    assert late.matter.number in body
    only = text(page(world.clerk, LIST, state="accepted"))
    assert late.matter.number in only
    assert early.matter.number not in only
    assert early.matter.number in text(page(world.clerk, LIST, q=early.matter.number[:9].lower()))
    assert early.matter.number in text(page(world.clerk, LIST, q=early.applicant_name[:2]))
    assert early.matter.number not in text(page(world.clerk, LIST, q="没有这个人"))
    late.refresh_from_db()
    limits = Clock.objects.filter(matter=late.matter_id, label__in=["statutory", "promised"])
    assert late.due_on == min(limit.due_on for limit in limits)
    sorted_by = text(page(world.clerk, LIST, sort="-due_on"))
    assert sorted_by.index(late.matter.number) < sorted_by.index(early.matter.number)


def test_an_unreadable_filter_says_so(world, moment):
    one(world)
    answer = page(world.clerk, LIST, due_from="morgen")
    assert answer.status_code == 422
    assert "不是有效的日期" in text(answer)


def test_views_are_kept_and_dropped_and_the_list_exports(world, moment):
    one(world)
    with acting(world.clerk):
        client = Client()
        client.post(f"{LIST}views/keep/", {"name": "急件", "query": "view=open&stage=soon"})
    assert SavedView.objects.get().query == "view=open&stage=soon"
    assert "急件" in text(page(world.clerk, LIST))
    assert "急件" not in text(page(world.reviewer, LIST))
    with acting(world.reviewer):
        Client().post(f"{LIST}views/drop/", {"name": "急件"})
    assert SavedView.objects.exists()
    with acting(world.clerk):
        Client().post(f"{LIST}views/drop/", {"name": "急件"})
    assert not SavedView.objects.exists()
    sheet = page(world.clerk, LIST, export="xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_only_what_may_be_pressed_now_is_offered(world, moment):
    case = one(world)
    url = f"{LIST}{case.matter.number}/"
    clerk, reviewer = text(page(world.clerk, url)), text(page(world.reviewer, url))
    for code in ("accept", "supplement", "decline", "correct"):
        address = reverse("cases_staff:act", args=[case.matter.number, code])
        assert address in clerk
        assert address not in reviewer
    assert "act/grant" not in text(page(world.a, url))


def test_a_withheld_button_says_why(world, moment):
    code = next(iter(cases_terms(world, "hygiene").required_materials))
    case = one(world, without=(code,))
    body = text(page(world.clerk, f"{LIST}{case.matter.number}/"))
    assert "还缺必要材料" in body
    assert "act/accept" not in body
    refused = act(world.clerk, case, "accept")
    assert refused.status_code == 409
    assert "第32条" in text(refused)
    assert "还缺 1 项必要材料" in text(refused)
    assert "未能办理" in text(page(world.clerk, f"{LIST}{case.matter.number}/"))


def cases_terms(world: Any, name: str) -> Any:
    from zhengwu.cases.queries import terms_of

    return terms_of(world.editions[name].pk)


def test_the_supplement_notice_keeps_what_was_typed_and_takes_files(
    world, moment, settings, tmp_path
):
    settings.FILES_DIR = tmp_path
    code = next(iter(cases_terms(world, "hygiene").required_materials))
    case = one(world, without=(code,))
    answer = act(
        world.clerk, case, "supplement", **{f"ask_{code}": "on", f"problem_{code}": "没有提交甲"}
    )
    assert answer.status_code == 422
    assert "没有提交甲" in text(answer)
    assert "补正要求" in text(answer)
    done = act(
        world.clerk, case, "supplement",
        **{f"ask_{code}": "on", f"problem_{code}": "没有提交", f"requirement_{code}": "请提交"},
    )  # fmt: skip
    assert done.status_code == 302
    assert Supplement.objects.get(case=case).lines[0]["code"] == code
    case.refresh_from_db()
    assert case.due_on == NO_LIMIT
    pdf = SimpleUploadedFile("补.pdf", _pdf(), content_type="application/pdf")
    moment(at(18))
    assert act(world.clerk, case, "hand-in", **{f"file_{code}": pdf}).status_code == 302
    paper = CasePaper.objects.get(case=case, round="supplement")
    assert paper.file is not None
    assert act(world.clerk, case, "accept").status_code == 302


def _pdf() -> bytes:
    import pikepdf

    with pikepdf.new() as book:
        book.add_blank_page()
        target = io.BytesIO()
        book.save(target)
    return target.getvalue()


def test_a_case_is_carried_from_receipt_to_delivery_by_forms(world, moment):
    case = one(world, "charity")
    number = case.matter.number
    assert act(world.clerk, case, "accept").status_code == 302
    moment(at(18))
    review = step(case)
    assert act(world.reviewer, case, "claim", review).status_code == 302
    outcome = review.instance.graph.nodes[review.node_id].choices[0][0]
    empty = act(world.reviewer, case, "complete", review, outcome=outcome, opinion="")
    assert empty.status_code == 422
    body = {"outcome": outcome, "opinion": "材料齐全"}
    assert act(world.reviewer, case, "complete", review, **body).status_code == 302
    check = step(case)
    assert act(world.checker, case, "complete", check, **body).status_code == 302
    seen = text(page(world.a, f"{LIST}{number}/?view=decide"))
    assert "您可以决定这件事" in seen
    assert "材料齐全" in seen
    decide = step(case)
    granted = act(world.a, case, "grant", decide, content="准予认定", basis="慈善法第十条")
    assert granted.status_code == 302
    assert Decision.objects.get(case=case).decided_by_id == world.a.id
    while (waiting := step(case)).kind != "deliver":
        assert (
            act(world.clerk, case, "complete", waiting, outcome="", opinion="").status_code == 302
        )
    missing = act(world.clerk, case, "deliver", way="left", on="2026-09-18", deliverer="王")
    assert missing.status_code == 422
    assert "留置送达" in text(missing)
    done = act(
        world.clerk, case, "deliver", way="direct", on="2026-09-18", deliverer="王",
        receiver="刘建国", place="窗口",
    )  # fmt: skip
    assert done.status_code == 302, text(done)
    case.refresh_from_db()
    assert case.state == "completed"
    assert Service.objects.filter(document__matter=case.matter_id).exists()
    assert "办结" in text(page(world.clerk, f"{LIST}{number}/"))
    assert "承办单" in text(page(world.clerk, f"{LIST}{number}/sheet/"))
    assert page(world.clerk, f"{LIST}{number}/archive/").status_code == 200


def test_who_has_no_letter_is_told_why_and_cannot_decide(world, moment):
    case = one(world, "charity")
    cases.accept(case, by=world.clerk, at=at(17, 11))
    for actor in (world.reviewer, world.checker):
        cases.complete_step(
            case, task=step(case), outcome="pass", opinion="同意", by=actor, at=at(18)
        )
    moment(at(18, 11))
    refused = act(world.checker, case, "grant", step(case), content="准予", basis="第十条")
    assert refused.status_code == 409
    assert not Decision.objects.filter(case=case).exists()
    attempt = Entry.objects.filter(matter_id=case.matter_id, refused=True).latest("seq")
    assert attempt.payload["refusal"] == "authority_missing"


def test_a_double_click_acts_once(world, moment):
    case = one(world)
    url = reverse("cases_staff:act", args=[case.matter.number, "note"])
    with acting(world.reviewer):
        client = Client()
        for _ in range(2):
            answer = client.post(url, {"text": "请留意", "once": "same-token"})
            assert answer.status_code == 302
    assert Note.objects.count() == 1


def test_the_flow_s_verbs_are_forms(world, moment):
    case = one(world, "charity")
    cases.accept(case, by=world.clerk, at=at(17, 11))
    moment(at(18))
    task = step(case)
    assert act(world.reviewer, case, "rest", task, reason="等待").status_code == 302
    assert act(world.reviewer, case, "resume", task).status_code == 302
    body = {"to": world.second_reviewer.id, "reason": "请办"}
    assert act(world.reviewer, case, "hand-over", task, **body).status_code == 302
    assert step(case).assignee_id == world.second_reviewer.id
    assert act(world.director, case, "urge", task, reason="请抓紧").status_code == 302
    task.refresh_from_db()
    assert task.urged == 1
    assert act(world.second_reviewer, case, "complete", task, outcome="pass",
               opinion="可").status_code == 302  # fmt: skip
    finished = Task.objects.get(pk=task.pk)
    assert act(world.second_reviewer, case, "take-back", finished).status_code == 302
    again = step(case)
    assert again.name == task.name
    assert act(world.second_reviewer, case, "complete", again, outcome="pass",
               opinion="可").status_code == 302  # fmt: skip
    back = step(case)
    body = {"node": back.instance.graph.nodes[task.node_id].id, "reason": "请补充"}
    assert act(world.checker, case, "return", back, **body).status_code == 302
    assert step(case).node_id == task.node_id


def test_a_step_of_another_case_is_not_there(world, moment):
    first, second = one(world, "charity"), one(world, "charity")
    for case in (first, second):
        cases.accept(case, by=world.clerk, at=at(17, 11))
    assert act(world.reviewer, first, "claim", step(second)).status_code == 404
    assert act(world.reviewer, first, "no-such-act").status_code == 404
