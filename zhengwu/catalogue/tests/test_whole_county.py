"""Rows of the requirements that need all 878 items: imported once for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from zhengwu.catalogue.actions import apply, begin_import, open_clean_up
from zhengwu.catalogue.enums import Kind
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.queries import open_for_application
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.tests.factories import AT, CENTRE, SHIPPED
from zhengwu.flow.models import Definition, Version
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


@pytest.fixture(scope="module")
def items(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole county's items, rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        content = (SHIPPED / "guangan/items.csv").read_bytes()
        apply(begin_import("items.csv", content, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def editions(items, django_db_blocker) -> Iterator[None]:
    """The shipped editions of some of them besides."""
    with django_db_blocker.unblock(), transaction.atomic():
        for code in ("immediate", "standard", "parallel_expert", "hearing", "service", "payment"):
            definition = Definition.objects.create(code=code, name=code, created_at=AT)
            Version.objects.create(
                definition=definition, number=1, xml="x", digest=f"d-{code}", compiled={},
                published_at=AT, published_by="t",
            )  # fmt: skip
        call_command("load_editions")
        deliver_all()
        yield
        transaction.set_rollback(True)


@pytest.mark.req("ITM-02")
@pytest.mark.usefixtures("items")
def test_permits_non_permits_and_services_are_kinds_of_their_own():
    kinds = set(Item.objects.values_list("kind", flat=True))
    assert {Kind.LICENCE, Kind.CONFIRMATION, Kind.SERVICE, Kind.OTHER} <= kinds
    regimes = {kind: regime_of(kind, "511602000000") for kind in Kind}
    assert regimes[Kind.LICENCE].code == "xk"
    assert {regimes[kind].code for kind in Kind if kind is not Kind.LICENCE}.isdisjoint({"xk"})


@pytest.mark.req("ITM-28")
@pytest.mark.usefixtures("items")
def test_new_convenience_items_are_added_later_permit_or_not():
    before = Item.objects.count()
    names = ("残疾证", "结婚证", "身份证", "户口迁移", "养老保险")
    lines = [f"区政务中心,便民,{name}办理,NEW-{place},20" for place, name in enumerate(names)]
    content = "\n".join(["department,main_item,sub_item,item_code,task_type", *lines]).encode()
    run = apply(begin_import("new.csv", content, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert (run.created_count, Item.objects.count()) == (5, before + 5)
    added = Item.objects.filter(code__startswith="NEW-")
    assert {item.kind for item in added} == {"20"}
    assert not any(item.open_for_application for item in added), "until its list is complete"


@pytest.mark.req("ITM-29")
@pytest.mark.usefixtures("editions")
def test_non_permits_have_a_system_of_their_own_beside_the_permits(client):
    """Counted by unit and by kind in the clean-up; handled under their own law and lists."""
    year = open_clean_up(2026, principle="统一", by=CENTRE, at=AT)
    permits, others = year.lines.filter(kind="01"), year.lines.exclude(kind="01")
    assert (permits.count(), others.count()) == (417, 461)
    assert permits.values("organ_name").distinct().count() <= 24
    assert others.values("organ_name").distinct().count() <= 24
    page = client.get("/services/?kind=07").content.decode()
    assert "慈善组织" in client.get("/services/?kind=07&q=慈善").content.decode()
    assert "个体工商户设立登记" not in page
    for edition in Edition.objects.filter(state="published").select_related("item"):
        document = edition.document
        assert open_for_application(edition) == []
        rules = (document.statutory.rule, document.supplement_rule, document.delivery_rule)
        if document.kind is not Kind.LICENCE:
            assert document.law.regime != "xk"
            assert not any(rule.startswith("xk.") for rule in rules), edition.item.name
        else:
            assert document.law.regime == "xk"


@pytest.mark.req("ITM-05")
@pytest.mark.usefixtures("editions")
def test_the_immediate_items_are_a_listed_set(client):
    listed = Item.objects.filter(handling="immediate", open_for_application=True)
    assert listed.count() >= 3
    page = client.get("/services/?class=即办件").content.decode()
    for item in listed:
        assert item.name in page
        assert item.live.document.promised.unit == "immediate"
