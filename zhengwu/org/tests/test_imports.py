"""Staff lists: good ones, odd ones, hostile ones."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.org import queries
from zhengwu.org.actions import apply_staff, discard_import, import_staff
from zhengwu.org.models import ImportRun, Staff
from zhengwu.org.rules.refusals import (
    ColumnsMissing,
    ImportChanged,
    RowsFaulty,
    SheetTooLarge,
    SheetUnreadable,
)
from zhengwu.org.rules.report import as_xlsx, escaped, template
from zhengwu.org.rules.sheet import read_sheet
from zhengwu.org.rules.staff_rows import COLUMNS, find_columns

from .factories import AT, BY, DAY, actor_for, county, id_number, sheet

HEAD = ["工号", "姓名", "单位", "人员类别", "身份证号", "手机号", "岗位", "A/B角", "到岗日期"]
BLNS = Path(settings.BASE_DIR).parent / "shared/data/attack_strings/blns/blns.json"


def row(number: str, name: str = "某人", organ: str = "区卫健局", **more: Any) -> list[Any]:
    """One line of a list."""
    values = {"工号": number, "姓名": name, "单位": organ, "人员类别": "大厅窗口", **more}
    return [values.get(title, "") for title in HEAD]


def messages(run: ImportRun) -> dict[int, list[str]]:
    return {line["row"]: line["messages"] for line in run.report["rows"]}


@pytest.mark.django_db
@pytest.mark.pg
class TestImport:
    """Trying and applying."""

    def test_a_dry_run_changes_nobody_and_says_what_it_would_do(self) -> None:
        county()
        before = Staff.objects.count()
        rows = [row("1001", "张一"), row("5001", "新人", 到岗日期="2026年1月5日"), row("", "无号")]
        run = import_staff(sheet([["广安区窗口人员名单"], [], HEAD, *rows]), **BY)
        assert Staff.objects.count() == before
        assert [line["outcome"] for line in run.report["rows"]] == ["same", "new", "faulty"]
        assert [line["row"] for line in run.report["rows"]] == [4, 5, 6]
        assert messages(run)[6] == ["请填写工号。"]

    def test_one_bad_row_stops_the_whole(self) -> None:
        county()
        run = import_staff(sheet([HEAD, row("5001"), row("5002", organ="没有的局")]), **BY)
        with pytest.raises(RowsFaulty):
            apply_staff(run, **BY)
        assert not Staff.objects.filter(number="5001").exists()
        assert "没有登记名为“没有的局”的单位" in messages(run)[3][0]

    def test_a_second_list_updates_by_number_and_empty_cells_leave_what_is_known(self) -> None:
        county()
        first = row("5001", "新人", 身份证号=id_number(50), 手机号="13800000000")
        import_staff(sheet([HEAD, first]), dry_run=False, **BY)
        run = import_staff(sheet([HEAD, row("5001", "新人改")]), dry_run=False, **BY)
        assert run.report["counts"]["changed"] == 1
        staff = Staff.objects.get(number="5001")
        assert (staff.name, staff.phone, staff.id_number) == (
            "新人改",
            "13800000000",
            id_number(50),
        )

    def test_rows_are_forgotten_and_an_import_is_applied_once(self) -> None:
        county()
        run = import_staff(sheet([HEAD, row("5001")]), **BY)
        assert "5001" in run.rows_text
        done = apply_staff(run, **BY)
        assert (done.state, done.rows_text) == ("applied", "")
        for act in (apply_staff, discard_import):
            with pytest.raises(ImportChanged):
                act(run, **BY)
        other = discard_import(import_staff(sheet([HEAD, row("5002")]), **BY), **BY)
        assert other.rows_text == ""
        assert not Staff.objects.filter(number="5002").exists()

    def test_posts_in_the_list_are_held_afterwards(self) -> None:
        c = county()
        line = row("5001", 岗位="区卫健局局长；WJJ-SX", 到岗日期="2026-02-01")
        import_staff(sheet([HEAD, line]), dry_run=False, by=actor_for(c.security), at=AT)
        staff = Staff.objects.get(number="5001")
        duties = {duty for duty, _ in queries.duties_of(staff, DAY)}
        assert duties == {"head", "decider", "window_clerk"}

    def test_who_may_not_grant_imports_people_but_no_posts(self) -> None:
        c = county()
        admin = actor_for(c.admin)
        with pytest.raises(NotPermitted):
            import_staff(sheet([HEAD, row("5001", 岗位="WJJ-SX")]), by=admin, at=AT)
        import_staff(sheet([HEAD, row("5001")]), dry_run=False, by=admin, at=AT)
        for other in (c.head, c.zhang, c.auditor):
            with pytest.raises(NotPermitted):
                import_staff(sheet([HEAD, row("5002")]), by=actor_for(other), at=AT)

    def test_nobody_takes_a_post_by_a_list_with_his_own_number(self) -> None:
        c = county()
        line = row("9001", "安全员", "ZWZX", 岗位="WJJ-SX")
        run = import_staff(sheet([HEAD, line]), by=actor_for(c.security), at=AT)
        with pytest.raises(InvalidInput) as caught:
            apply_staff(run, by=actor_for(c.security), at=AT)
        assert "第 2 行" in caught.value.fields["file"][0]

    def test_doubled_numbers_and_persons_are_named(self) -> None:
        county()
        lines = [
            row("5001", 身份证号=id_number(50)),
            row("5001"),
            row("5003", 身份证号=id_number(50)),
            row("5004", 身份证号=id_number(1)),
        ]
        found = messages(import_staff(sheet([HEAD, *lines]), **BY))
        assert found[3] == ["工号与第 2 行重复。"]
        assert found[4] == ["身份证号与第 2 行重复。"]
        assert found[5] == ["此身份证号已登记在工号 1001 名下。"]

    def test_each_kind_of_fault_has_its_sentence(self) -> None:
        county()
        lines = [
            row("1", 身份证号="110105194912310021"),
            row("2", 身份证号=511602198001010019),
            row("3", 手机号="123"),
            row("4", 到岗日期="昨天"),
            row("5", 人员类别="超人"),
            row("6", **{"A/B角": "C"}),
            row("7", 岗位="没有"),
            row("8", "长" * 51),
        ]
        found = messages(import_staff(sheet([HEAD, *lines]), **BY))
        for place, words in enumerate(
            (
                "校验位",
                "存成了数字",
                "11 位手机号",
                "看不懂",
                "人员类别",
                "A/B角",
                "岗位",
                "最多 50",
            ),
            start=2,
        ):
            assert any(words in text for text in found[place]), (place, found[place])

    def test_formulas_count_by_their_result_and_without_one_are_faults(self) -> None:
        county()
        content = sheet([HEAD, row("5001", '=CONCATENATE("张","三")'), row("5002", "=A1")])
        content = _with_result(content, "张三")
        found = messages(import_staff(content, **BY))
        assert found[2] == ["“姓名”是公式，按其结果“张三”导入。"]
        assert "没有保存计算结果" in found[3][0]

    def test_a_mapping_by_hand_wins(self) -> None:
        county()
        titles = ["代号", "称呼", *HEAD[2:]]
        content = sheet([titles, row("5001")])
        with pytest.raises(ColumnsMissing) as caught:
            import_staff(content, **BY)
        assert "工号、姓名" in caught.value.message
        mapping = {"number": "代号", "name": "称呼"}
        run = import_staff(content, mapping=mapping, **BY)
        assert run.report["counts"]["new"] == 1

    @pytest.mark.skipif(not BLNS.exists(), reason="no ../shared/data")
    def test_naughty_strings_in_every_field_never_crash(self) -> None:
        county()
        texts = [text for text in json.loads(BLNS.read_text()) if len(text) < 32_000]
        for title in HEAD:
            lines = [
                row(f"n{place}", **{title: text.replace("\x00", "")})
                for place, text in enumerate(texts)
            ]
            run = import_staff(sheet([HEAD, *_written_as_text(lines)]), **BY)
            assert run.report["counts"]["rows"] >= len(texts) - 1
            as_xlsx(run.report["rows"])
        good = [line for line in run.report["rows"] if line["outcome"] == "new"]
        assert good

    def test_the_journal_tells_of_each_member_and_of_the_list(self) -> None:
        county()
        run = import_staff(sheet([HEAD, row("5001"), row("5002")]), dry_run=False, **BY)
        codes = Entry.objects.filter(object_id=str(run.pk)).order_by("seq")
        assert [entry.code for entry in codes] == ["org.import.tried", "org.import.applied"]
        for number in ("5001", "5002"):
            staff = Staff.objects.get(number=number)
            assert Entry.objects.filter(object_id=str(staff.pk)).count() == 1


def _written_as_text(lines: list[list[Any]]) -> list[list[Any]]:
    """xlsxwriter would make formulas, links and numbers of them."""
    return [[f" {cell}" if isinstance(cell, str) and cell else cell for cell in r] for r in lines]


def _edit(content: bytes, part: str, change: Any) -> bytes:
    """The same archive with one part changed."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if name == part else data)
    return buffer.getvalue()


