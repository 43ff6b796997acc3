"""A sheet of standards: every fault named, all of it or nothing, approved by another hand."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhengwu.cases.tests.factories import at
from zhengwu.fees import actions as fees
from zhengwu.fees.models import Standard, StandardVersion
from zhengwu.fees.rules.standard_rows import ColumnsLacking, SheetFaulty
from zhengwu.fees.tests.web.test_pages import as_  # noqa: F401 - fixture
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(world, as_):  # noqa: F811
    """What the desk hands out as a sample: the standards in force."""
    content = as_(world.cashier).get("/desk/finance/standards/sample.csv").content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheet(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")


def tried(world, rows, by=None):
    return fees.try_standards(
        sheet(rows), file_name="标准.csv", by=by or world.cashier, at=at(17, 9)
    )


def test_what_is_in_force_comes_back_as_no_change(world, rows):
    file = tried(world, rows)
    assert file.report["bad"] == []
    assert (file.report["new"], file.report["changed"]) == (0, 0)
    assert file.report["same"] == len(rows) > 10
    with pytest.raises(SheetFaulty):
        fees.hand_in_standards(file, by=world.cashier, at=at(17, 10))


def test_new_and_changed_ones_wait_for_another_hand_with_their_days(world, rows):
    road = next(one for one in rows if one["编码"] == "road-repair")
    road |= {"标准": "200", "公布的收费标准": "每平方米 200 元", "执行日期": "2026-10-01"}
    new = {**road, "编码": "kiosk", "收费项目": "便民摊点占用费", "执行日期": "2026-10-01",
           "终止日期": "2027-09-30"}  # fmt: skip
    file = tried(world, [road, new])
    assert (file.report["new"], file.report["changed"], file.report["bad"]) == (1, 1, [])
    assert not Standard.objects.filter(pk="kiosk").exists(), "a dry run changes nothing"
    with pytest.raises(NotPermitted):
        fees.hand_in_standards(file, by=world.clerk, at=at(17, 10))
    fees.hand_in_standards(file, by=world.cashier, at=at(17, 10))
    fees.hand_in_standards(file, by=world.cashier, at=at(17, 10))
    waiting = StandardVersion.objects.filter(state="submitted")
    assert {(one.standard_id, one.number) for one in waiting} == {("road-repair", 2), ("kiosk", 1)}
    assert StandardVersion.objects.get(standard="kiosk").effective_to.isoformat() == "2027-09-30"
    again = tried(world, [road])
    assert "待审批" in again.report["bad"][0]["problem"]
    for version in waiting:
        fees.publish(version, by=world.finance, at=at(17, 11))
    first = StandardVersion.objects.get(standard="road-repair", number=1)
    assert first.effective_to.isoformat() == "2026-09-30"


def test_one_bad_row_and_nothing_is_taken(world, rows):
    good = {**rows[0], "编码": "good-one", "收费项目": "好的一项"}
    unit = next(one for one in rows if one["编码"] == "road-repair")
    wrong = {
        "依据名称": "", "执收单位": "没有的单位", "依据层级": "村规民约", "标准": "免费",
        "执行日期": "明天", "计费数": "", "非税项目编码": "", "编码": "a b", "计算方法": "拍脑袋",
    }  # fmt: skip
    bad = [
        {**unit, "编码": f"bad-{n}", name: value} for n, (name, value) in enumerate(wrong.items())
    ]
    bad.append({**unit, "编码": "bad-licence", "依据层级": "省级财政、价格主管部门文件"})
    bad.append({**unit, "编码": "bad-zero", "计算方法": "计算式", "计算式": "100 / 0"})
    bad.append({**unit, "编码": "road-use", "收费项目": "改名"})
    bad += [{**unit, "编码": "twice"}] * 2
    file = tried(world, [good, *bad])
    found = {int(one["row"]): one["problem"] for one in file.report["bad"]}
    assert set(found) == set(range(3, 3 + len(bad)))
    for row, words in (
        (3, "没有填写：依据名称"), (4, "没有“没有的单位”"), (5, "应为：法律"),
        (6, "不是合理的数字"),
        (7, "应写成 2026-01-31"), (8, "按哪一个数计费"), (9, "非税收入项目编码"),
        (10, "只能用字母"), (11, "应为：不收费"), (12, "行政许可法 第58条第1款"),
        (13, "除数为零"), (14, "名称或者执收单位不同"), (15, "出现 2 次"),
    ):  # fmt: skip
        assert words in found[row], (row, found[row])
    with pytest.raises(SheetFaulty):
        fees.hand_in_standards(file, by=world.cashier, at=at(17, 10))
    assert not Standard.objects.filter(pk="good-one").exists()
    with pytest.raises(ColumnsLacking):
        tried(world, [{"编码": "x", "收费项目": "y"}])


def test_the_sheet_is_uploaded_read_and_handed_in_on_the_desk(world, as_, rows):  # noqa: F811
    desk = as_(world.cashier)
    row = {**rows[0], "编码": "desk-one", "收费项目": "窗口导入的一项"}
    wrong = SimpleUploadedFile("x.xlsx", b"PK\x03\x04nonsense")
    assert desk.post("/desk/finance/standards/import/", {"file": wrong}).status_code == 422
    file = SimpleUploadedFile("标准.csv", sheet([row]), content_type="text/csv")
    page = desk.post("/desk/finance/standards/import/", {"file": file}, follow=True)
    assert "窗口导入的一项" in page.content.decode()
    address = page.redirect_chain[-1][0]
    assert "提交审批" in desk.post(address, follow=True).content.decode()
    assert StandardVersion.objects.get(standard="desk-one").state == "submitted"
    assert as_(world.clerk).get("/desk/finance/standards/import/").status_code == 404
