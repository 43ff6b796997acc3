"""`work`: a worker process – reactions, jobs, recurring work, sealing – until told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from zhengwu.jobs.actions import run_next, run_recurring
from zhengwu.journal.actions import deliver_batch, seal_period, subscribe
from zhengwu.kernel.time import now


class Command(BaseCommand):
    """Do what is owed; several workers may run at once."""

    help = "reactions, jobs, recurring work and sealing"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once`: do what is due now and leave."""
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--idle", type=float, default=0.5, help="seconds to rest when idle")
        parser.add_argument("--seal-every", type=float, default=3.0, help="seconds a period lasts")

    def handle(self, *_: Any, **options: Any) -> None:
        """Loop: a stop signal is honoured between two pieces of work."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        subscribe(at=now())
        last_seal = 0.0
        while not stop.is_set():
            close_old_connections()
            busy = self._turn()
            instant = now()
            if instant.timestamp() - last_seal >= options["seal_every"] or options["once"]:
                seal_period(at=instant)
                last_seal = instant.timestamp()
            if options["once"] and not busy:
                return
            if not busy:
                stop.wait(options["idle"])

    def _turn(self) -> bool:
        delivered = deliver_batch(at=now())
        run_recurring(at=now())
        job = run_next(at=now())
        return bool(delivered or job)
