"""The public catalogue and the catalogue desk in a real browser."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.core.management import call_command

from tests.browser import check_page, screenshot
from tools.worlds import World, committed
from zhengwu.catalogue.actions import apply, begin_import, draft, open_clean_up
from zhengwu.catalogue.models import Edition, ImportRun, Item
from zhengwu.catalogue.tests.factories import AT, CENTRE, EDITOR, SHIPPED
from zhengwu.flow.models import Definition, Version
from zhengwu.kernel.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOP = "511A0074300005-511602000000-000-115113016823646795-1-00"


_VIEWS = ("items", "editions", "imports", "clean_up")


@pytest.fixture
def as_centre(monkeypatch):
    """The live server's middleware is loaded before a test can add to it: patched at the door."""
    # Views imported while the door is patched would keep the false actor for good.
    import_module("config.urls")
    monkeypatch.setattr("zhengwu.web.access.actor_of", lambda request: CENTRE)
    for view in _VIEWS:
        name = f"zhengwu.catalogue.web.staff.views.{view}.actor_of"
        monkeypatch.setattr(name, lambda request: CENTRE)


def build():
    """The real items, with the shipped editions, and the flows they name."""
    for code in ("immediate", "standard", "parallel_expert", "hearing", "service", "payment"):
        definition = Definition.objects.create(code=code, name=code, created_at=AT)
        Version.objects.create(
            definition=definition, number=1, xml="x", digest=f"d-{code}", compiled={},
            published_at=AT, published_by="t",
        )  # fmt: skip
    csv = (SHIPPED / "guangan/items.csv").read_bytes()
    apply(begin_import("items.csv", csv, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    call_command("load_editions")


COUNTY = World("catalogue_pages", build, ("tests/accessibility/test_catalogue_pages.py",))


@pytest.fixture
def catalogue(live_server, django_db_setup, django_db_blocker):
    with committed(COUNTY, django_db_setup, django_db_blocker):
        yield


@pytest.mark.parametrize(("width", "elder"), [(360, False), (360, True), (1440, False)])
def test_the_public_pages_can_be_used_by_everyone(catalogue, browser_page, width, elder):
    page = browser_page(width=width, elder=elder)
    closed = Item.objects.get(name="普通护照签发").code
    for name, address in (
        ("search", "/services/?q=卫生许可"),
        ("browse", "/services/"),
        ("guide", f"/services/{SHOP}/"),
        ("closed", f"/services/{closed}/"),
        ("departments", "/services/departments/"),
        ("print", f"/services/{SHOP}/print/"),
    ):
        page.goto(address)
        screenshot(page, f"catalogue-{name}-{width}{'-elder' if elder else ''}", (width,))
        check_page(page)


@pytest.mark.parametrize("width", [768, 1440])
def test_the_desk_pages_can_be_used_by_everyone(catalogue, as_centre, browser_page, width):
    item = Item.objects.get(code=SHOP)
    edition = draft(item, by=EDITOR if item.organ_code == "organ-1" else SYSTEM, at=AT)
    open_clean_up(2026, principle="统一名称和标准", by=CENTRE, at=AT)
    run = ImportRun.objects.defer("content").get()
    page = browser_page(width=width)
    for name, address in (
        ("list", "/desk/catalogue/"),
        ("item", f"/desk/catalogue/items/{SHOP}/"),
        ("edition", f"/desk/catalogue/editions/{edition.pk}/"),
        ("section", f"/desk/catalogue/editions/{edition.pk}/materials/"),
        ("board", "/desk/catalogue/board/"),
        ("import", f"/desk/catalogue/import/{run.pk}/"),
        ("import-new", "/desk/catalogue/import/"),
        ("clean-up", "/desk/catalogue/clean-up/2026/?organ=区民政局"),
    ):
        page.goto(address)
        assert page.locator(".desk-nav").count() == 1
        screenshot(page, f"catalogue-desk-{name}-{width}", (width,))
        check_page(page)
    assert Edition.objects.filter(state="draft").count() == 1
