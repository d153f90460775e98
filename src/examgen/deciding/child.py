"""The child process of ``worker``: one JSON line in, one JSON line out."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

from examgen.deciding.judge import Judgement, judge
from examgen.errors import ContractError

_FIELDS = frozenset({"reference", "student", "kind", "variables", "test", "options", "assumptions"})
_WARM_UP = (("(x+1)^2", "x^2 + 2x + 1"), ("sqrt(2)", "2^(1/2)"), ("[1, 2]", "[1, 3]"))


def main() -> None:
    """Judge until the input ends."""
    _limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    for reference, student in _WARM_UP:
        with suppress(ContractError):
            judge(reference, student)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            found = respond(json.loads(line))
        except Exception as fault:  # a fault of the judge costs one answer, not the process
            found = Judgement(None, "undecided", "fault", f"The judge failed: {type(fault).__name__}: {fault}")
        print(json.dumps(found._asdict()), flush=True)


def respond(request: dict[str, Any]) -> Judgement:
    """The judgement of a request; what is wrong with the request is told in it."""
    given = {name: value for name, value in request.items() if name in _FIELDS and value is not None}
    for name in ("reference", "student"):
        if isinstance(given.get(name), int | float) and not isinstance(given.get(name), bool):
            given[name] = repr(given[name])
        if not isinstance(given.get(name), str):
            return Judgement(None, "unreadable", "request", f"'{name}' must be a text.")
    try:
        return judge(**given)
    except ContractError as fault:
        return Judgement(None, "undecided", "request", str(fault))
    except (TypeError, ValueError, AttributeError) as fault:
        return Judgement(None, "undecided", "request", f"{type(fault).__name__}: {fault}")
    except (MemoryError, RecursionError, OverflowError) as fault:
        return Judgement(None, "undecided", "stopped", f"This could not be decided: {type(fault).__name__}.")


def _limit_memory(mebibytes: int) -> None:
    """Hold this process to so much memory, where the system can; elsewhere the bounds of the notation must do."""
    if mebibytes <= 0:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        size = mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
