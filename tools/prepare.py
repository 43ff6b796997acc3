"""Steps that need Django, run by the demonstration in a process that ends afterwards.

`python -m tools.prepare migrate static county 300 cast`
"""

from __future__ import annotations

import sys

from tools.bootstrap import say

NOT_BUILT_YET = 4


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("准备数据库 … / preparing the database")
        call_command("migrate", verbosity=0, interactive=False)


def _static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def _if_there(name: str, *arguments: str) -> bool:
    """Call a command of the desks; False in a house in which they are not built yet."""
    from django.core.management import call_command, get_commands

    if name not in get_commands():
        return False
    call_command(name, *arguments)
    return True


def main(arguments: list[str]) -> int:
    """Do the steps in the order given."""
    import django

    django.setup()
    steps, done = iter(arguments), True
    for step in steps:
        if step == "migrate":
            _migrate()
        elif step == "static":
            _static()
        elif step == "county":
            done &= _if_there("demo_county", "--cases", next(steps))
        elif step == "cast":
            done &= _if_there("demo_cast")
        else:
            return 2
    return 0 if done else NOT_BUILT_YET


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
