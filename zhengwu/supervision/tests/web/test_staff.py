"""The pages of supervision: the live face, a card from hand to hand, a rule from draft to force."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.jobs.actions import run_all
from zhengwu.jobs.models import Job
from zhengwu.kernel.time import local_day, now
from zhengwu.org.tests.web.acting import acting
from zhengwu.supervision import registry
from zhengwu.supervision.models import Card, Order, ProbeVersion
from zhengwu.supervision.tests.test_cards import card_of, county, outside_the_list  # noqa: F401

pytestmark = pytest.mark.django_db

HOME = "/desk/supervision/"


def post(actor, address, **data):
    with acting(actor):
        return Client().post(address, data)


def get(actor, address, **headers):
    with acting(actor):
        return Client().get(address, headers=headers)


def test_the_live_face_answers_304_until_something_is_found(county):  # noqa: F811
    page = get(county.supervisor, HOME)
    assert page.status_code == HTTPStatus.OK
    first = get(county.supervisor, f"{HOME}now/")
    same = get(county.supervisor, f"{HOME}now/", if_none_match=first["ETag"])
    assert same.status_code == HTTPStatus.NOT_MODIFIED
    _case, card = outside_the_list(county)
    after = get(county.supervisor, f"{HOME}now/", if_none_match=first["ETag"])
    assert after.status_code == HTTPStatus.OK
    assert card.matter.number in after.content.decode()
    assert get(county.clerk, HOME).status_code == HTTPStatus.NOT_FOUND


def test_a_card_goes_from_hand_to_hand(county):  # noqa: F811
    case, card = outside_the_list(county)
    address = f"{HOME}cards/{card.matter.number}/"
    page = get(county.supervisor, address).content.decode()
    assert case.matter.number in page
    assert "无犯罪证明" not in page  # what was asked for is not the supervision's business here
    assert "下一步" in page
    assert "说明情况；期限届满没有说明的" in page
    assert "督办回复" not in page  # there is no order
    assert 'value="judge"' not in page  # the time to explain still runs
    assert get(county.stranger, address).status_code == HTTPStatus.NOT_FOUND
    empty = post(county.clerk, address, act="explain", text=" ")
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请填写内容" in empty.content.decode()
    assert post(county.clerk, address, act="explain", text="误点。").status_code == HTTPStatus.FOUND
    assert 'value="judge"' in get(county.supervisor, address).content.decode()
    lower = post(county.supervisor, address, act="judge", verdict="reduced", cause="window",
                 reason="轻微")  # fmt: skip
    assert "黄牌不能再降级" in lower.content.decode()
    judged = post(county.supervisor, address, act="judge", verdict="confirmed", cause="window",
                  reason="属实")  # fmt: skip
    assert judged.status_code == HTTPStatus.FOUND
    post(county.clerk, address, act="rectify", text="已培训。")
    post(county.supervisor, address, act="accept", good="yes", reason="")
    assert Card.objects.get(pk=card.pk).state == "closed"
    listed = get(county.clerk, f"{HOME}cards/?state=closed").content.decode()
    assert card.matter.number in listed
    assert card_of(case, "outside_list").verdict == "confirmed"


def test_a_rule_is_drafted_tried_on_the_past_and_approved_by_another(county):  # noqa: F811
    outside_the_list(county)
    begun = post(county.supervisor, f"{HOME}probes/new/", code="any_receipt", name="任何收件")
    assert begun.status_code == HTTPStatus.FOUND
    draft = f"{HOME}probes/any_receipt/draft/"
    day = local_day(now()) + timedelta(days=1)
    rule = {
        "name": "任何收件", "basis": "本地规定", "triggers": ["cases.case.received"],
        "condition": "mood = 1", "level": "yellow", "points": "1", "per": "act",
        "effective_on": day.isoformat(), "reason": "试验", "act": "propose",
    }  # fmt: skip
    faulty = post(county.supervisor, draft, **rule)
    assert faulty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不认识的指标：mood" in faulty.content.decode()
    rule["condition"] = "entered_late_hours >= 0"
    assert post(county.supervisor, draft, **rule | {"act": "save"}).status_code == HTTPStatus.FOUND
    backwards = post(county.supervisor, draft, **rule | {
        "act": "replay", "first": "2026-09-30", "last": "2026-09-01", "condition": "matters = 1",
    })  # fmt: skip
    assert backwards.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "止日不能早于起日" in backwards.content.decode()
    assert "matters = 1" in backwards.content.decode()
    rule["condition"] = "entered_late_hours > -1"
    tried = rule | {"act": "replay", "first": "2026-09-01", "last": "2026-09-30"}
    assert post(county.supervisor, draft, **tried).status_code == HTTPStatus.FOUND
    # What was typed and not yet saved is what is tried.
    assert ProbeVersion.objects.get(probe_id="any_receipt").condition == rule["condition"]
    run_all()
    work = Job.objects.get(kind="supervision.replay")
    assert work.report["会发出"] != "0 张黄牌"
    rows = [[cell for _, cell in row] for row in work.report["按单位和月份"]["rows"]]
    assert f"{rows[-1][-1]} 张黄牌" == work.report["会发出"]
    assert sum(row[-1] for row in rows[:-1]) == rows[-1][-1]
    shown = get(county.supervisor, f"/desk/jobs/{work.pk}/").content.decode()
    assert 'data-label="2026-09">1<' in shown
    assert "按单位和月份（表格）" in shown
    post(county.supervisor, draft, **rule)
    version = ProbeVersion.objects.get(probe_id="any_receipt")
    page = f"{HOME}probes/any_receipt/"
    own = post(county.supervisor, page, version=version.pk, act="approve")
    assert own.status_code == HTTPStatus.CONFLICT
    assert "拟写人不能批准" in own.content.decode()
    post(county.manager, page, version=version.pk, act="approve")
    version.refresh_from_db()
    assert version.state == "active"


def test_what_was_found_is_told_in_words():
    facts = {"clock_label": "step", "same_reviewer": True, "matter_kind": "case", "supplements": 2}
    told = dict(registry.in_words(facts))
    assert told == {"时限的名目": "环节时限", "与上一个环节是同一人": "是", "事的种类": "办件",
                    "补正告知次数": "2"}  # fmt: skip


def test_a_condition_nobody_can_read_is_neither_kept_nor_tried(county):  # noqa: F811
    post(county.supervisor, f"{HOME}probes/new/", name="受理太慢")
    draft = f"{HOME}probes/shoulitaiman/draft/"
    typed = {
        "name": "受理太慢", "condition": 'days > "abc" and foo', "level": "warning", "points": "0",
        "per": "act", "effective_on": local_day(now()).isoformat(),
    }  # fmt: skip
    period = {"first": "2026-09-01", "last": "2026-09-30"}
    before = Job.objects.count()
    for act in ({"act": "save"}, {"act": "replay", **period}):
        page = post(county.supervisor, draft, **typed, **act)
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        told = page.content.decode()
        assert "条件里有不认识的指标：days、foo" in told
        assert "days &gt; &quot;abc&quot; and foo" in told  # nothing typed is lost
        assert 'href="#id_condition"' in told
    assert ProbeVersion.objects.get(probe_id="shoulitaiman").condition == ""
    typed["condition"] = ""
    assert post(county.supervisor, draft, **typed, act="save").status_code == HTTPStatus.FOUND
    empty = post(county.supervisor, draft, **typed, act="replay", **period).content.decode()
    assert "请至少选择一种触发行为" in empty
    assert 'href="#id_triggers"' in empty
    assert "请写出条件" in empty
    assert Job.objects.count() == before
    asked = post(county.supervisor, draft, **typed, act="propose").content.decode()
    assert "请写明依据" in asked
    assert 'href="#id_basis"' in asked
    assert '<label for="id_basis">依据</label>' in asked  # not “选填”: nobody can approve without


def test_nobody_must_think_of_a_code(county):  # noqa: F811
    new = f"{HOME}probes/new/"
    twice = [post(county.supervisor, new, name="查岗")["Location"] for _ in range(2)]
    assert twice == [f"{HOME}probes/chagang/draft/", f"{HOME}probes/chagang_2/draft/"]
    wrong = post(county.supervisor, new, name="查岗", code="查岗").content.decode()
    assert "例如 slow_accept" in wrong
    assert "字段" not in wrong


def test_an_order_is_issued_beside_its_errors(county):  # noqa: F811
    data = {"organ": county.clerk.organ_code, "facts": "窗口无人", "wanted": "补派人员"}
    wrong = post(county.supervisor, f"{HOME}orders/new/", **data, number="没有这个编号")
    assert "没有这个编号的办件" in wrong.content.decode()
    assert "窗口无人" in wrong.content.decode()
    issued = post(county.supervisor, f"{HOME}orders/new/", **data, number="")
    assert issued.status_code == HTTPStatus.FOUND
    order = Order.objects.latest("issued_at")
    page = get(county.supervisor, f"{HOME}orders/{order.matter.number}/").content.decode()
    assert "补派人员" in page
    for name in ("orders", "findings", "probes"):
        assert get(county.supervisor, f"{HOME}{name}/").status_code == HTTPStatus.OK
