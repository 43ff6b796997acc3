"""The desk of the quality office and of a unit: each sees what is his, and no more."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict
from zhengwu.cases.tests.factories import application, as_staff, at
from zhengwu.evaluation import actions
from zhengwu.evaluation.enums import Panel, Publication, Standing, SurveyState
from zhengwu.evaluation.models import Call, FollowUp, Rating, ReviewedFile, Sample, Survey
from zhengwu.evaluation.tests.factories import assigned, rated, served
from zhengwu.evaluation.tests.test_calls import answers
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
HOME = "/desk/evaluation/"


def post(actor, address, **data):
    with acting(actor):
        return Client().post(address, data)


def get(actor, address, **data):
    with acting(actor):
        return Client().get(address, data)


def test_a_unit_sees_sums_of_final_ratings_from_a_least_number_on(world):
    for _ in range(4):
        one = served(world, now(), item_code="I1")
        rated(one, 2, now(), text="原话不给看")
        actions.append(one, text="定型", by=ANONYMOUS, at=now())
    page = get(world.head, HOME).content.decode()
    assert "不足 5 条" in page
    one = served(world, now(), item_code="I1")
    rated(one, 2, now())
    assert "100.0%" not in get(world.head, HOME).content.decode()  # the fifth is not final yet
    actions.append(one, text="定型", by=ANONYMOUS, at=now())
    page = get(world.head, HOME).content.decode()
    assert "100.0%" in page
    assert "原话不给看" not in page
    for address in ("ratings/", "phone/", "calls/", "surveys/", "terminals/"):
        assert get(world.head, f"{HOME}{address}").status_code == HTTPStatus.NOT_FOUND
    assert get(world.quality, f"{HOME}rules/").status_code == HTTPStatus.OK


def test_a_follow_up_goes_from_hand_to_hand_and_the_unit_never_reads_who(world):
    one = served(world, now(), number="GA-SECRET-1")
    row = FollowUp.objects.get(
        rating=rated(one, 4, now(), text="我叫张三丰，电话13812345678，没人理", phone="13812345678")
    )
    address = f"{HOME}followups/{row.matter.number}/"
    assert get(world.head, address).status_code == HTTPStatus.NOT_FOUND
    empty = post(world.quality, address, act="assign", staff="", complexity="ordinary")
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    post(world.quality, address, act="assign", staff=world.hall.id, complexity="ordinary")
    unit = get(world.head, address).content.decode()
    assert "GA-SECRET-1" not in unit
    assert "13812345678" not in unit
    assert "张三丰" not in unit
    assert "没人理" in unit
    caller = get(world.hall, address).content.decode()
    assert "13812345678" in caller
    post(world.hall, address, act="contact", outcome="reached", text="核实过")
    post(world.head, address, act="hear", text="当时在换班")
    none = post(world.hall, address, act="verify", facts="属恶意", proposed="malicious")
    assert "必须写明证据" in none.content.decode()
    assert "属恶意" in none.content.decode()
    post(world.hall, address, act="verify", facts="属实", proposed="true")
    post(world.quality, address, act="judge", finding="true", reason="监控印证")
    post(world.head, address, act="rectify", text="排了 B 角")
    post(world.quality, address, act="review", good="yes", reason="到位")
    post(world.hall, address, act="call", outcome="reached", level="2", text="满意了")
    post(world.quality, address, act="close", reason="")
    row.refresh_from_db()
    assert (row.state, row.second_level) == ("closed", 2)
    late = post(world.head, address, act="rectify", text="再改")
    assert late.status_code == HTTPStatus.FOUND  # said, not lost in an error
    listed = get(world.quality, f"{HOME}followups/", state="closed").content.decode()
    assert row.matter.number in listed


def test_the_quality_office_weighs_and_publishes(world):
    one = served(world, now())
    row = rated(one, 1, now(), text="王小明同志很好，电话13812345678")
    actions.set_aside(row, [], by=SYSTEM, at=now())
    address = f"{HOME}ratings/{row.pk}/"
    assert "复核异常" in get(world.quality, address).content.decode()
    assert "复核异常" not in get(world.director, address).content.decode()
    post(world.quality, address, act="weigh", counts="yes", reason="本人确认")
    row.refresh_from_db()
    assert row.standing == Standing.COUNTED
    assert 'value="comment"' not in get(world.quality, address).content.decode()
    actions.append(one, text="定型", by=ANONYMOUS, at=now())
    assert "王某同志" in get(world.quality, address).content.decode()
    post(world.quality, address, act="comment", publish="yes", text="")
    row.refresh_from_db()
    assert row.publication == Publication.PUBLISHED
    assert row.public_text == "王某同志很好，电话138****5678"
    public = get(ANONYMOUS, "/ratings/").content.decode()
    assert "王某同志很好" in public
    assert "不足 5 条" in public
    sheet = get(world.quality, f"{HOME}ratings/", export="xlsx")
    assert sheet.status_code == HTTPStatus.OK
    listed = get(world.quality, f"{HOME}ratings/", view="negative")
    assert listed.status_code == HTTPStatus.OK


def test_a_rating_told_by_telephone_is_written_down_by_the_centre(world):
    one = served(world, now(), number="T-9")
    wrong = post(world.quality, f"{HOME}phone/", number="nix", level="2")
    assert "没有这个编号" in wrong.content.decode()
    done = post(world.quality, f"{HOME}phone/", number="T-9", level="5", text="推来推去")
    assert done.status_code == HTTPStatus.FOUND
    assert Rating.objects.get(service=one).channel == "phone"


def test_a_sample_is_drawn_and_called_by_the_script(world):
    for _ in range(3):
        served(world, now(), evaluator=f"person:{world.account.person_id}")
    day = local_day(now()).isoformat()
    none = post(world.quality, f"{HOME}calls/", first="2020-01-01", last="2020-01-02")
    assert "没有留有电话" in none.content.decode()
    drawn = post(world.quality, f"{HOME}calls/", first=day, last=day)
    sample = Sample.objects.get()
    assert drawn["Location"] == f"{HOME}calls/{sample.pk}/"
    assert sample.seed in get(world.quality, drawn["Location"]).content.decode()
    call = Call.objects.get(sample=sample)
    page = f"{HOME}calls/{sample.pk}/{call.pk}/"
    assert "一次讲清楚" in get(world.quality, page).content.decode()
    lacking = post(world.quality, page, outcome="reached", level="2")
    assert lacking.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = post(world.quality, page, outcome="reached", level="2", text="好", **answers())
    assert done.status_code == HTTPStatus.FOUND
    assert "讲清楚了" in get(world.quality, page).content.decode()


def test_an_appraisal_from_the_list_to_the_public_page(world):
    number = "PY-W"
    plain = {f"weight_{panel}": "25" for panel in Panel} | {
        f"least_{panel}": "1" for panel in Panel
    }
    closes = local_day(now()).replace(year=local_day(now()).year + 1).isoformat()
    facts = {"number": number, "name": "四方评议", "closes_on": closes, "scope": "towns"}
    crooked = post(world.quality, f"{HOME}surveys/new/", **facts, **plain | {"weight_public": "1"})
    assert "权重合计应当是 100" in crooked.content.decode()
    post(world.quality, f"{HOME}surveys/new/", **facts, **plain)
    address = f"{HOME}surveys/{number}/"
    faulty = post(
        world.quality, address, act="list", lines="企业代表，甲\n路人，乙\n群众代表，丙，123"
    )
    assert "第 2 行" in faulty.content.decode()
    assert "第 3 行" in faulty.content.decode()
    survey = Survey.objects.get(number=number)
    assert not survey.invitees.exists()
    good = "企业代表，甲，13800000001\n群众代表,乙\n人大代表，丙\n政协委员，丁"
    checked = post(world.quality, address, act="check", lines=good)
    assert "检查通过：4 人" in checked.content.decode()
    assert not survey.invitees.exists()
    post(world.quality, address, act="list", lines=good)
    post(world.quality, address, act="open")
    survey.refresh_from_db()
    assert survey.state == SurveyState.OPEN
    assert get(world.quality, f"{address}links/").status_code == HTTPStatus.OK
    organ = survey.organs[0]
    marks = {f"q-{organ}-{one['code']}": "4" for one in survey.questions}
    for slip in survey.slips.all():
        link = f"/appraise/{slip.token}/"
        page = get(ANONYMOUS, link).content.decode()
        assert "checked" not in page
        part = dict(list(marks.items())[:2])
        lacking = post(ANONYMOUS, link, **part, **{f"remark-{organ}": "门难进"})
        assert "每一项都选" in lacking.content.decode()
        assert "门难进" in lacking.content.decode()
        assert "谢谢您的评议" in post(ANONYMOUS, link, **marks).content.decode()
        assert "谢谢您的评议" in get(ANONYMOUS, link).content.decode()
    post(world.quality, address, act="freeze")
    assert get(ANONYMOUS, f"/ratings/appraisals/{number}/").status_code == HTTPStatus.NOT_FOUND
    post(world.quality, address, act="publish")
    assert "80.0" in get(ANONYMOUS, f"/ratings/appraisals/{number}/").content.decode()


def test_what_i_may_rate_is_listed_for_me_alone(world):
    mine = served(world, now(), evaluator=f"person:{world.account.person_id}", number="M-1")
    served(world, now(), evaluator="person:other", number="O-1")
    page = get(world.citizen, "/my-ratings/").content.decode()
    assert mine.token in page
    assert "O-1" not in page
    row = FollowUp.objects.get(rating=rated(mine, 5, now()))
    assigned(world, row, now())
    assert row.matter.number in get(world.citizen, "/my-ratings/").content.decode()
    windows = get(world.hall, f"{HOME}terminals/").content.decode()
    assert "/rate/at/" in windows


def test_files_are_drawn_reviewed_put_right_and_looked_at_again_on_pages(world):
    cases.finish_on_the_spot(
        application(world, "archive"), ruling=cases.Ruling(Verdict.DONE), by=world.a, at=at(17)
    )
    head = as_staff(
        Staff.objects.filter(organ="GA-XZSP", holdings__post__duties__duty="head").first()
    )
    days = {"first": "2026-09-01", "last": "2026-09-30"}
    empty = post(world.quality, f"{HOME}files/", first="2020-01-01", last="2020-01-02")
    assert "没有办结的办件" in empty.content.decode()
    drawn = post(world.quality, f"{HOME}files/", **days)
    row = ReviewedFile.objects.get()
    assert drawn["Location"] == f"{HOME}files/{row.review_id}/"
    listed = get(world.quality, drawn["Location"]).content.decode()
    assert row.case.matter.number in listed
    assert row.review.seed in listed
    page = f"{HOME}files/{row.review_id}/{row.pk}/"
    assert get(head, page).status_code == HTTPStatus.NOT_FOUND  # not before it was reviewed
    assert "各期限都没有超过" in get(world.quality, page).content.decode()
    done = post(world.quality, page, served="没有签收人", note="其他项目齐全")
    assert done.status_code == HTTPStatus.FOUND
    assert row.case.matter.number in get(head, f"{HOME}files/").content.decode()
    assert "没有签收人" in get(head, page).content.decode()
    assert post(head, page, text="已补").status_code == HTTPStatus.FOUND
    back = post(world.quality, page, good="no", text="")
    assert "退回要写明理由" in back.content.decode()
    post(world.quality, page, good="yes")
    row.refresh_from_db()
    assert (row.state, row.score) == ("closed", 90)
