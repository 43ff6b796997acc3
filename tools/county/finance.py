"""The finance window's past days: bills in every state, the bank's answers, days closed, subsidies.

By the same acts as people use; the demonstration bank signs its messages here as it does later.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stdnum import luhn

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict
from zhengwu.cases.models import Case
from zhengwu.catalogue.models import Edition
from zhengwu.fees import actions as fees
from zhengwu.fees import queries
from zhengwu.fees.enums import ReworkKind
from zhengwu.fees.models import Batch, Bill, Payment
from zhengwu.fees.registry.demonstration import bank
from zhengwu.fees.registry.port import Order
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ

if TYPE_CHECKING:
    from .simulate import Simulator

FINANCE = "GA-CZJ"
ROAD, STREET = "511A17017003-", "511A0149300000-"
_PEOPLE, _FAILED = 24, 2
_ROADS = ("思源大道", "建安中路", "滨江东路", "洪洲大道", "金安大道", "五福街")


def settle(simulator: Simulator, case: Case, at: datetime) -> None:
    """Whatever a case owes is paid in cash at the finance window, so that its result may go out."""
    bill = queries.bill_of(case.matter_id)
    if bill is not None and queries.sums(bill).due:
        Till(simulator).cash(bill, at)


def stories(simulator: Simulator) -> None:
    """Everything finance shows on the first day of a demonstration."""
    found = {
        edition.document.code[: edition.document.code.index("-") + 1]: edition
        for edition in simulator.editions
    }
    if ROAD not in found or STREET not in found:
        return
    till = Till(simulator)
    till.road, till.street = found[ROAD], found[STREET]
    till.closed_day(simulator.days[-5])
    till.day_with_a_difference(simulator.days[-2])
    till.at_the_window(simulator.days[-1])
    till.subsidies()
    # Earlier days with a payment in cash now and then were closed in their evenings.
    for day in queries.unclosed(simulator.days[-2]):
        at = _at(day, 17, 30)
        fees.close_day(day, by=till.cashier(at), at=at)


class Till:
    """The finance window and what comes before it."""

    road: Edition
    street: Edition

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.count = 0

    def _who(self, duty: Duty, at: datetime, *, nth: int = 0) -> Actor:
        return self.simulator.office.staff(FINANCE, duty, local_day(at), nth=nth)

    def cashier(self, at: datetime, *, nth: int = 0) -> Actor:
        """Who takes the money."""
        return self._who(Duty.FINANCE_CLERK, at, nth=nth)

    def checker(self, at: datetime) -> Actor:
        """Who approves."""
        return self._who(Duty.FINANCE_CHECKER, at)

    # -- bills --------------------------------------------------------------------------------

    def _asked(self, edition: Edition, at: datetime, area: str, days: str) -> cases.Application:
        wanted = self.simulator.application(edition, at)
        road = _ROADS[self.count % len(_ROADS)]
        self.count += 1
        wanted.answers["dig"] = {
            "road": f"{road}（演示）", "area": area, "days": days, "reason": "接驳管线、堆放材料",
        }  # fmt: skip
        return wanted

    def billed(self, at: datetime, *, area: str = "20", days: str = "5") -> tuple[Case, Bill]:
        """An accepted application to dig up a road, its charges on the bill."""
        organ = self.road.document.organ_code
        clerk = self.simulator.office.staff(organ, Duty.WINDOW_CLERK, local_day(at), nth=2)
        case = cases.receive(self._asked(self.road, at, area, days), by=clerk, at=at)
        case = cases.accept(case, by=clerk, at=at + timedelta(minutes=5))
        return case, Bill.objects.get(matter=case.matter_id)

    def begin(self, bill: Bill, channel: str, at: datetime) -> Payment:
        """A payment begun at the window."""
        due = queries.sums(bill).due
        key = f"demo/{bill.code}/{channel}/{at:%d%H%M}"
        return fees.begin(bill, channel=channel, amount=due, key=key, by=self.cashier(at), at=at)

    def cash(self, bill: Bill, at: datetime) -> Payment:
        """Paid at once."""
        return self.begin(bill, "cash", at)

    def bank_does(self, payment: Payment, behaviour: str, at: datetime) -> None:
        """The customer's side of the demonstration bank, and its messages."""
        order = Order(payment.order_no, "pay", payment.amount, "演示付款人", payment.channel)
        bank.take_order(order, at=at)
        bank.customer_does(payment.order_no, behaviour, at=at)
        self.post(at)

    def post(self, at: datetime) -> None:
        """What the bank has to tell, told."""
        bank.send_messages(
            lambda channel, body, sent_at, mark: fees.take_message(
                channel, body, mark, sent_at=sent_at, at=at
            ),
            at=at,
        )

    # -- days ---------------------------------------------------------------------------------

    def closed_day(self, day: date) -> None:
        """Paid in every way, one bill returned and corrected, one part given back; then closed."""
        at = _at(day, 9, 20)
        self.cash(self.billed(at)[1], at + timedelta(minutes=30))
        pos = self.begin(self.billed(at, area="36.5")[1], "pos", at + timedelta(minutes=40))
        self.bank_does(pos, "pay", at + timedelta(minutes=41))
        self._returned_and_corrected(_at(day, 10, 30))
        twice = self.begin(self.billed(at, area="12", days="3")[1], "scan", _at(day, 14, 0))
        self.bank_does(twice, "twice", _at(day, 14, 1))
        silent = self.begin(self.billed(at, area="8", days="2")[1], "scan", _at(day, 15, 0))
        self.bank_does(silent, "silent", _at(day, 15, 1))
        fees.expire(silent, by=SYSTEM, at=_at(day, 15, 20))
        self._part_given_back(pos, _at(day, 16, 0))
        self._statement(day, _at(day, 17, 0))
        row = queries.differences(day, open_only=True).get()
        cashier = self.cashier(_at(day, 17, 10))
        fees.handle_difference(
            row, book=True, handling="银行已扣款、通知未送达，按对账文件补记", by=cashier,
            at=_at(day, 17, 10),
        )  # fmt: skip
        fees.close_day(day, by=cashier, at=_at(day, 17, 30))

    def _returned_and_corrected(self, at: datetime) -> None:
        case, bill = self.billed(at, area="100", days="10")
        fees.send_back(
            bill, kind=ReworkKind.WRONG_STANDARD,
            reason="现场实测挖掘 150 平方米，按 100 平方米核定是错的",
            by=self.cashier(at, nth=1), at=at + timedelta(minutes=20),
        )  # fmt: skip
        organ = case.organ_code
        clerk = self.simulator.office.staff(organ, Duty.WINDOW_CLERK, local_day(at), nth=2)
        bill = cases.assess_fees(
            case, facts={"dig.area": "150"}, by=clerk, at=at + timedelta(minutes=50)
        )
        payment = self.begin(bill, "transfer", at + timedelta(minutes=70))
        self.bank_does(payment, "pay", at + timedelta(minutes=75))

    def _part_given_back(self, payment: Payment, at: datetime) -> None:
        line = payment.lines.get(name="城市道路占用费")
        refund = fees.ask_refund(
            payment, amounts={str(line.pk): Decimal("10.00")}, reason="提前一天恢复路面",
            key=f"demo/refund/{payment.order_no}", by=self.cashier(at), at=at,
        )  # fmt: skip
        refund = fees.judge_refund(
            refund, approved=True, opinion="情况属实", by=self.checker(at),
            at=at + timedelta(minutes=10),
        )  # fmt: skip
        order = Order(
            refund.order_no, "refund", refund.amount, "演示付款人", payment.channel,
            payment.order_no,
        )  # fmt: skip
        bank.take_order(order, at=at + timedelta(minutes=15))
        self.post(at + timedelta(minutes=15))

    def _statement(self, day: date, at: datetime) -> None:
        cashier = self.cashier(at)
        tried = fees.try_statement(
            bank.file_of(day), day=day, file_name=f"演示银行对账{day:%Y%m%d}.csv", by=cashier, at=at
        )
        fees.apply_statement(tried, by=cashier, at=at)

    def day_with_a_difference(self, day: date) -> None:
        """Not closed yet: money the bank has and nobody knows, a bill sent back, a refund asked."""
        at = _at(day, 9, 40)
        paid = self.cash(self.billed(at, area="15")[1], _at(day, 10, 0))
        line = paid.lines.get(name="城市道路占用费")
        fees.ask_refund(
            paid, amounts={str(line.pk): line.net}, reason="没有占用，只挖掘后当天恢复",
            key=f"demo/refund/{paid.order_no}", by=self.cashier(at), at=_at(day, 16, 0),
        )  # fmt: skip
        silent = self.begin(self.billed(at, area="6", days="2")[1], "scan", _at(day, 14, 0))
        self.bank_does(silent, "silent", _at(day, 14, 2))
        fees.expire(silent, by=SYSTEM, at=_at(day, 14, 30))
        self._unknown_money(_at(day, 15, 0))
        _, omitted = self.billed(at, area="30")
        fees.send_back(
            omitted, kind=ReworkKind.OMISSION, reason="还挖掘了人行道 12 平方米，没有计入",
            by=self.cashier(at, nth=1), at=_at(day, 15, 30),
        )  # fmt: skip
        refused = self.begin(self.billed(at, area="9")[1], "pos", _at(day, 15, 40))
        self.bank_does(refused, "refuse", _at(day, 15, 41))
        given_up, _ = self.billed(at, area="40")
        by = self.simulator.applicant_of(given_up)
        cases.withdraw(given_up, reason="改用非开挖施工", by=by, at=_at(day, 16, 10))
        self._statement(day, _at(day, 17, 0))

    def _unknown_money(self, at: datetime) -> None:
        """A transfer whose remark names no order: kept, and listed as 待查款."""
        facts = {"id": f"Z{at:%Y%m%d}-1", "kind": "pay", "order": "UNKNOWN-REMARK",
                 "outcome": "paid", "amount": "360.00", "ref": f"YH{at:%y%m%d}UNKNOWN"}  # fmt: skip
        body, sent_at, mark = bank.signed(facts, at=at)
        fees.take_message("transfer", body, mark, sent_at=sent_at, at=at)

    def at_the_window(self, day: date) -> None:
        """Immediate items: two paid and handed over in one go, one whose applicant went to pay;
        and bills that wait."""
        for minute, area in ((0, "10"), (20, "25.5"), (40, "6")):
            at = _at(day, 10, minute)
            by = self.simulator.office.staff(
                self.street.document.organ_code, Duty.DECIDER, local_day(at)
            )
            ruling = cases.Ruling(Verdict.GRANTED)
            wanted = self._asked(self.street, at, area, "5")
            case = cases.finish_on_the_spot(wanted, ruling=ruling, by=by, at=at)
            if minute < 40:
                settle(self.simulator, case, at + timedelta(minutes=4))
                cases.go_on_the_spot(case, ruling=ruling, by=by, at=at + timedelta(minutes=6))
        for hour, area in ((11, "45"), (14, "18.2"), (15, "7")):
            self.billed(_at(day, hour, 10), area=area)

    # -- subsidies ----------------------------------------------------------------------------

    def subsidies(self) -> None:
        """One batch paid with two failures, these again to be approved; one with errors."""
        days = self.simulator.days
        rows = [self._person() for _ in range(_PEOPLE)]
        batch = self._tried(rows, "2026年上半年", _at(days[-12], 9, 0))
        self._approved(batch, _at(days[-12], 10, 0))
        batch = fees.send_batch(
            batch, by=self.cashier(_at(days[-11], 9, 0)), at=_at(days[-11], 9, 0)
        )
        at = _at(days[-10], 9, 0)
        batch = fees.take_results(
            batch, _results(batch), file_name="回盘.csv", by=self.cashier(at), at=at
        )
        again = fees.retry_failed(batch, by=self.cashier(at), at=_at(days[-9], 9, 0))
        fees.submit_batch(again, by=self.cashier(at), at=_at(days[-9], 9, 5))
        faulty = [self._person() for _ in range(6)]
        faulty[2][1] = faulty[1][1]
        faulty[4][2] = "62284804"
        faulty[5] = [rows[0][0], rows[0][1], rows[0][2], "270.00"]
        self._tried(faulty, "2026年上半年（补发）", _at(days[-3], 15, 0))

    def _tried(self, rows: list[list[str]], period: str, at: datetime) -> Batch:
        return fees.try_batch(
            _csv(["姓名", "身份证号", "银行账号", "金额"], rows), file_name=f"农村低保{period}.csv",
            programme="农村低保金（演示）", period=period,
            basis="社会救助暂行办法；演示文件〔2026〕3号",
            organ=Organ.objects.get(pk=FINANCE), by=self.cashier(at), at=at,
        )  # fmt: skip

    def _approved(self, batch: Batch, at: datetime) -> None:
        fees.submit_batch(batch, by=self.cashier(at), at=at)
        fees.approve_batch(batch, by=self.checker(at), at=at + timedelta(hours=1))

    def _person(self) -> list[str]:
        names, self.count = self.simulator.names, self.count + 1
        card = f"62284804{self.count:07d}"
        return [
            names.person(), names.id_number(1940 + self.count % 50),
            card + luhn.calc_check_digit(card), "270.00",
        ]  # fmt: skip


def _at(day: date, hour: int, minute: int) -> datetime:
    from zhengwu.kernel.time import midnight

    return midnight(day) + timedelta(hours=hour, minutes=minute)


def _csv(head: list[str], rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([head, *rows])
    return text.getvalue().encode("utf-8-sig")


def _results(batch: Batch) -> bytes:
    """The bank's answer: all but two were paid."""
    numbers = list(batch.payees.order_by("row").values_list("row", flat=True))
    failed = set(numbers[3 : 3 + _FAILED])
    rows = [[n, "失败", "账户已销户"] if n in failed else [n, "成功", ""] for n in numbers]
    return _csv(["序号", "结果", "原因"], rows)
