"""``python validate.py SCHEMA < lines``.

Checks each line against the contract; the last line says how many passed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def main() -> int:
    schema = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    summary = Draft202012Validator({"$ref": "#/$defs/requestSummary", "$defs": schema["$defs"]})
    checked = faults = 0
    for line in sys.stdin:
        record = json.loads(line)
        checked += 1
        found = [
            *validator.iter_errors(record),
            *(summary.iter_errors(record) if record["msg"] == "request" else []),
        ]
        for fault in found:
            faults += 1
            print(
                f"line {checked}: /{'/'.join(map(str, fault.absolute_path))}: {fault.message}",
                file=sys.stderr,
            )
    print(json.dumps({"checked": checked, "faults": faults}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
