"""`demo_cast`: the logins of the demonstration's cast, with the codes of this moment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tools.county.cast import PASSWORD, code_of, roles
from zhengwu.kernel.time import now


class Command(BaseCommand):
    """A table: sign-in name, person, current code, what to try."""

    help = "print the logins of the cast"

    def handle(self, *_: Any, **__: Any) -> None:
        """Codes change every 30 seconds; the page /demo/ shows them live."""
        at = now()
        self.stdout.write(f"  密码都是 {PASSWORD} ；动态口令每 30 秒更换，也可以在 /demo/ 页面查看")
        for role in roles():
            code = code_of(role, at) or "——"
            where = "工作人员" if role.face == "staff" else "群众企业"
            self.stdout.write(f"  {where}  {role.username:<16}{code:<8}{role.name}  {role.what}")
