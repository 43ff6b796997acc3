"""Pages of joint handling: each opens for whom it is meant, and a slip stays beside its field."""

from __future__ import annotations

import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import TestClock, frozen
from zhengwu.cases.enums import FORM_PAPER
from zhengwu.cases.models import CasePaper
from zhengwu.catalogue.actions.shipped import publish_shipped as publish_item
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.documents.registry import may_read_as_party
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.forms import rules as forms
from zhengwu.forms.rules.transport import value_at
from zhengwu.identity import middleware
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.actions.shipped import publish_shipped
from zhengwu.joint.enums import JointState, MeetingKind, ProjectKind
from zhengwu.joint.models import (
    Consultation,
    Copy,
    Joint,
    JointDraft,
    JointPaper,
    Project,
    Service,
    ServiceEdition,
)
from zhengwu.joint.registry import shipped_services
from zhengwu.joint.web.citizen.views import attaching
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Delivery
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM, Actor

from ..factories import (
    AT,
    EVERYTHING,
    SHOP,
    SOCIAL,
    TAX,
    accepted,
    answer_part,
    answers,
    application,
    at,
    edition,
    part_of,
    received,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    """The pages' time: Thursday, before noon."""
    with frozen(TestClock(at(17, 11))):
        yield


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`visit(actor)` → a client of that visitor."""

    def client_of(actor: Actor) -> Client:
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        return Client()

    return client_of


def test_the_guide_tells_who_takes_part_and_what_is_brought_once(
    world: SimpleNamespace, client: Client
) -> None:
    assert "企业开办一件事" in client.get("/together/").content.decode()
    page = client.get("/together/new-enterprise/").content.decode()
    assert "受理后 2 个工作日" in page
    assert "3 个部门共用" in page
    assert "部门之间直接转，不用您交" in page
    assert client.get("/together/nothing/").status_code == 404


def with_condition() -> ServiceEdition:
    """Insurance only for more than five people: its register of employees is then needed."""
    plan = next(one for one in shipped_services() if one["document"]["code"] == "new-enterprise")
    document = copy.deepcopy(plan["document"])
    member = next(one for one in document["members"] if one["item"] == SOCIAL)
    member["when"] = "situation.staff and insured.count > 5"
    publish_shipped({**plan, "document": document}, by=SYSTEM, at=at(2))
    return edition()


def test_papers_of_members_that_take_no_part_are_neither_listed_nor_kept(
    world: SimpleNamespace, visit: Any
) -> None:
    of, register = with_condition(), "职工名册"
    guide = Client().get("/together/new-enterprise/").content.decode()
    assert register not in guide.partition("有的情况还要交（1 样）")[0]
    assert register in guide
    client = visit(world.citizen)
    client.post("/together/new-enterprise/begin/", {"behalf": ""})
    draft = JointDraft.objects.get()
    joint.tell_situation(draft, answers=EVERYTHING, by=world.citizen, at=at(17))
    page = f"/together/draft/{draft.pk}/materials/"
    listed = {}
    for count in (None, 3, 8):
        given = {"insured": {"count": count}} if count else {}
        joint.save_draft(draft, answers=given, version=None, by=world.citizen, at=at(17))
        listed[count] = register in client.get(page).content.decode()
    assert listed == {None: False, 3: False, 8: True}
    given = answers(of)
    given["insured"] = {**given["insured"], "count": 3}
    everything = [joint.Sheet(one.code, form="original") for one in of.document.papers]
    filled = replace(application(world, answers=given), papers=everything)
    row = joint.receive(filled, by=world.citizen, at=AT)
    kept = set(JointPaper.objects.filter(joint=row).values_list("name", flat=True))
    assert register not in kept
    assert len(kept) == len(everything) - 1
    assert not row.parts.filter(item_code=SOCIAL).exists()


def with_uploads() -> ServiceEdition:
    """The member that insures asks for files: one of its own, and one with every employee."""
    folder = DATA / "editions"
    plan = yaml.safe_load((folder / "32_social_insurance.yaml").read_text(encoding="utf-8"))
    shared = yaml.safe_load((folder / "_shared.yaml").read_text(encoding="utf-8"))
    proof = {"type": "filepicker", "key": "proof", "label": "劳动合同", "accept": ".pdf"}
    rows = {
        "type": "dynamiclist", "path": "people", "label": "职工", "components": [
            {"type": "textfield", "key": "name", "label": "姓名"}, proof,
        ],
    }  # fmt: skip
    agreed = {**proof, "key": "agreement", "label": "代扣协议"}
    plan["form"]["components"] += [agreed, rows]
    publish_item(composed(plan, shared), by=SYSTEM, at=at(2))
    deliver_all()
    return edition()


def test_files_inside_the_one_form_also_in_rows_reach_the_part_that_asks(
    world: SimpleNamespace, visit: Any
) -> None:
    of = with_uploads()
    client = visit(world.citizen)
    client.post("/together/new-enterprise/begin/", {"behalf": ""})
    draft = JointDraft.objects.get()
    joint.tell_situation(draft, answers=EVERYTHING, by=world.citizen, at=at(17))
    joint.save_draft(draft, answers=answers(of), version=None, by=world.citizen, at=at(17))
    pages = forms.parts(queries.form_schema(of), without=frozenset({"truth"}))
    files = {
        "agreement": SimpleUploadedFile("协议.pdf", pdf_bytes(words="one"), "application/pdf"),
        "people.0.proof": SimpleUploadedFile("合同.pdf", pdf_bytes(words="x"), "application/pdf"),
    }
    for number, page in enumerate(pages, 1):
        address = f"/together/draft/{draft.pk}/form/{number}/"
        assert 'enctype="multipart/form-data"' in client.get(address).content.decode()
        if not attaching.has_files(page):
            continue
        given = JointDraft.objects.get().answers
        known = {one.key: value_at(given, one.key) for one in page.fields}
        flat = {key: value for key, value in known.items() if isinstance(value, (str, int))}
        keys = {one.key for one in page.fields}
        sent = {path: one for path, one in files.items() if path.partition(".")[0] in keys}
        posted = client.post(address, {**flat, "people.0.name": "甲", **sent, "_upload": "1"})
        assert posted.status_code == 200
    kept = JointDraft.objects.get().answers
    assert kept["agreement"][0]["name"] == "协议.pdf"
    assert kept["people"][0]["proof"][0]["name"] == "合同.pdf"
    assert client.get(kept["agreement"][0]["url"]).status_code == 200
    assert visit(world.for_firm).get(kept["agreement"][0]["url"]).status_code in (200, 404)
    any_file = JointDraft.objects.get().papers.first().file
    for paper in of.document.papers:
        joint.attach(draft, code=paper.code, file=any_file, by=world.citizen, at=at(17))
    row = joint.submit(draft, truth_declared=True, by=world.citizen, at=at(17, 11))
    row = joint.accept(row, by=staff(world, row.lead_code), at=at(17, 12))
    answer_part(world, part_of(row, SHOP))
    Delivery.objects.exclude(reaction__startswith="joint.").delete()  # no paper is read here
    deliver_all()
    insured = CasePaper.objects.filter(case=part_of(row, SOCIAL).case_id, code=FORM_PAPER)
    assert sorted(insured.values_list("file__name", flat=True)) == ["协议.pdf", "合同.pdf"]
    other = CasePaper.objects.filter(case=part_of(row, SHOP).case_id, code=FORM_PAPER)
    assert not other.exists(), "nobody else gets them"


def test_the_situation_is_asked_one_question_a_page_and_taken_up_again(
    world: SimpleNamespace, visit: Any
) -> None:
    client = visit(world.citizen)
    begun = client.post("/together/new-enterprise/begin/", {"behalf": ""})
    draft = JointDraft.objects.get()
    here = f"/together/draft/{draft.pk}/situation/"
    assert client.get(begun.headers["Location"]).headers["Location"] == here
    for page in ("form/1", "materials", "send"):
        sent = client.get(f"/together/draft/{draft.pk}/{page}/")
        assert sent.headers["Location"] == here, "nothing is filled in before it is told"
    assert "现在就有职工要参加社会保险吗" in client.get(here).content.decode()
    blank = client.post(here, {"from": "staff"})
    assert blank.status_code == 422
    assert "请选择一项" in blank.content.decode()
    client.post(here, {"from": "staff", "s.staff": "no"})
    second = client.get(here).content.decode()
    assert "由谁来办" in second
    assert "都要问，只问您这一次" in second
    left = client.post(here, {"from": "handler", "s.handler": "self", "_later": "1"})
    assert left.headers["Location"] == "/together/mine/"
    assert "纸质的营业执照副本" in client.get(here).content.decode(), "taken up where it was left"
    client.post(here, {"from": "copies", "s.copies": "no"})
    done = client.get(here).content.decode()
    for words in ("按您的情形，这样办", "这次不用办", "没有列在这里的材料", "不用交的 1 份"):
        assert words in done, words
    assert "由谁来办" in client.get(f"{here}?ask=handler").content.decode()
    listed = client.get(f"/together/draft/{draft.pk}/materials/").content.decode()
    assert "公司章程" in listed
    assert "经办人身份证明" not in listed


def test_a_citizen_begins_and_a_slip_stays_beside_the_field(
    world: SimpleNamespace, visit: Any
) -> None:
    client = visit(world.citizen)
    assert client.get("/together/new-enterprise/begin/").status_code == 200
    begun = client.post("/together/new-enterprise/begin/", {"behalf": ""})
    assert begun.status_code == 302
    draft = JointDraft.objects.get()
    client.get(begun.headers["Location"])
    joint.tell_situation(draft, answers=EVERYTHING, by=world.citizen, at=at(17))
    first = f"/together/draft/{draft.pk}/form/1/"
    wrong = client.post(first, {"applicant.name": "甲", "_next": "1"})
    assert wrong.status_code == 422
    assert JointDraft.objects.get().answers["applicant"]["name"] == "甲", "nothing typed is lost"
    assert client.get(f"/together/draft/{draft.pk}/materials/").status_code == 200
    sent = client.post(f"/together/draft/{draft.pk}/send/", {"way": "窗口领取"})
    assert sent.status_code == 422
    assert "请勾选" in sent.content.decode()
    assert client.get("/together/mine/").status_code == 200
    assert visit(world.for_firm).get(first).status_code in (200, 404)


def test_the_applicant_sees_all_organs_in_one_picture(world: SimpleNamespace, visit: Any) -> None:
    row = accepted(world)
    page = visit(world.citizen).get(f"/together/matter/{row.matter.number}/").content.decode()
    for words in ("公司设立登记", "发票票种核定", "当场审查决定", "等“公司设立登记”办好后自动开始"):
        assert words in page, words
    assert (
        visit(world.citizen).get(f"/together/matter/{row.matter.number}/withdraw/").status_code
        == 200
    )
    refused = visit(world.citizen).post(
        f"/together/matter/{row.matter.number}/withdraw/", {"items": [SHOP]}
    )
    assert refused.status_code == 422
    assert "企业社会保险登记" in refused.content.decode()
    other = visit(world.for_firm).get(f"/together/matter/{row.matter.number}/")
    assert other.status_code == 404


def test_the_lead_window_does_its_acts_on_the_desk(world: SimpleNamespace, visit: Any) -> None:
    row = received(world)
    number, lead = row.matter.number, staff(world, "GA-XZSP")
    client = visit(lead)
    assert number in client.get("/desk/joint/").content.decode()
    page = client.get(f"/desk/joint/matter/{number}/").content.decode()
    assert "统一受理" in page
    assert "一次性告知补正" in page
    assert "延长联办期限" not in page
    half = client.post(
        f"/desk/joint/matter/{number}/supplement/", {"problem_form": "漏项", "requirement_form": ""}
    )
    assert half.status_code == 422
    assert "请写全" in half.content.decode()
    done = client.post(f"/desk/joint/matter/{number}/accept/")
    assert done.status_code == 302, done.content.decode()[-2000:]
    assert Joint.objects.get(pk=row.pk).state == JointState.ACCEPTED
    copy = Copy.objects.filter(joint=row).first()
    assert copy is not None
    client.post(f"/desk/joint/matter/{number}/sign/?id={copy.pk}")
    copy.refresh_from_db()
    assert copy.signed_by == lead.name
    assert visit(staff(world, "GA-ZJJ")).get(f"/desk/joint/matter/{number}/").status_code == 404
    answer_part(world, part_of(row, SHOP))
    early = visit(lead).post(
        f"/desk/joint/matter/{number}/hand_over/", {"way": "direct", "on": "2026-09-17"}
    )
    assert early.status_code == 409
    assert "请写明先行送达的理由" in early.content.decode()


def test_a_bad_file_of_a_supplement_keeps_no_good_one_away(
    world: SimpleNamespace, visit: Any
) -> None:
    row = received(world)
    number = row.matter.number
    codes = [paper.code for paper in row.edition.document.papers][:2]
    typed = {f"{kind}_{code}": "不清楚" for code in codes for kind in ("problem", "requirement")}
    asked = visit(staff(world, "GA-XZSP")).post(f"/desk/joint/matter/{number}/supplement/", typed)
    assert asked.status_code == 302, asked.content.decode()[-1500:]
    address, client = f"/together/matter/{number}/supplement/", visit(world.citizen)
    nothing = client.post(address)
    assert nothing.status_code == 422
    assert "请先选择要补交的文件" in nothing.content.decode()
    good, bad = SimpleUploadedFile("好的.txt", b"1"), SimpleUploadedFile("空的.txt", b"")
    half = client.post(address, {f"file_{codes[0]}": good, f"file_{codes[1]}": bad})
    page = half.content.decode()
    assert half.status_code == 422
    assert "已收到：好的.txt" in page
    assert "0 字节" in page
    again = SimpleUploadedFile("改好.txt", b"2")
    assert client.post(address, {f"file_{codes[1]}": again}).status_code == 302
    names = set(row.papers.filter(supplement=True).values_list("file__name", flat=True))
    assert names == {"好的.txt", "改好.txt"}


def test_a_consulted_organ_answers_on_its_desk(world: SimpleNamespace, visit: Any) -> None:
    row = accepted(world, "project-approval")
    asked = Consultation.objects.get(joint=row)
    client = visit(staff(world, "GA-ZJJ", "reviewer"))
    assert "待答复的征求意见" in client.get("/desk/joint/").content.decode()
    address = f"/desk/joint/matter/{row.matter.number}/answer/?id={asked.pk}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"consent": "no", "opinion": "不同意"}).status_code == 422


def test_project_file_meeting_and_figures(world: SimpleNamespace, visit: Any) -> None:
    clerk = staff(world, "GA-SWU")
    client = visit(clerk)
    assert client.post("/desk/projects/new/", {"name": "x"}).status_code == 422
    made = client.post(
        "/desk/projects/new/",
        {
            "code": "2609-1",
            "name": "厂房",
            "kind": "investment",
            "investor": "甲公司",
            "major": "on",
        },
    )
    assert made.status_code == 302, made.content.decode()[-1500:]
    project = Project.objects.get(code="2609-1")
    page = client.get(made.headers["Location"]).content.decode()
    assert "联合审批" in page
    assert "联合验收" in page
    assert client.get("/desk/projects/").status_code == 200
    meeting = joint.call_meeting(
        about=project, kind=MeetingKind.CONSULTATION, subject="会商", organs=["GA-ZJJ", "GA-FGJ"],
        planned_at=AT, place="会议室", chair="主任", by=world.director, at=AT,
    )  # fmt: skip
    director = visit(world.director)
    wrong = director.post(f"/desk/meetings/{meeting.pk}/minutes/", {"minutes": "x"})
    assert wrong.status_code == 422
    kept = director.post(
        f"/desk/meetings/{meeting.pk}/minutes/",
        {
            "held_at": "2026-09-17T09:00", "minutes": "议", "conclusion": "可行", "passed": "yes",
            "name_GA-ZJJ": "甲", "name_GA-FGJ": "乙",
        },
    )  # fmt: skip
    assert kept.status_code == 302, kept.content.decode()[-1500:]
    signer = visit(staff(world, "GA-ZJJ", "reviewer"))
    assert "签字" in signer.get(f"/desk/meetings/{meeting.pk}/").content.decode()
    signer.post(f"/desk/meetings/{meeting.pk}/sign/", {"organ": "GA-ZJJ"})
    assert meeting.participants.filter(signed_at__isnull=False).count() == 1
    # Whose organ has nothing to do with it finds neither the file, nor the minutes, nor the paper.
    other, address = staff(world, "GA-RSJ", "reviewer"), f"/desk/meetings/{meeting.pk}/"
    signer = visit(staff(world, "GA-ZJJ", "reviewer"))
    assert address in signer.get(made.headers["Location"]).content.decode()
    assert may_read_as_party(staff(world, "GA-ZJJ", "reviewer"), project.matter)
    assert not may_read_as_party(other, project.matter)
    stranger = visit(other)
    assert "厂房" not in stranger.get("/desk/projects/").content.decode()
    for hidden in (made.headers["Location"], f"{made.headers['Location']}step/", address):
        assert stranger.get(hidden).status_code == 404
    assert visit(world.director).get("/desk/joint/statistics/?year=2026").status_code == 200
    assert ProjectKind.PARK.value == "park"


def test_the_centre_edits_a_service_and_another_person_publishes(
    world: SimpleNamespace, visit: Any
) -> None:
    from tools.county.joint import as_actor

    client = visit(world.director)
    assert client.get("/desk/joint/services/").status_code == 200
    base = "/desk/joint/services/new-enterprise/"
    assert "可以发布" in client.get(base).content.decode()
    client.post(f"{base}do/", {"act": "draft"})
    service = Service.objects.get(code="new-enterprise")
    draft = service.editions.get(state="draft")
    page = client.get(base)
    initial = page.context["form"].initial
    changed = {**initial, "intro": "新的说明", "amount": 1, "seen": draft.digest}
    saved = client.post(base, changed)
    assert saved.status_code == 302, saved.content.decode()[-1500:]
    assert "超过联办承诺" in client.get(base).content.decode()
    stale = client.post(base, changed)
    assert stale.status_code == 409, "somebody else's change in between is refused"
    draft.refresh_from_db()
    client.post(base, {**changed, "amount": 2, "seen": service.editions.get(state="draft").digest})
    assert client.post(f"{base}do/", {"act": "publish"}).status_code == 409, "not by the drafter"
    deputy = as_actor(world.people.centre["deputy"], at(17).date())
    assert visit(deputy).post(f"{base}do/", {"act": "publish"}).status_code == 302
    service.refresh_from_db()
    assert service.live is not None
    assert service.live.document.intro == "新的说明"


def test_the_rule_of_silence_is_shown_and_chosen_by_the_centre(
    world: SimpleNamespace, visit: Any
) -> None:
    page = visit(world.director).get("/desk/joint/silence/").content.decode()
    assert "任何选择都不产生许可" in page
    assert visit(world.director).post("/desk/joint/silence/", {}).status_code == 422


def test_the_editor_says_what_is_the_same_who_takes_part_and_what_stands_still(
    world: SimpleNamespace, visit: Any
) -> None:
    client, base = visit(world.director), "/desk/joint/services/new-enterprise/"
    client.post(f"{base}do/", {"act": "draft"})
    draft = Service.objects.get(code="new-enterprise").editions.get(state="draft")
    initial = client.get(base).context["form"].initial
    changed = {
        **initial,
        "seen": draft.digest,
        "suspension": "statutory",
        "when_2": 'company.type = "limited"',
        "same_field_a": f"{SHOP}#legal.mobile",
        "same_field_b": f"{TAX}#finance.mobile",
        "same_paper_a": f"{SHOP}#M02",
        "same_paper_b": f"{SOCIAL}#M03",
    }
    half = client.post(base, {**changed, "same_field_b": ""})
    assert half.status_code == 422
    assert "请把两个都选上" in half.content.decode()
    assert client.post(base, changed).status_code == 302
    document = ServiceEdition.objects.get(pk=draft.pk).document
    assert document.suspension == "statutory"
    assert document.members[2].when == 'company.type = "limited"'
    asked = {one.key: {(use.item, use.key) for use in one.uses} for one in document.asked}
    assert (TAX, "finance.mobile") in asked["legal.mobile"], "asked once"
    assert "finance.mobile" not in asked
    paper = next(one for one in document.papers if {use.item for use in one.uses} == {SHOP, SOCIAL})
    assert paper.required == "required", "in the strictest form"
    page = client.get(base).content.decode()
    assert "取消合并" in page
    assert "申请表预览" in page
    wrong = {**client.get(base).context["form"].initial, "when_2": "nothing.known = 1"}
    seen = ServiceEdition.objects.get(pk=draft.pk).digest
    assert client.post(base, {**wrong, "seen": seen}).status_code == 302
    assert "表单里没有的“nothing.known”" in client.get(base).content.decode()
    asking = {**client.get(base).context["form"].initial, "when_2": "situation.staff",
              "ask_1": "发票怎么领？", "ask_options_1": "paper=纸质\n电子",
              "when_1": 'situation.q1 = "paper"',
              "seen": ServiceEdition.objects.get(pk=draft.pk).digest}  # fmt: skip
    slip = client.post(base, asking)
    assert slip.status_code == 422
    assert "编码=文字" in slip.content.decode()
    right = {**asking, "ask_options_1": "paper=纸质发票\nnone=暂不领"}
    assert client.post(base, right).status_code == 302
    of = ServiceEdition.objects.get(pk=draft.pk)
    assert [one.code for one in of.document.questions] == ["staff", "q1"]
    assert [one.question.code for one in of.document.posed] == ["staff", "q1", "handler", "copies"]
    page = client.get(base).content.decode()
    assert "合并后的情形问题" in page
    assert "情形问题“" not in page, "nothing is wrong with it"
    undone = {**client.get(base).context["form"].initial, "when_2": "", "same_field_drop_0": "on",
              "seen": ServiceEdition.objects.get(pk=draft.pk).digest}  # fmt: skip
    client.post(base, undone)
    keys = [one.key for one in ServiceEdition.objects.get(pk=draft.pk).document.asked]
    assert "finance.mobile" in keys
