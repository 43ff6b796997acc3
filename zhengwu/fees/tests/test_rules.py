"""Formulas, brackets, rounding, bases and the bank's books: in microseconds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhengwu.fees.enums import BasisLevel, DifferenceKind, Formula, Rounding
from zhengwu.fees.rules import basis, formula, paying
from zhengwu.fees.rules.formula import Bracket, Fact, Method, work_out
from zhengwu.fees.rules.reconciliation import Booking, compare, read_rows

AREA = Fact("dig.area", "面积", "平方米")


def amount(method: Method, **facts: object) -> Decimal:
    """What it comes to."""
    return work_out("试", method, {"dig": facts}).amount


def test_every_kind_counts_in_decimal() -> None:
    unit = Method(Formula.UNIT, Decimal("1.3"), (AREA,), rounding=Rounding.YUAN_DOWN)
    assert amount(unit, area="100.7") == Decimal("130.00")
    percent = Method(Formula.PERCENT, Decimal(3), (AREA,))
    assert amount(percent, area="0.1") == Decimal("0.00")
    grades = (Bracket(Decimal(100), Decimal(5)), Bracket(None, Decimal(2)))
    assert amount(Method(Formula.GRADED, facts=(AREA,), brackets=grades), area=150) == 600
    assert amount(Method(Formula.STEPPED, facts=(AREA,), brackets=grades), area=100) == 5
    bounded = Method(Formula.UNIT, Decimal(1), (AREA,), least=Decimal(50), most=Decimal(80))
    assert [amount(bounded, area=n) for n in (1, 60, 99)] == [50, 60, 80]
    assert work_out("试", Method(Formula.FREE), {}).words == "不收费"


def test_rounding_never_goes_above_the_published_maximum() -> None:
    method = Method(Formula.FIXED, rate=Decimal(120), most=Decimal("99.95"),
                    rounding=Rounding.JIAO)  # fmt: skip
    assert work_out("费", method, {}).amount == Decimal("99.90")
    exact = Method(Formula.FIXED, rate=Decimal(120), most=Decimal(100), rounding=Rounding.JIAO)
    assert work_out("费", exact, {}).amount == Decimal("100.00")


@pytest.mark.parametrize("value", ["", None])
def test_a_missing_fact_is_named(value: object) -> None:
    with pytest.raises(formula.FactMissing, match="面积"):
        amount(Method(Formula.UNIT, Decimal(1), (AREA,)), area=value)


@pytest.mark.parametrize("value", ["-1", "abc", True, "NaN", "1e99"])
def test_a_senseless_number_is_refused(value: object) -> None:
    with pytest.raises(formula.FactWrong):
        amount(Method(Formula.UNIT, Decimal(1), (AREA,)), area=value)


def test_a_formula_dividing_by_zero_is_refused_clearly() -> None:
    method = Method(Formula.EXPRESSION, facts=(AREA,), expression="100 / dig.area")
    assert amount(method, area=4) == 25
    with pytest.raises(formula.FormulaFails, match="除数为零"):
        amount(method, area=0)
    formula.check_method(method)
    for always in ("100 / 0", "100 / (dig.area - dig.area)", "dig.area / (2 - 2) + 1"):
        with pytest.raises(formula.FormulaIncomplete, match="除数为零"):
            formula.check_method(Method(Formula.EXPRESSION, facts=(AREA,), expression=always))


@pytest.mark.parametrize(
    "method",
    [
        Method(Formula.UNIT, Decimal(1)),
        Method(Formula.FIXED),
        Method(Formula.GRADED, facts=(AREA,), brackets=(Bracket(Decimal(1), Decimal(1)),)),
        Method(Formula.EXPRESSION, facts=(AREA,), expression="unknown * 2"),
        Method(Formula.EXPRESSION, facts=(AREA,), expression="dig.area >"),
    ],
)
def test_an_unfinished_method_is_not_published(method: Method) -> None:
    with pytest.raises(formula.FormulaIncomplete):
        formula.check_method(method)


def test_a_licence_is_charged_only_by_law_or_regulation() -> None:
    for level in BasisLevel:
        if level in (BasisLevel.LAW, BasisLevel.REGULATION):
            basis.check_basis("试", level, licence=True, free=False)
        else:
            with pytest.raises(basis.NoLawfulBasis) as refused:
                basis.check_basis("试", level, licence=True, free=False)
            assert refused.value.article == "行政许可法 第58条第1款"
        basis.check_basis("试", level, licence=True, free=True)


def test_a_waiver_without_document_does_not_exist() -> None:
    with pytest.raises(basis.WaiverUncited, match="文号"):
        basis.check_waiver(
            title="会议纪要", document_no=" ", starts_on=date(2026, 3, 20), ends_on=None,
            standards=["x"],
        )  # fmt: skip
    assert basis.reduced(Decimal("33.33"), Decimal(50)) == Decimal("16.67")


def test_pay_codes_check_themselves() -> None:
    code = paying.pay_code()
    assert paying.is_pay_code(code)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert not paying.is_pay_code(wrong)


def test_the_two_books_are_compared_to_the_cent() -> None:
    house = [Booking("pay", "A", "1", Decimal(10)), Booking("pay", "B", "2", Decimal(20)),
             Booking("refund", "T", "3", Decimal(5))]  # fmt: skip
    bank = [Booking("pay", "A", "1", Decimal("10.01")), Booking("pay", "C", "9", Decimal(7)),
            Booking("refund", "T", "3", Decimal(5)),
            Booking("refund", "T", "4", Decimal(5))]  # fmt: skip
    found = {(one.kind, one.booking.order_no) for one in compare(bank, house)}
    assert found == {
        (DifferenceKind.AMOUNT, "A"), (DifferenceKind.HOUSE_ONLY, "B"),
        (DifferenceKind.BANK_ONLY, "C"), (DifferenceKind.TWICE, "T"),
    }  # fmt: skip
    assert compare(house, house) == []
    other = Booking("pay", "B", "77", Decimal(20))
    assert [one.kind for one in compare([other], [house[1]])] == [DifferenceKind.REFERENCE]
    unknown = Booking("pay", "B", "", Decimal(20))
    assert compare([house[1]], [unknown]) == []


def test_bad_rows_of_the_bank_s_file_are_named() -> None:
    head = ["日期", "类型", "订单号", "银行流水号", "金额"]
    lines = [
        (2, ["2026-09-01", "缴款", "A", "1", "1,000.50"]),
        (3, ["2026-09-02", "缴款", "B", "2", "1"]),
        (4, ["2026-09-01", "缴款", "", "2", "1"]),
        (5, ["2026-09-01", "赠送", "D", "2", "1"]),
        (6, ["2026-09-01", "退款", "E", "2", "1.005"]),
    ]
    good, bad = read_rows(head, lines, date(2026, 9, 1))
    assert [one.amount for one in good] == [Decimal("1000.50")]
    assert [one["row"] for one in bad] == ["3", "4", "5", "6"]
