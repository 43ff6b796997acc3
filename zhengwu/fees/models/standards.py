"""What may be charged, into which account, and what reduces it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from zhengwu.fees import enums
from zhengwu.fees.rules.formula import Bracket, Fact, Method
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class Account(Recorded):
    """收款专户: where money goes: the non-tax account of the county or a town, or an agency's."""

    code = models.CharField("编码", max_length=40, primary_key=True)
    name = models.CharField("户名", max_length=100)
    kind = models.CharField("类别", max_length=10, choices=enums.AccountKind.choices())
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("区划", max_length=12)
    bank = models.CharField("开户行", max_length=100)
    number = models.CharField("账号", max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code"],
                condition=~Q(kind=enums.AccountKind.AGENCY.value),
                name="fees_one_nontax_account_a_region",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Standard(Recorded):
    """收费标准: one thing charged for; what it costs is said by its versions."""

    code = models.CharField("编码", max_length=40, primary_key=True)
    name = models.CharField("收费项目", max_length=100)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    # Empty: the non-tax account of the place where the matter is handled.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class StandardVersion(models.Model):
    """收费标准版本: basis, method and days of effect; a published one never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=enums.VersionState.choices())
    licence = models.BooleanField("因行政许可收取", default=False)
    basis_level = models.CharField("依据层级", max_length=12, choices=enums.BasisLevel.choices())
    basis_law = models.CharField("依据名称", max_length=200)
    basis_article = models.CharField("条款", max_length=100, blank=True)
    basis_document_no = models.CharField("文号", max_length=100, blank=True)
    revenue_code = models.CharField("非税收入项目编码", max_length=40, blank=True)
    formula = models.CharField("计算方法", max_length=12, choices=enums.Formula.choices())
    rate = models.DecimalField("标准", max_digits=14, decimal_places=4, default=Decimal(0))
    facts = models.JSONField("计费依据", default=list, blank=True)
    brackets = models.JSONField("分档", default=list, blank=True)
    expression = models.CharField("计算式", max_length=500, blank=True)
    least = models.DecimalField("最低", max_digits=14, decimal_places=2, null=True, blank=True)
    most = models.DecimalField("最高", max_digits=14, decimal_places=2, null=True, blank=True)
    rounding = models.CharField("取整", max_length=10, choices=enums.Rounding.choices())
    rate_words = models.CharField("标准（公布的文字）", max_length=300)
    effective_from = models.DateField("自")
    effective_to = models.DateField("至", null=True, blank=True)
    to_confirm = models.CharField("待核实", max_length=300, blank=True)
    drafted_by = models.CharField(max_length=64)
    drafted_by_name = models.CharField("起草人", max_length=120)
    approved_by_name = models.CharField("批准人", max_length=120, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        ordering = ["standard", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="fees_version_once"),
            models.UniqueConstraint(
                fields=["standard"],
                condition=Q(state__in=["draft", "submitted"]),
                name="fees_one_version_in_work",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="fees_version_days_in_order",
            ),
            # 许可法 58: whatever path the row came by.
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(licence=False)
                | Q(formula="free")
                | Q(basis_level__in=["law", "regulation"]),
                name="fees_licence_needs_law",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_id} 第{self.number}版"

    @property
    def method(self) -> Method:
        """The way it counts, as the rules know it."""
        return Method(
            kind=enums.Formula(self.formula),
            rate=Decimal(self.rate),
            facts=tuple(Fact(**one) for one in self.facts),
            brackets=tuple(_bracket(one) for one in self.brackets),
            expression=self.expression,
            least=self.least,
            most=self.most,
            rounding=enums.Rounding(self.rounding),
        )

    @property
    def basis(self) -> str:
        """《城市道路管理条例》第三十七条（国务院令第198号）."""
        number = f"（{self.basis_document_no}）" if self.basis_document_no else ""
        return f"《{self.basis_law}》{self.basis_article}{number}"

    @property
    def free(self) -> bool:
        """Said to be free."""
        return self.formula == enums.Formula.FREE

    def in_force(self, day: date) -> bool:
        """Whether one may charge by it on this day; both ends count."""
        ends = self.effective_to
        return (
            self.state == enums.VersionState.PUBLISHED
            and self.effective_from <= day
            and (ends is None or day <= ends)
        )


def _bracket(one: dict[str, Any]) -> Bracket:
    upto = one.get("upto")
    return Bracket(None if upto in (None, "") else Decimal(str(upto)), Decimal(str(one["rate"])))


class StandardsFile(Recorded):
    """收费标准导入: a sheet of standards: tried first, then handed in whole for approval."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField("状态", max_length=10, choices=enums.StatementState.choices())
    report = models.JSONField(default=dict)
    made_by = models.CharField("导入人", max_length=120)
    made_at = models.DateTimeField("试读时间")
    applied_at = models.DateTimeField("提交审批时间", null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name


class Waiver(Recorded):
    """减免: what a cited policy, contract or minutes take off, from one day to another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("依据种类", max_length=10, choices=enums.WaiverKind.choices())
    title = models.CharField("文件名称", max_length=200)
    document_no = models.CharField("文号", max_length=100)
    share = models.DecimalField("减免比例（%）", max_digits=5, decimal_places=2)
    # A contract or minutes speak of one payer; a policy of everybody.
    payer_name = models.CharField("适用的缴款人", max_length=200, blank=True)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=enums.WaiverState.choices())
    proposed_by = models.CharField(max_length=64)
    proposed_by_name = models.CharField("登记人", max_length=120)
    approved_by_name = models.CharField("批准人", max_length=120, blank=True)
    revoked_on = models.DateField("停止日期", null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "document_no"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "document_no"], name="fees_waiver_once"),
            models.CheckConstraint(
                condition=~Q(document_no="") & ~Q(title=""), name="fees_waiver_cited"
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=100), name="fees_waiver_share"
            ),
            models.CheckConstraint(
                condition=Q(kind="policy") | ~Q(payer_name=""), name="fees_waiver_names_payer"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="fees_waiver_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_no}）"

    def in_force(self, day: date) -> bool:
        """Whether it reduces charges of this day; both ends count, the day it stopped not."""
        if not self.approved_by_name or self.starts_on > day:
            return False
        if self.revoked_on is not None and self.revoked_on <= day:
            return False
        return self.ends_on is None or day <= self.ends_on


class WaiverItem(models.Model):
    """减免项目: one standard a waiver speaks of."""

    waiver = models.ForeignKey(Waiver, on_delete=models.CASCADE, related_name="items")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["waiver", "standard"], name="fees_waiver_item_once")
        ]


_SAID = (
    "licence", "basis_level", "basis_law", "basis_article", "basis_document_no", "revenue_code",
    "formula", "rate", "expression", "rounding", "rate_words", "effective_from",
)  # fmt: skip
guards.register(
    guards.Guard(
        "fees_standardversion", "UPDATE",
        when="OLD.state IN ('published', 'withdrawn') AND ("
        + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _SAID)
        + ")",
        why="a published standard is not rewritten",
    ),
    guards.Guard(
        "fees_standardversion", "DELETE", when="OLD.state <> 'draft'", why="a standard stays"
    ),
    guards.Guard(
        "fees_waiver", "UPDATE",
        when="OLD.state <> 'proposed' AND (NEW.share <> OLD.share OR "
        "NEW.document_no <> OLD.document_no OR NEW.starts_on <> OLD.starts_on)",
        why="a waiver in force is not rewritten",
    ),
)  # fmt: skip
