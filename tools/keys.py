"""./run keys: the two secrets of a new installation, in its data folder. Existing ones stay."""

from __future__ import annotations

import argparse
import sys

from tools import installation
from tools.bootstrap import CannotStart, say


def main(arguments: list[str]) -> int:
    """Make what is missing and say where it lies."""
    parser = argparse.ArgumentParser(prog="./run keys", description="生成签名密钥和主密钥")
    parser.add_argument("--data", default="", help="数据文件夹，默认 ZHENGWU_DATA 或 var/data")
    data = installation.chosen(parser.parse_args(arguments).data)
    folder = data / "secrets"
    there = {name for name in installation.SECRETS if (folder / name).exists()}
    try:
        installation.require_writable(data)
        installation.make_secrets(data)
    except CannotStart as reason:
        return installation.complain(reason)
    for name in installation.SECRETS:
        say(f"  {folder / name}  {'已有，未改动 / kept' if name in there else '已生成 / made'}")
    say(
        "主密钥丢失，加密的个人信息就无法恢复：请抄一份另外保存。\n"
        "Without the master key sealed data stays sealed: keep a copy elsewhere."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
