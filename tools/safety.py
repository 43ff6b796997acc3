"""What must be so before production starts: every setting looked at, every fault named.

`unsafe` refuses the start; `warning` is told. Each finding says what to do.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import installation
from tools.tree import ROOT

_SHORTEST_KEY = 40
_OLDEST_POSTGRESQL = 150_000
_ENOUGH_DISK = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `level`: ok, warning or unsafe."""

    level: str
    what: str
    remedy: str = ""

    def line(self) -> str:
        """As it is printed."""
        mark = {"ok": "  好  ", "warning": " 注意 ", "unsafe": " 危险 "}[self.level]
        return f"[{mark}] {self.what}" + (f"\n         → {self.remedy}" if self.remedy else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """How production is to be started."""

    data: Path
    web_workers: int
    workers: int
    certificate: str = ""


def ok(what: str) -> Finding:
    """Looked at and in order."""
    return Finding("ok", what)


def warn(what: str, remedy: str) -> Finding:
    """Not dangerous, but somebody should know."""
    return Finding("warning", what, remedy)


def unsafe(what: str, remedy: str) -> Finding:
    """Reason not to start."""
    return Finding("unsafe", what, remedy)


def _keys(settings: Any) -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < _SHORTEST_KEY or len(set(key)) < 12 or "test" in key or "insecure" in key:
        yield unsafe(
            "ZHENGWU_SECRET_KEY 太短或不随机", "用 `openssl rand -hex 48` 生成一个新的密钥"
        )
    else:
        yield ok("签名密钥")
    folder = settings.DATA_DIR / "secrets"
    for path in [folder, *folder.glob("*")] if folder.is_dir() else []:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield unsafe(f"{path} 可被其他用户读取", f"chmod go-rwx {path}")
    master = os.environ.get("ZHENGWU_MASTER_KEY", "")
    if master and len(set(master)) < 8:
        yield unsafe("ZHENGWU_MASTER_KEY 不随机", "用 `openssl rand -hex 32` 生成")
    else:
        yield ok("数据加密主密钥")


def _modes(settings: Any) -> Iterator[Finding]:
    if settings.DEBUG:
        yield unsafe("ZHENGWU_DEBUG 已打开，出错页会泄露内部信息", "去掉 ZHENGWU_DEBUG")
    if settings.DEMO or installation.is_demo(settings.DATA_DIR):
        yield unsafe(
            "这是演示数据或演示模式", "去掉 ZHENGWU_DEMO，并用 ZHENGWU_DATA 另选数据文件夹"
        )
    if not settings.DEBUG and not settings.DEMO:
        yield ok("调试与演示模式均已关闭")


def _local(host: str) -> bool:
    bare = host.strip("[]")
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def _address(settings: Any) -> Iterator[Finding]:
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts:
        yield unsafe(
            "ZHENGWU_HOSTS 允许任何域名", "写明网站域名，例如 ZHENGWU_HOSTS=zwfw.example.gov.cn"
        )
    elif all(_local(host) for host in hosts):
        yield unsafe("没有设置网站域名 ZHENGWU_HOSTS", "例如 ZHENGWU_HOSTS=zwfw.example.gov.cn")
    else:
        yield ok(f"域名 {'、'.join(host for host in hosts if not _local(host))}")
    if not settings.SITE_URL.startswith("https://"):
        yield unsafe(
            f"ZHENGWU_URL 不是 https 地址（{settings.SITE_URL}）",
            "文书上的查验二维码和通知里的链接用到它，例如 ZHENGWU_URL=https://zwfw.example.gov.cn",
        )


def _https(settings: Any, plan: Plan) -> Iterator[Finding]:
    if not settings.SECURE:
        yield unsafe("没有要求 HTTPS，登录凭据会明文传输", "ZHENGWU_HTTPS=1")
    elif not settings.TRUSTED_PROXIES and not plan.certificate:
        yield unsafe(
            "要求 HTTPS，但既没有可信反向代理也没有证书",
            "前置 nginx 并设 ZHENGWU_PROXIES=1，或用 --certificate 和 --key",
        )
    else:
        yield ok("HTTPS、安全 Cookie、HSTS")


def _sqlite(connection: Any, plan: Plan) -> Iterator[Finding]:
    if plan.web_workers > 1:
        yield unsafe(
            f"SQLite 与 {plan.web_workers} 个网页进程不能同用",
            "改用 PostgreSQL（DATABASE_URL），或 --web-workers 1",
        )
    if plan.workers > 1:
        yield warn("SQLite 下多个工作进程没有好处", "--workers 1")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        level = cursor.fetchone()[0]
    if mode != "wal" or level < 2:
        yield unsafe(f"SQLite 的 journal_mode={mode}、synchronous={level}", "应为 WAL 与 FULL")
    else:
        yield warn(
            "数据库是 SQLite，适合单机；县级正式运行建议 PostgreSQL", "DATABASE_URL=postgresql://…"
        )


def _postgresql(connection: Any) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding')"
        )
        found = dict(cursor.fetchall())
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        superuser = cursor.fetchone()[0]
    if connection.pg_version < _OLDEST_POSTGRESQL:
        yield unsafe("PostgreSQL 版本低于 15", "升级数据库")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if found[name] == "off":
            yield unsafe(f"PostgreSQL 的 {name}=off，断电会丢失已回执的申请", f"{name}=on")
    if found["server_encoding"] != "UTF8":
        yield unsafe(f"数据库编码是 {found['server_encoding']}", "建库时用 UTF8")
    if superuser:
        yield warn(
            "数据库账号是超级用户，能绕过只增不改的保护", "用普通账号运行，见 docs/operation.md"
        )
    yield ok("PostgreSQL")


