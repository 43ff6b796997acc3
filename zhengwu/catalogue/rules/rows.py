"""Rows of an import: columns mapped to elements, every fault named, nothing silently mended."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhengwu.catalogue.enums import Kind, Severity
from zhengwu.catalogue.rules.codes import ORGAN_CODE_WORDS, ItemCode, item_code, organ_code_form
from zhengwu.catalogue.rules.sheets import Sheet
from zhengwu.kernel.text import clean

NAME_ASK = 60
NAME_MAX = 300
CODE_MAX = 100

FIELDS: dict[str, str] = {
    "code": "事项编码", "name": "事项名称", "main_name": "主项名称", "kind": "事项类型",
    "organ_name": "实施部门", "organ_given": "部门编码", "area_code": "区划代码", "link": "链接",
    "everyday_names": "日常用语",
}  # fmt: skip
FAULT_NAMES: dict[str, str] = {
    "row.width": "列数与表头不符",
    "column.missing": "缺少必需的列",
    "code.missing": "没有编码",
    "code.doubled": "编码重复",
    "code.letter_form": "旧式字母编码",
    "code.short_form": "12位基本编码",
    "code.irregular": "编码不合规则",
    "code.foreign_prefix": "编码带外地前缀",
    "name.missing": "没有名称",
    "name.too_long": "名称过长",
    "name.long": "名称偏长",
    "name.doubled": "部门内同名",
    "name.brackets": "括号不成对",
    "kind.unknown": "事项类型不明",
    "organ.missing": "没有部门",
    "organ.unknown": "机构库中没有的部门",
    "organ.several_codes": "一个部门多个编码",
    "organ.shared_code": "多个部门共用编码",
    "organ_code.lengths": "部门编码长度不一",
    "organ_code.bad_uscc": "信用代码校验不通过",
    "organ_code.cut_uscc": "信用代码缺位",
    "organ_code.organisation": "旧组织机构代码",
    "organ_code.suffixed": "部门编码带后缀",
    "organ_code.internal": "部门内部编号",
    "organ_code.other": "部门编码无法识别",
    "area.foreign": "区划不属本县",
    "area.differs": "区划前后不一",
    "text.control": "含换行或控制字符",
    "text.escaped": "含网页转义符",
}
NEEDED = ("code", "name", "organ_name")

_ALIASES: dict[str, tuple[str, ...]] = {
    "code": ("item_code", "事项编码", "实施编码", "编码", "代码", "item code", "code"),
    "name": ("sub_item", "事项名称", "名称", "子项名称", "name", "description"),
    "main_name": ("main_item", "主项名称", "主项"),
    "kind": ("task_type", "事项类型", "类型", "权力类型"),
    "organ_name": ("department", "实施部门", "部门", "实施主体", "窗口", "providing tier"),
    "organ_given": ("dept_code", "部门编码", "实施主体编码", "部门代码"),
    "area_code": ("area_code", "区划代码", "行政区划", "区划"),
    "link": ("link", "链接", "网址"),
    "everyday_names": ("日常用语", "俗称", "别名"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """问题: one fault of one row (`line` 0: of the whole file)."""

    line: int
    severity: Severity
    code: str
    message: str


@dataclass(slots=True)
class Row:
    """One row as it would be taken."""

    line: int
    code: ItemCode
    name: str
    main_name: str
    kind: Kind | None
    organ_name: str
    organ_given: str
    organ_code: str
    area_code: str
    link: str
    everyday_names: tuple[str, ...]
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a file holds: rows without error, and all faults."""

    rows: list[Row]
    faults: list[Fault]
    total: int

    def counts(self) -> dict[str, int]:
        """How often each fault occurs, most frequent first."""
        return dict(Counter(fault.code for fault in self.faults).most_common())

    @property
    def errors(self) -> int:
        """Number of faults that keep a row out."""
        return sum(fault.severity is Severity.ERROR for fault in self.faults)


def guess_mapping(header: Iterable[str]) -> dict[str, str]:
    """Which column probably holds which element: field → header."""
    by_alias = {name.strip().lower(): name for name in header}
    found: dict[str, str] = {}
    for field_name, aliases in _ALIASES.items():
        for alias in aliases:
            if alias.lower() in by_alias:
                found[field_name] = by_alias[alias.lower()]
                break
    return found


