"""The besieged processes of the journal's test: `python -m tests.crash.load writer|worker NAME`.

Both know one reaction more than the product has: whatever is opened gets closed. Closing is an act
with an entry of its own, so a consequence that happened twice would be seen.
"""

from __future__ import annotations

import itertools
import os
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from zhengwu.journal.models import Entry  # noqa: E402
from zhengwu.journal.registry import reaction  # noqa: E402
from zhengwu.kernel.actors import SYSTEM  # noqa: E402
from zhengwu.kernel.time import now  # noqa: E402
from zhengwu.matters.actions import close, open_matter  # noqa: E402
from zhengwu.matters.events import MatterOpened  # noqa: E402
from zhengwu.matters.models import Matter  # noqa: E402


@reaction(MatterOpened, name="crash.close")
def _close(entry: Entry) -> None:
    matter = Matter.objects.get(pk=entry.object_id)
    close(matter, by=SYSTEM, at=now())


def write(name: str) -> None:
    """Open matters without end; a number is printed once it is committed: acknowledged."""
    for place in itertools.count():
        number = f"{name}-{os.getpid()}-{place}"
        open_matter(
            kind="crash", number=number, title="压力", organ_code="A",
            region_code="511602000000", by=SYSTEM, at=now(),
        )  # fmt: skip
        print(number, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "writer":
        write(sys.argv[2])
    else:
        print("working", flush=True)
        call_command("work", *sys.argv[2:])
