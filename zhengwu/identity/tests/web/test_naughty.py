"""The naughty strings in every field: refused or kept, never a server error, never run."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from django.test import Client

from zhengwu.identity.models import Person
from zhengwu.identity.rules.numbers import is_person_name, tidy_name
from zhengwu.identity.tests.factories import id_number, make_citizen, sign_in
from zhengwu.identity.tests.web.test_staff import desk

_ROOT = Path(os.environ.get("ZHENGWU_SHARED", Path(__file__).resolve().parents[4] / "../shared"))
_FOLDER = _ROOT / "data" / "attack_strings" / "blns"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not _FOLDER.is_dir(), reason="the list of strings is not on this machine"),
]


def strings() -> list[str]:
    """Every string of the list, however the folder keeps it."""
    found: list[str] = []
    for path in sorted(_FOLDER.rglob("*")):
        if path.suffix == ".txt":
            lines = path.read_text("utf-8", errors="replace").splitlines()
            found += [line for line in lines if line and not line.startswith("#")]
    decoded = [base64.b64encode(text.encode()).decode() for text in found[:3]]
    return found + decoded


def test_every_text_field_of_a_citizen() -> None:
    client = Client()
    sign_in(client, make_citizen())
    # Every form of the product meets the list in tests/journeys/test_naughty.py, too.
    for place, text in enumerate(strings()[::3]):
        forms = {
            "/account/firms/new/": {"name": text, "uscc": text, "legal_representative": text},
            "/account/mandates/new/": dict.fromkeys(
                ("principal", "agent_name", "agent_number", "valid_from", "valid_to", "items"), text
            ),
        }
        if place % 5 == 0:
            forms["/account/phone/"] = {"phone": text}
            forms["/account/act-as/"] = {"behalf": text, "next": text}
        for path, values in forms.items():
            response = client.post(path, values)
            assert response.status_code in {302, 400, 404, 422}, (path, text)
            assert "<script>alert" not in response.content.decode()


def test_every_text_field_of_the_counter() -> None:
    client, account = desk("window_clerk"), make_citizen("declared")
    for text in strings()[::15]:
        names = ("name", "id_kind", "id_number", "username", "uscc", "firm_name", "agent_name")
        values = dict.fromkeys((*names, "agent_number", "reason", "valid_from", "valid_to"), text)
        for path in ("", "firm/", "mandate/", f"{account.pk}/"):
            response = client.post(f"/desk/verification/{path}", values | {"answer": "yes"})
            assert response.status_code in {200, 302, 400, 422}, (path, text)


def test_sign_in_with_nonsense() -> None:
    for text in strings()[::25]:
        response = Client().post("/sign-in/", {"username": text, "password": text, "next": text})
        assert response.status_code in {400, 422, 429}, text


def test_names_are_kept_as_they_are_and_shown_escaped() -> None:
    names = [name for name in map(tidy_name, strings()) if is_person_name(name)]
    assert len(names) > 50
    for name in names[::5]:
        account = make_citizen("declared", name=name)
        assert Person.objects.get(pk=account.person_id).name == name
        client = Client()
        sign_in(client, account)
        page = client.get("/account/")
        assert page.status_code == 200
        assert "<script>" not in page.content.decode().replace('<script src="', "")


@pytest.mark.parametrize(
    "name", ["𠮷田·买买提", "㛃", "龘𪚥", "阿卜杜热合曼·麦麦提艾力·" + "图" * 30]
)
def test_rare_characters_survive(name: str) -> None:
    account = make_citizen("declared", name=name, number=id_number())
    client = Client()
    sign_in(client, account)
    assert name in client.get("/account/").content.decode()
