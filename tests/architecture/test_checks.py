"""The architecture checks themselves: each finds what it is there to find."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from tools import anatomy, doors, hosts, literals, relations, routes, tree
from zhengwu.web.access import access, anyone


def test_order_of_rooms_is_the_order_of_settings() -> None:
    from django.conf import settings

    height = tree.ranks()
    assert height["kernel"] == 0
    assert height["desks"] == max(height.values())
    heights = [height[name] for name in settings.DOMAINS]
    assert heights == sorted(heights)
    assert {room.name for room in tree.rooms()} <= set(height)


@pytest.mark.parametrize(
    ("importer", "imported", "wrong"),
    [
        ("zhengwu.cases.actions.accept", "zhengwu.clock.actions", ""),
        ("zhengwu.cases.actions.accept", "zhengwu.clock.rules", ""),
        ("zhengwu.cases.actions", "zhengwu.kernel.ids", ""),
        ("zhengwu.cases.web.staff.views", "zhengwu.web.access", ""),
        ("zhengwu.cases.tests.factories", "zhengwu.flow.tests.factories", ""),
        ("zhengwu.cases.actions", "zhengwu.flow.rules", "not a door of flow"),
        ("zhengwu.cases.actions", "zhengwu.flow.jobs", "not a door of flow"),
        ("zhengwu.cases.actions", "zhengwu.flow.web.staff.views", "not a door of flow"),
        ("zhengwu.cases.actions", "zhengwu.flow.tests.factories", "imports tests"),
        ("zhengwu.supervision.reactions", "zhengwu.journal.registry", ""),
        ("zhengwu.supervision.reactions", "zhengwu.cases.models", "watches the foundations"),
        ("zhengwu.audit.reactions", "zhengwu.catalogue.models", "watches the foundations"),
    ],
)
def test_front_doors(importer: str, imported: str, wrong: str) -> None:
    found = doors.judge(importer, imported)
    assert (wrong in found) if wrong else (found == "")


@pytest.mark.parametrize(
    ("owner", "target", "wrong"),
    [
        ("cases", "matters", ""),
        ("cases", "cases", ""),
        ("flow", "cases", "cases is above flow"),
        ("documents", "forms", "forms and documents do not know each other"),
        ("cases", "journal", "no key points into journal"),
        ("cases", "contenttypes", ""),
    ],
)
def test_keys_point_downward(owner: str, target: str, wrong: str) -> None:
    assert relations.judge(owner, target) == wrong


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("x = timedelta(days=20)", 1),
        ("x = timedelta(days=-5)", 1),
        ("x = timedelta(weeks=2)", 1),
        ("x = timedelta(days=1)", 0),
        ("supplement_days = 5", 1),
        ("LIMIT_DAYS: int = 20", 1),
        ("self.promised_days = 3", 1),
        ("start(case, working_days=20)", 1),
        ("def f(a, due_days=20): ...", 1),
        ("def f(*, due_days=20, other=3): ...", 1),
        ("x = timedelta(days=amount)", 0),
        ("x = timedelta(seconds=30)", 0),
        ("keep_days = 30  # not law: log files of the installation", 0),
    ],
)
def test_numbers_of_days_are_found(code: str, count: int) -> None:
    assert len(list(literals.found_in(code))) == count


def test_hosts_and_paths_are_found() -> None:
    host = "https://files." + "pythonhosted" + ".org/packages/x.whl"
    lines = [host, "/" + "root/.cache/x", "/" + "home/li/x", "https://example.com/home/", "/tmp/x"]
    assert [line for line, _ in hosts.found_in("\n".join(lines))] == [1, 2, 3]


@access(anyone)
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("a/", guarded), path("b/", unguarded)]


@override_settings(ROOT_URLCONF=__name__)
def test_route_without_rule_is_named() -> None:
    found = list(routes.violations())
    assert len(found) == 1
    assert found[0].startswith("/b/:")


@pytest.mark.parametrize(
    ("auth", "callbacks", "rule"),
    [
        (None, [], "public"),
        ("unset", [], ""),
        ("set", [SimpleNamespace()], "SimpleNamespace"),
    ],
)
def test_machine_route_without_authentication_is_named(
    auth: str | None, callbacks: list[object], rule: str
) -> None:
    operation = SimpleNamespace(
        auth_callbacks=callbacks, auth_param=auth, methods=["GET"], view_func=unguarded
    )
    found = list(routes._machine("/api/x", SimpleNamespace(operations=[operation])))
    assert [route.rule for route in found] == [rule]


def _room(folder: Path, *names: str) -> Path:
    room = folder / "zhengwu" / "samples"
    for name in ("__init__.py", *names):
        path = room / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('"""A room for the check, with its words."""\n')
    return room


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("actions/accept.py", ""),
        ("web/citizen/views.py", ""),
        ("machine/api.py", ""),
        ("helpers.py", "no such module"),
        ("services/x.py", "no such folder"),
        ("web/common.py", "faces"),
        ("web/citizen/mixins.py", "a face consists of"),
        ("machine/client.py", "machine/ holds"),
    ],
)
def test_anatomy(name: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    found = list(anatomy._domain(_room(tmp_path, "models.py", name)))
    assert (len(found) == 1 and wrong in found[0]) if wrong else (found == [])


def test_empty_room_and_long_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    room = _room(tmp_path, "apps.py")
    assert any("an empty package" in line for line in anatomy._empty(room))
    long = room / "rules.py"
    long.write_text("x = 1\n" * 501)
    assert any("501 lines" in line for line in anatomy._sizes(long))
    long.write_text("def f():\n" + "    x = 1\n" * 41)
    assert any("41 statements" in line for line in anatomy._sizes(long))
    long.write_text("def f():\n" + "    x = 1\n" * 40)
    assert list(anatomy._sizes(long)) == []
