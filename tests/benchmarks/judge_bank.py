"""Answers and misconceptions of the project's own bank, in other spellings: the texts that graders meet in fact."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from judge_case import Case

import examgen

_KINDS = {"integer": "scalar", "rational": "scalar", "expression": "scalar", "vector": "vector", "matrix": "matrix", "set": "set"}

#: Families whose parts ask for sets: few do.
_WITH_SETS = ("attention/causal_mask",)


def bank(seed: int = 4, families: int = 34) -> list[Case]:
    """Right: the answer in other spellings. Wrong: the misconceptions whose value is another one.

    The bank certifies that a misconception never equals the answer.
    """
    stream = random.Random(seed)
    chosen = stream.sample(sorted(family.id for family in examgen.list_families()), families)
    chosen += [name for name in _WITH_SETS if name not in chosen]
    found: list[Case] = []
    for name in sorted(chosen):
        level = stream.choice(("easy", "medium", "hard"))
        parts = [part for part in examgen.make_instance(name, level, f"judge/{seed}").parts if part.kind.name in _KINDS]
        if not parts:
            continue
        rare = [part for part in parts if part.kind.name in ("set", "matrix")][:1]
        for part in rare + stream.sample([part for part in parts if part not in rare], min(3 - len(rare), len(parts) - len(rare))):
            found += _of_part(f"bank-{name}-{level}-{part.name}", part)
    return found


def _of_part(name: str, part: Any) -> Iterator[Case]:
    kind = _KINDS[part.kind.name]
    names = tuple(str(symbol) for symbol in part.kind.symbols)
    pairs = [(text, True) for text in _spellings(part.answer_text, part.answer_tex, kind)]
    pairs += [(misconception.tex, False) for misconception in part.misconceptions[:3]]
    for k, (text, truth) in enumerate(pairs):
        yield Case(f"{name}-{k}", f"bank: {kind}", kind, "AlgEquiv", part.answer_text, text, names, {}, {}, truth)


def _spellings(plain: str, tex: str, kind: str) -> list[str]:
    """Five spellings of the answer at most, all different."""
    ways = [tex, plain.replace("-", "−"), plain.replace("*", "·"), plain.replace("^", "**"), f"${tex}$"]
    if kind == "scalar":
        ways = [*ways[:4], f"({plain})", _decimal(plain), _exchanged(plain), plain.replace(" ", "")]
        ways.append(re.sub(r"sqrt\((\d+)\)", r"√\1", plain))
    elif kind == "set":
        ways.append("{" + ", ".join(reversed(plain[1:-1].split(", "))) + "}" if plain.count("{") == 1 and "(" not in plain else tex)
    elif kind == "vector":
        flat = plain.startswith("[") and plain.count("[") == 1
        ways[2:2] = ["(" + plain[1:-1] + ")", "[" + plain[1:-1].replace(",", ";") + "]"] if flat and "(" not in plain else []
    elif kind == "matrix":
        ways[2:2] = [plain.replace("], [", "; ").replace("[[", "[").replace("]]", "]")]
    different = [way for k, way in enumerate(ways) if way and way != plain and way not in ways[:k]]
    return different[:5] or [plain]


def _decimal(plain: str) -> str:
    """``a/b`` as a decimal, where that is exact."""
    if not re.fullmatch(r"-?\d+/\d+", plain):
        return ""
    value = Fraction(plain)
    scaled = abs(value) * 10**9
    if scaled.denominator != 1:
        return ""
    text = f"{scaled.numerator:010d}"
    return ("-" if value < 0 else "") + (text[:-9] + "." + text[-9:].rstrip("0")).rstrip(".")


def _exchanged(plain: str) -> str:
    """Two terms in the other order."""
    found = re.fullmatch(r"([^-+()]+) \+ ([^-+()]+)", plain)
    return f"{found[2]} + {found[1]}" if found else ""
