"""Virus scanners: a port with one folder line each; which one is used is a setting."""

from __future__ import annotations

from django.conf import settings

from zhengwu.files.registry.base_scanner import Finding, Scanner, ScannerAway
from zhengwu.files.registry.clamd import Clamd
from zhengwu.files.registry.nobody import NoScanner

__all__ = ["Clamd", "Finding", "NoScanner", "Scanner", "ScannerAway", "scanner"]


def scanner() -> Scanner:
    """The scanner of this installation: `ZHENGWU_CLAMD` = unix:/path or tcp:host:port, or none."""
    address = str(getattr(settings, "CLAMD", ""))
    return Clamd(address) if address else NoScanner()
