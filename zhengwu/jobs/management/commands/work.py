"""`work`: a worker process – reactions, jobs, recurring work, sealing – until told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection

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
        """Loop: a stop signal is honoured between two pieces of work.

        Jobs and recurring work run in a thread of their own: a rule replayed over a year or the
        recount of a night takes minutes, and no card or message waits for it.
        """
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        subscribe(at=now())
        if options["once"]:
            self._once()
            return
        beside = threading.Thread(target=self._beside, args=(stop, options["idle"]), name="jobs")
        beside.start()
        try:
            self._deliver(stop, options["idle"], options["seal_every"])
        finally:
            stop.set()
            beside.join()

    def _once(self) -> None:
        while deliver_batch(at=now()) + len(run_recurring(at=now())) + bool(run_next(at=now())):
            pass
        while seal_period(at=now()):
            pass

    def _deliver(self, stop: threading.Event, idle: float, seal_every: float) -> None:
        last_seal = 0.0
        while not stop.is_set():
            close_old_connections()
            delivered = deliver_batch(at=now())
            instant = now()
            if instant.timestamp() - last_seal >= seal_every:
                seal_period(at=instant)
                last_seal = instant.timestamp()
            if not delivered:
                stop.wait(idle)

    def _beside(self, stop: threading.Event, idle: float) -> None:
        try:
            while not stop.is_set():
                close_old_connections()
                run_recurring(at=now())
                if run_next(at=now()) is None:
                    stop.wait(idle)
        except BaseException:
            # The process ends and is started again, as it is when delivering fails.
            signal.raise_signal(signal.SIGTERM)
            raise
        finally:
            connection.close()
