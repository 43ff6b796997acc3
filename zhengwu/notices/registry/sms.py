"""Short messages. The demonstration channel writes each into a file instead of sending it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from django.conf import settings

from zhengwu.notices.registry.channel import Channel, Recipient, Undeliverable

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST = 350  # characters that operators join into one message


class FileSms(Channel):
    """Writes OUTBOX_DIR/sms/<key>.json: the same message twice is the same file."""

    name = "sms"
    label = "短信"

    def address_of(self, to: Recipient) -> str:
        """The mobile number."""
        return to.phone

    def deliver(self, address: str, subject: str, text: str, *, key: str) -> None:
        """Write whole or not at all."""
        if not _MOBILE.fullmatch(address):
            raise Undeliverable("不是手机号码")
        folder: Path = settings.OUTBOX_DIR / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{key}.{os.getpid()}"
        content = {"to": address, "text": f"【政务服务】{text}"[:_LONGEST], "key": key}
        temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        temporary.replace(folder / f"{key}.json")
