"""The document of an edition (实施清单): every element, typed, with one canonical text.

`None` always means "nobody has said": an unknown is never shown as "no".
"""

from __future__ import annotations

from dataclasses import dataclass

from zhengwu.catalogue.enums import (
    FreeBy,
    Handling,
    IdentityLevel,
    Kind,
    Level,
    Need,
    Remedy,
    Source,
    Subject,
    Unit,
)
from zhengwu.catalogue.rules.situation import GuideEffect, GuideQuestion


@dataclass(frozen=True, slots=True)
class Law:
    """适用法律: the regime (a row of data/regimes.yaml) and, for items without a general statute,
    the item's own law. `name` empty: the governing law is not known."""

    regime: str = ""
    name: str = ""
    articles: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """设定依据: one article that sets the item up."""

    law: str
    article: str = ""
    document_no: str = ""
    text: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class PublicSafety:
    """公共安全事项: whether the licence directly touches public safety, health, life or property,
    and by which article; only then may a new application be barred (许可法 78, 79).

    `applies` None: nobody has said, and nobody can be barred."""

    applies: bool | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """时限: amount and unit with their source. `rule` is a code of clocks.yaml.

    `absent`: no law sets a limit, then the department's promise must stand (优化营商环境条例 36).
    `confirmed` is False for a value taken from elsewhere that someone here must confirm.
    """

    amount: int | None = None
    unit: Unit = Unit.NONE
    basis: str = ""
    rule: str = ""
    note: str = ""
    absent: bool = False
    confirmed: bool = True

    @property
    def known(self) -> bool:
        """Whether the limit says anything, be it that the law is silent."""
        return self.amount is not None or self.unit is Unit.IMMEDIATE or self.absent

    @property
    def words(self) -> str:
        """20个工作日, 当场办结, 法律未规定, 未填写."""
        if self.unit is Unit.IMMEDIATE:
            return Unit.IMMEDIATE.label
        if self.amount is not None:
            return f"{self.amount}{self.unit.label}"
        return "法律、法规、规章未规定" if self.absent else "未填写"


@dataclass(frozen=True, slots=True)
class Material:
    """申请材料. `criterion` is the acceptance standard, `sample_note` how to fill in; `shared` is
    the data or e-licence the platform has already (then it is not asked for).

    `free_by` and `free_code` say what can be verified instead of handed in (免提交): a licence of
    the item `free_code` in our own register, or the data set `free_code` of the shared library.
    """

    code: str
    name: str
    required: Need = Need.REQUIRED
    originals: int = 1
    copies: int = 0
    electronic: bool = True
    source: Source = Source.OWN
    source_note: str = ""
    criterion: str = ""
    sample_note: str = ""
    basis: str = ""
    deferral_days: int | None = None
    shared: str = ""
    free_by: FreeBy = FreeBy.NONE
    free_code: str = ""

    @property
    def to_bring(self) -> bool:
        """Whether somebody has to bring or have it verified: the platform has it not already."""
        return not self.shared or self.free_by is not FreeBy.NONE


@dataclass(frozen=True, slots=True)
class Step:
    """办理环节: `duty` is a duty of org; `days` working days inside the promise."""

    code: str
    name: str
    duty: str = ""
    days: int | None = None
    criterion: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class SpecialProcedure:
    """特别程序: what may stop the clock of this item, and by which law (许可法 45 or its own)."""

    kind: str
    basis: str
    days: int | None = None
    unit: Unit = Unit.WORKING_DAY
    charged: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """收费: one charge, with its basis and the published rate.

    `standard` is the code of the published standard (room fees) it is worked out by; `gate` before
    which step it must be paid: accept, decide, deliver (empty: deliver).
    """

    name: str
    basis: str
    rate: str
    reduction: str = ""
    standard: str = ""
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """办理结果. `template` is a documents template; validity None: without end or not stated."""

    name: str
    kind: str = "证照"
    template: str = ""
    validity_amount: int | None = None
    validity_unit: Unit = Unit.NONE
    sample_note: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """数量限制 (许可法 57). `limited` None: not said; `amount` None: by a plan named in `rule`."""

    limited: bool | None = None
    amount: int | None = None
    rule: str = ""
    public_note: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """延续: of which item, how long before expiry one applies, by which law."""

    of: str = ""
    before_amount: int | None = None
    before_unit: Unit = Unit.NONE
    basis: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Upward:
    """上报: decided above, under `item` of the organ above, by this law.

    `review`: first reviewed here (初审, 许可法 43) under the limits of this very document; without
    it the organ here only receives for the one above and sends on (代收转报).
    """

    item: str = ""
    organ_name: str = ""
    basis: str = ""
    review: bool = True


