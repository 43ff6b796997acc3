"""The pages of the assessment: the board, a score with its trace, a draft with its preview."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhengwu.assessment.actions import compute
from zhengwu.assessment.enums import BulletinState, PeriodKind, PeriodState, SelectionState
from zhengwu.assessment.models import (
    Adjustment,
    Bulletin,
    Entry,
    Objection,
    Period,
    Scheme,
    SchemeVersion,
    Selection,
)
from zhengwu.assessment.tests.factories import (
    FIRST,
    NEXT,
    UNIT,
    of,
    published,
)
from zhengwu.files.tests.factories import image_bytes
from zhengwu.jobs.actions import run_all
from zhengwu.kernel import time
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db
PNG = image_bytes()
HOME = "/desk/assessment/"


def post(actor, address, **data):
    with acting(actor):
        return Client().post(address, data)


def get(actor, address):
    with acting(actor):
        return Client().get(address)


def text(answer, status=HTTPStatus.OK):
    assert answer.status_code == status, answer
    return answer.content.decode()


def test_a_period_is_computed_reviewed_published_and_objected_to(county):
    answer = post(county.assessor, f"{HOME}compute/", scheme="departments", kind="month",
                  day="2026-09-15")  # fmt: skip
    assert answer.status_code == HTTPStatus.FOUND
    run_all()
    row = Period.objects.get()
    address = f"{HOME}periods/{row.matter.number}/"
    assert "暂定" in text(get(county.manager, address))
    assert get(county.clerk, address).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"/assessment/{row.matter.number}/").status_code == HTTPStatus.NOT_FOUND
    text(
        post(county.supervisor, address, act="review", opinion=""), HTTPStatus.UNPROCESSABLE_ENTITY
    )
    post(county.supervisor, address, act="review", opinion="核对无误")
    assert post(county.clerk, address, act="publish").status_code == HTTPStatus.NOT_FOUND
    post(county.assessor, address, act="publish")
    row.refresh_from_db()
    assert row.state == PeriodState.PUBLISHED
    board = text(Client().get("/assessment/"))
    assert row.matter.number in board
    page = text(Client().get(f"/assessment/{row.matter.number}/"))
    assert "区行政审批局" in page
    assert "本期没有办件" in page
    score = of(row)
    mine = f"{HOME}scores/{score.pk}/"
    page = text(get(county.head, mine))
    assert "/desk/supervision/cards/JC-P-2026-" in page
    assert "提出异议" in page
    assert "提出异议" not in text(get(county.stranger, mine))
    post(county.head, mine, act="object", text="材料在清单里")
    assert Objection.objects.get().text == "材料在清单里"
    wrong = post(county.manager, mine, act="decide", verdict="upheld", points="", reason="属实")
    assert "请填写更正的分值" in text(wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    post(county.manager, mine, act="decide", verdict="upheld", points="5", reason="属实")
    assert Adjustment.objects.get().new_total == 100
    assert "计算为 95.00 分" in text(get(county.head, mine))
    for part in ("sheet/", "paper/"):
        assert get(county.head, address + part).status_code == HTTPStatus.OK
    assert get(county.head, f"{mine}trace/").status_code == HTTPStatus.OK


def test_scores_of_people_are_for_themselves_and_whoever_oversees(county):
    row = published(county, "staff")
    own = row.scores.get(staff_id=county.clerk.id)
    other = row.scores.get(staff_id=county.stranger.id) if row.scores.filter(
        staff_id=county.stranger.id
    ).exists() else row.scores.exclude(staff_id=county.clerk.id).first()  # fmt: skip
    assert get(county.clerk, f"{HOME}scores/{own.pk}/").status_code == HTTPStatus.OK
    assert get(county.clerk, f"{HOME}scores/{other.pk}/").status_code == HTTPStatus.NOT_FOUND
    number = row.matter.number
    assert get(county.clerk, f"{HOME}periods/{number}/").status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"/assessment/{number}/").status_code == HTTPStatus.NOT_FOUND
    assert own.name in text(get(county.clerk, HOME))


def test_a_draft_is_written_tried_on_the_past_and_approved_by_another(county):
    compute(Scheme.objects.get(pk="departments"), kind=PeriodKind.MONTH, first=FIRST, by=SYSTEM,
            at=NEXT)  # fmt: skip
    base = f"{HOME}schemes/departments/"
    page = text(get(county.clerk, base))
    assert "黄牌每张扣5分" in page
    assert "待本地确认" in page
    live = SchemeVersion.objects.get(scheme="departments")
    post(county.assessor, base, version=live.pk, act="next")
    draft = SchemeVersion.objects.get(scheme="departments", state="draft")
    one = f"{base}criteria/process_cards/"
    fields = {
        "name": "其他牌", "kind": "minus", "part": "process", "source": "supervision.cards",
        "condition": "judged or not judged", "per": "fact", "points": "points * 2",
        "basis": "本县办法第九条", "act": "save",
    }  # fmt: skip
    text(post(county.assessor, one, **{**fields, "basis": ""}), HTTPStatus.UNPROCESSABLE_ENTITY)
    assert post(county.assessor, one, **fields).status_code == HTTPStatus.FOUND
    compared = text(get(county.manager, f"{base}preview/?kind=month&day=2026-09-10"))
    assert "▼ -5.00" in compared
    assert "→ -10.00" in compared
    page = text(get(county.assessor, f"{base}draft/"))
    assert "其他牌" in page
    form = {
        "basis": "本县考核办法", "plus_most": "10", "minimum": "5", "quarter": "mean",
        "quarter_least": "2", "year": "mean", "year_least": "6", "reason": "",
        "effective_on": (time.local_day(time.now()) + timedelta(days=40)).isoformat(),
        "grade_0": "95", "grade_1": "85", "grade_2": "70", "grade_3": "0", "act": "propose",
    }  # fmt: skip
    for part in draft.model.parts:
        form[f"full_{part.code}"], form[f"weight_{part.code}"] = str(part.full), "1"
    told = text(post(county.assessor, f"{base}draft/", **form), HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "请写明制定或者修改的理由" in told
    post(county.assessor, f"{base}draft/", **{**form, "reason": "加重处罚"})
    draft.refresh_from_db()
    assert draft.state == "proposed"
    post(county.manager, base, version=draft.pk, act="approve")
    draft.refresh_from_db()
    assert (draft.state, draft.approver_name) == ("active", county.manager.name)


def test_a_fact_is_entered_and_confirmed_on_pages(county):
    address = f"{HOME}entries/new/departments/"
    fact = {
        "criterion": "findings", "subject": UNIT, "day": "2026-09-10", "value": "3",
        "text": "抽查发现离岗", "evidence": "检查单9号",
    }  # fmt: skip
    wrong = SimpleUploadedFile("照片.png", b"MZ this is a program", "image/png")
    refused = text(
        post(county.assessor, address, **fact, file=wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert "抽查发现离岗" in refused
    assert not Entry.objects.exists()
    sheet = SimpleUploadedFile("检查单.png", PNG, "image/png")
    told = post(county.assessor, address, **{**fact, "day": "2999-01-01"}, file=sheet)
    shown = text(told, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "日期不能晚于今天" in shown
    kept = re.search(r'name="file_kept" value="([^"]+)"', shown)
    assert kept
    assert "检查单.png" in shown  # nothing that was given is lost
    assert "file_kept" not in text(
        post(county.assessor, address, **{**fact, "day": ""}, file_kept=kept[1] + "x"),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )
    done = post(county.assessor, address, **fact, file_kept=kept[1])
    assert done.status_code == HTTPStatus.FOUND
    row = Entry.objects.get()
    page = f"{HOME}entries/{row.pk}/"
    paper = get(county.manager, f"{page}file/")
    assert b"".join(paper.streaming_content) == PNG
    assert get(county.stranger, f"{page}file/").status_code == HTTPStatus.NOT_FOUND
    assert "确认" not in [one.label for one in get(county.assessor, page).context["acts"]]
    post(county.manager, page, act="confirm")
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert get(county.head, page).status_code == HTTPStatus.OK
    assert get(county.stranger, page).status_code == HTTPStatus.NOT_FOUND
    assert "抽查发现离岗" in text(get(county.assessor, f"{HOME}entries/"))


def test_votes_and_papers_on_pages(county):
    row = published(county, "windows")
    number = row.matter.number
    assert "组织评选" in text(get(county.assessor, f"{HOME}selections/"))
    post(county.assessor, f"{HOME}periods/{number}/selection/")
    selection = Selection.objects.get()
    page = f"{HOME}selections/{selection.pk}/"
    hidden = text(get(county.stranger, page))
    assert "票数" not in hidden
    assert selection.state == SelectionState.VOTING
    post(county.assessor, f"{HOME}periods/{number}/bulletin/", kind="summary")
    paper = Bulletin.objects.get()
    address = f"{HOME}bulletins/{paper.pk}/"
    assert get(county.clerk, address).status_code == HTTPStatus.NOT_FOUND
    post(county.assessor, address, act="save", text="本月小结：有进步。")
    post(county.manager, address, act="issue", text="x")
    paper.refresh_from_db()
    assert (paper.state, paper.text) == (BulletinState.ISSUED, "本月小结：有进步。")
    assert "本月小结" in text(get(county.clerk, address))
