"""Barring a new application (许可法 78, 79): who, for what, in writing, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.ban import (
    BanOver,
    FactsMissing,
    NoLicence,
    NotPublicSafety,
    NotRefusedYet,
    SafetyNotSaid,
)
from zhengwu.cases.enums import BanGround, CaseState, Decline, LiftGround, TaskKind, Verdict
from zhengwu.cases.models import Ban, Case
from zhengwu.cases.rules import checks
from zhengwu.catalogue.models import Edition
from zhengwu.documents.queries import of_matter
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message
from zhengwu.org.tests.web.acting import acting

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
LAST = date(2027, 9, 17)


def declined(world, name="hygiene") -> Case:
    case = cases.receive(application(world, name), by=world.clerk, at=AT)
    return cases.decline(
        case, why=Decline.FALSE_MATERIAL, reasons="检测报告系伪造。", by=world.clerk, at=at(17, 11)
    )


def ban(case, by, when=None, ground=BanGround.FALSE_MATERIAL, **more) -> Ban:
    more.setdefault("facts", "检测报告编号经检测机构核对不存在。")
    return cases.impose_ban(case, ground=ground, by=by, at=when or at(17, 15), **more)


def granted(world) -> Case:
    """A hygiene licence from receipt to the decision."""
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=AT)
    cases.accept(case, by=world.clerk, at=AT)
    cases.record_check(
        case,
        inspectors=[
            cases.Inspector(one.id, one.name, f"证-{one.name}")
            for one in (world.checker, world.reviewer)
        ],
        place="店内", started_at=at(18), ended_at=at(18, 11), findings="符合", passed=True,
        by=world.reviewer, at=at(18, 12),
    )  # fmt: skip
    while not queries.deciding_task(case):
        for task in queries.open_tasks(case):
            who = world.checker if task.kind == TaskKind.CHECK else world.reviewer
            cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=who, at=at(21))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.b, at=at(22))
    return Case.objects.get(pk=case.pk)


def test_false_material_bars_the_applicant_in_writing_until_the_day_the_table_gives(world):
    case = declined(world)
    assert case.state == CaseState.DECLINED
    made = ban(case, world.a)
    assert (made.since, made.until) == (date(2026, 9, 17), LAST)
    paper = of_matter(case.matter_id).get(template_code="reapplication_ban")
    said = str(paper.content)
    for words in ("第七十八条", "2027年9月17日", "公共场所卫生管理条例", "行政复议", "行政诉讼"):
        assert words in said
    assert paper.seal == "organ"
    entry = Entry.objects.get(matter_id=case.matter_id, code="cases.ban.imposed")
    assert entry.payload["until"] == "2027-09-17"
    assert entry.actor_name == world.a.name
    deliver_all()
    assert Message.objects.filter(matter=case.matter_id, dedupe__startswith="banned/").exists()


def test_the_ban_blocks_at_intake_names_its_article_and_ends_by_itself(world):
    made = ban(declined(world), world.a)
    for when in (at(18), at(17, 23, 59).replace(year=2027)):
        with pytest.raises(checks.Banned) as refused:
            cases.receive(application(world, "hygiene"), by=world.clerk, at=when)
        assert refused.value.article == "行政许可法 第七十八条"
        assert made.number in refused.value.message
    assert cases.receive(application(world, "food"), by=world.clerk, at=at(18)), "another item"
    late = at(18).replace(year=2027)
    assert cases.receive(application(world, "hygiene"), by=world.clerk, at=late)


def test_fraud_counts_from_the_revocation_which_has_to_be_named(world):
    case = granted(world)
    with pytest.raises(NotRefusedYet):
        ban(case, world.b, at(24))
    with pytest.raises(FactsMissing) as wrong:
        ban(case, world.b, at(24), BanGround.FRAUD, revoked_on=date(2026, 9, 21))
    assert set(wrong.value.fields) == {"revoked_on", "revocation"}
    made = ban(
        case, world.b, at(24), BanGround.FRAUD,
        revoked_on=date(2026, 9, 23), revocation="广卫撤〔2026〕1号",
    )  # fmt: skip
    assert made.until == date(2029, 9, 23)
    assert "广卫撤〔2026〕1号" in str(
        of_matter(case.matter_id).get(template_code="reapplication_ban").content
    )


def test_only_a_representative_with_a_letter_and_only_once(world):
    case = declined(world)
    for who in (world.clerk, world.reviewer, world.stranger):
        with pytest.raises(NotPermitted):
            ban(case, who)
    made = ban(case, world.a)
    assert ban(case, world.b) == made
    assert Ban.objects.filter(case=case).count() == 1
    assert of_matter(case.matter_id).filter(template_code="reapplication_ban").count() == 1


def test_nothing_refused_for_it_no_facts_no_ban(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=AT)
    with pytest.raises(NotRefusedYet):
        ban(case, world.a)
    with pytest.raises(FactsMissing):
        ban(declined(world), world.a, facts=" ")


def test_what_the_edition_does_not_say_bars_nobody(world):
    with pytest.raises(SafetyNotSaid):
        ban(declined(world, "nurse"), world.a)
    assert not Ban.objects.exists()


def test_an_item_said_not_to_touch_safety_bars_nobody(world, monkeypatch):
    case = declined(world, "nurse")
    document = world.editions["nurse"].document
    said = type(document.public_safety)(applies=False)
    from dataclasses import replace

    monkeypatch.setattr(
        Edition, "document", property(lambda _: replace(document, public_safety=said))
    )
    queries._terms.cache_clear()
    with pytest.raises(NotPublicSafety):
        ban(case, world.a)
    monkeypatch.undo()
    queries._terms.cache_clear()


def test_what_is_no_licence_knows_neither_the_ground_nor_the_ban(world):
    case = cases.receive(application(world, "charity"), by=world.clerk, at=AT)
    for why in (Decline.FALSE_MATERIAL, Decline.BANNED):
        with pytest.raises(checks.NotOfThisLaw):
            cases.decline(case, why=why, reasons="伪造。", by=world.clerk, at=at(17, 11))
    with pytest.raises(NoLicence):
        ban(case, world.a)


def test_nobody_is_turned_away_for_a_ban_that_was_never_made(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=AT)
    with pytest.raises(checks.NotBanned) as caught:
        cases.decline(case, why=Decline.BANNED, reasons="禁止期内", by=world.clerk, at=at(18))
    assert "第78条" in caught.value.article
    ban(declined(world), world.a)
    case = cases.decline(case, why=Decline.BANNED, reasons="禁止期内", by=world.clerk, at=at(18))
    assert case.decline == Decline.BANNED


def test_a_ban_is_lifted_with_reason_and_article_and_bars_nobody_from_then_on(world):
    case = declined(world)
    made = ban(case, world.a)
    lifting = cases.Lifting(
        LiftGround.COURT, "检测报告经鉴定属实。", decision="（2026）川16行初3号"
    )
    for who in (world.clerk, world.stranger):
        with pytest.raises(NotPermitted):
            cases.lift_ban(case, ban=made, lifting=lifting, by=who, at=at(18))
    for wrong, lacking in (
        (replace(lifting, facts=" "), {"facts"}),
        (replace(lifting, decision=""), {"decision"}),
        (cases.Lifting(LiftGround.OWN, "认定有误"), {"article"}),
    ):
        with pytest.raises(FactsMissing) as refused:
            cases.lift_ban(case, ban=made, lifting=wrong, by=world.a, at=at(18))
        assert set(refused.value.fields) == lacking
    lifted = cases.lift_ban(case, ban=made, lifting=lifting, by=world.a, at=at(18))
    again = cases.lift_ban(case, ban=made, lifting=lifting, by=world.b, at=at(18, 12))
    assert again.lifted_by == lifted.lifted_by == world.a.name
    paper = of_matter(case.matter_id).get(template_code="reapplication_ban_lifted")
    assert "行政诉讼法 第七十条" in str(paper.content)
    assert made.number in str(paper.content)
    assert paper.seal == "organ"
    entry = Entry.objects.get(matter_id=case.matter_id, code="cases.ban.lifted")
    assert (entry.actor_name, entry.reason) == (world.a.name, "检测报告经鉴定属实。")
    assert cases.receive(application(world, "hygiene"), by=world.clerk, at=at(18, 13))
    deliver_all()
    assert Message.objects.filter(matter=case.matter_id, dedupe__startswith="ban_lifted/").exists()
    renewed = ban(case, world.a, at(21))
    assert renewed.pk != made.pk, "on new facts it may be decided anew"


def test_what_is_over_is_not_lifted(world):
    case = declined(world)
    made = ban(case, world.a)
    late = at(18).replace(year=2027)
    lifting = cases.Lifting(LiftGround.OWN, "认定有误", article="《公共场所卫生管理条例》第七条")
    with pytest.raises(BanOver):
        cases.lift_ban(case, ban=made, lifting=lifting, by=world.b, at=late)


def test_the_desk_offers_it_where_it_stands_and_says_why_not(world):
    case = declined(world)
    other = declined(world, "nurse")
    url = "/desk/cases/{}/act/ban/"
    from django.test import Client

    with acting(world.a):
        client = Client()
        assert "限制再次申请" in client.get(f"/desk/cases/{case.matter.number}/").content.decode()
        unsaid = client.get(url.format(other.matter.number)).content.decode()
        assert "事项目录没有写明" in unsaid
        empty = client.post(url.format(case.matter.number), {"ground": BanGround.FALSE_MATERIAL})
        assert empty.status_code == 422
        done = client.post(
            url.format(case.matter.number),
            {"ground": BanGround.FALSE_MATERIAL, "facts": "报告系伪造"},
        )
        assert done.status_code == 302
        after = client.get(f"/desk/cases/{case.matter.number}/").content.decode()
        assert "act/ban/" not in after
        assert "限制再次申请至" in after
        assert "act/lift_ban/" in after
        lift = f"/desk/cases/{case.matter.number}/act/lift_ban/"
        assert client.get(lift).status_code == 200
        unsaid = client.post(lift, {"ground": "own", "facts": "认定有误"})
        assert "请写明自行撤销所依据的条款" in unsaid.content.decode()
        done = client.post(lift, {"ground": "review", "facts": "复议撤销", "decision": "复决1号"})
        assert done.status_code == 302
        page = client.get(f"/desk/cases/{case.matter.number}/").content.decode()
        assert "限制再次申请已解除" in page
    assert Ban.objects.get(case=case).decided_by == world.a.name
