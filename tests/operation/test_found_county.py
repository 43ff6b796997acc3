"""A real county is founded from one file, whole or not at all, and its three officers sign in."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from stdnum.cn import ric

from zhengwu.clock.models import Rule
from zhengwu.flow.models import Version
from zhengwu.identity.models import Account
from zhengwu.kernel import yaml
from zhengwu.org.models import Officer, Organ

pytestmark = pytest.mark.django_db


def _numbers() -> list[str]:
    bodies = ["51160219800101001", "51160219810101001", "51160219820101001"]
    return [body + ric.calc_check_digit(body + "0") for body in bodies]


def _plan() -> dict[str, Any]:
    out = StringIO()
    call_command("found_county", "--example", stdout=out)
    plan: dict[str, Any] = yaml.safe_load(out.getvalue())
    for officer, number in zip(plan["officers"].values(), _numbers(), strict=True):
        officer["id_number"] = number
    return plan


def _found(plan: dict[str, Any], folder: Path) -> str:
    file = folder / "county.yaml"
    file.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    out = StringIO()
    call_command("found_county", str(file), stdout=out)
    return out.getvalue()


def test_three_officers_get_accounts_that_must_change_their_password(tmp_path: Path) -> None:
    said = _found(_plan(), tmp_path)
    assert set(Officer.objects.values_list("duty", flat=True)) == {
        "system_admin", "security_admin", "auditor",
    }  # fmt: skip
    accounts = list(Account.objects.order_by("username"))
    assert [one.username for one in accounts] == ["lisi-anquan", "wangwu", "zhangsan"]
    assert all(one.must_change_password for one in accounts)
    line = next(line for line in said.splitlines() if "zhangsan" in line)
    assert Account.objects.get(username="zhangsan").check_password(line.split()[-1])


def test_law_and_flows_are_there(tmp_path: Path) -> None:
    _found(_plan(), tmp_path)
    assert Rule.objects.exists()
    assert Version.objects.exists()


def test_a_second_time_is_refused(tmp_path: Path) -> None:
    _found(_plan(), tmp_path)
    with pytest.raises(CommandError, match="已经有单位"):
        _found(_plan(), tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plan: plan.update(region="999999000000"),
        lambda plan: plan["officers"]["auditor"].update(id_number=""),
        lambda plan: plan["officers"]["auditor"].update(
            id_number=plan["officers"]["system_admin"]["id_number"]
        ),
        lambda plan: plan.pop("centre"),
        lambda plan: plan.update(officers=["张三"]),
    ],
)
def test_a_faulty_file_leaves_nothing(spoil: Any, tmp_path: Path) -> None:
    plan = _plan()
    spoil(plan)
    with pytest.raises(CommandError):
        _found(plan, tmp_path)
    assert not Organ.objects.exists()
    assert not Account.objects.exists()
