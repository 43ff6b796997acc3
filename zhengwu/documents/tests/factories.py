"""An organ, a matter, and complete values for every template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhengwu.documents.actions import Addressee, Sealing, issue
from zhengwu.documents.models import Document
from zhengwu.documents.queries import shelf
from zhengwu.documents.rules.templates import ANY, Field, Template
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import SHANGHAI
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ, Region

AT = datetime(2026, 9, 17, 16, 20, tzinfo=SHANGHAI)
ORGAN = "DEP-SCJG"
APPLICANT = Addressee("张𠮷·三", id_number="51160219800101001X", agent="李四")
SEALING = Sealing(ORGAN, "holder", "王局长", "授权委托书 2026-1号")


def organ(
    code: str = ORGAN, name: str = "广安市广安区市场监督管理局", kind: str = "department"
) -> Organ:
    region, _ = Region.objects.get_or_create(
        code="511602000000",
        defaults={"name": "广安区", "level": "county", "valid_from": date(2000, 1, 1)},
    )
    return Organ.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": name[-6:],
            "document_mark": "市监",
            "kind": kind,
            "region": region,
        },
    )[0]


def matter(number: str = "511602-2026-000001") -> Matter:
    return open_matter(
        kind="case",
        number=number,
        title="食品经营许可",
        organ_code=ORGAN,
        region_code="511602000000",
        by=SYSTEM,
        at=AT,
    )


def clerk(*duties: str) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id="clerk",
        name="赵窗口",
        organ_code=ORGAN,
        duties=frozenset(f"{duty}@{ORGAN}" for duty in duties or ("window_clerk",)),
        assurance=Assurance.SECOND_FACTOR,
    )


def law_of(template: Template) -> str:
    return "xk" if ANY in template.laws or "xk" in template.laws else sorted(template.laws)[0]


def values_for(template: Template, law: str = "") -> dict[str, Any]:
    """A value for each field that must be filled."""
    law = law or law_of(template)
    values: dict[str, Any] = {}
    for field in template.fields:
        if field.required or field.required_unless or field.required_when:
            values[field.code] = _value(field)
    return values


def _value(field: Field) -> Any:
    match field.type:
        case "date":
            return date(2026, 9, 10)
        case "instant":
            return AT
        case "int":
            return 20
        case "money":
            return "1234.50"
        case "choice":
            return next(iter(field.choices))
        case "list":
            return [f"{field.name}之一", f"{field.name}之二"]
        case "rows":
            return [{c.code: f"{c.name}{n}" for c in field.columns} for n in (1, 2)]
        case _:
            return f"{field.name}𠮷"


def paper(code: str = "acceptance", *, of: Matter | None = None, **more: Any) -> Document:
    """One issued paper with its organ and matter."""
    organ()
    template = shelf()[code][-1]
    options: dict[str, Any] = {
        "fields": values_for(template),
        "organ_code": ORGAN,
        "addressee": APPLICANT,
        "law": law_of(template),
        "sealing": SEALING if template.seal == "organ" else None,
        "by": clerk(),
        "at": AT,
    }
    return issue(of or matter(), code, **(options | more))
