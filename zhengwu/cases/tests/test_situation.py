"""The situation guide and free materials in an application: told, frozen, changed, verified."""

from __future__ import annotations

import json
import random
import threading
from dataclasses import replace
from typing import Any

import pytest

from tools.county.answers import fill
from zhengwu.cases import actions as cases
from zhengwu.cases import queries, registry
from zhengwu.cases.actions import Applicant, Application, Defect, HandedIn
from zhengwu.cases.enums import CaseState, Channel
from zhengwu.cases.events import LicenceChanged
from zhengwu.cases.models import Licence, Situation, Verification
from zhengwu.cases.registry.library_demonstration import FILE
from zhengwu.cases.rules import situation as law
from zhengwu.cases.rules.looks import VERIFIED, LookOutcome
from zhengwu.cases.tests.factories import at
from zhengwu.identity.models import FirmMember
from zhengwu.identity.tests.factories import sign_in
from zhengwu.journal.actions import action, deliver_all, record
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day

pytestmark = pytest.mark.django_db

CATERING = {"business": "catering", "raw": "no", "area": "80", "agent": "no"}
SALE = {"business": "sale", "agent": "no"}


@pytest.fixture(autouse=True)
def _member_since_then(world):
    """The firm's head has been its head on the days of these tests."""
    FirmMember.objects.filter(firm=world.firm).update(since=local_day(at(1)))


