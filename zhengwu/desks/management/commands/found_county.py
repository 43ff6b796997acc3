"""`found_county FILE`: the first organs and the three officers of a real county, once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from zhengwu.identity.actions import create_staff_account
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org import actions as org
from zhengwu.org.enums import OFFICER_DUTIES, Duty, OrganKind, StaffKind
from zhengwu.org.models import Organ, Region

EXAMPLE = Path(__file__).with_name("county.yaml")


def _require_empty() -> None:
    try:
        if Organ.objects.exists():
            raise CommandError("这里已经有单位了，不能再次建立区县")
    except DatabaseError as fault:
        raise CommandError(f"数据库还没有准备好，先运行 ./run manage migrate（{fault}）") from fault


def _require_numbers(plan: dict[str, Any]) -> None:
    """All three at once, by the names that stand in the file."""
    without = [
        f"officers.{duty}（{one.get('name', '')}）"
        for duty, one in plan["officers"].items()
        if not str(one.get("id_number") or "").strip()
    ]
    if without:
        raise CommandError(f"请在文件里填写这些人的身份证号码 id_number：{'、'.join(without)}")


class Command(BaseCommand):
    """Everybody else is entered by these three on the pages, each in their own duty."""

    help = "建立正式运行的区县：区划、政府、政务服务中心、三员账号；--example 打印样例文件"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, or `--example` to see one."""
        parser.add_argument("file", nargs="?", default="")
        parser.add_argument("--example", action="store_true")

    def handle(self, *_: Any, file: str, example: bool, **__: Any) -> None:
        """All or nothing; refuses where a county stands already."""
        if example or not file:
            self.stdout.write(EXAMPLE.read_text(encoding="utf-8"), ending="")
            return
        _require_empty()
        try:
            plan = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
            _require_numbers(plan)
            call_command("load_law", stdout=StringIO())
            with transaction.atomic():
                lines = list(self._found(plan, Path(file).parent))
        except (OSError, yaml.YAMLError) as fault:
            raise CommandError(f"读不了 {file}：{fault}") from fault
        except (AttributeError, TypeError) as fault:
            words = f"{file} 的写法不对，请对照 --example 打印的样例（{fault}）"
            raise CommandError(words) from fault
        except KeyError as missing:
            raise CommandError(f"{file} 缺少“{missing.args[0]}”") from missing
        except Refusal as refusal:
            words = "；".join(word for each in refusal.fields.values() for word in each)
            raise CommandError(words or refusal.message) from refusal
        call_command("load_flows", stdout=StringIO())
        call_command("load_probes", stdout=StringIO())
        call_command("load_schemes", stdout=StringIO())
        call_command("load_dictionary", stdout=StringIO())
        self.stdout.write("\n".join(lines))

    def _found(self, plan: dict[str, Any], folder: Path) -> list[str]:
        acts: dict[str, Any] = {"by": SYSTEM, "at": now()}
        regions = plan.get("regions") or {}
        shipped = not regions.get("file")
        org.import_regions(
            org.shipped_list() if shipped else (folder / regions["file"]).read_text("utf-8"),
            as_of=regions.get("as_of") or local_day(acts["at"]),
            source=regions.get("source") or "统计用区划代码 2023",
            **acts,
        )
        region = Region.objects.filter(pk=str(plan["region"])).first()
        if region is None:
            raise CommandError(f"区划名单里没有 {plan['region']}")
        government = org.found_organ(
            kind=OrganKind.GOVERNMENT, region=region, position=1, **plan["government"], **acts
        )
        centre = org.found_organ(
            kind=OrganKind.CENTRE, region=region, parent=government, position=2,
            **plan["centre"], **acts,
        )  # fmt: skip
        return [
            "请当面交给本人；初始密码只显示这一次，首次登录须更换并绑定动态口令：",
            *(
                self._officer(duty, plan["officers"][duty.value], centre, acts)
                for duty in sorted(OFFICER_DUTIES)
            ),
            "文件里有身份证号码，用完请删除。",
        ]

    def _officer(self, duty: Duty, one: dict[str, Any], organ: Organ, acts: dict[str, Any]) -> str:
        staff = org.found_staff(
            str(one["number"]), name=one["name"], organ=organ, kind=StaffKind.CENTRE_MANAGEMENT,
            id_number=str(one["id_number"]), **acts,
        )  # fmt: skip
        org.appoint_officer(staff, duty, organ=organ, since=local_day(acts["at"]), **acts)
        made = create_staff_account(staff, username=one["username"], **acts)
        return f"  {duty.label}  {staff.name}  登录名 {made.account.username}  {made.password}"
