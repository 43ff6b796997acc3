"""The guide's editor as an editor uses it: without code, told what is wrong, kept out of review."""

from __future__ import annotations

import pytest

from zhengwu.catalogue import actions
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.tests.factories import AT, EDITOR, STRANGER, an_item
from zhengwu.catalogue.tests.web.acting import become
from zhengwu.kernel.actors import ANONYMOUS

pytestmark = pytest.mark.django_db
CHOOSE = {"join": "and", "raw": ""}


@pytest.fixture(autouse=True)
def _acting(settings):
    path = "zhengwu.catalogue.tests.web.acting.ActingMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, path]
    become(EDITOR)
    yield
    become(ANONYMOUS)


@pytest.fixture
def edition():
    made = actions.draft(an_item(), by=EDITOR, at=AT)
    materials = [
        {"code": "M01", "name": "租赁合同", "criterion": "有效"},
        {"code": "M02", "name": "委托书", "criterion": "有效"},
    ]
    return actions.edit(made, {"materials": materials}, seen=made.digest, by=EDITOR, at=AT)


def post(client, edition, path, **data):
    edition = Edition.objects.get(pk=edition.pk)
    address = f"/desk/catalogue/editions/{edition.pk}/situation/{path}"
    return client.post(address, CHOOSE | {"seen": edition.digest} | data)


def guide(edition):
    return Edition.objects.get(pk=edition.pk).document


def test_questions_and_effects_without_code(client, edition):
    post(client, edition, "question/new/", text="房子是谁的？", kind="one", options="自己的\n租的")
    post(client, edition, "question/new/", text="请人代办吗？", kind="yes_no")
    done = post(
        client, edition, "effect/new/", verb="not_needed", material="M01", atom_0="q1|is|o1",
        say="自己的房子不用交",
    )  # fmt: skip
    assert done.status_code == 302
    page = client.get(f"/desk/catalogue/editions/{edition.pk}/situation/").content.decode()
    assert "q2“请人代办吗？”怎么回答都一样" in page  # nothing follows from it yet
    post(
        client, edition, "effect/new/", verb="added", material="M02", atom_0="q2|yes",
        say="请人代办的才交",
    )  # fmt: skip
    address = f"/desk/catalogue/editions/{edition.pk}/situation/"
    page = client.get(address, {"s.q1": "o1", "s.q2": "no"}).content.decode()
    assert "检查通过" in page
    assert "不用交：租赁合同、委托书" in page
    assert "4 种" in page
    document = guide(edition)
    assert [one.when for one in document.effects] == ['q1 = "o1"', "q2"]
    change = client.get(f"/desk/catalogue/editions/{edition.pk}/").content.decode()
    assert "情形引导" in change


def test_nothing_typed_is_lost_and_the_field_is_named(client, edition):
    post(client, edition, "question/new/", text="多大？", kind="number", unit="平方米")
    refused = post(
        client, edition, "effect/new/", verb="needed", material="M01", atom_0="q1|>=",
        number_0="很大", say="我写的话",
    )  # fmt: skip
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "请填写用来比较的数字" in page
    assert "我写的话" in page
    assert guide(edition).effects == ()
    nothing = post(client, edition, "effect/new/", verb="not_needed", atom_0="q1|>=", number_0="1")
    assert "请选择材料" in nothing.content.decode()


def test_a_guide_with_a_dead_end_is_not_submitted(client, edition):
    post(client, edition, "question/new/", text="是吗？", kind="yes_no")
    post(client, edition, "effect/new/", verb="elsewhere", atom_0="q1|yes", say="")
    answer = client.post(f"/desk/catalogue/editions/{edition.pk}/act/", {"verb": "submit"})
    assert "没有告诉申请人到哪里去办" in answer.content.decode()
    assert Edition.objects.get(pk=edition.pk).state == "draft"


def test_rows_move_go_and_are_not_overwritten(client, edition):
    for text in ("一？", "二？"):
        post(client, edition, "question/new/", text=text, kind="yes_no")
    post(client, edition, "rows/", do="down:questions:q1")
    assert [one.code for one in guide(edition).questions] == ["q2", "q1"]
    post(client, edition, "rows/", do="drop:questions:q2", seen="an older digest")
    assert len(guide(edition).questions) == 2  # somebody else changed it meanwhile
    post(client, edition, "rows/", do="drop:questions:q2")
    assert [one.code for one in guide(edition).questions] == ["q1"]


def test_strangers_change_nothing(client, edition):
    become(STRANGER)
    post(client, edition, "question/new/", text="我的？", kind="yes_no")
    assert guide(edition).questions == ()
