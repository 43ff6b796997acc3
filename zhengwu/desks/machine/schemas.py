"""What travels over the machine interface. Names of fields are English, texts Chinese."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class Problem(Schema):
    """Why something was not done: the sentence, the article behind it, faults by field."""

    message: str
    law: str = ""
    fields: dict[str, list[str]] = Field(default_factory=dict)


class ItemRow(Schema):
    """One item of the catalogue."""

    code: str
    name: str
    kind: str
    organ: str
    open: bool = Field(description="能否申请")


class ItemPage(Schema):
    """Items found; `after` is the cursor of the next page, empty on the last."""

    items: list[ItemRow]
    after: str


class MaterialRow(Schema):
    """One material to hand in. `provided`: the platform has it, it is not asked for."""

    code: str
    name: str
    required: str
    criterion: str
    provided: str


class ItemDetail(ItemRow):
    """An item with what an application needs."""

    edition: str = Field(description="现行版本的摘要")
    statutory: str
    promised: str
    identity_level: str
    delivery_ways: list[str]
    materials: list[MaterialRow]
    form: dict[str, Any] = Field(description="申请表（form-js 格式）")
    questions: list[dict[str, Any]] = Field(
        default_factory=list, description="情形问题；不回答的，按公布的目录提交材料"
    )
    missing: list[str] = Field(description="暂不能申请的原因")


class ApplicantIn(Schema):
    """Who applies: proven persons and firms only. For a firm both are needed."""

    name: str = Field(min_length=1, max_length=50)
    id_number: str = Field(min_length=1, max_length=30, description="居民身份证号码")
    uscc: str = Field("", max_length=18, description="企业申请的，统一社会信用代码")


class DraftIn(Schema):
    """A new application."""

    item: str = Field(min_length=1, max_length=100)
    applicant: ApplicantIn
    answers: dict[str, Any] = Field(default_factory=dict)
    situation: dict[str, Any] | None = Field(None, description="办理情形的回答，按问题编码")


class AnswersIn(Schema):
    """Answers laid over those that are there."""

    answers: dict[str, Any]
    situation: dict[str, Any] | None = Field(None, description="办理情形的回答，按问题编码")
    version: int | None = Field(None, ge=0, le=2_000_000_000)


class FileRow(Schema):
    """A file handed in."""

    code: str
    name: str
    size: int
    digest: str


class DraftOut(Schema):
    """An application being written."""

    id: UUID
    item: str
    version: int
    carried: dict[str, Any] = Field(
        default_factory=dict, description="事项更新版本后：新版本号、新增和不再需要的内容"
    )
    saved_at: datetime
    files: list[FileRow]
    faults: dict[str, str] = Field(description="申请表还有哪些填写问题")


class SubmitIn(Schema):
    """Sending. `electronic_consent`: the applicant's own words of consent, kept with the case."""

    truth_declared: bool
    delivery_way: str = Field("", max_length=20)
    electronic_consent: str = Field("", max_length=500)
    electronic_address: str = Field("", max_length=200)


class ClockOut(Schema):
    """One legal clock of a case."""

    name: str
    due_on: date
    provisional: bool
    open: bool


class CaseOut(Schema):
    """Where a case stands."""

    number: str
    query_code: str
    item: str
    state: str
    state_name: str
    applicant: str = Field(description="姓名已遮盖")
    received_at: datetime
    accepted_on: date | None
    decided_at: datetime | None
    completed_at: datetime | None
    verdict: str
    receipt_digest: str
    clocks: list[ClockOut]
