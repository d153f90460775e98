"""The pinned instances: one of each family and level, as they came out once.

The same seed must give the same exam on every machine and in every version, so that a key can be reproduced years later. A family that is
changed on purpose gets new pins: ``python tests/pinned.py``, and a line in the changelog.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import examgen

FILE = Path(__file__).parent / "pinned_instances.json"
SEED = "pinned"


def pin(family: examgen.Family, level: str) -> dict[str, object]:
    """What is pinned of an instance: its question by hash, its answers in full."""
    instance = examgen.make_instance(family, level, SEED)
    printed = examgen.render(instance, "markdown")
    return {
        "question": hashlib.sha256(printed.encode()).hexdigest()[:16],
        "answers": {part.name: part.answer_text for part in instance.parts},
    }


def pins() -> dict[str, dict[str, object]]:
    """The pins of the whole bank as it is now."""
    return {family.id: {level: pin(family, level) for level in family.levels} for family in examgen.list_families()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(pins(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
