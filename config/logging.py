"""Logging: one JSON object a line in production, readable lines in the demonstration and tests.

Personal data never enters a log: bodies and query strings are not logged, only paths.
"""

from __future__ import annotations

from typing import Any

import structlog

_CHAIN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def _without_request(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django hands whole requests and responses to its loggers; the path is all we keep."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if path := getattr(request, "path", None):
        event["path"] = path
        event["method"] = getattr(request, "method", "")
    if status := getattr(record, "status_code", None):
        event["status"] = status
    return event


def configured(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING setting; also makes structlog's own loggers speak through it."""
    structlog.configure(
        processors=[*_CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        # Plain: the pretty form prints local variables, and those hold people's data.
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    tail = [structlog.processors.format_exc_info] if as_json else []
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _CHAIN,
                "processors": [
                    _without_request,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *tail,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "fontTools": {"level": "WARNING"},
            "pyhanko": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
        },
    }
