"""Two exact values compared as the marker compares them: written into a key, read back as trees, decided without SymPy."""

from __future__ import annotations

from examgen.grading.encoding import encode
from examgen.grading.judging import same_value
from examgen.grading.reference import reference


def outcome(right: object, value: object) -> str:
    """``"equal"``, ``"unequal"`` or ``"undecided"``."""
    a, b = reference(encode(right)), reference(encode(value)).value
    if isinstance(a.value, str | tuple) or isinstance(b, str | tuple):
        return "equal" if a.value == b else "unequal"
    kind = "set" if isinstance(right, frozenset) else "vector" if isinstance(right, tuple) else "matrix"
    return same_value(a, b, kind).outcome
