"""Decides about an incoming ``x-request-id`` as ``acceptRequestId`` of @plumbline/trace does."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

MIN_LENGTH = 8
MAX_LENGTH = 128

RefusedReason = Literal["length", "charset", "repeated", "secret"]

_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~+/=:-]*")

# Credentials that fit the alphabet: the ID is echoed and passed on as it is.
_CREDENTIAL = re.compile(
    r"""(?x: ^(?:
        eyJ[\w-]{8,}\. | (?:[sr]k|pk)_(?:live|test)_ | sk- | whsec_ | gh[oprsu]_ | github_pat_
        | gl[a-z]{2,8}-[\w-]{16} | xox[a-z]- | xapp- | (?:AKIA|ASIA)[0-9A-Z]{16}\Z | AIza[\w-]{20}
        | ya29\. | npm_ | pypi- | hf_ | SG\. | shp(?:at|ca|pa|ss)_ | do[opr]_v1_ | dckr_pat_
        | sq0[a-z]{3}- | EAA[A-Za-z0-9]{20} | key-[0-9a-f]{32}\Z
    ))""",
    re.ASCII,
)
_CARD_DIGITS = re.compile(r"[0-9]{13,19}")
_REFUSED_HASH_LENGTH = 12


@dataclass(frozen=True)
class Refused:
    """Why an ID was not taken over, and the start of its SHA-256.

    Enough to find it, never the value.
    """

    reason: RefusedReason
    hash: str


def accept_request_id(values: list[str]) -> str | Refused | None:
    """The ID to take over, why it is refused, or None without one.

    ``values`` are all headers of that name.
    """
    if not values:
        return None
    value = ", ".join(values)
    reason = "repeated" if len(values) > 1 else _judge(value)
    if reason is None:
        return value
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return Refused(reason, digest[:_REFUSED_HASH_LENGTH])


def _judge(value: str) -> RefusedReason | None:
    if "," in value:
        return "repeated"
    if not MIN_LENGTH <= len(value) <= MAX_LENGTH:
        return "length"
    if not _ALLOWED.fullmatch(value):
        return "charset"
    is_card = _CARD_DIGITS.fullmatch(value) is not None and _passes_luhn(value)
    return "secret" if is_card or _CREDENTIAL.match(value) else None


def _passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1, annex B."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + index % 2)
        total += number if number < 10 else number - 9
    return total % 10 == 0
