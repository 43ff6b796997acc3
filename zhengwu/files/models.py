"""The table of stored files."""

from __future__ import annotations

from django.db import models

from zhengwu.files.enums import Scan
from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id


class StoredFile(Recorded):
    """文件: one handing-in of some bytes. The same bytes lie on disk once, under their digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField("摘要", max_length=64)
    name = models.CharField("文件名", max_length=130)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    purpose = models.CharField("用途", max_length=20)
    scan = models.CharField("查毒", max_length=12)
    kept_by = models.CharField(max_length=64, blank=True)
    kept_at = models.DateTimeField("保存时间")
    retain_until = models.DateField("保管至", null=True, blank=True)
    discarded_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["digest"], name="files_by_digest"),
            models.Index(
                fields=["scan"], name="files_held", condition=models.Q(scan="quarantined")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scan_state(self) -> Scan:
        """What the scanner said."""
        return Scan(self.scan)

    @property
    def ending(self) -> str:
        """The name's ending in capitals, for a small label."""
        return self.name.rpartition(".")[2].upper()


# What was handed in cannot be exchanged for something else later.
guards.register(
    guards.Guard(
        "files_storedfile",
        "UPDATE",
        when="OLD.digest <> NEW.digest OR OLD.name <> NEW.name OR OLD.kept_at <> NEW.kept_at",
        why="a stored file stays what it is",
    )
)
