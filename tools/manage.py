"""Django's command line with the secrets of the chosen data folder."""

from __future__ import annotations

import os
import sys

from tools.installation import complain, enter, option


def main(arguments: list[str]) -> int:
    """Hand over to Django."""
    data, rest = option(arguments)
    enter(data)
    # Files among the arguments are meant from where the command was typed.
    os.chdir(os.environ.setdefault("ZHENGWU_CALLED_FROM", os.getcwd()))
    from config.env import Misconfigured

    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["./run manage", *rest])
    except Misconfigured as reason:
        return complain(f"{reason}\n（先运行 ./run demo，或设置 ZHENGWU_DATA / first ./run demo?）")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
