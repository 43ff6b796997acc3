"""参数与模板 at the desk: from the list to the approval; slips are told, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zhengwu.clock.queries import rule_in_force
from zhengwu.clock.tests.factories import load_law
from zhengwu.documents.tests.factories import paper
from zhengwu.jobs.actions import run_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.tests.web.acting import acting
from zhengwu.parameters.models import Change, Version
from zhengwu.parameters.rules.differences import compare
from zhengwu.parameters.tests.factories import CLERK, EDITOR, LEGAL

HOME = "/desk/rulebook/"


def get(who: Actor, path: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().get(path)
    return answer.status_code, answer.content.decode()


def post(who: Actor, path: str, **data: str) -> tuple[int, str]:
    with acting(who):
        answer = Client().post(path, data)
    return answer.status_code, answer.content.decode()


def begun(kind: str, key: str) -> tuple[Change, str]:
    assert post(EDITOR, f"{HOME}{kind}/{key}/begin/")[0] == 302
    change = Change.objects.get(kind=kind, key=key)
    return change, f"{HOME}changes/{change.pk}/"


@pytest.fixture
def law(db: None) -> None:
    load_law()


def test_a_limit_goes_from_the_list_to_the_approval(law: None) -> None:
    tomorrow = (local_day(timezone.now()) + timedelta(days=1)).isoformat()
    assert "待确认" in get(CLERK, f"{HOME}clock/?view=warn")[1]
    assert "起草修改" not in get(CLERK, f"{HOME}clock/box.forward/")[1]
    assert post(CLERK, f"{HOME}clock/box.forward/begin/")[0] in (403, 404)
    change, here = begun("clock", "box.forward")
    # A second colleague is led to the change that stands, and told so.
    assert post(LEGAL, f"{HOME}clock/box.forward/begin/")[0] == 302
    values = {"amount": "2", "unit": "working_day", "source": "县政办规定", "document": "",
              "note": "", "effective_on": tomorrow, "seen": change.mark}  # fmt: skip
    status, text = post(EDITOR, here, **{**values, "amount": "很多"})
    assert (status, "期限要填数字" in text, "县政办规定" in text) == (422, True, True)
    assert post(EDITOR, here, **values)[0] == 302
    status, text = post(LEGAL, here, **values | {"amount": "4"})
    assert (status, "他人更新" in text, 'value="4"' in text) == (409, True, True)
    for nonsense in ("9999-12-31", "0001-01-01", "2026-99-99"):
        assert get(EDITOR, f"{here}?on={nonsense}")[0] == 200
    status, text = get(EDITOR, f"{here}?on=2026-09-28")
    assert (status, "新届满" in text, "2 个工作日" in text) == (200, True, True)
    assert post(EDITOR, f"{here}act/", verb="submit", reason="")[0] == 422
    assert post(EDITOR, f"{here}act/", verb="submit", reason="与信访办商定")[0] == 302
    assert "等您批准" in get(LEGAL, HOME)[1]
    assert "等您批准" not in get(EDITOR, HOME)[1]
    assert post(EDITOR, f"{here}act/", verb="approve")[0] == 403
    assert post(LEGAL, f"{here}act/", verb="approve", opinion="同意")[0] == 302
    assert post(LEGAL, f"{here}act/", verb="approve", opinion="同意")[0] == 409
    assert Version.objects.get().approved_by == LEGAL.name
    assert "尚未生效" in get(CLERK, f"{HOME}clock/box.forward/")[1]
    assert "转办" in get(CLERK, HOME)[1]
    codes = [one.code for one in Entry.objects.filter(object_id=str(change.pk)).order_by("seq")]
    assert codes == ["parameters.change.begun", "parameters.change.edited",
                     "parameters.change.moved", "journal.attempt.refused",
                     "parameters.change.moved", "journal.attempt.refused"]  # fmt: skip


def test_what_the_law_forbids_is_told_with_its_article(law: None) -> None:
    change, here = begun("clock", "xk.decision")
    values = {"amount": "30", "unit": "working_day", "extend_amount": "10", "note": "",
              "source": change.content["source"], "document": "", "seen": change.mark,
              "effective_on": change.effective_on.isoformat()}  # fmt: skip
    with acting(EDITOR):
        kinds = change.content["suspendable_by"]
        answer = Client().post(here, {**values, "suspendable_by": kinds})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "行政许可法 42(1)" in text
    assert 'value="30"' in text
    assert rule_in_force("xk.decision", local_day(timezone.now())).amount == 20


def test_cards_numbers_and_wording_have_their_previews(law: None) -> None:
    paper("supplement")
    change, here = begun("card", "promised")
    values = {"effective_on": change.effective_on.isoformat(), "seen": change.mark}
    bad = {"warn": "1", "yellow_when": "after", "yellow_days": "", "red_when": "", "basis": ""}
    status, text = post(EDITOR, here, **values, **bad)
    assert (status, "请填写黄牌的工作日数" in text) == (422, True)
    good = bad | {"yellow_days": "2", "red_when": "after", "red_days": "4", "running": "on"}
    assert post(EDITOR, here, **values, **good)[0] == 302
    assert "超期 4 个工作日" in get(EDITOR, here)[1]
    change, here = begun("number", "paper")
    values = {"effective_on": change.effective_on.isoformat(), "seen": change.mark}
    status, text = post(EDITOR, here, **values, text="{机关}第{序号}号", width="1")
    assert (status, "往年" in text, "{机关}第{序号}号" in text) == (422, True, True)
    text = "{县区}{机关}{类别}〔{年份}〕{序号}号"
    assert post(EDITOR, here, **values, text=text, width="1")[0] == 302
    assert "广市监补字〔2026〕" in get(EDITOR, here)[1]
    change, here = begun("wording", "all:supplement")
    shown = get(EDITOR, here)[1]
    assert "法律规定的告知内容" in shown
    values = {"effective_on": change.effective_on.isoformat(), "seen": change.mark, "extra": ""}
    sentences = {
        "b0": "经审查，材料不齐。", "b3": "补正方式：{补正方式}；地点：{补正地点}。",
        "b4": "请于{补正期限}前提交。", "b5": "{逾期不补正的法定后果}",
    }  # fmt: skip
    status, text = post(EDITOR, here, **values, **sentences)
    assert (status, "第三十二条第一款第（四）项" in text, "材料不齐。" in text) == (422, True, True)
    sentences["b0"] = "{收到申请材料日期}收到“{事项名称}”的材料。依据{所依据的法律条款}告知如下："
    assert post(EDITOR, here, **values, **sentences)[0] == 302
    assert 'class="fresh"' in get(EDITOR, here)[1]
    assert get(EDITOR, f"{here}sample/")[0] == 404
    assert post(EDITOR, f"{here}sample/")[0] == 302
    assert "正在生成样张" in get(EDITOR, here)[1]
    run_all()
    assert "打开样张" in get(EDITOR, f"{here}sample/state/")[1]
    with acting(EDITOR):
        answer = Client().get(f"{here}sample/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_strange_addresses_find_nothing(law: None) -> None:
    for path in ("nothing/", "clock/no.such/", "card/no.such/", "wording/all:no/", "wording/x/",
                 "number/no/"):  # fmt: skip
        assert get(EDITOR, f"{HOME}{path}")[0] == 404
    assert post(EDITOR, f"{HOME}wording/all:supplement/begin/", variant="NO:supplement")[0] == 404


def test_long_texts_are_compared_by_their_words_short_ones_whole() -> None:
    old = "一次告知全部需要补正的内容，请在期限内交齐所有的补正材料。"
    new = old.replace("交齐", "上传")
    (line,) = compare({"段": old}, {"段": new})
    assert [(one.kind, one.text) for one in line.pieces if one.kind != "same"] == [
        ("gone", "交齐"), ("new", "上传"),
    ]  # fmt: skip
    (line,) = compare({"期限": "10 个工作日"}, {"期限": "7 个工作日"})
    assert [one.text for one in line.pieces] == ["10 个工作日", "7 个工作日"]
