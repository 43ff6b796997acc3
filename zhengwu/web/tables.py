"""Tables of rows: sortable heads, key paging, cells with links or templates, export to xlsx.

table = Table(
    request, rows, columns=[
        Column("number", "编号", url=lambda case: case.address),
        Column("due_on", "到期日", kind="day", sort="due_on"),
        Column("fee", "金额", kind="number", value=lambda case: case.fee),
    ], order="due_on", empty_title="没有待办事项", empty_text="新的申请会出现在这里。",
)
if table.exports: return table.export("待办事项")
return render(request, "cases/staff/list.html", {"table": table})   # <c-table :table="table" />
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import IO, Any, Literal

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import SHANGHAI, format_date, format_instant, local_day, now
from zhengwu.web.paging import Page, capped_count, paged

Kind = Literal["text", "short", "number", "day", "instant"]

EXPORT_LIMIT = 20_000
# A sheet that is opened elsewhere must not start to compute (CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class TooManyToExport(Refusal):
    """一次最多导出 {limit} 行。请先筛选，缩小范围后再导出。"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it shows of a row and how.

    `value` maps a row to what is shown (default: the attribute called `name`); `sort` is the field
    to order by; `url` makes the cell a link; `template` renders the cell with `row` and `value`.
    """

    name: str
    label: str
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    url: Callable[[Any], str] | None = None
    template: str = ""

    def of(self, row: Any) -> Any:
        """What this column shows of the row, unformatted."""
        return self.value(row) if self.value else getattr(row, self.name)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head as it stands in this page."""

    label: str
    kind: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, ready to show."""

    label: str
    kind: str
    value: Any
    text: str
    url: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells together with the object behind it."""

    object: Any
    cells: list[Cell]


class Table:
    """Rows of a queryset as one request wants to see them: sorted, paged or exported."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        columns: Sequence[Column],
        order: str,
        unique: str = "pk",
        size: int = 50,
        empty_title: str = "这里还没有内容",
        empty_text: str = "",
        exportable: bool = True,
    ) -> None:
        self.request = request
        self.source = rows
        self.columns = columns
        self.unique = unique
        self.size = size
        self.empty_title = empty_title
        self.empty_text = empty_text
        self.exportable = exportable
        allowed = {column.sort for column in columns if column.sort} | {order.lstrip("-")}
        wanted = request.GET.get("sort", order)
        self.order = wanted if wanted.lstrip("-") in allowed else order

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for."""
        tail = f"-{self.unique}" if self.order.startswith("-") else self.unique
        return paged(self.source, [self.order, tail], self.request.GET, self.size)

    @cached_property
    def rows(self) -> list[Line]:
        """The page's rows as cells."""
        return [
            Line(row, [_cell(column, row) for column in self.columns]) for row in self.page.rows
        ]

    @cached_property
    def heads(self) -> list[Head]:
        """The heads, sortable ones with the address that sorts by them."""
        return [self._head(column) for column in self.columns]

    @cached_property
    def count_text(self) -> str:
        """共 37 行; capped, so that no list counts a million rows."""
        return f"共 {capped_count(self.source)} 行"

    @property
    def exports(self) -> bool:
        """Whether this request asks for the xlsx file."""
        return self.exportable and self.request.GET.get("export") == "xlsx"

    @property
    def export_url(self) -> str:
        """The address of the same rows as xlsx."""
        return self._address(export="xlsx") if self.exportable else ""

    def export(self, title: str) -> FileResponse:
        """All rows (at most EXPORT_LIMIT; more is a job's work) as an xlsx file."""
        rows = list(self.source.order_by(self.order, self.unique)[: EXPORT_LIMIT + 1])
        if len(rows) > EXPORT_LIMIT:
            raise TooManyToExport(limit=EXPORT_LIMIT)
        stream = io.BytesIO()
        write_xlsx(stream, self.columns, rows, title)
        stream.seek(0)
        return FileResponse(stream, as_attachment=True, filename=f"{title}.xlsx")

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column.label, column.kind)
        is_here = self.order.lstrip("-") == column.sort
        descending = self.order.startswith("-")
        target = f"-{column.sort}" if is_here and not descending else column.sort
        state = ("descending" if descending else "ascending") if is_here else ""
        return Head(column.label, column.kind, self._address(sort=target), state)

    def _address(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name in ("after", "before", "at", "export"):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"


def write_xlsx(
    stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Any], title: str
) -> None:
    """Writes rows as a sheet, row by row (constant memory); nothing in it is ever a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "bg_color": "#EDF1F6", "bottom": 1})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 12 if column.kind != "text" else 24)
            sheet.write_string(0, at, column.label, head)
        for line, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                _write(sheet, line, at, column.of(row))


def escaped(text: str) -> str:
    """The text, made harmless where a sheet could take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _write(sheet: Any, line: int, at: int, value: Any) -> None:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        sheet.write_number(line, at, value)
    elif value is not None:
        sheet.write_string(line, at, escaped(shown(value)))


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Sheet1"


def _cell(column: Column, row: Any) -> Cell:
    value = column.of(row)
    url = column.url(row) if column.url else ""
    return Cell(column.label, column.kind, value, shown(value), url, column.template)


def _day(day: date) -> str:
    """9月17日; with its year where that is not this one: a list is dense."""
    written = format_date(day)
    return written.partition("年")[2] if day.year == local_day(now()).year else written


def shown(value: Any) -> str:
    """A value as a cell shows it: days, instants, thousands; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return format_instant(value.astimezone(SHANGHAI))
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return str(value)
