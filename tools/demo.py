"""./run demo: a demonstration county in its own data folder, served here.

Everything it makes lies in the data folder (var/data unless --data says otherwise), which is
marked as a demonstration: production refuses it, and the demonstration refuses any other.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools import installation, supervise
from tools.bootstrap import CannotStart, say
from tools.prepare import NOT_BUILT_YET
from tools.tree import ROOT

CASES = 300
_START_SECONDS = 60
PREPARE = [supervise.PYTHON, "-m", "tools.prepare"]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", description="建立并启动演示县")
    parser.add_argument("--port", type=int, default=8000, help="默认 8000")
    parser.add_argument("--host", default="127.0.0.1", help="默认只在本机")
    parser.add_argument("--data", default="", help="数据文件夹，默认 var/data")
    parser.add_argument("--cases", type=int, default=CASES, help=f"模拟办件数，默认 {CASES}")
    parser.add_argument("--fresh", action="store_true", help="清空演示数据，重新建立")
    parser.add_argument("--build-only", action="store_true", help="只建立，不启动")
    return parser.parse_args(arguments)


def _require_ours(data: Path) -> None:
    """A folder with anything but a demonstration in it is not touched."""
    if installation.is_demo(data):
        return
    foreign = [path.name for path in data.iterdir() if path.name not in {"run.lock", "secrets"}]
    if foreign:
        raise CannotStart(
            f"{data} 里已有不属于演示的数据（{'、'.join(sorted(foreign)[:4])}），请用 --data 另选。"
            f"\n{data} holds data that is not a demonstration's; choose another folder with --data."
        )


def _clear(data: Path) -> None:
    """Empty a demonstration's folder; its mark goes last, so that a broken-off clearing is seen."""
    for path in sorted(data.iterdir()):
        if path.name in {"run.lock", installation.DEMO_MARK}:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (data / installation.DEMO_MARK).unlink(missing_ok=True)


def _mark(data: Path, **facts: object) -> None:
    raw = data / f"{installation.DEMO_MARK}.new"
    raw.write_text(json.dumps({**installation.mark(data), **facts}, ensure_ascii=False, indent=1))
    raw.replace(data / installation.DEMO_MARK)


def environment(data: Path, host: str, port: int) -> dict[str, str]:
    """Settings of a demonstration. What the shell says about another installation is left out."""
    for name in [name for name in os.environ if name.startswith(("ZHENGWU_", "DJANGO_"))]:
        if name != "ZHENGWU_CALLED_FROM":
            del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - not bound here
    return {
        "ZHENGWU_DATA": str(data),
        "ZHENGWU_DEMO": "1",
        "ZHENGWU_URL": f"http://{shown}:{port}",
        "ZHENGWU_HOSTS": "127.0.0.1,localhost,[::1]" if shown == host else "*",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def _prepare(data: Path, settings: dict[str, str], *steps: str) -> bool:
    """Migrate, build the county …: in a process of its own that ends and gives its memory back.

    False where this house cannot do the step yet.
    """
    done = subprocess.run([*PREPARE, *steps], cwd=ROOT, env={**os.environ, **settings}, check=False)
    if done.returncode not in (0, NOT_BUILT_YET):
        raise CannotStart(
            f"建立演示数据失败（{' '.join(steps)}）。数据在 {data}，可用 --fresh 重来。\n"
            f"Building the demonstration failed; ./run demo --fresh starts over."
        )
    return done.returncode == 0


# After the long list of accounts, so that what to do first stands at the end of the screen.
_WELCOME = """
从这里开始 / start here
  群众、企业    {url}/            首页；登录用 liujianguo
  工作人员      {url}/desk/       登录用 wangqian（窗口）或 zhongxin（中心主任）
  账号和口令    {url}/demo/       随时更新的动态口令，还有可以试的故事 / codes and stories to try
"""


def build(data: Path, settings: dict[str, str], cases: int) -> None:
    """Everything up to a county that can be served; quick when it stands already."""
    begun = time.monotonic()
    state = installation.mark(data).get("state")
    if state == "building":
        say("上次建立未完成，重新建立 … / the last build broke off, starting over")
        _clear(data)
    if state != "built":
        _mark(data, state="building")
    installation.make_secrets(data)
    _prepare(data, settings, "migrate", "static")
    if state != "built":
        say(f"建立演示县（{cases} 件模拟办件）… / building the demonstration county")
        there = _prepare(data, settings, "county", str(cases))
        _mark(data, state="built" if there else "empty", cases=cases)
        say(f"      完成，用时 {time.monotonic() - begun:.0f} 秒")


def _wait_until_up(run: supervise.Supervisor, host: str, port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    reached = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    while time.monotonic() < until and not run.stopping:
        run.look()
        if supervise.answers(reached, port):
            return
        time.sleep(0.2)
    if not run.stopping:
        words = "\n".join(child.last_words() for child in run.children)
        raise CannotStart(f"网页服务没有启动。 / The web server did not come up.\n{words}")


def _neighbours(data: Path, settings: dict[str, str]) -> supervise.Child:
    """The city and the town of the demonstration, and the ferry between."""
    folders = ["--exchange", str(data / "exchange"), "--store", str(data / "neighbour")]
    command = [supervise.PYTHON, "-m", "tools.neighbour", *folders]
    return supervise.Child("neighbours", command, settings)


def serve(data: Path, settings: dict[str, str], host: str, port: int) -> int:
    """Web and worker under supervision, until Ctrl-C."""
    children = [
        supervise.web(host, port, settings),
        supervise.worker(1, settings),
        _neighbours(data, settings),
    ]
    for child in children:
        child.log = data / "logs" / f"{child.name}.log"
    run = supervise.Supervisor(children, supervise.say)
    run.start()
    try:
        _wait_until_up(run, host, port)
    except CannotStart:
        run.end()
        raise
    if not run.stopping:
        say(f"\n政务演示已启动： {settings['ZHENGWU_URL']}\n数据 {data}，日志 {data / 'logs'}\n")
        _prepare(data, settings, "cast")
        say(_WELCOME.format(url=settings["ZHENGWU_URL"]))
        say("按 Ctrl-C 停止。 / Ctrl-C stops it.")
    code = run.run()
    say("已停止。 / stopped")
    return code


def _start(options: argparse.Namespace) -> int:
    data = installation.chosen(options.data)
    supervise.require_free(options.host, options.port)
    installation.require_writable(data)
    _require_ours(data)
    with supervise.hold(data):
        if options.fresh:
            _clear(data)
        settings = environment(data, options.host, options.port)
        build(data, settings, options.cases)
        return 0 if options.build_only else serve(data, settings, options.host, options.port)


def main(arguments: list[str]) -> int:
    """Build and serve, or say in one sentence why not."""
    try:
        return _start(_options(arguments))
    except CannotStart as reason:
        return installation.complain(reason)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