def examine(
    sheet: Sheet, mapping: Mapping[str, str], *, region: str, organs: Mapping[str, str]
) -> Reading:
    """Read every row under a mapping. `region` is the county's six-digit code, `organs` maps names
    of known departments to their codes (empty: departments are not checked)."""
    return _Examiner(sheet, mapping, region, organs).run()


class _Examiner:
    def __init__(
        self, sheet: Sheet, mapping: Mapping[str, str], region: str, organs: Mapping[str, str]
    ) -> None:
        self.sheet = sheet
        self.places = {
            name: sheet.header.index(column)
            for name, column in mapping.items()
            if name in FIELDS and column in sheet.header
        }
        self.region = region
        self.organs = organs
        self.faults: list[Fault] = []
        self.codes: dict[str, int] = {}
        self.names: dict[tuple[str, str], int] = {}
        self.organ_codes: dict[str, set[str]] = defaultdict(set)
        self.code_organs: dict[str, set[str]] = defaultdict(set)

    def run(self) -> Reading:
        lacking = [FIELDS[name] for name in NEEDED if name not in self.places]
        if lacking:
            self._say(0, Severity.ERROR, "column.missing", f"没有指定这些列：{'、'.join(lacking)}")
            return Reading([], self.faults, len(self.sheet.lines))
        rows = [row for line, cells in self.sheet.lines if (row := self._row(line, cells))]
        self._across()
        return Reading(rows, self.faults, len(self.sheet.lines))

    def _say(self, line: int, severity: Severity, code: str, message: str) -> None:
        self.faults.append(Fault(line, severity, code, message))

    def _row(self, line: int, cells: list[str]) -> Row | None:
        width = len(self.sheet.header)
        if len(cells) != width:
            self._say(
                line, Severity.ERROR, "row.width", f"表头有 {width} 列，这一行有 {len(cells)} 列"
            )
            return None
        raw = {name: cells[place] for name, place in self.places.items()}
        values = {name: self._text(line, name, value) for name, value in raw.items()}
        row = Row(
            line,
            item_code(values["code"]),
            values["name"],
            values.get("main_name", "").replace("未分类", ""),
            self._kind(line, values.get("kind", "")),
            values["organ_name"],
            values.get("organ_given", ""),
            self.organs.get(values["organ_name"], ""),
            values.get("area_code", ""),
            values.get("link", ""),
            tuple(
                part for part in re.split(r"[、，,;；]", values.get("everyday_names", "")) if part
            ),
        )
        bad = len([fault for fault in self.faults if fault.severity is Severity.ERROR])
        self._check_code(row)
        self._check_name(row)
        self._check_organ(row)
        self._check_area(row)
        worse = len([fault for fault in self.faults if fault.severity is Severity.ERROR]) > bad
        return None if worse or row.kind is None else row

    def _text(self, line: int, name: str, value: str) -> str:
        tidy = re.sub(r"\s+", " ", clean(value)).strip()
        if any(unicodedata.category(char) in {"Cc", "Cs"} for char in value.strip()):
            self._say(
                line, Severity.WARNING, "text.control", f"{FIELDS[name]}含换行或控制字符，已去除"
            )
        if name != "link" and html.unescape(tidy) != tidy:
            self._say(line, Severity.WARNING, "text.escaped", f"{FIELDS[name]}含网页转义符：{tidy}")
        return tidy

    def _kind(self, line: int, value: str) -> Kind | None:
        if not value and "kind" not in self.places:
            return Kind.OTHER
        by_label = {kind.label: kind for kind in Kind}
        by_code = {str(kind): kind for kind in Kind}
        kind = by_label.get(value) or by_code.get(value.zfill(2))
        if kind is None:
            words = f"不认识的事项类型“{value}”" if value else "没有事项类型"
            self._say(line, Severity.ERROR, "kind.unknown", words)
        return kind

    def _check_code(self, row: Row) -> None:
        text = row.code.text
        if not text or len(text) > CODE_MAX:
            return self._say(row.line, Severity.ERROR, "code.missing", "没有事项编码，或编码过长")
        if before := self.codes.get(text):
            return self._say(
                row.line, Severity.ERROR, "code.doubled", f"编码 {text} 与第 {before} 行重复"
            )
        self.codes[text] = row.line
        if row.code.form == "letter":
            self._flag(row, "code.letter_form", f"编码 {text} 是字母开头的旧式编码")
        if row.code.form == "irregular":
            self._flag(row, "code.irregular", f"编码 {text} 不合任何一种编码规则")
        if row.code.form == "short":
            self._flag(
                row, "code.short_form", f"编码 {row.code.basic} 是12位基本编码（多数为14位）"
            )
        own = row.code.organ_region
        if own and not own.startswith(self.region[:4]):
            self._flag(
                row,
                "code.foreign_prefix",
                f"编码中的部门代码登记在 {own}，不在本市 {self.region[:4]}",
            )
        return None

    def _check_name(self, row: Row) -> None:
        if not row.name:
            return self._say(row.line, Severity.ERROR, "name.missing", "没有事项名称")
        if len(row.name) > NAME_MAX:
            return self._say(
                row.line, Severity.ERROR, "name.too_long", f"名称有 {len(row.name)} 个字"
            )
        if len(row.name) > NAME_ASK:
            self._flag(row, "name.long", f"名称有 {len(row.name)} 个字，建议精简")
        if before := self.names.get((row.organ_name, row.name)):
            self._flag(row, "name.doubled", f"本部门第 {before} 行已有同名事项“{row.name}”")
        self.names.setdefault((row.organ_name, row.name), row.line)
        if _unbalanced(row.name):
            self._flag(row, "name.brackets", f"名称的括号不成对或全角半角混用：{row.name}")
        return None

    def _check_organ(self, row: Row) -> None:
        if not row.organ_name:
            return self._say(row.line, Severity.ERROR, "organ.missing", "没有实施部门")
        if self.organs and not row.organ_code:
            self._flag(row, "organ.unknown", f"机构库里没有“{row.organ_name}”")
        if not row.organ_given:
            return None
        self.organ_codes[row.organ_name].add(row.organ_given)
        self.code_organs[row.organ_given].add(row.organ_name)
        form = organ_code_form(row.organ_given)
        if form != "uscc":
            words = ORGAN_CODE_WORDS[form]
            self._flag(row, f"organ_code.{form}", f"部门编码 {row.organ_given}：{words}")
        return None

    def _check_area(self, row: Row) -> None:
        area = row.area_code or row.code.area
        if area and not area.startswith(self.region):
            self._flag(row, "area.foreign", f"区划代码 {area} 不是本县（区）的 {self.region}")
        if row.area_code and row.code.area and row.area_code != row.code.area:
            self._flag(
                row, "area.differs", f"区划代码 {row.area_code} 与编码中的 {row.code.area} 不同"
            )

    def _flag(self, row: Row, code: str, message: str) -> None:
        row.flags.append(code)
        self._say(row.line, Severity.WARNING, code, message)

    def _across(self) -> None:
        """Faults of the file as a whole."""
        for organ, codes in self.organ_codes.items():
            if len(codes) > 1:
                listed = "、".join(sorted(codes))
                self._say(
                    0,
                    Severity.WARNING,
                    "organ.several_codes",
                    f"“{organ}”用了 {len(codes)} 个编码：{listed}",
                )
        for code, organs in self.code_organs.items():
            if len(organs) > 1:
                listed = "、".join(sorted(organs))
                self._say(0, Severity.WARNING, "organ.shared_code", f"编码 {code} 被 {listed} 共用")
        lengths = sorted({len(code) for code in self.code_organs})
        if len(lengths) > 1:
            words = "、".join(str(length) for length in lengths)
            self._say(
                0,
                Severity.WARNING,
                "organ_code.lengths",
                f"部门编码有 {len(lengths)} 种长度：{words}",
            )


def _unbalanced(name: str) -> bool:
    pairs = {")": "(", "）": "（", "》": "《", "】": "【"}
    open_ones: list[str] = []
    for char in name:
        if char in pairs.values():
            open_ones.append(char)
        elif char in pairs and (not open_ones or open_ones.pop() != pairs[char]):
            return True
    return bool(open_ones)
