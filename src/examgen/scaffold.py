"""The files of a new family: small, complete, and through the audit as they stand. An author replaces them line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.errors import ContractError
from examgen.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

_TEMPLATE = '''"""Output and squared error of a linear unit."""

from examgen.authoring import answer, by_level, integer, require

w = integer(2, 9, tex="w")
x = by_level(
    easy=integer(2, 9, tex="x"),
    medium=integer(-9, 9, avoid=(-1, 0, 1), tex="x"),
    hard=integer(-19, 19, avoid=(-1, 0, 1), tex="x"),
)
b = integer(-9, 9, avoid=(0,), tex="b")
t = integer(-9, 9, tex="t")

z = answer("z", points=1)
loss = answer("L", points=2)


@require
def _(w, x, b, t):
    """the unit misses its target by a little, so that squares stay small"""
    return 2 < abs(w * x + b - t) < 40
'''

_WORDING = r"""# The loss of a linear unit

A linear unit computes $z = w x + b$ with $w = {{ w }}$ and $b = {{ b }}$.
Its input is $x = {{ x }}$, its target is $t = {{ t }}$, and its loss is $L = (z - t)^2$.

{% part z %}Find the output $z$.{% endpart %}
{% part loss %}Find the loss $L$.{% endpart %}
"""

_SOLUTION = '''"""Multiply, shift, compare with the target, square."""

from examgen.authoring import oracle, step


@step(because="The input is weighted, then shifted.")
def z(w, x, b):
    return w * x + b


@z.mistake("forgot the shift", credit="1/2")
def _(w, x):
    return w * x


@z.mistake("weighted the shift, too")
def _(w, x, b):
    return w * (x + b)


@step(because="The loss is the square of the error.")
def loss(z, t):
    return (z - t) ** 2


@loss.mistake("forgot the square", credit="1/4")
def _(z, t):
    return z - t


@loss.mistake("took half of the square", credit="1/2")
def _(z, t):
    return (z - t) ** 2 / 2


@oracle
def counting(w, x, b, t):
    """Add w as often as x says; a square is the sum of the first odd numbers."""
    output = b
    for _ in range(abs(int(x))):
        output += w if x > 0 else -w
    error = abs(int(output - t))
    return {"z": output, "loss": sum(range(1, 2 * error, 2))}
'''


def new_family(name: str) -> dict[str, str]:
    """Path in the bank -> text, for a family of that id (``topic/name``).

    Raises:
        ContractError: the id is not made of two names that Python and file systems accept.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", name):
        raise ContractError(
            repr(name), "is no id of a family; write topic/name with lower-case letters, digits and _, such as optimization/momentum_step"
        )
    return {
        f"problem_templates/{name}.py": _TEMPLATE,
        f"problem_templates/{name}.md": _WORDING,
        f"solutions/{name}.py": _SOLUTION,
    }


def write_family(name: str, bank: Path) -> tuple[Path, ...]:
    """Write a new family into the bank's folder and return its files; nothing that exists is touched.

    Raises:
        ContractError: the id is none, one of the files exists, or a file cannot be written.
    """
    files = {bank / path: text for path, text in new_family(name).items()}
    for path in files:
        if path.exists():
            raise ContractError(str(path), "exists already; choose another name, or remove it first")
    return tuple(write_text(path, text) for path, text in files.items())
