"""Charging in the demonstration county: accounts, standards with their basis, waivers, finance."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhengwu.fees import actions as fees
from zhengwu.fees.enums import AccountKind, BasisLevel, Formula, Rounding, WaiverKind
from zhengwu.fees.models import Account, Standard, StandardVersion, Waiver
from zhengwu.kernel.actors import Actor
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, StaffKind
from zhengwu.org.models import Organ, Staff

if TYPE_CHECKING:
    from .people import Personnel

FINANCE = "GA-CZJ"
_ROAD = {"basis_law": "城市道路管理条例", "basis_article": "第三十七条",
         "basis_document_no": "国务院令第198号", "basis_level": BasisLevel.REGULATION}  # fmt: skip
_LOCAL = "金额由省级价格、财政部门核定，此处为演示值；条号凭记忆，待核实"
_OLD = "已停征的历史项目，用于演示减免；文号和标准待核实"
# code, name, organ, what the version says. Rates are invented where `to_confirm` says so.
STANDARDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("road-repair", "城市道路挖掘修复费", "GA-XZSP", {
        **_ROAD, "licence": True, "revenue_code": "103042701（待核实）", "formula": Formula.UNIT,
        "rate": Decimal(180), "rate_words": "每平方米 180 元",
        "facts": [{"name": "dig.area", "label": "挖掘面积", "unit": "平方米"}],
        "to_confirm": _LOCAL}),
    ("road-use", "城市道路占用费", "GA-XZSP", {
        **_ROAD, "licence": True, "revenue_code": "103042702（待核实）",
        "formula": Formula.EXPRESSION, "expression": "dig.area * dig.days * 0.3",
        "rounding": Rounding.JIAO, "rate_words": "每平方米每天 0.3 元",
        "facts": [{"name": "dig.area", "label": "占用面积", "unit": "平方米"},
                  {"name": "dig.days", "label": "占用天数", "unit": "天"}],
        "to_confirm": _LOCAL}),
    ("town-road-use", "镇区道路占用费", "GA-T101", {
        **_ROAD, "licence": True, "revenue_code": "103042702（待核实）",
        "formula": Formula.EXPRESSION, "expression": "use.area * use.days * 0.3",
        "rounding": Rounding.JIAO, "rate_words": "每平方米每天 0.3 元",
        "facts": [{"name": "use.area", "label": "占用面积", "unit": "平方米"},
                  {"name": "use.days", "label": "占用天数", "unit": "天"}],
        "to_confirm": _LOCAL}),
    ("shelter", "防空地下室易地建设费", "GA-ZFB", {
        "basis_level": BasisLevel.STATE, "basis_law": "关于规范防空地下室易地建设收费的规定",
        "basis_article": "第二条", "basis_document_no": "计价格〔2000〕474号",
        "revenue_code": "103043301（待核实）", "formula": Formula.UNIT, "rate": Decimal(1500),
        "rate_words": "按应建防空地下室面积，每平方米 1500 元",
        "facts": [{"name": "shelter.area", "label": "应建防空地下室面积", "unit": "平方米"}],
        "to_confirm": _LOCAL}),
    ("soil", "水土保持补偿费", "GA-XZSP", {
        "basis_level": BasisLevel.LAW, "basis_law": "中华人民共和国水土保持法",
        "basis_article": "第三十二条", "revenue_code": "103044609（待核实）", "licence": True,
        "formula": Formula.UNIT, "rate": Decimal("1.3"), "rounding": Rounding.YUAN_DOWN,
        "rate_words": "按征占用土地面积，每平方米 1.3 元",
        "facts": [{"name": "land.area", "label": "征占用土地面积", "unit": "平方米"}],
        "to_confirm": _LOCAL}),
    ("registration", "企业注册登记费", "GA-XZSP", {
        "basis_level": BasisLevel.REGULATION, "basis_law": "企业法人登记管理条例",
        "basis_article": "第三十五条", "revenue_code": "历史项目", "formula": Formula.GRADED,
        "rate_words": "注册资本 1000 万元以下按 0.8‰，超过部分按 0.4‰，最低 50 元",
        "least": Decimal(50),
        "facts": [{"name": "capital", "label": "注册资本", "unit": "元"}],
        "brackets": [{"upto": "10000000", "rate": "0.0008"}, {"upto": "", "rate": "0.0004"}],
        "to_confirm": _OLD}),
    ("licence-copy", "营业执照副本工本费", "GA-XZSP", {
        "basis_level": BasisLevel.REGULATION, "basis_law": "企业法人登记管理条例",
        "basis_article": "第三十五条", "revenue_code": "历史项目", "formula": Formula.FIXED,
        "rate": Decimal(10), "rate_words": "每份 10 元", "to_confirm": _OLD}),
    ("tax-certificate", "税务登记证工本费", "GA-SWJ", {
        "basis_level": BasisLevel.STATE, "basis_law": "税务登记证工本费收费规定",
        "basis_article": "全文", "revenue_code": "历史项目", "formula": Formula.FIXED,
        "rate": Decimal(20), "rate_words": "每套 20 元", "to_confirm": _OLD}),
    ("org-code", "组织机构代码证工本费", "GA-SJJ", {
        "basis_level": BasisLevel.STATE, "basis_law": "组织机构代码收费规定",
        "basis_article": "全文", "revenue_code": "历史项目", "formula": Formula.FIXED,
        "rate": Decimal(108), "rate_words": "每套 108 元", "to_confirm": _OLD}),
    ("deed-tax", "契税（代征）", "GA-SWJ", {
        "basis_level": BasisLevel.LAW, "basis_law": "中华人民共和国契税法",
        "basis_article": "第三条、第四条", "revenue_code": "税款", "formula": Formula.PERCENT,
        "rate": Decimal(3), "rate_words": "计税依据的 3%",
        "facts": [{"name": "price", "label": "计税依据", "unit": "元"}],
        "to_confirm": "税率由省决定，3% 待核实"}),
    ("farmland-tax", "耕地占用税（代征）", "GA-SWJ", {
        "basis_level": BasisLevel.LAW, "basis_law": "中华人民共和国耕地占用税法",
        "basis_article": "第四条", "revenue_code": "税款", "formula": Formula.UNIT,
        "rate": Decimal(20), "rate_words": "每平方米 20 元",
        "facts": [{"name": "farmland.area", "label": "占用耕地面积", "unit": "平方米"}],
        "to_confirm": "适用税额由省决定，20 元为演示值"}),
    ("archive-search", "企业登记档案查询", "GA-SJJ", {
        "basis_level": BasisLevel.STATE, "basis_law": "企业登记档案资料查询办法",
        "formula": Formula.FREE, "rate_words": "不收费", "to_confirm": "文件名称待核实"}),
]  # fmt: skip
TAXES = ("deed-tax", "farmland-tax")
ENTERPRISE = ("registration", "licence-copy", "tax-certificate", "org-code")
WAIVED_SINCE = (3, 20)


def employ_finance(office: Personnel) -> None:
    """The finance window: two clerks, and the one who checks."""
    organ = office.places.departments[FINANCE]
    acts: dict[str, Any] = {"by": office.by, "at": office.at}
    window = office.places.windows[FINANCE]
    clerk = org.found_post(
        "GA-CZJ-SF", name="财政收费窗口", organ=organ, window=window,
        duties=[Duty.FINANCE_CLERK], **acts,
    )  # fmt: skip
    checker = org.found_post(
        "GA-CZJ-FH", name="非税收入复核岗", organ=organ, duties=[Duty.FINANCE_CHECKER], **acts
    )
    team = office.people.staff.setdefault(FINANCE, {})
    for key, post, name in (
        ("cashier", clerk, "唐敏"), ("cashier2", clerk, "罗佳"), ("finance", checker, "邓立新"),
    ):  # fmt: skip
        staff = office._hire(organ, StaffKind.HALL_WINDOW, name)
        office._appoint(staff, post)
        team[key] = staff


def cast_of(team: dict[str, Staff]) -> list[tuple[Staff, str, str]]:
    """Accounts of the finance window."""
    return [
        (team["cashier"], "caizheng-sf", "财政收费窗口：收费、退回重办、日结、发放"),
        (team["cashier2"], "caizheng-sf2", "财政收费窗口第二名收费员"),
        (team["finance"], "caizheng-fh", "财政复核岗：批准退费、减免、收费标准和发放"),
    ]


def set_charges(*, by: Actor, at: datetime, since: date) -> None:
    """Accounts, published standards, the waiver for new enterprises."""
    _accounts(by, at)
    for code, name, organ, terms in STANDARDS:
        if StandardVersion.objects.filter(standard=code).exists():
            continue
        account = Account.objects.get(pk="GA-TAX") if code in TAXES else None
        if (home := Organ.objects.get(pk=organ)).kind == "town":
            account = Account.objects.get(organ=home)  # a town's money goes to the town's account
        version = fees.draft(
            code, name=name, organ=home, account=account,
            terms={"licence": False, "rounding": Rounding.CENT, "effective_from": since, **terms},
            by=by, at=at,
        )  # fmt: skip
        fees.publish(fees.submit(version, by=by, at=at), by=by, at=at)
    number = "演示〔2026〕1号"
    if not Waiver.objects.filter(document_no=number).exists():
        waiver = fees.propose_waiver(
            kind=WaiverKind.POLICY, title="关于免收新办企业注册登记相关费用的通知（演示）",
            document_no=number, share=Decimal(100), starts_on=date(since.year, *WAIVED_SINCE),
            standards=Standard.objects.filter(pk__in=ENTERPRISE), by=by, at=at,
        )  # fmt: skip
        fees.approve_waiver(waiver, by=by, at=at)


def _accounts(by: Actor, at: datetime) -> None:
    finance, tax = Organ.objects.get(pk=FINANCE), Organ.objects.get(pk="GA-SWJ")
    county = ("GA-FS", "广安区非税收入专户（演示）", AccountKind.COUNTY, finance, finance.region_id)
    towns = [
        (f"GA-FS-{town.region_id[6:9]}", f"{town.short_name}非税收入专户（演示）",
         AccountKind.TOWNSHIP, town, town.region_id)
        for town in Organ.objects.filter(kind="town")
    ]  # fmt: skip
    agency = ("GA-TAX", "待缴库税款专户（演示）", AccountKind.AGENCY, tax, tax.region_id)
    for place, (code, name, kind, organ, region) in enumerate([county, agency, *towns], start=1):
        fees.open_account(
            code, name=name, kind=kind, organ=organ, region_code=region,
            bank="演示银行广安分行", number=f"5116020000{place:06d}", by=by, at=at,
        )  # fmt: skip
