"""One rating for one service event: by whom, once, anonymous, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from zhengwu.cases import actions as cases
from zhengwu.cases.tests.factories import application, at
from zhengwu.evaluation import actions, queries
from zhengwu.evaluation.actions import EVALUATOR, Given, Served, Source
from zhengwu.evaluation.enums import Channel, Scene, Standing, Suspicion
from zhengwu.evaluation.models import FollowUp, Rating, Service
from zhengwu.evaluation.reactions import served_case, served_ticket
from zhengwu.evaluation.rules import refusals
from zhengwu.evaluation.tests.factories import rated, served
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


def test_one_rating_for_one_service_event_and_no_default(world):
    one = served(world, at(17))
    with pytest.raises(refusals.LevelMissing):
        rated(one, 0, at(17, 11))
    assert not Rating.objects.filter(service=one).exists()
    row = rated(one, 2, at(17, 11), reasons=["clear", "clear", "bogus"], text="很好")
    assert (row.level, row.reasons, row.standing) == (2, ["clear"], Standing.COUNTED)
    with pytest.raises(refusals.AlreadyRated):
        rated(one, 1, at(17, 12), channel=Channel.WEB)
    # The same visit told twice is one event; the next visit is another.
    again = served(world, at(17), subject=one.subject)
    assert again.pk == one.pk
    assert served(world, at(17)).pk != one.pk


def test_the_token_is_nowhere_stored_and_opens_only_its_event(world):
    one, other = served(world, at(17)), served(world, at(17))
    assert queries.service_of(one.token) == one
    assert one.token != other.token
    assert queries.service_of(one.token[:-1] + "0") in (None, one)
    assert queries.service_of("") is None
    table = Service.objects.filter(pk=one.pk).values()[0]
    assert one.token not in {str(value) for value in table.values()}
    entries = Entry.objects.filter(object_id=str(one.pk)).values_list("canonical", flat=True)
    assert all(one.token not in text for text in entries)


def test_the_invitation_ends(world):
    one = served(world, at(1))
    with pytest.raises(refusals.TooLate):
        rated(one, 1, one.closes_at)
    assert rated(one, 1, one.closes_at - timedelta(seconds=1))


def test_nobody_rates_for_the_citizen(world):
    one = served(world, at(17))
    given = Given(level=1, channel=Channel.TERMINAL)
    with pytest.raises(refusals.StaffMayNotRate):
        actions.rate(one, given, source=Source(), by=world.clerk, at=at(17))
    refused = Entry.objects.get(object_id=str(one.pk), code="journal.attempt.refused")
    assert refused.payload["refusal"] == "staff_may_not_rate"
    by_phone = Given(level=1, channel=Channel.PHONE)
    with pytest.raises(NotPermitted):
        actions.rate(one, by_phone, source=Source(), by=world.clerk, at=at(17))
    with pytest.raises(NotPermitted):  # a visitor cannot pretend a telephone call
        actions.rate(one, by_phone, source=Source(), by=EVALUATOR, at=at(17))
    row = actions.rate(one, by_phone, source=Source(), by=world.quality, at=at(17))
    assert row.channel == Channel.PHONE


def test_a_rating_stays_as_it_was_given(world):
    row = rated(served(world, at(17)), 5, at(17), text="没有人")
    for statement in (
        "UPDATE evaluation_rating SET level = 1",
        "UPDATE evaluation_rating SET text = ''",
        "DELETE FROM evaluation_rating",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    row.refresh_from_db()
    assert (row.level, row.text) == (5, "没有人")


def test_a_word_is_added_once_and_makes_it_final(world):
    one = served(world, at(17))
    row = rated(one, 2, at(17))
    assert not row.final(at(18))
    with pytest.raises(refusals.Missing):
        actions.append(one, text="  ", by=EVALUATOR, at=at(18))
    row = actions.append(one, text="后来又来了一趟", by=EVALUATOR, at=at(18))
    assert (row.final(at(18)), row.times) == (True, 2)
    with pytest.raises(refusals.AlreadyAppended):
        actions.append(one, text="再补一句", by=EVALUATOR, at=at(18))
    late = served(world, at(1))
    row = rated(late, 2, at(1))
    with pytest.raises(refusals.TooLate):
        actions.append(late, text="晚了", by=EVALUATOR, at=row.final_at)


def test_no_entry_says_who_rated(world):
    evaluator = f"person:{world.account.person_id}"
    one = served(world, at(17), evaluator=evaluator)
    rated(one, 4, at(17), phone="13812345678")
    entries = Entry.objects.filter(code__startswith="evaluation.")
    texts = entries.values_list("canonical", "actor_id")
    for text, actor in texts:
        assert str(world.account.person_id) not in text
        assert world.account.person.name not in text
        assert "13812345678" not in text
        assert actor in ("", "system")


def test_many_from_one_device_are_set_aside_together_and_none_is_lost(world):
    source = Source(device="d1")
    rows = [
        rated(served(world, at(17)), 1, at(17, 10, minute), source=source) for minute in range(6)
    ]
    assert [row.standing for row in rows] == [Standing.COUNTED] * 5 + [Standing.ASIDE]
    deliver_all()
    aside = Rating.objects.filter(device="d1", standing=Standing.ASIDE)
    assert aside.count() == 6
    assert aside.first().evidence[0]["kind"] == Suspicion.DEVICE
    row = actions.weigh(
        rows[0], counts=True, reason="同一家庭一起办事", by=world.quality, at=at(18)
    )
    assert row.standing == Standing.COUNTED
    with pytest.raises(refusals.Missing):
        actions.weigh(rows[1], counts=False, reason="", by=world.quality, at=at(18))
    with pytest.raises(NotPermitted):
        actions.weigh(rows[1], counts=False, reason="不好", by=world.clerk, at=at(18))
    row = actions.weigh(rows[1], counts=False, reason="雇人刷评", by=world.quality, at=at(18))
    assert (row.standing, row.level) == (Standing.VOID, 1)
    later = rated(served(world, at(18)), 1, at(18), source=source)
    assert later.standing == Standing.COUNTED  # the next day it is a device like any


def test_ones_own_matter_is_no_praise_and_a_bad_one_in_a_burst_is_still_followed_up(world):
    own = served(world, at(17), staff_id=world.clerk.id)
    staff = type(world.office.people.cast("clerk")).objects.get(pk=world.clerk.id)
    if staff.phone:
        row = rated(own, 1, at(17), phone=staff.phone)
        assert [one["kind"] for one in row.evidence] == [Suspicion.OWN]
    source = Source(network="n1")
    for _ in range(21):
        row = rated(served(world, at(17)), 5, at(17, 15), source=source)
    assert row.standing == Standing.ASIDE
    assert FollowUp.objects.filter(rating=row).exists()


def test_rates_count_what_counts(world):
    organ = world.clerk.organ_code
    day = at(17).date()
    before = next((one for one in queries.rates((day, day), "unit") if one.key == organ), None)
    assert before is None
    for level in (1, 1, 2, 4):
        rated(served(world, at(17), item_code="I1"), level, at(17))
    void = rated(served(world, at(17), item_code="I1"), 1, at(17))
    actions.set_aside(void, [], by=SYSTEM, at=at(17))
    served(world, at(17))  # nobody rates it
    (unit,) = queries.rates((day, day), "unit")
    assert (unit.key, unit.total, unit.negative, unit.rate, unit.invited) == (organ, 4, 1, 75.0, 6)
    (item,) = queries.rates((day, day), "item")
    assert (item.key, item.total) == ("I1", 4)
    (person,) = queries.rates((day, day), "staff")
    assert (person.key, person.name) == (world.clerk.id, world.clerk.name)
    (channel,) = queries.rates((day, day), "channel")
    assert (channel.key, channel.name) == ("qr", "二维码")
    assert queries.rates((day, day), "unit", final_at=at(18)) == []
    (month,) = queries.by_month((day, day))
    assert (month.key, month.total) == ("2026-09", 4)
    figures = queries.followup_figures((day, day))
    assert (figures.opened, figures.contacted, figures.contact_rate) == (1, 0, 0.0)


def test_a_completed_case_invites_its_applicant_once(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    case.completed_at = at(18)
    served_ = served_case(case)
    assert (served_.scene, served_.number) == (Scene.ON_SITE, case.matter.number)
    assert served_.evaluator == case.applicant_key
    one = actions.offer(served_, by=SYSTEM, at=at(18))
    deliver_all()
    assert actions.offer(served_, by=SYSTEM, at=at(19)).pk == one.pk
    from zhengwu.notices.models import Message

    told = Message.objects.get(dedupe=f"rate/{one.pk}")
    assert one.token in told.link
    with pytest.raises(NotPermitted):
        actions.offer(served_, by=world.clerk, at=at(18))


def test_a_served_ticket_is_read_by_its_words_only(world):
    payload = {
        "ticket": "T1", "number": "A012", "window": "w1", "organ": world.clerk.organ_code,
        "staff": world.clerk.id, "staff_name": world.clerk.name, "queue_name": "综合受理",
        "item": "",
    }  # fmt: skip
    one = served_ticket(payload, "x", at(17))
    assert isinstance(one, Served)
    assert (one.number, one.evaluator, one.scene) == ("A012", "", Scene.ON_SITE)


def test_a_visit_with_a_case_done_on_the_spot_is_rated_once(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    case.completed_at = at(17, 11)
    one = actions.offer(served_case(case), by=SYSTEM, at=at(17, 11))
    assert queries.on_site_case(case.matter.number) == one
    assert queries.on_site_case("") is None
    shown = actions.show_at(one, window_id="W-1", by=SYSTEM, at=at(17, 11, 5))
    assert shown.window_id == "W-1"
    again = actions.show_at(one, window_id="W-1", by=SYSTEM, at=at(17, 11, 5))
    entries = Entry.objects.filter(object_id=str(one.pk), code="evaluation.service.placed")
    assert (again.pk, entries.count()) == (one.pk, 1)
