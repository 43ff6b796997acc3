"""Terms: what the edition of the filing day sets for a case, in the words of cases."""

from __future__ import annotations

from dataclasses import dataclass

LICENSING_LAW = "xk"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: the clock rule, the item's own amount and unit where it has one, the basis."""

    rule: str
    amount: int | None
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class MaterialTerm:
    """One material of the item's published list."""

    code: str
    name: str
    required: bool
    criterion: str = ""
    note: str = ""
    free_by: str = ""
    free_code: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureTerm:
    """A special procedure the law requires for this item."""

    kind: str
    basis: str
    days: int | None


@dataclass(frozen=True, slots=True)
class UpwardTerm:
    """Decided above: by whom, under which item, by which law; whether first reviewed here."""

    item_code: str
    organ_name: str
    basis: str
    review: bool


@dataclass(frozen=True, slots=True)
class ChargeTerm:
    """A charge of the item: by which standard, and before which step it must be paid."""

    standard: str
    name: str
    gate: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What governs a case. Empty rule codes mean: no law is known that sets such a clock."""

    edition_id: str
    item_code: str
    item_name: str
    law: str
    law_name: str
    organ_code: str
    region_code: str
    number_prefix: str
    number_kind: str
    immediate: bool
    identity_level: str
    supplement_rule: str
    supplement_basis: str
    statutory: Limit | None
    promised: Limit | None
    delivery_rule: str
    refusal_delivery_rule: str
    materials: tuple[MaterialTerm, ...]
    procedures: tuple[ProcedureTerm, ...]
    flow_version_id: str
    form_code: str
    form_digest: str
    two_persons: bool
    inspection: bool
    hearing: bool
    quota: int | None
    delivery_ways: tuple[str, ...]
    contact_person: str
    contact_phone: str
    place: str
    fees: str
    result_template: str
    result_name: str
    validity_years: int | None
    decides: bool
    legal_basis: str
    public_safety: bool | None
    safety_basis: str
    missing: tuple[str, ...]
    upward: UpwardTerm | None = None
    charges: tuple[ChargeTerm, ...] = ()
    basic_code: str = ""
    local: bool = False  # an item of a town or village, whose powers are kept item by item
    renews: str = ""
    # The edition asks for the situation first; `dropped` is what this situation does not need.
    guided: bool = False
    dropped: tuple[tuple[str, str], ...] = ()

    @property
    def free_materials(self) -> dict[str, MaterialTerm]:
        """Code → material that may be verified instead of handed in."""
        return {material.code: material for material in self.materials if material.free_by}

    @property
    def material_names(self) -> dict[str, str]:
        """Code → name of every material that may be asked for."""
        return {material.code: material.name for material in self.materials}

    @property
    def required_materials(self) -> dict[str, str]:
        """Code → name of the materials nobody can do without."""
        return {material.code: material.name for material in self.materials if material.required}

    def cites(self, article: str) -> str:
        """An article of the licensing law for a licence; for all else the item's own law."""
        if self.law == LICENSING_LAW:
            return f"行政许可法 {article}"
        return self.legal_basis or self.law_name

    def procedure(self, kind: str) -> ProcedureTerm | None:
        """The special procedure of this kind, if the law requires it for this item."""
        return next((one for one in self.procedures if one.kind == kind), None)
