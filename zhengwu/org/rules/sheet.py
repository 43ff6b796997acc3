"""Reading a foreign .xlsx without being harmed by it.

A sheet may unpack to gigabytes, hold two cells a million rows apart (a reader that lays out the
rectangle between them dies), carry formulas without results, or be no sheet at all. So the XML is
walked once, cell by cell, before the fast reader is let at it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from lxml import etree
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from .refusals import SheetTooLarge, SheetUnreadable
from .words import one_line

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 1000
MOST_ROWS = 5000
MOST_AREA = 1_000_000
MOST_COLUMNS = 200

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_DIGITS_KEPT = 15  # a spreadsheet keeps fifteen digits of a number and makes the rest zero


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text. `lossy`: digits were lost because a long number was stored as a number."""

    text: str = ""
    lossy: bool = False
    formula: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows by their number in the file (from 1); empty rows are left out."""

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


def check_sheet(content: bytes, *, most_area: int = MOST_AREA) -> dict[str, set[tuple[int, int]]]:
    """Whether a fast reader may be let at it: by sheet, its cells (row, column) with a formula.

    Raises SheetUnreadable or SheetTooLarge; `most_area` in cells of the filled rectangle.
    """
    _check_container(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: _walk(archive, part, most_area) for name, part in _parts(archive).items()}


def read_sheet(content: bytes) -> Sheet:
    """The first visible sheet that holds anything. Raises SheetUnreadable or SheetTooLarge."""
    formulas = check_sheet(content)
    try:
        return _read(content, formulas)
    except (SheetTooLarge, SheetUnreadable):
        raise
    except BaseException as error:
        # The reader is compiled code whose panics are no Exception; nothing else may pass so.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise SheetUnreadable(reason="内容已损坏") from error
        raise


def _check_container(content: bytes) -> None:
    if not content:
        raise SheetUnreadable(reason="文件是空的（0 字节）")
    if len(content) > MOST_BYTES:
        raise SheetTooLarge(reason=f"文件超过 {MOST_BYTES // 1024 // 1024} MB")
    if content[:8] == bytes.fromhex("D0CF11E0A1B11AE1"):
        raise SheetUnreadable(reason="是旧版 .xls 格式，或者设了打开密码")
    if content[:2] != b"PK":
        raise SheetUnreadable(reason="不是 .xlsx 文件")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise SheetUnreadable(reason="压缩包已损坏") from error
    except (RuntimeError, EOFError, UnicodeError) as error:
        raise SheetUnreadable(reason="文件已加密或者不完整") from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise SheetTooLarge(reason=f"压缩包内有 {len(parts)} 个文件")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetTooLarge(reason=f"解开后超过 {MOST_UNPACKED // 1024 // 1024} MB")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise SheetUnreadable(reason="压缩包里没有工作簿")
    for part in parts:
        # Reads to the end: a part that lies about its size fails its checksum here.
        with archive.open(part) as stream:
            while stream.read(1 << 20):
                pass


def _xml(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(archive.read(part), parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise SheetUnreadable(reason=f"缺少或者读不懂 {posixpath.basename(part)}") from error


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → path of its XML, as the workbook's own relations say."""
    relations = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target") or "" for one in relations}
    names = set(archive.namelist())
    found = {}
    for sheet in _xml(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet", f"{_STRICT}sheet"):
        target = targets.get(sheet.get(f"{_RELATION}id")) or ""
        path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        path = path if path in names else target.lstrip("/")
        if path in names and path.startswith("xl/worksheets/"):
            found[sheet.get("name") or ""] = path
    if not found:
        raise SheetUnreadable(reason="里面没有工作表")
    return found


def _walk(archive: zipfile.ZipFile, part: str, most_area: int) -> set[tuple[int, int]]:
    """Cells (row, column from 0) with a formula; refuses a sheet whose filled area is too large."""
    extent, formulas, row, column = _Extent(most_area), set(), -1, -1
    with archive.open(part) as stream:
        steps = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True
        )
        try:
            for event, element in steps:
                tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
                if event == "start" and tag == "row":
                    row, column = _number(element.get("r"), row), -1
                elif event == "end" and tag == "c":
                    column = _column(element.get("r"), column)
                    extent.add(element, row, column)
                    if any(_is(child, "f") for child in element):
                        formulas.add((row, column))
                if event == "end" and tag in ("c", "row"):
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise SheetUnreadable(reason=f"工作表 {posixpath.basename(part)} 读不懂") from error
    if steps.root is not None and steps.root.getroottree().docinfo.doctype:
        raise SheetUnreadable(reason="工作表里夹带了实体定义")
    return formulas