def _with_result(content: bytes, text: str) -> bytes:
    """Give the first formula a stored result and take the second one's away."""

    def change(data: bytes) -> bytes:
        parts = re.split(rb"(<c [^>]*><f>.*?</f><v>0</v></c>)", data)
        cells = [place for place, part in enumerate(parts) if b"<f>" in part]
        first = parts[cells[0]].replace(b"<v>0</v>", f"<v>{text}</v>".encode())
        parts[cells[0]] = first.replace(b"><f>", b' t="str"><f>')
        parts[cells[1]] = parts[cells[1]].replace(b"<v>0</v>", b"")
        return b"".join(parts)

    return _edit(content, "xl/worksheets/sheet1.xml", change)


def _sheet_xml(content: bytes, rows: bytes) -> bytes:
    return _edit(
        content,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>"),
    )


def test_twelve_megabytes_of_empty_styled_rows_are_read_in_no_time() -> None:
    empty = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n)
        for n in range(10, 180_000)
    )
    assert len(empty) > 8_000_000
    content = _sheet_xml(sheet([HEAD, row("5001")]), empty)
    assert [number for number, _ in read_sheet(content).rows] == [1, 2]


def test_two_cells_a_million_rows_apart_are_refused_before_they_are_laid_out() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(SheetTooLarge):
        read_sheet(_sheet_xml(sheet([HEAD, row("1")]), far))


