"""Work that recurs: collecting orphans, asking the scanner again."""

from __future__ import annotations

from zhengwu.files.actions import collect_orphans, give_up_unclaimed, settle_scan
from zhengwu.files.enums import Scan
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import path_of
from zhengwu.files.registry import ScannerAway, scanner
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


@periodic("files.orphans", seconds=6 * 3600)
def orphans() -> None:
    """Give up rows that nothing names, then remove bytes that no row names."""
    at = now()
    give_up_unclaimed(at=at)
    collect_orphans(at=at)


@periodic("files.rescan", seconds=300)
def rescan() -> None:
    """Ask again about files that wait in quarantine."""
    for stored in StoredFile.objects.filter(scan=Scan.QUARANTINED).order_by("pk")[:200]:
        try:
            finding = scanner().scan(path_of(stored.digest))
        except (ScannerAway, FileNotFoundError):
            continue
        if finding.scanned:
            scan = Scan.INFECTED if finding.virus else Scan.CLEAN
            settle_scan(stored, scan=scan, virus=finding.virus, by=SYSTEM, at=now())
