"""Pages of the lowest rooms: calendar, rules, journal, deliveries, jobs, the demonstration."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tools.county.cast import PASSWORD
from zhengwu.clock.models import DayNotice, Rule
from zhengwu.desks import queries
from zhengwu.identity.rules.codes import code_at
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.models import Delivery, Entry
from zhengwu.journal.registry import all_reactions
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.ids import new_id
from zhengwu.kernel.time import local_day, now
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db


def staff(*duties: str, name: str = "张三") -> Actor:
    return Actor(
        ActorKind.STAFF,
        id=str(new_id()),
        name=name,
        organ_code="ZWZX",
        duties=frozenset(f"{duty}@ZWZX" for duty in duties),
        assurance=Assurance.SECOND_FACTOR,
    )


CLERK, MANAGER = staff("window_clerk"), staff("centre_manager")
ADMIN, AUDITOR = staff("system_admin"), staff("auditor")


def page(actor: Any, url: str, /, **data: Any) -> Any:
    with acting(actor):
        return Client().get(url, data)


def send(actor: Any, url: str, /, **data: Any) -> Any:
    with acting(actor):
        return Client().post(url, data)


def text(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture
def law(db):
    call_command("load_law", verbosity=0)


@pytest.mark.parametrize(
    ("url", "who"),
    [
        ("/desk/", {"CLERK", "MANAGER", "ADMIN", "AUDITOR"}),
        ("/desk/calendar/", {"CLERK", "MANAGER", "ADMIN", "AUDITOR"}),
        ("/desk/calendar/load/", {"MANAGER", "ADMIN"}),
        ("/desk/rules/", {"CLERK", "MANAGER", "ADMIN", "AUDITOR"}),
        ("/desk/journal/", {"AUDITOR"}),
        ("/desk/deliveries/", {"ADMIN", "AUDITOR"}),
        ("/desk/jobs/", {"CLERK", "MANAGER", "ADMIN", "AUDITOR"}),
    ],
)
def test_each_page_is_for_its_duties(law, url, who):
    people = {"CLERK": CLERK, "MANAGER": MANAGER, "ADMIN": ADMIN, "AUDITOR": AUDITOR}
    for name, actor in people.items():
        assert page(actor, url).status_code == (200 if name in who else 404), (name, url)
    citizen = Actor(ActorKind.CITIZEN, id="x", assurance=Assurance.PASSWORD)
    assert page(citizen, url).status_code == 404


def test_navigation_is_by_duty_and_costs_one_count(law):
    officers = text(page(AUDITOR, "/desk/"))
    assert "操作记录" in officers
    assert "待受理" not in officers
    clerk = text(page(CLERK, "/desk/"))
    assert "待受理" in clerk
    assert "待我决定" not in clerk
    assert "操作记录" not in clerk
    with CaptureQueriesContext(connection) as counted:
        queries.counts_of(CLERK, now())
    assert len(counted) <= 2


def test_the_year_shows_days_off_and_says_when_they_are_unknown(law):
    body = text(page(CLERK, "/desk/calendar/", year="2026"))
    assert "国办发明电〔2025〕7号" in body
    assert "248 个工作日" in body
    assert "日期为暂定" in text(page(CLERK, "/desk/calendar/", year="2031"))
    assert page(CLERK, "/desk/calendar/", year="²").status_code == 200


def test_a_notice_is_tried_first_and_loaded_on_confirmation(law):
    lines = "2027-01-01 休 元旦\n2027-01-02 休 元旦\n2027-01-03 班 元旦"
    tried = send(
        MANAGER, "/desk/calendar/load/", year="2027", number="国办发明电〔2026〕9号", days=lines
    )
    assert tried.status_code == 200
    assert "增加" in text(tried)
    assert not DayNotice.objects.filter(year=2027).exists()
    document = tried.context["document"]
    done = send(MANAGER, "/desk/calendar/load/", confirmed="1", document=document)
    assert done.status_code == 302
    notice = DayNotice.objects.get(year=2027)
    assert notice.number == "国办发明电〔2026〕9号"
    assert notice.days.filter(kind="makeup").count() == 1


def test_a_faulty_notice_keeps_what_was_typed_and_names_every_fault(law):
    lines = "2027-01-01 休 元旦\n2027-13-01 休\n乱写"
    answer = send(MANAGER, "/desk/calendar/load/", year="2027", days=lines)
    assert answer.status_code == 422
    assert "第3行读不懂" in text(answer)
    assert "2027-13-01 休" in text(answer)
    assert send(MANAGER, "/desk/calendar/load/", confirmed="1", document="[]").status_code == 302
    assert not DayNotice.objects.filter(year=2027).exists()


def test_rules_show_source_and_what_waits_for_confirmation(law):
    body = text(page(CLERK, "/desk/rules/", q="xk.decision"))
    assert "第四十二条" in body or "42" in body
    assert "待确认" in text(page(CLERK, "/desk/rules/", unconfirmed="1"))
    one = text(page(CLERK, "/desk/rules/xk.decision/"))
    assert "历次版本" in one
    assert "设置本地期限" not in one
    assert page(CLERK, "/desk/rules/no.such/").status_code == 404


def test_a_rule_is_changed_where_two_persons_are_needed(law):
    url = "/desk/rules/xk.decision/"
    assert "/desk/rulebook/clock/xk.decision/" in page(MANAGER, url).content.decode()
    assert send(MANAGER, url, amount="15", reason="提速").status_code == 405
    assert "红黄牌" in text(page(MANAGER, "/desk/rules/jc.reminder/"))
    assert not Rule.objects.filter(code="xk.decision", origin="local").exists()


def test_the_auditor_finds_entries_and_sees_one_whole(law):
    today = local_day(now()).isoformat()
    entry = Entry.objects.filter(code="clock.rule.changed").first()
    assert entry is not None
    found = text(page(AUDITOR, "/desk/journal/", code="clock.rule.changed", since=today))
    assert "修改时限规则" in found
    assert "没有符合条件的记录" in text(page(AUDITOR, "/desk/journal/", until="2020-01-01"))
    assert "没有符合条件的记录" in text(page(AUDITOR, "/desk/journal/", actor="没有这个人"))
    one = text(page(AUDITOR, f"/desk/journal/{entry.pk}/"))
    assert entry.digest in one
    proof = page(AUDITOR, f"/desk/journal/{entry.pk}/proof/")
    assert json.loads(proof.content)["canonical"] == entry.canonical
    assert page(ADMIN, f"/desk/journal/{entry.pk}/").status_code == 404


def test_every_act_has_a_name():
    names = queries.act_names()
    codes = {one.code for one in all_reactions() if not one.code.startswith("test.")}
    assert codes <= set(names)


def stuck(law: Any) -> Delivery:
    entry = Entry.objects.first()
    assert entry is not None
    with entered("journal"):
        return Delivery.objects.create(
            entry_id=entry.pk,
            reaction="cases.archive",
            lane="x",
            state="stuck",
            attempts=8,
            next_at=now(),
            error="Traceback\nValueError: 没有办成",
            created_at=now(),
        )


def test_stuck_deliveries_are_set_going_or_given_up_with_a_reason(law):
    delivery = stuck(law)
    assert "没有办成" in text(page(ADMIN, "/desk/deliveries/"))
    assert "放弃的原因" not in text(page(AUDITOR, "/desk/deliveries/"))
    assert send(AUDITOR, f"/desk/deliveries/{delivery.pk}/retry/").status_code == 404
    send(ADMIN, f"/desk/deliveries/{delivery.pk}/skip/", reason=" ")
    assert Delivery.objects.filter(pk=delivery.pk, state="stuck").exists()
    assert send(ADMIN, f"/desk/deliveries/{delivery.pk}/retry/").status_code == 302
    assert Delivery.objects.get(pk=delivery.pk).state == "waiting"
    with entered("journal"):
        Delivery.objects.filter(pk=delivery.pk).update(state="stuck")
    assert (
        send(ADMIN, f"/desk/deliveries/{delivery.pk}/skip/", reason="对象已撤").status_code == 302
    )
    assert not Delivery.objects.filter(pk=delivery.pk, state="stuck").exists()


def test_jobs_are_seen_by_who_asked_and_by_the_administrator(law):
    job = enqueue("clock.resettle", {}, title="重新计算", by=MANAGER, at=now())
    assert "重新计算" in text(page(MANAGER, "/desk/jobs/"))
    assert "重新计算" in text(page(ADMIN, "/desk/jobs/"))
    assert "重新计算" not in text(page(CLERK, "/desk/jobs/"))
    assert page(CLERK, f"/desk/jobs/{job.pk}/").status_code == 404
    assert page(MANAGER, f"/desk/jobs/{job.pk}/report/").status_code == 404
    assert send(MANAGER, f"/desk/jobs/{job.pk}/stop/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert SYSTEM.kind == ActorKind.SYSTEM


def test_the_demonstration_page_exists_only_in_a_demonstration(settings, tmp_path, client):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    assert "还没有建好" in text(client.get("/demo/"))
    secret = "ab" * 20
    row = {"username": "wangqian", "name": "王倩（演示）", "face": "staff", "what": "受理"}
    (tmp_path / "demo_cast.json").write_text(json.dumps([{**row, "secret": secret}]))
    before, body, after = now(), text(client.get("/demo/")), now()
    codes = {code_at(bytes.fromhex(secret), at) for at in (before, after)}
    assert any(code in body for code in codes)
    assert "王倩" in body
    assert queries.DEMO_PASSWORD == PASSWORD
