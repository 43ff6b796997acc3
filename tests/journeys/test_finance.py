"""The finance window: a wrong charge is returned, corrected, paid, refunded in part, reconciled."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.names import Names
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case
from zhengwu.cases.tests.factories import as_staff
from zhengwu.catalogue.models import Item
from zhengwu.fees.models import Bill, Day, Receipt
from zhengwu.fees.registry.demonstration import bank
from zhengwu.identity.models import Account, Firm
from zhengwu.kernel.actors import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def staff(username: str) -> Actor:
    """One of the cast as actions know him."""
    return as_staff(Account.objects.get(username=username).staff)


def road_case(county: County) -> Case:
    """The shop digs up a road: accepted at the window, the area taken from its form."""
    item = Item.objects.get(code__startswith="511A17017003")
    account = Account.objects.get(username="wangxiulan")
    firm = Firm.objects.get(members__person=account.person)
    terms = queries.terms_of(item.live_id)
    answers = {
        "firm": {"name": firm.name, "uscc": firm.uscc, "head": "王秀兰"},
        "contact": {"name": "王秀兰", "mobile": "13900000000"},
        "dig": {"road": "演示路", "area": "100", "days": "10", "reason": "接水管"},
    }
    case = cases.receive(
        cases.Application(
            edition_id=item.live_id,
            applicant=cases.Applicant(person=account.person, firm=firm),
            answers=answers,
            papers=[cases.HandedIn(code, form="original") for code in terms.required_materials],
            channel=Channel.WINDOW,
            truth_declared=True,
        ),
        by=staff("wangqian"),
        at=county.clock(),
    )
    return cases.accept(case, by=staff("wangqian"), at=county.clock())


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.req("FEE-05")
def test_returned_corrected_paid_refunded_reconciled(
    county: County, browser_page: OpenPage, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    settings.SITE_URL = county.address  # type: ignore[attr-defined]
    county.clock.at(2026, 9, 1, 9)
    case = road_case(county)
    bill = Bill.objects.get(matter=case.matter)
    # The finance window finds the bill by its code and sees that the measured area was left out.
    desk = county.signed_in(browser_page, "caizheng-sf")
    desk.goto("/desk/finance/")
    check_page(desk)
    desk.keyboard.type(bill.code)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.locator("body")).to_contain_text("18,300.00")
    check_page(desk)
    screenshot(desk, "finance-bill")
    desk.locator("a.button", has_text="退回重办").click()
    desk.get_by_label("哪里错了").fill("现场实测挖掘 150 平方米，按 100 平方米核定是错的")
    press(desk, "退回受理窗口")
    expect(desk.locator("body")).to_contain_text("已退回受理窗口")
    # The accepting window works it out anew.
    window = county.signed_in(browser_page, "wangqian")
    window.goto(f"/desk/cases/{case.matter.number}/")
    expect(window.locator("body")).to_contain_text("财政收费窗口退回重办")
    window.goto(f"/desk/cases/{case.matter.number}/act/charge/")
    window.get_by_label("挖掘面积").fill("150")
    window.get_by_label("占用天数").fill("10")
    check_page(window)
    press(window, "确认重新核定收费")
    expect(window.locator("body")).to_contain_text("27,450.00")
    # The applicant pays on the phone; the bank answers twice, the money is booked once.
    phone = county.signed_in(browser_page, "wangxiulan", firm=True, width=360)
    phone.goto(f"/my/{case.matter.number}/")
    phone.get_by_role("link", name="看明细，现在缴费").click()
    check_page(phone)
    screenshot(phone, "pay-phone")
    press(phone, "付款 27,450.00 元")
    county.work()
    phone.get_by_role("link", name="去银行页面付款").click()
    check_page(phone)
    press(phone, "付款，银行重复通知两次")
    _post(county)
    phone.goto(f"/pay/{bill.code}/")
    expect(phone.locator("h1")).to_contain_text("费用已缴清")
    county.work()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    # A part goes back: asked by one, approved by another, done by the bank.
    desk.goto(f"/desk/finance/bills/{bill.code}/")
    desk.get_by_role("link", name="申请退费").click()
    desk.get_by_label("退“城市道路占用费”").fill("90")
    desk.get_by_label("退费理由").fill("提前两天恢复路面")
    check_page(desk)
    press(desk, "提交复核")
    second = county.signed_in(browser_page, "caizheng-fh")
    second.goto("/desk/finance/refunds/")
    second.locator("tbody a").first.click()
    check_page(second)
    press(second, "同意退费")
    county.work()
    _post(county)
    kinds = list(Receipt.objects.values_list("kind", "amount"))
    assert kinds == [("blue", Decimal("27450.00")), ("red", Decimal("-90.00"))]
    # The day: the bank's file agrees, the books are closed.
    desk.goto("/desk/finance/day/2026-09-01/")
    content = bank.file_of(county.clock().date())
    desk.get_by_label("文件").set_input_files(
        {"name": "bank.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(desk, "试读")
    press(desk, "入账对账")
    expect(desk.locator("body")).to_contain_text("没有差异")
    check_page(desk)
    screenshot(desk, "day-close")
    press(desk, "日结")
    expect(desk.locator("body")).to_contain_text("已日结")
    assert Day.objects.get().totals["scan"] == {
        "payments": "1", "paid": "27450.00", "refunds": "1", "refunded": "90.00",
    }  # fmt: skip


def _post(county: County) -> None:
    """The bank's post over HTTP: as many messages as it likes."""
    for _ in range(3):
        bank.send_messages(bank.post, at=county.clock())
    county.work()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_other_pages_of_finance_are_sound(
    county: County, browser_page: OpenPage, settings: object, width: int
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    county.clock.at(2026, 9, 1, 9)
    road_case(county)
    public = browser_page(width=width)
    public.goto("/charges/")
    check_page(public)
    screenshot(public, f"charges-{width}")
    desk = county.signed_in(browser_page, "caizheng-sf", width=width)
    for name in ("", "standards/", "standards/road-use/", "standards/road-use/edit/", "waivers/",
                 "waivers/new/", "payouts/", "payouts/new/", "suspense/", "reworks/",
                 "refunds/", "day/2026-09-01/"):  # fmt: skip
        desk.goto(f"/desk/finance/{name}")
        check_page(desk)
    desk.goto("/desk/finance/standards/road-use/edit/")
    screenshot(desk, f"standard-edit-{width}")
    desk.get_by_label("占用面积（平方米）", exact=True).fill("10")
    desk.get_by_label("占用天数（天）", exact=True).fill("3")
    press(desk, "试算")
    expect(desk.locator("body")).to_contain_text("9.00 元")
    desk.goto("/desk/finance/")
    screenshot(desk, f"finance-window-{width}")


def test_a_charged_immediate_item_is_paid_and_handed_over_in_one_go(
    county: County, browser_page: OpenPage, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    settings.SITE_URL = county.address  # type: ignore[attr-defined]
    county.clock.at(2026, 9, 1, 9)
    item = Item.objects.get(code__startswith="511A0149300000")
    window = county.signed_in(browser_page, "hezhiyuan")
    window.goto(f"/desk/window/?item={item.code}")
    window.get_by_label("单位", exact=True).check()
    window.wait_for_url("**/desk/window/")
    for label, text in (
        ("统一社会信用代码", Names(98).credit_code()), ("单位名称", "广安演示建材店"),
        ("法定代表人（负责人）", "马文"), ("经办人身份证", Names(97).id_number(1980)),
        ("道路名称和位置", "演示路 8 号门前"), ("占用面积", "10"), ("占用天数", "5"),
        ("堆放什么", "装修砂石"), ("联系人", "马文"), ("联系手机", "13900001111"),
    ):  # fmt: skip
        window.get_by_label(label).first.fill(text)
    window.get_by_label("姓名", exact=True).fill("马文")
    window.get_by_label("手机", exact=True).fill("13900001111")
    window.get_by_label("执照（登记证书）原件已核").check()
    window.get_by_label("本人到场").check()
    press(window, "必要材料原件都已当面核对")
    window.get_by_label("当面口头声明").check()
    press(window, "当场准予")
    # Decided; what is left waits for the money, and says so.
    expect(window.locator("body")).to_contain_text("已作出决定，缴费后交付")
    expect(window.locator("body")).to_contain_text("15.00 元")
    window.get_by_text("交付结果").last.click()
    expect(window.locator("body")).to_contain_text("还有 15.00 元没有到账")
    check_page(window)
    screenshot(window, "window-paying", (360, 1440))
    case = Case.objects.select_related("matter").latest("received_at")
    bill = Bill.objects.get(matter=case.matter)
    # The finance window takes the card; the bank answers over HTTP.
    desk = county.signed_in(browser_page, "caizheng-sf")
    desk.goto(f"/desk/finance/bills/{bill.code}/")
    desk.get_by_label("刷卡（POS）").check()
    press(desk, "收款 15.00 元")
    county.work()
    order = bill.payments.get().order_no
    assert bank.customer_does(order, "pay", at=county.clock())
    _post(county)
    # The clerk's page has seen it by itself; the result goes out.
    button = window.get_by_role("button", name="交付结果")
    expect(button).to_be_visible(timeout=10_000)
    check_page(window)
    press(window, "交付结果")
    expect(window.locator(".window-done")).to_contain_text("已办结")
    expect(window.locator(".window-papers")).to_contain_text("非税收入缴款票据")
    case.refresh_from_db()
    assert case.state == "completed"
