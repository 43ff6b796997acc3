"""Reading import files: csv in any encoding met in an office, xlsx, json – always rows of text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from python_calamine import CalamineError, CalamineWorkbook

from zhengwu.kernel.errors import Refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MOST_AREA = 5_000_000  # cells of the filled rectangle of a workbook's sheet
_TAKEN = "只收 csv、xlsx 和 json 文件"
_DAMAGED = "不是能打开的 xlsx，可能已经损坏，或者只是改了扩展名；请在表格软件里打开后另存一份"
_ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


class FileUnreadable(Refusal):
    """文件不能读取：{reason}。"""

    status = 422


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `lines` holds (line number in the file, cells); `encoding` how a text was read."""

    header: list[str]
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    encoding: str = ""


def read(name: str, content: bytes) -> Sheet:
    """The table of a csv, xlsx or json file; raises `FileUnreadable` with the reason in Chinese."""
    if not content:
        raise FileUnreadable(reason="文件是空的")
    if len(content) > MAX_BYTES:
        raise FileUnreadable(reason=f"文件超过 {MAX_BYTES // 1024 // 1024} MB")
    if content.startswith(b"PK\x03\x04"):
        return _xlsx(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(reason="是旧版 xls 或加密的表格，请另存为 xlsx 或 csv")
    if content.startswith(b"%PDF"):
        raise FileUnreadable(reason=f"是 PDF，{_TAKEN}")
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise FileUnreadable(reason=_DAMAGED)
    text, encoding = decoded(content)
    if text.lstrip()[:1] in {"[", "{"} and not name.lower().endswith(".csv"):
        return _json(text, encoding)
    return _csv(text, encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8 with or without mark, UTF-16 with mark, GB 18030."""
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        try:
            return content.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
        except UnicodeDecodeError:
            continue
    if b"\0" in content:
        raise FileUnreadable(reason=f"不是文本表格，{_TAKEN}")
    raise FileUnreadable(reason="文字编码既不是 UTF-8 也不是 GB18030")


def _csv(text: str, encoding: str) -> Sheet:
    if "\0" in text:
        raise FileUnreadable(reason="含有空字符，不是文本表格")
    sample = text[:20_000]
    delimiter = max(",\t;", key=sample.split("\n", 1)[0].count)
    written = list(io.StringIO(text, newline=""))
    reader = csv.reader(written, delimiter=delimiter)
    lines: list[tuple[int, list[str]]] = []
    start = last = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append((start, row))
            last, start = start, reader.line_num + 1
            _limits(len(lines), len(row))
    except csv.Error as error:
        raise FileUnreadable(reason=f"第 {start} 行不是正确的 csv（{error}）") from None
    _closed(written[last - 1 :], delimiter, last)
    return _headed(lines, encoding)


def _closed(written: list[str], delimiter: str, start: int) -> None:
    """A quotation mark that nobody closed makes one cell of the rest of the file."""
    try:
        list(csv.reader(written, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" not in str(error):
            return  # sloppy quoting that was read well enough
        swallowed = f"，后面 {len(written) - 1} 行被并进了这一行" if len(written) > 1 else ""
        raise FileUnreadable(
            reason=f"从第 {start} 行起有一个双引号没有结束{swallowed}，请补上或者删去这个引号"
        ) from None


def _xlsx(content: bytes) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grid = book.get_sheet_by_index(0).iter_rows()
        lines: list[tuple[int, list[str]]] = []
        for number, row in enumerate(grid, 1):
            cells = [_cell(value) for value in row]
            if any(cells):
                lines.append((number, cells))
            _limits(len(lines), len(cells))
    except (CalamineError, IndexError) as error:
        raise FileUnreadable(reason=_DAMAGED) from error
    # A sheet is a rectangle: empty cells at the end belong to wider rows elsewhere.
    width = max((len(_trimmed(cells)) for _, cells in lines[:1]), default=0)
    return _headed([(n, _padded(_trimmed(cells), width)) for n, cells in lines], "xlsx")


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _headed(lines: list[tuple[int, list[str]]], encoding: str) -> Sheet:
    if not lines:
        raise FileUnreadable(reason="没有任何内容")
    header = [cell.strip() for cell in lines[0][1]]
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise FileUnreadable(reason=f"表头“{twice}”重复")
    return Sheet(header, lines[1:], encoding)


def _limits(rows: int, columns: int) -> None:
    if rows > MAX_ROWS + 1:
        raise FileUnreadable(reason=f"超过 {MAX_ROWS} 行，请分批导入")
    if columns > MAX_COLUMNS:
        raise FileUnreadable(reason=f"超过 {MAX_COLUMNS} 列")


def _json(text: str, encoding: str) -> Sheet:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FileUnreadable(reason="不是正确的 json") from None
    records = list(_records(value))
    if not records:
        raise FileUnreadable(reason="json 里没有找到事项列表")
    _limits(len(records), 0)
    header = list(dict.fromkeys(key for record in records for key in record))
    lines = [(n, [record.get(key, "") for key in header]) for n, record in enumerate(records, 1)]
    return Sheet(header, lines, encoding)


def _records(value: Any) -> Iterator[dict[str, str]]:
    """Flat objects; or the nested form department → items → sub_items of the provincial portal."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            raise FileUnreadable(reason="json 的每一项应为对象")
        if isinstance(one.get("items"), list):
            yield from _nested(one)
        else:
            yield {str(key): _cell(cell) for key, cell in one.items()}


def _nested(department: dict[str, Any]) -> Iterator[dict[str, str]]:
    for main in department["items"]:
        for sub in main.get("sub_items", []):
            link = str(sub.get("link", ""))
            query = {key: values[-1] for key, values in parse_qs(urlsplit(link).query).items()}
            yield {
                "department": _cell(department.get("department")),
                "main_item": _cell(main.get("main_item")),
                "sub_item": _cell(sub.get("name")),
                "item_code": query.get("itemCode", ""),
                "task_type": query.get("taskType", ""),
                "dept_code": query.get("deptCode", ""),
                "area_code": query.get("areaCode", ""),
                "link": link,
            }
