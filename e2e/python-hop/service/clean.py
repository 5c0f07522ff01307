"""Makes fields plain JSON data and hides what stands under a secret or personal name.

This goes by names alone. A token in a message, an e-mail address under ``note``, a key in a URL:
all that is found by ``@plumbline/redact`` in Node and by nothing here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import islice
from traceback import walk_tb
from typing import Any

# The last words of a name, joined: ``password`` means dbPassword and user_password, not
# passwordless.
SECRET_NAMES = frozenset(
    """
    accesskey accesskeyid apikey authheader authorization bearer clientsecret
    connectionstring connectionuri connstr connstring cookie credential creds cvc cvv cvv2
    dek dsn hotp jws jwt kek loginlink magiclink magicurl mnemonic npmauthident passcode
    passphrase passwd password phpsessid privatekey proxyauthorization pwd secret secretkey
    seedphrase serverkey sessid sessionid setcookie setcookie2 token totp webhookurl
    """.split()
)
# These alone and not behind other words: ``pass``, but not boardingPass.
WHOLE_NAMES = frozenset(
    """
    auth basicauth clave dbpass dbpw httpauth otp pass pin pw seed session sid smtppass
    userpw
    """.split()
)
PERSONAL_NAMES = frozenset(
    """
    accountnumber bankaccount birthdate cardno cardnumber creditcard dateofbirth dob email
    emailaddress familyname firstname fullname givenname homeaddress iban lastname phone
    phonenumber postaladdress socialsecurity socialsecuritynumber ssn street streetaddress
    telephone
    """.split()
)

_MAX_WORDS = 5
_MAX_DEPTH = 8
_MAX_ITEMS = 200
_MAX_NODES = 5_000
_MAX_FRAMES = 50
_MAX_INTEGER = 2**63
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


def hidden_kind(name: str) -> str | None:
    """``secret`` or ``personal`` where a name says so, else None."""
    words = [word.lower() for word in _BOUNDARY.split(name[-128:]) if word]
    for count in range(1, min(len(words), _MAX_WORDS) + 1):
        joined = "".join(words[-count:])
        for one in (joined, joined.removesuffix("s")):
            if one in SECRET_NAMES or (count == len(words) and one in WHOLE_NAMES):
                return "secret"
            if one in PERSONAL_NAMES:
                return "personal"
    return None


class Cleaner:
    """Copies values as data that ``json.dumps`` always takes. Bounded, and it never raises."""

    def __init__(self) -> None:
        self.incomplete = False
        """Whether something could not be read, and is marked in its place."""
        self._left = _MAX_NODES

    def clean(self, value: Any, depth: int = 0) -> Any:
        self._left -= 1
        if depth >= _MAX_DEPTH or self._left < 0:
            return "[too much]"
        try:
            return self._copy(value, depth)
        except Exception:
            self.incomplete = True
            return "[unreadable]"

    def _copy(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, int):
            return value if abs(value) < _MAX_INTEGER else "[too large]"
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        if isinstance(value, BaseException):
            return self._error(value, depth)
        if isinstance(value, Mapping):
            items = islice(value.items(), _MAX_ITEMS)
            return {str(name): self._field(str(name), one, depth) for name, one in items}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.clean(one, depth + 1) for one in islice(value, _MAX_ITEMS)]
        # Its text may hold anything, so only its type is told.
        return f"<{type(value).__name__}>"

    def _field(self, name: str, value: Any, depth: int) -> Any:
        kind = None if value is None or value is True or value is False else hidden_kind(name)
        return self.clean(value, depth + 1) if kind is None else f"[redacted:{kind}]"

    def _error(self, error: BaseException, depth: int) -> dict[str, Any]:
        """As the contract's ``err``: type, message, the innermost frames, and the cause."""
        frames = [
            f"    at {frame.f_code.co_name} ({frame.f_code.co_filename}:{line})"
            for frame, line in walk_tb(error.__traceback__)
        ]
        name = type(error).__name__
        stack = "\n".join([name, *reversed(frames[-_MAX_FRAMES:])])
        described: dict[str, Any] = {"type": name, "message": str(error), "stack": stack}
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is not None:
            described["cause"] = self.clean(cause, depth + 1)
        return described
