"""./run serve: production. Looks at every setting first and refuses to start on an unsafe one.

Everything that differs between installations comes from the environment (docs/operation.md);
the processes speak JSON lines on standard error, for journald or a container's log.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from tools import installation, safety, supervise
from tools.bootstrap import CannotStart


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run serve", description="正式运行")
    parser.add_argument("--check", action="store_true", help="只检查，不启动")
    parser.add_argument("--host", default="127.0.0.1", help="默认只在本机，由反向代理对外")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", default="", help="数据文件夹，默认 ZHENGWU_DATA 或 var/data")
    parser.add_argument("--web-workers", type=int, default=1, help="网页进程数")
    parser.add_argument("--workers", type=int, default=1, help="后台工作进程数")
    parser.add_argument("--certificate", default="", help="TLS 证书（不用反向代理时）")
    parser.add_argument("--key", default="", help="TLS 私钥，PKCS#8")
    parser.add_argument("--checked", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def check(plan: safety.Plan) -> bool:
    """Print every finding; whether production may start."""
    found = list(safety.findings(plan))
    for finding in found:
        print(finding.line())
    bad = sum(finding.level == "unsafe" for finding in found)
    warnings = sum(finding.level == "warning" for finding in found)
    if bad:
        print(f"\n有 {bad} 项危险设置，不能启动。 / {bad} unsafe settings, refusing to start.")
    else:
        print(f"\n可以启动（{warnings} 项注意）。 / safe to start, {warnings} warnings")
    return not bad


def _children(options: argparse.Namespace) -> list[supervise.Child]:
    web = supervise.web(options.host, options.port, {}, workers=options.web_workers)
    if options.certificate:
        web.command[-1:-1] = [
            "--ssl-certificate",
            options.certificate,
            "--ssl-keyfile",
            options.key,
        ]
    return [web, *(supervise.worker(number + 1, {}) for number in range(options.workers))]


def _run(options: argparse.Namespace, data: Path) -> int:
    """Web and workers under supervision, until stopped."""
    supervise.require_free(options.host, options.port)
    with supervise.hold(data):
        run = supervise.Supervisor(_children(options), supervise.say)
        run.start()
        return run.run()


def _look(options: argparse.Namespace, data: Path) -> bool:
    """Check; with a view to starting, also put the static files where nginx finds them."""
    plan = safety.Plan(data, options.web_workers, options.workers, options.certificate)
    if not check(plan):
        return False
    if not options.check:
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
    return True


def _afresh(arguments: list[str]) -> NoReturn:
    """Become a new process for the second part: the checks have loaded Django and a pool of
    connections with its threads, and the supervisor must have neither when it forks.
    """
    sys.stdout.flush()
    command = [supervise.PYTHON, "-m", "tools.serve", *arguments, "--checked"]
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


def main(arguments: list[str]) -> int:
    """Check, then serve."""
    options = _options(arguments)
    data = installation.enter(options.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    try:
        installation.require_writable(data)
        if options.checked:
            return _run(options, data)
        if not _look(options, data):
            return 1
        if options.check:
            return 0
    except CannotStart as reason:
        return installation.complain(reason)
    except KeyboardInterrupt:
        return 130
    return _afresh(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
