"""Templates, completeness, wording, remedies, numbers and days of service."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from zhengwu.documents.enums import Decider
from zhengwu.documents.queries import service_ways, shelf
from zhengwu.documents.registry.numbering import PAPERS
from zhengwu.documents.rules.completeness import PaperIncomplete, complete_values
from zhengwu.documents.rules.numbering import gaps
from zhengwu.documents.rules.remedies import decider_of, remedy_text
from zhengwu.documents.rules.service import ServiceIncomplete, ServiceTooEarly, served
from zhengwu.documents.rules.templates import (
    TemplateNotForLaw,
    UnknownTemplate,
    in_force,
    parse_template,
)
from zhengwu.documents.rules.wording import compose
from zhengwu.documents.tests.factories import AT, law_of, values_for
from zhengwu.kernel import yaml
from zhengwu.kernel.time import SHANGHAI

TEMPLATES = [versions[-1] for versions in shelf().values()]
NAMES = {
    "county_government": "甲县人民政府",
    "city_government": "乙市人民政府",
    "city_justice": "乙市司法局",
    "basic_court": "甲县人民法院",
    "intermediate_court": "乙市中级人民法院",
    "review_channel": "网上复议",
}
REMEDIES = yaml.safe_load((Path(__file__).parent.parent / "data/remedies.yaml").read_text("utf-8"))


def test_the_papers_of_the_main_job_are_there():
    named = {template.title for template in TEMPLATES}
    assert named >= {
        "收件凭证", "受理通知书", "视为受理告知书", "一次性补正告知书", "当场更正记录",
        "不予受理决定书",
        "特别程序告知书", "延期通知书", "准予行政许可决定书", "不予行政许可决定书", "许可证",
        "行政确认决定书", "行政给付决定书", "办结告知书", "现场核查笔录", "送达回证",
        "撤回申请确认书",
        "听证权利告知书", "办结归档目录", "承办单", "即办件登记和办理结果单",
    }  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.code)
def test_each_template_says_who_approved_it_and_since_when(template):
    assert template.approved_by
    assert template.source
    assert template.effective_from <= date(2026, 1, 1)
    assert len(template.digest) == 64


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.code)
def test_each_mandatory_field_is_demanded_by_its_chinese_name(template):
    law = law_of(template)
    full = values_for(template)
    complete_values(template, full, law)
    for field in template.fields:
        if not field.needed(law, {k: v for k, v in full.items() if k != field.code}):
            continue
        rest = {code: value for code, value in full.items() if code != field.code}
        with pytest.raises(PaperIncomplete, match=field.name[:4]) as caught:
            complete_values(template, rest, law)
        assert field.code in caught.value.fields


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.code)
def test_no_place_in_the_wording_stays_unfilled(template):
    values = complete_values(template, values_for(template), law_of(template))
    blocks = compose(
        template, values, law=law_of(template), addressee="张三", remedy="救济。", query="查询。"
    )
    text = str(blocks)
    assert blocks
    assert "{" not in str([block.get("text", "") for block in blocks])
    assert "None" not in text


@pytest.mark.parametrize(
    "template", [one for one in TEMPLATES if "xk" not in one.laws and "*" not in one.laws],
    ids=lambda one: one.code,
)  # fmt: skip
def test_papers_of_other_laws_do_not_speak_of_licences(template):
    printed = [word for block in template.body for word in str(block).split()]
    assert not [word for word in printed if "许可" in word]
    with pytest.raises(TemplateNotForLaw):
        template.check_law("xk")


def test_licensing_papers_are_refused_for_a_confirmation():
    with pytest.raises(TemplateNotForLaw, match="准予行政许可决定书"):
        shelf()["grant"][-1].check_law("qr")


def test_every_missing_field_is_named_at_once():
    template = shelf()["refusal"][-1]
    with pytest.raises(PaperIncomplete) as caught:
        complete_values(template, {"reasons": ["  "]}, "xk")
    assert {"facts", "reasons", "articles", "applied_on", "item_name"} <= set(caught.value.fields)
    assert "不予许可的理由" in caught.value.message


def test_blank_and_invisible_text_is_no_answer():
    template = shelf()["non_acceptance"][-1]
    values = values_for(template) | {"reason": " \n\0\x01 "}
    with pytest.raises(PaperIncomplete, match="理由"):
        complete_values(template, values, "xk")


def test_no_jurisdiction_must_name_the_competent_organ():
    template = shelf()["non_acceptance"][-1]
    values = values_for(template) | {"ground": "no_jurisdiction", "competent_organ": ""}
    with pytest.raises(PaperIncomplete, match="应当申请的行政机关"):
        complete_values(template, values, "xk")
    complete_values(template, values | {"ground": "not_required"}, "xk")


def test_one_inspector_written_twice_is_not_two():
    template = shelf()["inspection_record"][-1]
    twice = [{"name": "甲", "certificate_no": "1"}, {"name": "甲", "certificate_no": "1"}]
    with pytest.raises(PaperIncomplete, match="核查人员"):
        complete_values(template, values_for(template) | {"inspectors": twice}, "xk")


def test_a_field_the_template_does_not_know_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="nonsense"):
        complete_values(shelf()["grant"][-1], {"nonsense": 1}, "xk")


def test_braces_in_what_people_wrote_stay_braces():
    template = shelf()["refusal"][-1]
    values = values_for(template) | {"facts": "{reasons} {0} {__class__}"}
    values = complete_values(template, values, "xk")
    blocks = compose(template, values, law="xk", addressee="{x}", remedy="", query="")
    assert any("{reasons} {0} {__class__}" in block.get("text", "") for block in blocks)


def test_the_version_in_force_on_the_day_is_taken():
    common = {"fields": []}
    raw = {
        "code": "t", "version": 1, "title": "甲", "english": "", "laws": ["*"], "basis": {},
        "approved_by": "某", "effective_from": date(2026, 1, 1), "source": "s",
        "register": {"kind": "甲", "nature": "甲字"}, "layout": "letter", "seal": "none",
        "fields": [], "body": [],
    }  # fmt: skip
    first = parse_template(raw, common)
    second = parse_template(raw | {"version": 2, "effective_from": date(2026, 7, 1)}, common)
    shelved = {"t": (first, second)}
    assert in_force(shelved, "t", date(2026, 6, 30)).version == 1
    assert in_force(shelved, "t", date(2026, 7, 1)).version == 2
    assert first.digest != second.digest
    with pytest.raises(UnknownTemplate):
        in_force(shelved, "t", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("kind", "name", "asked", "court"),
    [
        ("department", "甲县教育局", "甲县人民政府", "甲县人民法院"),
        ("town", "丙镇人民政府", "甲县人民政府", "甲县人民法院"),
        ("government", "甲县人民政府", "乙市人民政府", "乙市中级人民法院"),
        ("department", "国家税务总局甲县税务局", "上一级主管部门", "甲县人民法院"),
        ("department", "甲县司法局", "甲县人民政府或者乙市司法局", "甲县人民法院"),
    ],
)
def test_remedies_by_who_decided(kind, name, asked, court):
    decider = decider_of(REMEDIES, kind=kind, name=name)
    text = remedy_text(REMEDIES, decider=decider, act="normal", names=NAMES, online=False)
    assert f"向{asked}申请行政复议" in text
    assert f"向{court}提起行政诉讼" in text
    assert "六十日" in text
    assert "六个月" in text


def test_compulsory_reconsideration_says_so_and_online_is_named():
    text = remedy_text(
        REMEDIES, decider=Decider.DEPARTMENT, act="compulsory", names=NAMES, online=True
    )
    assert "应当自收到之日起六十日内先向甲县人民政府申请行政复议" in text
    assert "网上复议" in text


def test_a_court_nobody_named_is_never_left_blank():
    with pytest.raises(KeyError):
        remedy_text(REMEDIES, decider=Decider.TOWN, act="normal", names={}, online=False)


def test_number_as_gb_t_9704_wants_it():
    facts = {"县区": "广", "机关": "市监", "类别": "受字", "年份": "2026"}
    number = PAPERS.default.write(facts, 7)
    assert number == "广市监受字〔2026〕第7号"
    assert gaps([1, 2, 4], 5) == [3, 5]
    assert gaps([1, 2], 2) == []


def period(clock: str, day: date) -> date:
    assert clock == "sd.public_notice"
    return day + timedelta(days=30)


DAY = date(2026, 9, 17)
FACTS = {
    "direct": {"receiver": "张三", "place": "大厅", "deliverer": "赵"},
    "proxy": {"receiver": "张妻", "relation": "同住成年家属", "place": "家", "deliverer": "赵"},
    "left": {"refusal_reason": "拒收", "place": "家", "deliverer": "赵", "witnesses": ["甲", "乙"]},
    "electronic": {
        "consent": "同意书", "electronic_address": "我的办件", "deliverer": "赵",
        "reached_at": datetime(2026, 9, 18, 0, 5, tzinfo=SHANGHAI),
    },
    "post": {"tracking_no": "EMS1", "place": "家", "deliverer": "赵"},
    "notice": {
        "published_at_place": "公告栏", "published_on": DAY, "reason_unreachable": "下落不明",
        "deliverer": "赵",
    },
}  # fmt: skip


@pytest.mark.parametrize("way", FACTS)
def test_each_way_demands_each_of_its_facts(way):
    for code in FACTS[way]:
        rest = {key: value for key, value in FACTS[way].items() if key != code}
        with pytest.raises(ServiceIncomplete) as caught:
            served(service_ways(), way, on=DAY, issued_on=DAY, facts=rest, period=period)
        assert code in caught.value.fields
        assert "民事诉讼法" in caught.value.article


@pytest.mark.parametrize(
    ("way", "more", "day"),
    [
        ("direct", {}, DAY),
        ("proxy", {}, DAY),
        ("left", {}, DAY),
        ("electronic", {}, date(2026, 9, 18)),
        ("post", {}, None),
        ("post", {"receipt_on": date(2026, 9, 21)}, date(2026, 9, 21)),
        ("notice", {}, DAY + timedelta(days=30)),
    ],
)
def test_the_day_that_counts(way, more, day):
    result = served(
        service_ways(), way, on=DAY, issued_on=DAY, facts=FACTS[way] | more, period=period
    )
    assert result.served_on == day


def test_left_papers_need_two_different_witnesses_or_a_recording():
    facts = FACTS["left"] | {"witnesses": ["甲", " 甲 "]}
    with pytest.raises(ServiceIncomplete, match="见证人"):
        served(service_ways(), "left", on=DAY, issued_on=DAY, facts=facts, period=period)
    served(
        service_ways(),
        "left",
        on=DAY,
        issued_on=DAY,
        facts=facts | {"video": "执法记录仪 3号"},
        period=period,
    )


def test_another_signatory_must_be_explained():
    facts = FACTS["direct"] | {"receiver_is_other": True}
    with pytest.raises(ServiceIncomplete, match="关系"):
        served(service_ways(), "direct", on=DAY, issued_on=DAY, facts=facts, period=period)


def test_nothing_is_served_before_it_existed():
    with pytest.raises(ServiceTooEarly):
        served(
            service_ways(), "direct", on=DAY, issued_on=AT.date() + timedelta(1),
            facts=FACTS["direct"], period=period,
        )  # fmt: skip