@pytest.fixture
def shelf(settings, tmp_path):
    """The demonstration's library, with rows of the test."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path

    def put(**content: Any) -> None:
        (tmp_path / FILE).write_text(json.dumps(content), encoding="utf-8")

    return put


def licence_row(firm, **more: Any) -> dict[str, Any]:
    row = {"title": "营业执照", "number": firm.uscc, "holder": firm.name, **more}
    return {"business-licence": {firm.uscc: row}}


def draft_of(world, name="food", answers=None):
    draft = cases.start_draft(
        edition_id=world.editions[name].pk, person=world.account.person, firm=world.firm,
        channel=Channel.ONLINE, by=world.for_firm, at=at(17),
    )  # fmt: skip
    if answers is not None:
        cases.tell_situation(draft, answers=answers, by=world.for_firm, at=at(17))
    form = fill(queries.schema_of(queries.terms_for_draft(draft)), random.Random(7), "刘建国")
    return cases.save_draft(draft, answers=form, version=None, by=world.for_firm, at=at(17))


def sent(world, draft, day=17):
    return cases.submit(
        draft, truth_declared=True, delivery_way="", by=world.for_firm, at=at(day, 11)
    )


def received(world, answers, without=(), **more: Any):
    """Handed in at the window in a situation."""
    edition = world.editions["food"]
    walk = queries.situated
    made = cases.situation.walked(edition.document, answers)
    terms = walk(edition.pk, made.codes) if made.complete else queries.terms_of(edition.pk)
    return cases.receive(
        Application(
            edition_id=edition.pk,
            applicant=Applicant(person=world.account.person, firm=world.firm),
            answers=fill(queries.schema_of(terms), random.Random(7), "刘建国"),
            papers=[
                HandedIn(code, form="original")
                for code in terms.required_materials
                if code not in without
            ],
            channel=Channel.WINDOW,
            truth_declared=True,
            situation=answers,
            **more,
        ),
        by=world.clerk,
        at=at(17),
    )


def look(world, draft, day=17):
    terms = queries.terms_for_draft(draft)
    material, wanted = cases.wanted(
        terms, "M02", world.account.person, world.firm, local_day(at(day))
    )
    found = registry.look(material.free_by, wanted)
    return cases.keep_look(
        draft, material=material, look=found, consent="同意", by=world.for_firm, at=at(day)
    )


def test_answers_travel_reduce_the_list_and_are_frozen(world):
    case = received(world, SALE)
    terms = queries.terms_for(case)
    assert "M03" not in terms.material_names
    assert {code for code, _ in terms.dropped} == {"M03", "M06", "M07"}
    told = queries.told_of(case)
    assert ["您要做哪一种食品经营？", "卖食品，含散装"] in told.said
    entry = Entry.objects.get(matter_id=case.pk, code="cases.situation.told")
    assert entry.payload["dropped"] == ["M03", "M06", "M07"]
    assert "散装" not in entry.canonical  # answers are sealed
    assert cases.accept(case, by=world.clerk, at=at(18)).state == CaseState.ACCEPTED


def test_what_the_situation_does_not_need_cannot_be_demanded(world):
    case = received(world, SALE)
    defect = [Defect("M03", "没有提交", "请提交平面图")]
    with pytest.raises(law.NotInThisSituation) as refused:
        cases.request_supplement(case, defects=defect, by=world.clerk, at=at(17, 12))
    assert "第31条" in refused.value.article
    assert Entry.objects.filter(matter_id=case.pk, refused=True).exists()


def test_a_draft_asks_first_and_is_not_sent_before(world):
    draft = draft_of(world)
    with pytest.raises(law.SituationOpen, match="哪一种食品经营"):
        sent(world, draft)
    cases.tell_situation(draft, answers={"business": "packed"}, by=world.for_firm, at=at(17))
    with pytest.raises(law.ApplyElsewhere, match="备案"):
        sent(world, draft)
    draft = cases.tell_situation(draft, answers=SALE, by=world.for_firm, at=at(17))
    case = sent(world, draft)
    assert queries.situation_of(case).effects == ["R3"]


def test_not_for_here_is_refused_at_the_window_too(world):
    with pytest.raises(law.ApplyElsewhere):
        received(world, {"business": "packed"})


def test_without_answers_the_published_list_stands_and_nothing_more(world):
    terms = queries.terms_of(world.editions["food"].pk)
    assert set(terms.required_materials) == {"M02", "M03", "M04"}
    assert {"M06", "M07"} <= set(terms.material_names)


def test_a_changed_answer_during_a_supplement_is_worked_out_anew(world):
    case = received(world, CATERING, without=("M03", "M04"))
    defects = [Defect(code, "没有提交", "请提交") for code in ("M03", "M04")]
    cases.request_supplement(case, defects=defects, by=world.clerk, at=at(17, 12))
    cases.change_situation(case, answers=SALE, reason="改做零售", by=world.for_firm, at=at(18))
    terms = queries.terms_for(case)
    asked = queries.asked_lines(case, case.supplement, terms)
    assert [line["code"] for line in asked] == ["M04"]  # no plan for a shop that only sells
    cases.change_situation(
        case, answers={**CATERING, "raw": "yes"}, by=world.for_firm, at=at(18, 11)
    )
    terms = queries.terms_for(case)
    asked = queries.asked_lines(case, case.supplement, terms)
    assert [line["code"] for line in asked] == ["M03", "M04", "M07"]
    for code in ("M03", "M04", "M07"):
        case = cases.deliver_supplement(
            case, papers=[HandedIn(code, form="original")], by=world.clerk, at=at(21)
        )
    assert case.state == CaseState.RECEIVED
    assert Situation.objects.filter(case=case).count() == 3
    accepted = cases.accept(case, by=world.clerk, at=at(21, 12))
    with pytest.raises(law.SituationClosed):
        cases.change_situation(accepted, answers=SALE, by=world.for_firm, at=at(22))


def test_nothing_owed_any_more_completes_the_supplement(world):
    case = received(world, CATERING, without=("M03",))
    defects = [Defect("M03", "没有提交", "请提交")]
    cases.request_supplement(case, defects=defects, by=world.clerk, at=at(17, 12))
    case = cases.change_situation(case, answers=SALE, by=world.for_firm, at=at(18))
    assert case.state == CaseState.RECEIVED
    assert case.supplemented_at == at(18)
    with pytest.raises(law.SupplementedAlready):
        cases.change_situation(case, answers=CATERING, by=world.for_firm, at=at(21))


def test_verified_instead_of_handed_in_and_frozen(world, shelf):
    shelf(**licence_row(world.firm))
    draft = draft_of(world, answers=SALE)
    row = look(world, draft)
    assert row.found
    case = sent(world, draft)
    paper = case.papers.get(code="M02")
    assert (paper.form, paper.file, paper.verification_id) == (VERIFIED, None, row.pk)
    assert "M02" in queries.handed_in(case)
    seen = Entry.objects.filter(code="cases.evidence.looked", object_id=case.pk)
    assert seen.get().payload["digest"] == row.digest
    with pytest.raises(law.AlreadyVerified) as refused:
        cases.request_supplement(
            case, defects=[Defect("M02", "没有提交", "请提交原件")], by=world.clerk, at=at(17, 12)
        )
    assert "若干规定 第7条" in refused.value.article


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"valid_to": "2026-09-16"}, LookOutcome.EXPIRED),
        ({"valid_to": "2026-09-17"}, LookOutcome.FOUND),
        ({"state": "revoked"}, LookOutcome.REVOKED),
        ({"holder": "别的公司"}, LookOutcome.OTHER),
    ],
)
def test_only_a_standing_licence_of_this_very_applicant(world, shelf, more, outcome):
    shelf(**licence_row(world.firm, **more))
    row = look(world, draft_of(world, answers=SALE))
    assert row.outcome == outcome
    if outcome is LookOutcome.OTHER:
        assert row.holder_name == ""


def test_absent_silent_or_denying_falls_back_to_the_paper(world, shelf, monkeypatch):
    draft = draft_of(world, answers=SALE)
    shelf()
    assert look(world, draft).outcome == LookOutcome.NONE
    shelf(modes={"business-licence": "down"})
    assert look(world, draft).outcome == LookOutcome.ABSENT

    class Hanging(registry.Library):
        def ask(self, wanted, *, seconds):
            threading.Event().wait(0.3)  # forgets its deadline
            raise AssertionError("too late")

    parameters = replace(registry.parameters(at(17)), seconds=0.02)
    monkeypatch.setattr("zhengwu.cases.registry.sources.parameters", lambda _: parameters)
    monkeypatch.setattr("zhengwu.cases.registry.sources.library", Hanging)
    assert look(world, draft).outcome == LookOutcome.SILENT
    assert Verification.objects.filter(draft=draft).count() == 3
    case = sent(world, draft)
    assert "M02" not in queries.handed_in(case)
    cases.request_supplement(
        case, defects=[Defect("M02", "没有提交", "请提交")], by=world.clerk, at=at(17, 12)
    )


def test_an_old_look_is_made_again(world, shelf):
    shelf(**licence_row(world.firm))
    draft = draft_of(world, answers=SALE)
    look(world, draft)
    case = sent(world, draft, day=21)
    assert "M02" not in queries.handed_in(case)


def test_nobody_uses_anothers_look(world, shelf):
    shelf(**licence_row(world.firm))
    draft = draft_of(world, answers=SALE)
    row = look(world, draft)
    sent(world, draft)
    papers = [HandedIn("M02", form=VERIFIED, verification=row.pk)]
    with pytest.raises(law.NotThisVerification):
        cases.receive(
            Application(
                edition_id=world.editions["food"].pk,
                applicant=Applicant(person=world.account.person, firm=world.firm),
                answers={}, papers=papers, channel=Channel.WINDOW, truth_declared=True,
                situation=SALE,
            ),
            by=world.clerk, at=at(17),
        )  # fmt: skip


def test_what_the_source_denies_later_falls_before_acceptance(world, shelf):
    shelf(**licence_row(world.firm))
    draft = draft_of(world, answers=SALE)
    look(world, draft)
    case = sent(world, draft)
    for code in ("M04",):
        case.papers.create(
            code=code, name=code, form="original", received_at=at(17), received_by="窗口"
        )
    material, wanted = cases.wanted(
        queries.terms_for(case), "M02", world.account.person, world.firm, local_day(at(18))
    )
    shelf(modes={"business-licence": "down"})
    again = registry.look(material.free_by, wanted)
    cases.look_again(case, material=material, look=again, by=world.clerk, at=at(18))
    assert "M02" in queries.handed_in(case)  # silence takes nothing away
    shelf(**licence_row(world.firm, state="revoked"))
    again = registry.look(material.free_by, wanted)
    cases.look_again(case, material=material, look=again, by=world.clerk, at=at(18, 11))
    assert "M02" not in queries.handed_in(case)
    with pytest.raises(law.EvidenceLapsed):
        cases.accept(case, by=world.clerk, at=at(18, 12))
    cases.request_supplement(
        case, defects=[Defect("M02", "已被撤销", "请提交有效的执照")], by=world.clerk, at=at(18, 13)
    )
    cases.deliver_supplement(
        case, papers=[HandedIn("M02", form="original")], by=world.clerk, at=at(21)
    )
    assert cases.accept(case, by=world.clerk, at=at(21, 11)).state == CaseState.ACCEPTED


def own_licence(world, **more: Any) -> Licence:
    """A licence of the hygiene item in our own register."""
    from zhengwu.matters.actions import open_matter

    case = received(world, SALE)
    matter = open_matter(
        kind="licence", number=f"L-{case.matter.number}", title="卫生许可证",
        organ_code=case.organ_code, region_code=case.matter.region_code, by=world.clerk, at=at(17),
    )  # fmt: skip
    return Licence.objects.create(
        **{
            "matter": matter, "case": case, "number": f"卫许{case.matter.number}",
            "name": "公共场所卫生许可证", "holder_key": f"firm:{world.firm.pk}",
            "holder_name": world.firm.name,
            "item_code": "511A0015500009-511602000000-000-115113016823646795-1-00",
            "organ_code": case.organ_code, "content": "理发店", "document_id": "x",
            "valid_from": local_day(at(1)), "valid_to": local_day(at(30)), "granted_at": at(1),
            **more,
        }
    )  # fmt: skip


@action
def record_revocation(licence, event, *, by, at):
    """What the register announces when a licence ends."""
    record(licence.matter, event, by=by, at=at)


def own_look(world, day=17):
    wanted = registry.Wanted(
        "511A0015500009-511602000000-000-115113016823646795-1-00", world.firm.uscc,
        world.firm.name, (f"firm:{world.firm.pk}",), local_day(at(day)),
    )  # fmt: skip
    return registry.look("licence", wanted)


def test_own_register_first_what_stands(world):
    assert own_look(world).outcome is LookOutcome.NONE
    own_licence(world, state="revoked")
    assert own_look(world).outcome is LookOutcome.REVOKED
    own_licence(world, holder_key="firm:another")
    assert own_look(world).outcome is LookOutcome.REVOKED
    standing = own_licence(world)
    found = own_look(world)
    assert (found.outcome, found.licence_id) == (LookOutcome.FOUND, str(standing.pk))
    own_licence(world, state="expired", number="旧", valid_to=local_day(at(2)))
    assert own_look(world).outcome is LookOutcome.FOUND
    Licence.objects.filter(pk=standing.pk).update(valid_to=local_day(at(16)))
    assert own_look(world).outcome is LookOutcome.EXPIRED


def test_revoked_between_submission_and_acceptance_is_noticed(world, monkeypatch):
    monkeypatch.setattr("zhengwu.cases.reactions.now", lambda: at(18, 12))
    licence, case = own_licence(world), received(world, SALE)
    row = Verification.objects.create(
        case=case, item_code=case.item_code, code="M02", name="执照", free_by="licence",
        free_code=licence.item_code, source="登记簿", subject="x", outcome=LookOutcome.FOUND,
        licence=licence, digest="d", consent="同意", asked_by_id="x", asked_by="x",
        looked_at=at(17),
    )  # fmt: skip
    case.papers.filter(code="M02").delete()
    case.papers.create(code="M02", name="执照", form=VERIFIED, verification=row, received_at=at(17))
    Licence.objects.filter(pk=licence.pk).update(state="revoked")
    with pytest.raises(law.EvidenceLapsed):
        cases.accept(case, by=world.clerk, at=at(18))
    changed = LicenceChanged(
        number="x", act="revoke", said="撤销", article="", valid_to="", document=""
    )
    record_revocation(licence, changed, by=world.clerk, at=at(18, 11))
    deliver_all()
    assert "M02" not in queries.handed_in(case)
    fell = Entry.objects.get(code="cases.evidence.fell", object_id=case.pk)
    assert fell.payload["why"].startswith("查到的证件已被撤销")


def test_form_flow_and_fee_of_a_situation(world):
    from zhengwu.catalogue.enums import Verb
    from zhengwu.catalogue.models import Edition
    from zhengwu.catalogue.rules import codec
    from zhengwu.catalogue.rules.situation import GuideEffect, GuideQuestion

    road, food = world.editions["road"], world.editions["food"].document
    document = replace(
        road.document,
        questions=(GuideQuestion("only", "只占用、不挖开吗？"),),
        effects=(
            GuideEffect("R1", Verb.NO_FEE, "only", "城市道路挖掘修复费"),
            GuideEffect("R2", Verb.FORM, "only", food.form.code, food.form.digest),
            GuideEffect("R3", Verb.FLOW, "only", "immediate"),
        ),
    )
    edition = Edition.objects.create(
        item=road.item, number=90, canonical=codec.canonical(document),
        digest=codec.digest(document), state="discarded", drafted_at=at(17),
    )  # fmt: skip
    plain, only = queries.situated(edition.pk, ()), queries.situated(edition.pk, ("R1", "R2", "R3"))
    assert {one.standard for one in plain.charges} == {"road-repair", "road-use"}
    assert {one.standard for one in only.charges} == {"road-use"}
    assert plain.form_code == "road-excavation"
    assert only.form_code == food.form.code
    assert plain.flow_version_id != only.flow_version_id


def test_a_change_that_needs_another_form_is_refused(world, monkeypatch):
    case = received(world, SALE)
    real = queries.situated

    def other(edition, effects):
        return replace(real(edition, effects), form_code="another")

    monkeypatch.setattr("zhengwu.cases.queries.situated", other)
    with pytest.raises(law.AnotherForm):
        cases.change_situation(case, answers=CATERING, by=world.for_firm, at=at(18))


def test_the_public_guide_asks_one_question_at_a_time_and_forgets_nothing(world, client):
    address = f"/services/{world.editions['food'].item.code}/situation/"
    page = client.get(address).content.decode()
    assert "哪一种食品经营" in page
    assert "经营场所有多大" not in page
    assert "请选择一项" in client.get(address, {"from": "business"}).content.decode()
    said = {"s.business": "catering", "s.raw": "no"}
    wrong = client.get(address, {**said, "from": "area", "s.area": "很大"}).content.decode()
    assert "请填一个数字" in wrong
    assert 'value="很大"' in wrong
    assert 'name="s.raw" value="no"' in wrong  # carried along
    again = client.get(address, {**said, "ask": "business"}).content.decode()
    assert 'value="catering" checked' in again
    done = client.get(address, {**said, "s.area": "80", "s.agent": "no"}).content.decode()
    assert "要准备这些" in done
    assert "专间" in done.split("不用交")[1]  # only among what is not needed
    assert "备案" in client.get(address, {"s.business": "packed"}).content.decode()


def test_answers_of_the_guide_travel_into_the_draft_and_a_look_spares_the_upload(
    world, client, shelf
):
    shelf(**licence_row(world.firm))
    sign_in(client, world.account)
    begin = f"/apply/{world.editions['food'].item.code}/"
    told = {f"s.{code}": value for code, value in SALE.items()}
    assert "您的情形" in client.get(begin, told).content.decode()
    first = client.post(begin, {"behalf": f"firm:{world.firm.pk}", **told})
    assert "/form/" in first.url
    base = first.url.split("/form/")[0]
    assert "卖食品，含散装" in client.get(f"{base}/situation/").content.decode()
    asked = client.get(f"{base}/situation/?ask=agent").content.decode()
    assert "请别人替您来办吗" in asked
    page = client.get(f"{base}/materials/").content.decode()
    assert "这份材料可以不交" in page
    refused = client.post(f"{base}/verify/M02/", follow=True).content.decode()
    assert "请先勾选同意" in refused
    seen = client.post(f"{base}/verify/M02/", {"consent_M02": "1"}, follow=True).content.decode()
    assert "无需提交，系统核验" in seen
    changed = client.post(f"{base}/situation/", {"s.business": "catering", "from": "business"})
    assert changed.url.endswith("?ask=raw")
    unsaid = client.post(f"{base}/review/", {"truth": "1"}).content.decode()
    assert "请先回答办理情形" in unsaid


def test_the_counter_asks_and_verifies(world, client, shelf, monkeypatch):
    shelf(**licence_row(world.firm))
    from zhengwu.cases.web.staff.views.window_chosen import choose, material_rows
    from zhengwu.cases.web.staff.views.window_entry import Entry
    from zhengwu.cases.web.staff.views.window_looks import look_up

    flat = {f"s.{code}": [value] for code, value in CATERING.items()}
    texts = {"kind": "firm", "uscc": world.firm.uscc, "item": world.editions["food"].item.code}
    entry = Entry(texts=texts, flat={"s.business": ["catering"]})
    asked = choose(entry, world.clerk, local_day(at(17)))
    assert [one.question.code for one in asked.sheet] == ["business", "raw"]
    entry.flat = flat
    chosen = choose(entry, world.clerk, local_day(at(17)))
    assert {row["code"] for row in material_rows(chosen, entry)} == {
        "M01", "M02", "M03", "M04", "M05",
    }  # fmt: skip
    look_up(entry, chosen, "M02", by=world.clerk, at=at(17))
    row = next(row for row in material_rows(chosen, entry) if row["code"] == "M02")
    assert row["there"]
    [paper] = entry.papers(["M02"])
    assert (paper.form, paper.verification) == (VERIFIED, row["look"].pk)
