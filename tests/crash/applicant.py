"""Who applies without end over the machine interface: `python -m tests.crash.applicant PLAN.json`.

Knows nothing of the program. What breaks off is sent again, as any client does; a number is printed
once it was answered: acknowledged.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any


class Applicant:
    """One client with its token, at one item in one person's name."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan

    def ask(self, method: str, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """The answer; asked again until there is one."""
        while True:
            link = http.client.HTTPConnection("127.0.0.1", self.plan["port"], timeout=20)
            try:
                link.request(
                    method, path, json.dumps(content),
                    {"Authorization": f"Bearer {self.plan['token']}", "Host": "localhost",
                     "Content-Type": "application/json"},
                )  # fmt: skip
                answer = link.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            finally:
                link.close()
            if answer.status < 300:
                found: dict[str, Any] = json.loads(text)
                return found
            # Busy or begun twice: told so, tried again. Everything else is a fault of the test's.
            if answer.status not in (404, 409, 429, 500, 502, 503):
                raise SystemExit(f"{answer.status} {text.decode(errors='replace')[:500]}")
            print(f"# {answer.status}", flush=True)
            time.sleep(0.05)

    def apply(self) -> str:
        """One application from beginning to receipt; its number."""
        plan = self.plan
        draft = self.ask(
            "POST", "/api/drafts",
            {"item": plan["item"], "applicant": plan["applicant"], "answers": plan["answers"]},
        )  # fmt: skip
        case = self.ask("POST", f"/api/drafts/{draft['id']}/submit", {"truth_declared": True})
        return f"{draft['id']} {case['number']}"


if __name__ == "__main__":
    one = Applicant(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    while True:
        print(one.apply(), flush=True)
