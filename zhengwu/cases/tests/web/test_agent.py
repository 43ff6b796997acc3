"""A village agent applies for a villager: identity seen, letter scanned, the same pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.rules.checks import MandateMissing
from zhengwu.cases.tests.factories import application, as_staff
from zhengwu.cases.tests.web.test_citizen import PNG, fill_in, hand_in
from zhengwu.identity.models import Mandate
from zhengwu.identity.tests.factories import id_number, make_staff_account, sign_in
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(world, client):
    """The agent of a township, at the desk."""
    sign_in(client, make_staff_account(Staff.objects.get(pk=world.agent.id)))
    return client


def letter(world, **more):
    """What the agent types."""
    return {
        "item": world.editions["shop"].item.code,
        "name": "何桂芳",
        "number": id_number(77, born="19520304"),
        "phone": "13800138111",
        "seen": "1",
        "agent_number": id_number(78, born="19850304"),
        "valid_to": (local_day(now()) + timedelta(days=30)).isoformat(),
        "scan": SimpleUploadedFile("委托书.png", PNG),
        **more,
    }


@pytest.mark.req("CASE-43")
def test_the_agent_applies_by_a_signed_letter_and_follows_the_case(world, agent):
    answer = agent.post(reverse("cases_staff:agent_new"), letter(world))
    assert answer.status_code == 302, answer.content.decode()
    draft = Draft.objects.latest("saved_at")
    assert draft.channel == Channel.AGENT
    assert draft.person.name == "何桂芳"
    situation = reverse("cases_citizen:situation", args=[draft.pk])
    told = {"s.matter": "new", "s.place": "rent", "s.permit": "no"}  # the guide asks first
    assert agent.post(situation, told).url == situation
    fill_in(agent, world, draft, "shop")
    sent = hand_in(agent, draft)
    case = Case.objects.get(draft=draft)
    assert sent.url == reverse("cases_citizen:receipt", args=[case.matter.number])
    assert case.agent_id == world.agent.id
    assert agent.get(sent.url).status_code == 200
    assert agent.get(reverse("cases_citizen:case", args=[case.matter.number])).status_code == 200
    assert case.matter.number in agent.get(reverse("cases_staff:agent")).content.decode()
    again = agent.post(reverse("cases_staff:agent_new"), letter(world, scan="", valid_to=""))
    assert again.status_code == 302  # the letter of before still covers the item
    assert Mandate.objects.filter(principal=case.person).count() == 1


def test_two_agents_of_one_name_do_not_share_a_letter(world, agent, client):
    agent.post(reverse("cases_staff:agent_new"), letter(world))
    mandate = Mandate.objects.get(principal__name="何桂芳")
    assert mandate.agent_staff_id == world.agent.id
    mine = Staff.objects.get(pk=world.agent.id)
    other = world.people.agents[1]
    Staff.objects.filter(pk=other.pk).update(name=mine.name)
    sign_in(client, make_staff_account(Staff.objects.get(pk=other.pk)))
    again = client.post(reverse("cases_staff:agent_new"), letter(world, scan="", valid_to=""))
    assert again.status_code == 422
    assert "授权委托书" in again.content.decode()
    person = mandate.principal
    asked = application(world, "nurse", person=person, channel=Channel.AGENT, mandate=mandate)
    namesake = as_staff(Staff.objects.get(pk=other.pk))
    with pytest.raises(MandateMissing):
        cases.receive(asked, by=namesake, at=now())


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("seen", "当面核对"), ("scan", "授权委托书"), ("valid_to", "有效到哪一天"),
        ("item", "请选择要办的事项"), ("number", "号码有误"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_and_nothing_typed_is_lost(world, agent, missing, said):
    answer = agent.post(reverse("cases_staff:agent_new"), letter(world, **{missing: ""}))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert 'value="何桂芳"' in shown
    assert not Draft.objects.exists()


def test_only_agents_come_here(world, client):
    sign_in(client, world.account)
    assert client.get(reverse("cases_staff:agent")).status_code == 404