def _is(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname == name


def _forget(element: etree._Element) -> None:
    """Free what was walked: a sheet of empty styled rows would fill the memory else."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def _number(reference: str | None, last: int) -> int:
    written = reference and reference.isdecimal() and len(reference) < _DIGITS_KEPT
    return int(reference) - 1 if reference and written else last + 1


def _column(reference: str | None, last: int) -> int:
    letters = [char for char in (reference or "").upper() if "A" <= char <= "Z"]
    if not letters or len(letters) > 3:
        return last + 1
    place = 0
    for char in letters:
        place = place * 26 + ord(char) - ord("A") + 1
    return place - 1


@dataclass(slots=True)
class _Extent:
    """The rectangle of cells that hold something."""

    most_area: int
    top: int = -1
    bottom: int = -1
    left: int = -1
    right: int = -1

    def add(self, element: etree._Element, row: int, column: int) -> None:
        if not any(_is(child, "v") or _is(child, "is") for child in element):
            return
        self.top = row if self.top < 0 else min(self.top, row)
        self.left = column if self.left < 0 else min(self.left, column)
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)
        height, width = self.bottom - self.top + 1, self.right - self.left + 1
        if width > MOST_COLUMNS:
            raise SheetTooLarge(reason=f"占了 {width} 列（最多 {MOST_COLUMNS} 列）")
        if height * width > self.most_area:
            raise SheetTooLarge(reason=f"占了 {height} 行 × {width} 列")


def _read(content: bytes, formulas: dict[str, set[tuple[int, int]]]) -> Sheet:
    with CalamineWorkbook.from_object(io.BytesIO(content)) as book:
        for meta in book.sheets_metadata:
            if meta.visible != SheetVisibleEnum.Visible or meta.name not in formulas:
                continue
            source = book.get_sheet_by_name(meta.name)
            if source.start is None:
                continue
            sheet = Sheet(meta.name)
            top, left = source.start
            for place, values in enumerate(source.iter_rows()):
                cells = _cells(values, top + place, left, formulas[meta.name])
                if any(cell.text or cell.formula for cell in cells):
                    sheet.rows.append((top + place + 1, cells))
            if len(sheet.rows) > MOST_ROWS + 20:
                raise SheetTooLarge(reason=f"有 {len(sheet.rows)} 行（最多 {MOST_ROWS} 行）")
            if sheet.rows:
                return sheet
    raise SheetUnreadable(reason="工作表里没有内容")


def _cells(values: list[object], row: int, left: int, formulas: set[tuple[int, int]]) -> list[Cell]:
    cells = [_cell(value, (row, left + place) in formulas) for place, value in enumerate(values)]
    return [Cell()] * left + cells


def _cell(value: object, formula: bool) -> Cell:
    if isinstance(value, bool):
        return Cell("是" if value else "否", formula=formula)
    if isinstance(value, int | float):
        text = str(int(value)) if float(value).is_integer() else repr(value)
        return Cell(text, len(text.lstrip("-")) > _DIGITS_KEPT, formula)
    if isinstance(value, datetime):
        day_only = value.time() == time.min
        return Cell(value.date().isoformat() if day_only else value.isoformat(" "), formula=formula)
    if isinstance(value, date | time | timedelta):
        return Cell(str(value), formula=formula)
    return Cell(one_line(str(value)), formula=formula)
