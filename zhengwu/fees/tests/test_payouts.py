"""Subsidies by card: 11,085 persons, 2,992,950 yuan; checked, approved, sent, never paid twice."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum import luhn
from stdnum.cn import ric

from zhengwu.cases.tests.factories import at
from zhengwu.fees import actions as fees
from zhengwu.fees.enums import BatchState, PayoutState
from zhengwu.fees.models import Batch, Payee
from zhengwu.fees.rules import payouts
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Organ

pytestmark = pytest.mark.django_db
PEOPLE, TOTAL = 11_085, Decimal(2_992_950)
NAMES = {"programme": "农村低保金", "period": "2026年上半年", "basis": "演示文件〔2026〕1号"}


def person(number: int) -> list[object]:
    """An invented person with a valid number and card."""
    born = date(1940 + number % 60, 1 + number % 12, 1 + number % 28)
    stem = f"511602{born:%Y%m%d}{number % 1000:03d}"
    card = f"62284804{number:07d}"
    return [
        f"演示{number}",
        stem + ric.calc_check_digit(stem + "0"),
        card + luhn.calc_check_digit(card),
        "270.00",
    ]


def sheet(rows: list[list[object]]) -> bytes:
    """An xlsx of people."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "身份证号", "银行账号", "金额"])
        for line, row in enumerate(rows, start=1):
            page.write_row(line, 0, row)
    return stream.getvalue()


def tried(world, rows, **more):
    """A list checked by the first cashier."""
    return fees.try_batch(
        sheet(rows), file_name="名单.xlsx", organ=Organ.objects.get(pk="GA-CZJ"),
        by=world.cashier, at=at(17, 9), **{**NAMES, **more},
    )  # fmt: skip


def results(rows: dict[int, str], reason: str = "账户已销户") -> bytes:
    """The bank's result file."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["序号", "结果", "原因"])
    for row, result in rows.items():
        writer.writerow([row, result, reason if result == "失败" else ""])
    return text.getvalue().encode()


@pytest.mark.req("FEE-17")
def test_the_half_year_of_a_township_is_checked_quickly(world):
    rows = [person(n) for n in range(PEOPLE)]
    assert PEOPLE * Decimal(270) == TOTAL
    content = sheet(rows)
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        batch = fees.try_batch(
            content, file_name="低保.xlsx", organ=Organ.objects.get(pk="GA-CZJ"),
            by=world.cashier, at=at(17, 9), **NAMES,
        )  # fmt: skip
    print(f"\n11,085 rows checked in {time.perf_counter() - begun:.1f} s, {len(seen)} statements")
    assert (batch.people, batch.total, batch.bad) == (PEOPLE, TOTAL, 0)
    written = [one for one in seen if "fees_payee" in one["sql"]]
    assert len(seen) - len(written) < 20
    assert batch.payees.count() == PEOPLE


def test_every_error_is_named_beside_its_row(world):
    rows = [person(n) for n in range(6)]
    rows[1][1] = rows[0][1]
    rows[2][1] = "511602194001010000"
    rows[3][2] = "6228480402564890019"
    rows[4][3] = "0.001"
    rows[5][3] = "一百"
    batch = tried(world, rows)
    assert {one["row"]: one["problem"] for one in batch.problems} == {
        3: "与第 2 行是同一人",
        4: "身份证号不对（应为 18 位，校验位或出生日期有误）",
        5: "银行卡号校验不通过，请逐位核对",
        6: "金额最多两位小数",
        7: "金额“一百”不是数字",
    }
    with pytest.raises(payouts.BatchFaulty):
        fees.submit_batch(batch, by=world.cashier, at=at(17, 10))
    sealed = Payee.objects.filter(batch=batch).first()
    assert rows[0][1].encode() not in bytes(sealed.id_sealed)
    assert sealed.id_number == rows[0][1]


@pytest.mark.req("FEE-15")
def test_approved_by_another_sent_answered_and_failed_ones_again(world):
    batch = tried(world, [person(n) for n in range(100, 103)])
    fees.submit_batch(batch, by=world.cashier, at=at(17, 10))
    with pytest.raises(NotPermitted):
        fees.approve_batch(batch, by=world.cashier, at=at(17, 11))
    fees.approve_batch(batch, by=world.finance, at=at(17, 11))
    batch = fees.send_batch(batch, by=world.cashier, at=at(17, 12))
    assert fees.bank_file(batch) == fees.bank_file(Batch.objects.get(pk=batch.pk))
    answer = results({2: "成功", 3: "失败", 4: "成功"})
    batch = fees.take_results(batch, answer, file_name="r.csv", by=world.cashier, at=at(18, 9))
    assert batch.state == BatchState.SETTLED
    again = fees.retry_failed(batch, by=world.cashier, at=at(18, 10))
    assert fees.retry_failed(batch, by=world.cashier, at=at(18, 10)).pk == again.pk
    assert [(one.row, one.state) for one in again.payees.all()] == [(3, PayoutState.GOOD)]


def test_nobody_is_paid_twice(world):
    rows = [person(n) for n in range(200, 203)]
    first, second = tried(world, rows), tried(world, rows[:1])
    for batch in (first, second):
        fees.submit_batch(batch, by=world.cashier, at=at(17, 10))
    fees.approve_batch(first, by=world.finance, at=at(17, 11))
    with pytest.raises(payouts.PaidAlready):
        fees.approve_batch(second, by=world.finance, at=at(17, 11))
    for words in ({}, {"period": "２０２６年 上半年"}, {"programme": " 农村 低保金"}):
        assert tried(world, rows, **words).bad == 3, "the same subsidy, spelled otherwise"
    other = tried(world, rows, period="2026年下半年")
    assert other.bad == 0
    sent = fees.send_batch(first, by=world.cashier, at=at(17, 12))
    with pytest.raises(payouts.ResultTwice):
        fees.take_results(
            sent, results({99: "成功"}), file_name="r.csv", by=world.cashier, at=at(18, 9)
        )
