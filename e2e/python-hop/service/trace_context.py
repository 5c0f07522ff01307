"""Reads and writes the headers of W3C Trace Context, level 2."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

# The bits of trace-flags that have a meaning: sampled and random. All others are sent as zero.
_KNOWN_FLAGS = 0x03
_RANDOM = 0x02
_FORMAT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_STATE_KEY = re.compile(r"[a-z0-9][a-z0-9_\-*/@]{0,255}")
_STATE_VALUE = re.compile(r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]")
_MAX_STATE_MEMBERS = 32


@dataclass(frozen=True)
class TraceParent:
    trace_id: str
    parent_id: str
    flags: int

    def header(self) -> str:
        return f"00-{self.trace_id}-{self.parent_id}-{self.flags & _KNOWN_FLAGS:02x}"


def new_trace() -> TraceParent:
    """A trace that begins here. Nobody has decided to record it."""
    return TraceParent(secrets.token_hex(16), "", _RANDOM)


def new_span_id() -> str:
    return secrets.token_hex(8)


def parse_traceparent(values: list[str]) -> TraceParent | None:
    """The caller's trace, or None for an absent, repeated or invalid header.

    Then a new trace begins.
    """
    match = _FORMAT.fullmatch(values[0].strip()) if len(values) == 1 else None
    if match is None:
        return None
    version, trace_id, parent_id, flags, rest = match.groups()
    if version == "ff" or (version == "00" and rest is not None):
        return None
    if set(trace_id) == {"0"} or set(parent_id) == {"0"}:
        return None
    return TraceParent(trace_id, parent_id, int(flags, 16) & _KNOWN_FLAGS)


def parse_tracestate(values: list[str]) -> str:
    """The list to pass on, or an empty text: one fault discards it as a whole."""
    members = [part.strip(" \t") for part in ",".join(values).split(",")]
    members = [member for member in members if member]
    keys: set[str] = set()
    kept: list[str] = []
    for member in members:
        key, _, value = member.partition("=")
        if not _STATE_KEY.fullmatch(key) or not _STATE_VALUE.fullmatch(value):
            return ""
        if key not in keys:
            kept.append(member)
        keys.add(key)
    return ",".join(kept) if len(members) <= _MAX_STATE_MEMBERS else ""
