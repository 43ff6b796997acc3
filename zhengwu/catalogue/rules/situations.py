"""What a document asks for in one situation: the published list, reduced. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhengwu.catalogue.enums import Need, Verb
from zhengwu.catalogue.rules.document import EditionDocument, Material, Reference
from zhengwu.catalogue.rules.situation import GuideEffect, Walk, walk


@dataclass(frozen=True, slots=True)
class Dropped:
    """A material of the published list that this situation does not ask for, and why not."""

    code: str
    name: str
    why: str


def walked(document: EditionDocument, answers: Mapping[str, Any]) -> Walk:
    """How far these answers lead in the guide of an edition."""
    return walk(document.questions, document.effects, answers)


def effects_named(document: EditionDocument, codes: Collection[str]) -> tuple[GuideEffect, ...]:
    """The effects of these codes, in their order."""
    return tuple(one for one in document.effects if one.code in codes)


def dropped(document: EditionDocument, codes: Collection[str]) -> tuple[Dropped, ...]:
    """Materials of the published list that are not asked for where these effects hold."""
    found = []
    for material in document.materials:
        state, why = _state(document, material, codes)
        if state is None:
            found.append(Dropped(material.code, material.name, why))
    return tuple(found)


def reduced(document: EditionDocument, codes: Collection[str] | None) -> EditionDocument:
    """The document of one situation; `codes` are the effects that hold.

    None: nobody has answered. Then the list stands as published, and what is only asked in a
    certain situation cannot be demanded of anybody.
    """
    if not document.questions:
        return document
    if codes is None:
        return replace(document, materials=_unasked(document))
    kept = []
    for material in document.materials:
        state, _ = _state(document, material, codes)
        if state is not None:
            kept.append(replace(material, required=state))
    holding = effects_named(document, codes)
    return replace(
        document,
        materials=tuple(kept),
        form=_chosen(document.form, holding, Verb.FORM),
        flow=_chosen(document.flow, holding, Verb.FLOW),
        fees=tuple(one for one in document.fees if _charged(document, one.name, codes)),
    )


def _unasked(document: EditionDocument) -> tuple[Material, ...]:
    only = {one.target for one in document.effects if one.verb is Verb.ADDED}
    return tuple(
        replace(one, required=Need.OPTIONAL) if one.code in only else one
        for one in document.materials
    )


def _state(
    document: EditionDocument, material: Material, codes: Collection[str]
) -> tuple[Need | None, str]:
    """How far a material is needed, and – where it is not – why."""
    mine = [one for one in document.effects if one.target == material.code]
    holding = {one.verb: one for one in mine if one.code in codes}
    if Verb.NOT_NEEDED in holding:
        return None, holding[Verb.NOT_NEEDED].say
    if Verb.NEEDED in holding:
        return Need.REQUIRED, ""
    if Verb.ADDED in holding:
        return material.required, ""
    only = [one for one in mine if one.verb is Verb.ADDED]
    if only:
        return None, only[0].say
    return material.required, ""


def _chosen(standing: Reference, holding: Collection[GuideEffect], verb: Verb) -> Reference:
    one = next((one for one in holding if one.verb is verb), None)
    return Reference(one.target, one.digest) if one else standing


def _charged(document: EditionDocument, name: str, codes: Collection[str]) -> bool:
    mine = [one for one in document.effects if one.target == name]
    verbs = {one.verb for one in mine if one.code in codes}
    if Verb.NO_FEE in verbs:
        return False
    return Verb.FEE in verbs or not any(one.verb is Verb.FEE for one in mine)
