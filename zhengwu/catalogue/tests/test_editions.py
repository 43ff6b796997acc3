"""Editions: drafted, reviewed by others, approved, frozen; running cases keep theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import Error, transaction

from zhengwu.catalogue.actions import apply as apply_import
from zhengwu.catalogue.actions import (
    approve,
    begin_import,
    discard,
    draft,
    edit,
    give_back,
    review,
    set_state,
    submit,
    take_effect,
)
from zhengwu.catalogue.actions.editions import (
    Contradictory,
    DraftStands,
    ItemNotActive,
    NotInThisState,
    SamePerson,
)
from zhengwu.catalogue.enums import Handling, ItemState, Kind, Unit
from zhengwu.catalogue.jobs import take_effects
from zhengwu.catalogue.models import Edition, Item, Owed
from zhengwu.catalogue.queries import edition_by_digest, live_edition, missing_names
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules.diff import diff
from zhengwu.catalogue.rules.elements import missing
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.catalogue.tests.factories import (
    AT,
    CENTRE,
    EDITOR,
    HEAD,
    SHIPPED,
    STRANGER,
    an_item,
    person,
)
from zhengwu.flow.actions import publish as publish_flow
from zhengwu.flow.rules import drawing
from zhengwu.forms.rules import parse
from zhengwu.forms.rules.validation import check_conditions
from zhengwu.journal.models import Entry
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated

pytestmark = [pytest.mark.django_db, pytest.mark.pg]

SHARED = yaml.safe_load((SHIPPED / "editions/_shared.yaml").read_text())
FILES = sorted((SHIPPED / "editions").glob("[0-9]*.yaml"))


def published(item: Item, at=AT, **elements) -> Edition:
    edition = draft(item, by=EDITOR, at=at)
    edition = edit(edition, elements, seen=edition.digest, by=EDITOR, at=at)
    edition = review(submit(edition, by=EDITOR, at=at), opinion="同意", by=HEAD, at=at)
    return approve(edition, opinion="批准", by=CENTRE, at=at)


@pytest.mark.req("ITM-15")
def test_an_edition_goes_from_draft_over_two_reviews_to_live():
    edition = published(an_item(), conditions=["甲"])
    assert live_edition(edition.item.code) == edition
    assert [one.by_name for one in edition.opinions.order_by("at", "id")] == ["科长", "中心"]
    codes = list(Entry.objects.filter(object_id=str(edition.pk)).values_list("code", flat=True))
    assert codes.count("catalogue.edition.moved") == 3
    assert edition.document.conditions == ("甲",)


@pytest.mark.req("ITM-39")
def test_the_next_edition_is_drafted_while_the_first_is_live_and_both_can_be_compared():
    first = published(an_item(), promised={"amount": 10, "unit": "working_day"})
    second = draft(first.item, by=EDITOR, at=AT)
    assert live_edition(first.item.code) == first
    second = edit(
        second,
        {"promised": {"amount": 5, "unit": "working_day"}},
        seen=second.digest,
        by=EDITOR,
        at=AT,
    )
    (found,) = diff(first.document, second.document)
    assert (found.label, found.old, found.new) == (
        "承诺办结时限", "数值：10；单位：working_day", "数值：5；单位：working_day",
    )  # fmt: skip
    review(submit(second, by=EDITOR, at=AT), opinion="", by=HEAD, at=AT)
    second = approve(second, opinion="", by=CENTRE, at=AT)
    first.refresh_from_db()
    assert (first.state, live_edition(first.item.code)) == ("superseded", second)
    assert edition_by_digest(first.item.code, first.digest) == first


def test_nobody_reviews_or_approves_what_is_their_own():
    both = person("一人", "catalogue_editor", "head", "centre_manager")
    item = an_item()
    edition = submit(draft(item, by=both, at=AT), by=both, at=AT)
    with pytest.raises(SamePerson):
        review(edition, opinion="", by=both, at=AT)
    review(edition, opinion="", by=HEAD, at=AT)
    with pytest.raises(SamePerson):
        approve(edition, opinion="", by=both, at=AT)


def test_who_may_not_is_refused_at_every_step():
    item = an_item()
    with pytest.raises(NotPermitted):
        draft(item, by=STRANGER, at=AT)
    edition = draft(item, by=EDITOR, at=AT)
    with pytest.raises(NotPermitted):
        edit(edition, {}, seen=edition.digest, by=STRANGER, at=AT)
    with pytest.raises(NotPermitted):
        submit(edition, by=STRANGER, at=AT)
    submit(edition, by=EDITOR, at=AT)
    with pytest.raises(NotPermitted):
        review(edition, opinion="", by=EDITOR, at=AT)
    review(edition, opinion="", by=HEAD, at=AT)
    with pytest.raises(NotPermitted):
        approve(edition, opinion="", by=HEAD, at=AT)


def test_there_is_one_open_draft_and_no_step_is_skipped():
    item = an_item()
    edition = draft(item, by=EDITOR, at=AT)
    with pytest.raises(DraftStands):
        draft(item, by=EDITOR, at=AT)
    with pytest.raises(NotInThisState):
        approve(edition, opinion="", by=CENTRE, at=AT)
    discard(edition, by=EDITOR, at=AT)
    assert draft(item, by=EDITOR, at=AT).number == 2


def test_an_edition_given_back_says_why_and_can_be_sent_again():
    edition = submit(draft(an_item(), by=EDITOR, at=AT), by=EDITOR, at=AT)
    with pytest.raises(InvalidInput):
        give_back(edition, opinion=" ", by=HEAD, at=AT)
    edition = give_back(edition, opinion="依据缺条号", by=HEAD, at=AT)
    assert edition.state == "draft"
    assert submit(edition, by=EDITOR, at=AT).state == "department"


def test_two_editors_never_overwrite_each_other():
    edition = draft(an_item(), by=EDITOR, at=AT)
    seen = edition.digest
    edit(edition, {"phone": "1"}, seen=seen, by=EDITOR, at=AT)
    with pytest.raises(Outdated):
        edit(edition, {"phone": "2"}, seen=seen, by=EDITOR, at=AT)


def test_a_published_edition_cannot_be_changed_even_in_the_database():
    edition = published(an_item())
    for change in ({"canonical": "{}"}, {"digest": "x"}, {"state": "draft"}, {"number": 9}):
        with pytest.raises(Error), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        Edition.objects.filter(pk=edition.pk)._raw_delete("default")
    edition.refresh_from_db()
    assert edition.digest == codec.digest(edition.document)


def test_an_edition_approved_for_a_later_day_goes_live_on_that_day(monkeypatch):
    item = an_item()
    first = published(item)
    second = review(
        submit(draft(item, by=EDITOR, at=AT), by=EDITOR, at=AT), opinion="", by=HEAD, at=AT
    )
    with pytest.raises(InvalidInput):
        approve(second, opinion="", effective_on=date(2026, 9, 16), by=CENTRE, at=AT)
    second = approve(second, opinion="", effective_on=date(2026, 9, 18), by=CENTRE, at=AT)
    assert (second.state, live_edition(item.code)) == ("approved", first)
    with pytest.raises(NotInThisState):
        take_effect(second, by=SYSTEM, at=AT)
    monkeypatch.setattr("zhengwu.catalogue.jobs.now", lambda: AT + timedelta(days=1))
    take_effects()
    assert live_edition(item.code) == second


def test_a_suspended_item_publishes_nothing_and_a_cancelled_one_stays_so():
    item = an_item()
    edition = review(
        submit(draft(item, by=EDITOR, at=AT), by=EDITOR, at=AT), opinion="", by=HEAD, at=AT
    )
    set_state(item, ItemState.SUSPENDED, reason="法律修订", by=CENTRE, at=AT)
    with pytest.raises(ItemNotActive):
        approve(edition, opinion="", by=CENTRE, at=AT)
    item = set_state(item, ItemState.CANCELLED, reason="取消", by=CENTRE, at=AT)
    assert not item.owed.exists()
    with pytest.raises(InvalidInput):
        set_state(item, ItemState.ACTIVE, reason="恢复", by=CENTRE, at=AT)


def test_a_confirmation_may_not_borrow_the_clock_of_the_licensing_law():
    item = an_item(task_type="7")
    edition = draft(item, by=EDITOR, at=AT)
    limit = {"amount": 20, "unit": "working_day", "basis": "行政许可法", "rule": "xk.decision"}
    edition = edit(edition, {"statutory": limit}, seen=edition.digest, by=EDITOR, at=AT)
    with pytest.raises(Contradictory, match="不得套用行政许可法"):
        submit(edition, by=EDITOR, at=AT)


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        (
            {
                "statutory": {"amount": 5, "unit": "working_day", "basis": "x"},
                "promised": {"amount": 6, "unit": "working_day"},
            },
            "不得长于",
        ),
        ({"handling": "immediate", "promised": {"amount": 6, "unit": "working_day"}}, "即办件"),
        ({"charged": False, "fees": [{"name": "a", "basis": "b", "rate": "c"}]}, "不收费"),
        ({"special_procedures": [{"kind": "领导出差", "basis": ""}]}, "法律依据"),
        ({"inspection": {"required": True, "staff": 1}}, "两名"),
        ({"public_safety": {"applies": True}}, "应写明依据"),
        ({"materials": [{"code": "M1", "name": "a"}, {"code": "M1", "name": "b"}]}, "重复"),
    ],
)
def test_what_contradicts_itself_is_not_submitted(elements, message):
    edition = draft(an_item(), by=EDITOR, at=AT)
    edition = edit(edition, elements, seen=edition.digest, by=EDITOR, at=AT)
    with pytest.raises(Contradictory, match=message):
        submit(edition, by=EDITOR, at=AT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_edition_is_complete(path):
    shipped = composed(yaml.safe_load(path.read_text()), SHARED)
    check_conditions(parse(shipped.form_schema))
    basic = {"code": "c", "name": "n", "kind": "20", "organ_code": "o", "organ_name": "o"}
    document = codec.read({**basic, **shipped.elements})
    assert missing(document) == []
    spent = sum(step.days or 0 for step in document.steps)
    if document.promised.unit is Unit.WORKING_DAY:
        assert spent <= (document.promised.amount or 0)


def test_the_shipped_editions_are_published_through_the_actions_and_again_without_change(capsys):
    csv = (SHIPPED / "guangan/items.csv").read_bytes()
    apply_import(begin_import("items.csv", csv, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    call_command("load_editions")
    live = [edition.document for edition in Edition.objects.filter(state="published")]
    assert len(live) == len(FILES) >= 15
    assert sum(one.handling is Handling.IMMEDIATE for one in live) >= 4
    assert {Kind.LICENCE, Kind.CONFIRMATION, Kind.PAYMENT, Kind.SERVICE, Kind.ADJUDICATION} <= {
        one.kind for one in live
    }
    for wanted in (
        lambda d: d.quantity.limited,
        lambda d: d.renewal.of,
        lambda d: d.hearing.required,
        lambda d: d.no_decision,
        lambda d: d.inspection.required and d.special_procedures,
    ):
        assert any(wanted(one) for one in live)
    assert all(
        not rule.startswith("xk.")
        for d in live
        if d.kind is not Kind.LICENCE
        for rule in (d.statutory.rule, d.supplement_rule, d.delivery_rule)
    )
    call_command("load_editions")
    assert Edition.objects.count() == len(FILES)


@pytest.mark.req("ITM-06")
def test_an_item_is_closed_until_nothing_is_missing_and_the_board_says_what():
    item = an_item()
    assert "设定依据" in missing_names(item)
    shipped = composed(yaml.safe_load(FILES[0].read_text()), SHARED)
    edition = published(item, **{**shipped.elements, "basis": [], "organ_code": "organ-1"})
    names = missing_names(edition.item)
    assert "设定依据" in names
    assert "表单尚未发布" in names
    assert "受理条件" not in names
    assert not Item.objects.get().open_for_application
    assert Owed.objects.filter(organ_name=item.organ_name, element="basis").count() == 1


def test_an_item_is_not_sent_on_with_a_flow_that_never_decides():
    """The engine ends it, the case would stay in handling: no step is left to decide at."""
    diagram = drawing.blank("never", "只审查不决定")
    publish_flow("never", diagram, by=SYSTEM, at=AT)
    edition = draft(an_item(), by=EDITOR, at=AT)
    edition = edit(
        edition, {"flow": {"code": "never", "digest": ""}}, seen=edition.digest, by=EDITOR, at=AT
    )
    with pytest.raises(Contradictory) as caught:
        submit(edition, by=EDITOR, at=AT)
    assert "只审查不决定" in caught.value.message
    assert "没有经过“决定”" in caught.value.message
