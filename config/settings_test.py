"""Settings of the test run: a private data folder and throw-away secrets."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "ZHENGWU_DATA" not in os.environ:
    os.environ["ZHENGWU_DATA"] = tempfile.mkdtemp(prefix="zhengwu-test-")
    atexit.register(shutil.rmtree, os.environ["ZHENGWU_DATA"], ignore_errors=True)
# Parallel test processes inherit the folder: each takes a room of its own in it, or two of them
# would share the journal's checkpoint and the stored files. What they start keeps what it is given.
_folder, _worker = Path(os.environ["ZHENGWU_DATA"]), os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and _folder.name.startswith("zhengwu-test-"):
    _folder = _folder / _worker
    os.environ["ZHENGWU_DATA"] = str(_folder)
# Whichever test comes first finds its room there.
_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ.setdefault("ZHENGWU_SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("ZHENGWU_MASTER_KEY", "5a" * 32)
os.environ.setdefault("ZHENGWU_HOSTS", "*")

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES  # noqa: E402

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Databases are copied from a template and thrown away (tools/databases.py): no pool that would
# hold them open, and no waiting for the disk.
_options = DATABASES["default"]["OPTIONS"]
assert isinstance(_options, dict)
_options.pop("pool", None)
if "init_command" in _options:
    _options["init_command"] = str(_options["init_command"]).replace(
        "synchronous=FULL", "synchronous=OFF"
    )
