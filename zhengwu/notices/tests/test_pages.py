"""The inboxes open for their owners and for nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse

from zhengwu.kernel.actors import Actor, ActorKind, Assurance
from zhengwu.notices.tests.test_notices import CITIZEN, outbox, told  # noqa: F401

pytestmark = pytest.mark.django_db

STAFF = Actor(
    kind=ActorKind.STAFF,
    id="s1",
    assurance=Assurance.SECOND_FACTOR,
    duties=frozenset({"system_admin@X"}),
)


def page(actor, name, *args, **headers):
    address = reverse(name, args=args)
    request = RequestFactory().get(address, **headers)
    request.actor, request.session, request.user = actor, {}, AnonymousUser()
    match = resolve(address)
    return match.func(request, *match.args, **match.kwargs)


def test_the_inbox_shows_and_opens_a_message():
    message = told()
    assert "申请已受理" in page(CITIZEN, "notices_citizen:inbox").content.decode()
    opened = page(CITIZEN, "notices_citizen:message", message.pk)
    assert "您的申请已受理" in opened.content.decode()
    message.refresh_from_db()
    assert message.read_at is not None


def test_somebody_elses_message_does_not_exist():
    from django.http import Http404

    message = told()
    with pytest.raises(Http404):
        page(Actor(kind=ActorKind.CITIZEN, id="p9"), "notices_citizen:message", message.pk)


def test_the_bell_answers_304_while_nothing_is_new():
    first = page(STAFF, "notices_staff:bell")
    again = page(STAFF, "notices_staff:bell", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (first.status_code, again.status_code) == (200, 304)


def test_unsent_messages_are_listed_without_their_words():
    from zhengwu.journal.actions import deliver_all
    from zhengwu.notices.actions import Address

    told(to=Address("person", "p1", phone="12345"))
    deliver_all()
    text = page(STAFF, "notices_staff:unsent").content.decode()
    assert "不是手机号码" in text
    assert "您的申请已受理" not in text
    assert "12345" not in text