def test_a_bomb_is_refused_by_its_declared_and_by_its_real_size() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 130_000_000)
    assert len(buffer.getvalue()) < 200_000
    with pytest.raises(SheetTooLarge):
        read_sheet(buffer.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"MZ\x90\0renamed.exe",
        b"PK\x03\x04 and nothing more",
        "工号,姓名\n1,张三".encode(),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        read_sheet(content)


def test_entities_are_not_expanded_and_an_empty_book_is_refused() -> None:
    good = sheet([HEAD, row("1")])
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'

    def with_entity(data: bytes) -> bytes:
        return data.replace(b"<worksheet", bomb + b"<worksheet", 1).replace(
            b"<v>0</v>", b"<v>&b;</v>", 1
        )

    with pytest.raises(SheetUnreadable):
        read_sheet(_edit(good, "xl/worksheets/sheet1.xml", with_entity))
    with pytest.raises(SheetUnreadable):
        read_sheet(sheet([]))


@given(st.data())
def test_a_damaged_sheet_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(1, len(content)))
    _read_or_refuse(bytes(content[:end]) if data.draw(st.booleans()) else bytes(content))


@given(st.data())
def test_a_damaged_part_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """The archive is whole, its checksums too; the XML inside is not."""
    part = data.draw(st.sampled_from(zipfile.ZipFile(io.BytesIO(GOOD)).namelist()))

    def change(text: bytes) -> bytes:
        changed = bytearray(text)
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 9))] = data.draw(
            st.sampled_from(
                [b"", b"<", b'"', b"-1", b"99999999999999999999", b"\xff", b"A0", b"]]>"]
            )
        )
        return bytes(changed)

    _read_or_refuse(_edit(GOOD, part, change))


def _read_or_refuse(content: bytes) -> None:
    with contextlib.suppress(SheetUnreadable, SheetTooLarge):
        assert read_sheet(content).rows


def test_a_report_carries_no_formula() -> None:
    line = {"row": 2, "number": "=1+1", "name": "@x", "outcome": "faulty", "messages": ["-1"]}
    content = as_xlsx([line])
    with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
        values = book.get_sheet_by_index(0).to_python()
    assert values[1] == [2.0, "'=1+1", "'@x", "有误", "'-1"]
    assert escaped("张三") == "张三"


def test_the_template_is_understood_by_the_import() -> None:
    place, columns, _ = find_columns(read_sheet(template()))
    assert (place, set(columns)) == (0, set(COLUMNS))


GOOD = sheet([HEAD, row("5001"), row("5002", "=A1")])
