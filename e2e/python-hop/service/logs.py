"""structlog as one JSON object a line, after ``@plumbline/logger/log-record.schema.json``."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from typing import Any

import structlog
from structlog.contextvars import get_contextvars

from .clean import Cleaner

# What the request context gives to every line. ``middleware`` and ``bind_route`` write them,
# nobody else.
CONTEXT_NAMES = (
    "request_id",
    "trace_id",
    "span_id",
    "actor_id",
    "actor_role",
    "route_pattern",
    "feature",
    "surface",
)
RESERVED = frozenset(
    {*CONTEXT_NAMES, "level", "time", "msg", "service", "log_incomplete", "fields"}
)

_LEVELS = {"critical": "fatal", "exception": "error", "warning": "warn", "notset": "trace"}


class _ToRecord:
    """The one processor: sorts, cleans and names the parts of a line."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(
        self, _logger: Any, method: str, event: MutableMapping[str, Any]
    ) -> Mapping[str, Any]:
        context = get_contextvars()
        message = str(event.pop("event", ""))
        error = _error_of(event.pop("exc_info", None))
        own = {name: value for name, value in context.items() if name not in CONTEXT_NAMES} | dict(
            event
        )
        if error is not None:
            own["err"] = error
        cleaner = Cleaner()
        own = cleaner.clean(own)
        moved = {name: own.pop(name) for name in RESERVED & own.keys()}
        return {
            "level": _LEVELS.get(method, method),
            "time": datetime.now(timezone.utc)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "service": self._service,
            **{name: context[name] for name in CONTEXT_NAMES if name in context},
            **own,
            **({"fields": moved} if moved else {}),
            **({"log_incomplete": True} if cleaner.incomplete else {}),
            "msg": message,
        }


def _error_of(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


class _Lines:
    """One write for each line, flushed: what a call has returned from survives the process."""

    _lock = threading.Lock()

    def msg(self, line: str) -> None:
        with self._lock:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    debug = info = warning = error = critical = exception = fatal = msg


class _FromStandardLibrary(logging.Handler):
    """Lines of uvicorn and other libraries, in the same form.

    Their messages are built texts; nothing checks those.
    """

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger()
        logger.log(
            record.levelno, record.getMessage(), module=record.name, exc_info=record.exc_info
        )


def configure_logs(service: str, level: int = logging.INFO) -> None:
    """Call it once, before the first line."""
    structlog.configure(
        processors=[_ToRecord(service), structlog.processors.JSONRenderer(serializer=json.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), handlers=[_FromStandardLibrary()], force=True
    )
