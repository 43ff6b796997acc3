"""Settings of the test run: a private data folder and throw-away secrets."""

from __future__ import annotations

import os
import tempfile

_folder = os.environ.setdefault("ZHENGWU_DATA", tempfile.mkdtemp(prefix="zhengwu-test-"))
os.environ.setdefault("ZHENGWU_SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("ZHENGWU_MASTER_KEY", "5a" * 32)
os.environ.setdefault("ZHENGWU_HOSTS", "*")

from config.settings import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
