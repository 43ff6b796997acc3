"""Every page of the organisation opens for whom it should, acts, and loses nothing typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhengwu.org import queries
from zhengwu.org.actions import import_regions, put_on_leave, shipped_list
from zhengwu.org.enums import Duty
from zhengwu.org.models import ImportRun, Leave, Officer, Organ, Post, Staff, Window
from zhengwu.org.tests.factories import (
    BY,
    DAY,
    START,
    actor_for,
    county,
    id_number,
    person,
    sheet,
)
from zhengwu.org.tests.test_imports import HEAD, row
from zhengwu.org.tests.web.acting import acting
from zhengwu.org.web.staff.views.forms import today

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"org_staff:{name}", args=args)


def get(who: Any, address: str, /) -> Any:
    with acting(actor_for(who, today())):
        return Client().get(address)


def post(who: Any, address: str, /, **data: Any) -> Any:
    with acting(actor_for(who, today())):
        return Client().post(address, data)


def test_reading_pages_open_for_every_member_and_for_nobody_else() -> None:
    c = county()
    put_on_leave(
        c.zhang, starts_on=DAY, ends_on=DAY + timedelta(days=600), reason="长假", cover=c.li, **BY
    )
    pages = [
        url("tree"),
        url("organ", "WJJ"),
        url("regions"),
        url("region", "511600000000"),
        url("officers"),
        url("halls"),
        url("window", c.window.pk),
        url("staff"),
        url("person", c.zhang.pk),
        url("posts"),
        url("leaves"),
    ]
    for address in pages:
        answer = get(c.stranger, address)
        assert answer.status_code == 200, address
        assert "<c-" not in answer.content.decode()
        assert Client().get(address).status_code == 302
    halls = get(c.stranger, url("halls")).content.decode()
    assert "请假，李二代" in halls


def test_a_page_that_is_not_there_is_not_found() -> None:
    c = county()
    assert get(c.admin, url("organ", "没有")).status_code == 404


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("organ_new", "admin"),
        ("hall_new", "manager"),
        ("window_new", "manager"),
        ("person_new", "admin"),
        ("post_new", "security"),
        ("officer_new", "security"),
        ("import_new", "admin"),
    ],
)
def test_forms_open_for_their_keeper_only(name: str, who: str) -> None:
    c = county()
    assert get(getattr(c, who), url(name)).status_code == 200
    for other in (c.zhang, c.auditor, c.stranger):
        assert get(other, url(name)).status_code == 404
        assert post(other, url(name), x="y").status_code == 404


def test_an_organ_is_entered_and_revised_through_the_page() -> None:
    c = county()
    data = {"code": "NYJ", "name": "区农业农村局", "kind": "department", "region": c.region.pk}
    answer = post(c.admin, url("organ_new"), **data)
    assert answer.status_code == 302
    assert Organ.objects.get(pk="NYJ").name == "区农业农村局"
    post(c.admin, url("organ_edit", "NYJ"), **{**data, "name": "广安区农业农村局", "code": "HACK"})
    assert Organ.objects.get(pk="NYJ").name == "广安区农业农村局"
    assert not Organ.objects.filter(pk="HACK").exists()


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost() -> None:
    c = county()
    answer = post(
        c.admin, url("organ_new"), code="X", name="某局", kind="department",
        region=c.region.pk, credit_code="123", address="建设路 1 号",
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "统一社会信用代码应为 18 位" in text
    assert "建设路 1 号" in text
    assert 'id="id_credit_code_error"' in text


def test_section_and_admission_are_set_through_the_page() -> None:
    c = county()
    post(c.admin, url("section_set", "WJJ"), name="行政审批科", form="standalone", on="2026-01-05")
    assert queries.section_of(c.health, DAY).name == "行政审批科"
    post(c.manager, url("admission_set", "WJJ"), state="admitted", on="2026-01-05")
    assert list(queries.admitted_organs(DAY)) == [c.health]
    assert "已进驻" in get(c.zhang, url("organ", "WJJ")).content.decode()


def test_a_window_is_opened_moved_and_closed_through_the_page() -> None:
    c = county()
    data = {"hall": c.hall.pk, "organ": "JTJ", "kind": "permanent"}
    post(c.manager, url("window_new"), code="W9", name="交通窗口", opened_on="2026-01-05", **data)
    window = Window.objects.get(code="W9")
    again = post(c.manager, url("window_new"), code="W9", name="x", opened_on="2026-01-05", **data)
    assert again.status_code == 422
    wrong = post(
        c.manager,
        url("window_move", window.pk),
        **{**data, "kind": "delegated"},
        on="2026-02-02",
        reason="x",
    )
    assert "请选择所代理的单位" in wrong.content.decode()
    moved = {**data, "kind": "delegated", "delegated_from": ["WJJ"]}
    answer = post(c.manager, url("window_move", window.pk), **moved, on="2026-02-02", reason="合并")
    assert answer.status_code == 302
    text = get(c.zhang, url("window", window.pk)).content.decode()
    assert "2026年2月1日" in text
    assert "委托代理窗口" in text
    post(c.manager, url("window_close", window.pk), on="2026-02-27", reason="撤销")
    assert Window.objects.get(pk=window.pk).closed_on.isoformat() == "2026-02-27"


def test_a_hall_is_entered_and_revised_through_the_page() -> None:
    c = county()
    data = {"code": "H7", "name": "新厅", "kind": "centre", "region": c.region.pk, "organ": "ZWZX"}
    post(c.manager, url("hall_new"), **data, functions=["consultation", "handling"])
    hall = queries.Hall.objects.get(code="H7")
    assert hall.functions == ["consultation", "handling"]
    assert get(c.manager, url("hall_edit", hall.pk)).status_code == 200
    post(c.manager, url("hall_edit", hall.pk), **{**data, "name": "改名"})
    assert queries.Hall.objects.get(code="H7").name == "改名"


def test_a_post_is_created_filled_and_abolished_through_the_page() -> None:
    c = county()
    data = {"code": "P9", "name": "档案员", "organ": "WJJ", "duties": ["archivist"]}
    assert post(c.security, url("post_new"), **data).status_code == 302
    assert post(c.security, url("post_new"), **data).status_code == 422
    made = Post.objects.get(code="P9")
    post(c.security, url("post_edit", made.pk), **{**data, "duties": ["archivist", "reviewer"]})
    assert made.duties.count() == 2
    post(c.security, url("appoint", c.stranger.pk), post=made.pk, valid_from="2026-01-05", role="A")
    holding = c.stranger.holdings.get()
    assert holding.role == "A"
    assert "赵外" in get(c.zhang, url("posts") + "?organ=WJJ").content.decode()
    assert get(c.security, url("holding_end", holding.pk)).status_code == 200
    post(c.security, url("holding_end", holding.pk), on=today().isoformat(), reason="轮岗")
    assert c.stranger.holdings.get().valid_to == today()
    post(c.security, url("post_abolish", made.pk), on=today().isoformat(), reason="撤并")
    assert Post.objects.get(pk=made.pk).abolished_on == today()


def test_granting_to_oneself_is_refused_in_words() -> None:
    c = county()
    answer = post(
        c.security, url("appoint", c.security.pk), post=c.decide.pk, valid_from="2026-01-05"
    )
    assert answer.status_code == 409
    assert "任何人不得给自己授予" in answer.content.decode()
    assert (
        "任何人不得给自己授予职责" in get(c.security, url("person", c.security.pk)).content.decode()
    )


def test_officers_are_appointed_and_dismissed_through_the_page() -> None:
    c = county()
    data = {"duty": "auditor", "organ": "GOV", "since": "2026-01-05"}
    answer = post(c.security, url("officer_new"), staff=c.admin.pk, **data)
    assert answer.status_code == 409
    assert "不得由同一人兼任" in answer.content.decode()
    post(c.security, url("officer_new"), staff=c.zhang.pk, **data)
    office = Officer.objects.get(staff=c.zhang)
    post(c.security, url("officer_end", office.pk), reason="换人")
    assert Officer.objects.get(pk=office.pk).ended_at is not None


def test_leave_is_entered_by_the_head_and_ended_by_the_member() -> None:
    c = county()
    day = today().isoformat()
    data = {"starts_on": day, "ends_on": day, "reason": "事假"}
    assert post(c.head, url("leave_new", c.stranger.pk), **data).status_code == 403
    wrong = post(c.head, url("leave_new", c.zhang.pk), **data, cover=c.stranger.pk)
    assert "不能代“首席代表”岗" in wrong.content.decode()
    assert post(c.head, url("leave_new", c.zhang.pk), **data, cover=c.li.pk).status_code == 302
    leave = Leave.objects.get()
    assert post(c.li, url("leave_return", leave.pk), on=day).status_code == 403
    assert post(c.zhang, url("leave_return", leave.pk), on=day).status_code == 302


def test_personal_numbers_are_shown_to_those_concerned_only() -> None:
    c = county()
    data = {"number": "55", "name": "甲", "organ": "WJJ", "kind": "section", "phone": "13900000000"}
    post(c.admin, url("person_new"), **data, id_number=id_number(55))
    staff = Staff.objects.get(number="55")
    for who, seen in ((c.head, True), (c.admin, True), (c.stranger, False), (c.auditor, False)):
        text = get(who, url("person", staff.pk)).content.decode()
        assert ("13900000000" in text) is seen
        assert id_number(55) not in text
    post(c.admin, url("person_edit", staff.pk), **{**data, "phone": "", "name": "乙"})
    staff = Staff.objects.get(number="55")
    assert (staff.name, staff.phone) == ("乙", "13900000000")
    post(c.security, url("person_leave", staff.pk), on=today().isoformat(), reason="退休")
    assert Staff.objects.get(number="55").left_on == today()


def test_the_list_filters_and_exports() -> None:
    c = county()
    text = get(c.zhang, url("staff") + "?organ=JTJ").content.decode()
    assert "赵外" in text
    assert "李二" not in text
    assert "李二" in get(c.zhang, url("staff") + "?text=李").content.decode()
    answer = get(c.zhang, url("staff") + "?export=xlsx")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_list_is_tried_reported_and_applied_through_the_page() -> None:
    c = county()
    good = SimpleUploadedFile(
        "名单.xlsx", sheet([HEAD, row("5001", "=1+1"), row("5002", "<b>甲</b>")])
    )
    answer = post(c.admin, url("import_new"), file=good)
    run = ImportRun.objects.get()
    assert answer["Location"] == url("import", run.pk)
    page = get(c.admin, url("import", run.pk)).content.decode()
    assert "&lt;b&gt;甲" in page
    assert "是公式" in page
    report = get(c.admin, url("import_sheet", run.pk))
    assert report.content[:2] == b"PK"
    post(c.admin, url("import_apply", run.pk))
    assert Staff.objects.filter(number__in=["5001", "5002"]).count() == 2
    assert "已导入" in get(c.admin, url("import", run.pk)).content.decode()


def test_bad_files_are_refused_on_the_page() -> None:
    c = county()
    for name, content, words in (
        ("a.xlsx", b"", "0 字节"),
        ("a.exe", b"MZ", "不是 .xlsx"),
        ("b.xlsx", sheet([["甲", "乙"], [1, 2]]), "表头缺少必填的列"),
    ):
        answer = post(c.admin, url("import_new"), file=SimpleUploadedFile(name, content))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert "请选择一个" in post(c.admin, url("import_new")).content.decode()
    assert get(c.admin, url("import_template")).status_code == 200


def test_a_faulty_list_offers_no_apply_and_may_be_discarded() -> None:
    c = county()
    file = SimpleUploadedFile("名单.xlsx", sheet([HEAD, row("", "无号")]))
    post(c.admin, url("import_new"), file=file)
    run = ImportRun.objects.get()
    assert "1 行不合格" in get(c.admin, url("import", run.pk)).content.decode()
    assert post(c.admin, url("import_apply", run.pk)).status_code == 302
    assert ImportRun.objects.get().state == "tried"
    post(c.admin, url("import_discard", run.pk))
    assert ImportRun.objects.get().state == "discarded"


def test_the_tree_of_divisions_goes_down_to_the_village() -> None:
    c = county()
    import_regions(shipped_list(), as_of=START, source="", **BY)
    text = get(c.zhang, url("region", "511602001000")).content.decode()
    assert "翠屏路社区居委会" in text
    assert "广安市" in text


def test_list_pages_cost_the_same_for_few_and_for_many(django_assert_max_num_queries) -> None:
    c = county()
    for place in range(12):
        person(f"N{place}", f"人{place}", c.health)
    for name, most in (("staff", 12), ("halls", 14), ("posts", 9), ("tree", 9)):
        with django_assert_max_num_queries(most):
            assert get(c.zhang, url(name)).status_code == 200


def test_duties_shown_are_todays() -> None:
    c = county()
    text = get(c.zhang, url("person", c.li.pk)).content.decode()
    assert Duty.DECIDER.label in text