def _database(plan: Plan) -> Iterator[Finding]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from zhengwu.kernel import guards

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield unsafe(f"连不上数据库：{error}", "检查 DATABASE_URL")
        return
    if connection.vendor == "sqlite":
        yield from _sqlite(connection, plan)
    else:
        yield from _postgresql(connection)
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield unsafe(f"数据库结构不是最新（缺 {len(pending)} 步）", "./run manage migrate")
        return
    yield ok("数据库结构是最新的")
    if lacking := guards.missing(connection):
        names = "、".join(lacking[:5])
        yield unsafe(f"缺少 {len(lacking)} 个只增不改的触发器：{names}", "./run manage migrate")
    else:
        yield ok("只增不改的触发器齐全")


def _folders(settings: Any) -> Iterator[Finding]:
    for folder in (settings.DATA_DIR, settings.FILES_DIR, settings.KEYS_DIR):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK | os.X_OK):
            yield unsafe(f"文件夹 {folder} 不可写", "检查所有者与权限")
    if settings.DATA_DIR.exists():
        if settings.DATA_DIR.stat().st_mode & stat.S_IRWXO:
            yield warn(f"{settings.DATA_DIR} 可被其他用户进入", f"chmod o-rwx {settings.DATA_DIR}")
        if shutil.disk_usage(settings.DATA_DIR).free < _ENOUGH_DISK:
            yield warn("数据盘剩余空间不足 2 GB", "清理或扩容")
    checkpoints = Path(settings.CHECKPOINT_DIR).resolve()
    if settings.DATA_DIR in checkpoints.parents:
        yield warn(
            "记录的检查点与数据库在同一处，整体替换时无从发现",
            "ZHENGWU_CHECKPOINTS 指到另一台机器或只写介质",
        )


def _static() -> Iterator[Finding]:
    manifest = ROOT / "zhengwu" / "web" / "static" / "build" / "manifest.json"
    if manifest.exists():
        yield ok("样式与脚本已构建")
    else:
        yield unsafe("样式与脚本没有构建", "重新运行 ./run serve（会自动构建）")


def _seals(settings: Any) -> Iterator[Finding]:
    keys = [path for path in settings.KEYS_DIR.rglob("*") if path.is_file()]
    for path in keys:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield unsafe(f"密钥 {path.name} 可被其他用户读取", f"chmod go-rwx {path}")
    if settings.SEALS == "software":
        yield warn(
            "电子印章由自带的演示机构签发，文书上印有“演示”，不具法律效力",
            "正式启用前接入依法设立的电子认证服务（ZHENGWU_SEALS，见 docs/operation.md）",
        )
    if keys:
        yield ok(f"密钥 {len(keys)} 个，仅本程序可读")


def _surroundings(settings: Any) -> Iterator[Finding]:
    if "smtp" in settings.EMAIL_BACKEND:
        yield ok("邮件服务器")
    else:
        yield warn("没有邮件服务器，通知只写成文件", "ZHENGWU_MAIL=smtp://用户:口令@主机:587")
    if settings.FILES_WHEN_UNSCANNED not in {"keep", "quarantine", "refuse"}:
        yield unsafe(
            f"ZHENGWU_WHEN_UNSCANNED 不认识“{settings.FILES_WHEN_UNSCANNED}”",
            "只能是 keep、quarantine 或 refuse",
        )
    if settings.CLAMD:
        yield ok("ClamAV")
    else:
        yield warn(
            "没有查毒服务，上传的材料不查病毒，标为“未查毒”",
            "安装 clamav-daemon，设 ZHENGWU_CLAMD=unix:/run/clamav/clamd.ctl",
        )


def findings(plan: Plan) -> Iterator[Finding]:
    """Everything looked at, in the order in which one would mend it."""
    from config.env import Misconfigured

    try:
        import django

        django.setup()
        from django.conf import settings
    except (Misconfigured, ValueError) as reason:
        yield unsafe(
            f"配置不完整：{reason}", "设置环境变量，或在 数据文件夹/secrets 放同名（小写）文件"
        )
        return
    yield from _keys(settings)
    yield from _modes(settings)
    yield from _address(settings)
    yield from _https(settings, plan)
    yield from _folders(settings)
    yield from _static()
    yield from _database(plan)
    yield from _seals(settings)
    yield from _surroundings(settings)