@dataclass(frozen=True, slots=True)
class Hearing:
    """听证: `required` by law before the decision (许可法 46), with the article."""

    required: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """现场核查: how many staff (许可法 34: at least two), by which law, what is looked at."""

    required: bool = False
    staff: int = 2
    basis: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """办理地点."""

    name: str
    address: str = ""
    hours: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A flow or form by code; `digest` fixes the version, filled in at publication."""

    code: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """常见问题."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """实施清单: all elements of one edition of one item."""

    code: str
    name: str
    kind: Kind
    organ_code: str = ""
    organ_name: str = ""
    schema: int = 1
    demo: bool = False
    # identity of the item
    main_name: str = ""
    basic_code: str = ""
    area_code: str = ""
    level: Level | None = None
    organ_nature: str = ""
    power_source: str = ""
    exercise: str = ""
    division: str = ""
    undertaking: str = ""
    joint_organs: tuple[str, ...] = ()
    delegating_organ: str = ""
    everyday_names: tuple[str, ...] = ()
    # law
    law: Law = Law()
    basis: tuple[Basis, ...] = ()
    public_safety: PublicSafety = PublicSafety()
    # whom and when
    subjects: tuple[Subject, ...] = ()
    themes_person: tuple[str, ...] = ()
    themes_firm: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    prohibitions: tuple[str, ...] = ()
    quantity: Quantity = Quantity()
    # limits
    handling: Handling | None = None
    statutory: Limit = Limit()
    promised: Limit = Limit()
    supplement_rule: str = ""
    delivery_rule: str = ""
    special_procedures: tuple[SpecialProcedure, ...] = ()
    # procedure
    steps: tuple[Step, ...] = ()
    flow: Reference = Reference()
    two_person_review: bool = False
    inspection: Inspection = Inspection()
    hearing: Hearing = Hearing()
    intermediary: str = ""
    upward: Upward = Upward()
    # what to bring
    form: Reference = Reference()
    no_materials: bool = False
    materials: tuple[Material, ...] = ()
    # situation guide: what is asked first, and what follows from the answers
    questions: tuple[GuideQuestion, ...] = ()
    effects: tuple[GuideEffect, ...] = ()
    # money
    charged: bool | None = None
    fees: tuple[Fee, ...] = ()
    # what comes out
    no_decision: bool = False
    results: tuple[Result, ...] = ()
    renewal: Renewal = Renewal()
    # ways
    ways: tuple[str, ...] = ()
    online: bool | None = None
    online_depth: str = ""
    visits: int | None = None
    visit_reason: str = ""
    in_hall: bool | None = None
    appointment: bool | None = None
    pay_online: bool | None = None
    delivery_ways: tuple[str, ...] = ()
    self_service: bool | None = None
    cross_region: str = ""
    identity_level: IdentityLevel = IdentityLevel.VERIFIED
    agent_allowed: bool = True
    # people
    places: tuple[Place, ...] = ()
    accepting_person: str = ""
    phone: str = ""
    complaint: str = ""
    remedy: Remedy | None = None
    faq: tuple[Question, ...] = ()
    # values that came from elsewhere or from memory and must be confirmed by the department
    to_confirm: tuple[str, ...] = ()
