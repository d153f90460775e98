"""Vectors, matrices and sets of rational numbers in the spellings of several systems."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from judge_maker import Maker
from judge_spelling import spell


def _entry(make: Maker) -> Fraction:
    return Fraction(make.integer(-12, 12), make.stream.choice((1, 1, 1, 2, 3, 4)))


def _written_vector(entries: list[Fraction], style: str) -> str:
    texts = [spell(entry, "latex" if style in ("tex", "column") else "plain") for entry in entries]
    match style:
        case "tex":
            return "\\left(" + ",\\, ".join(texts) + "\\right)"
        case "column":
            return "\\begin{pmatrix}" + " \\\\ ".join(texts) + "\\end{pmatrix}"
        case "matlab":
            return "[" + "; ".join(texts) + "]"
        case "round":
            return "(" + ", ".join(texts) + ")"
        case _:
            return "[" + ", ".join(texts) + "]"


def _vectors(make: Maker) -> None:
    entries = [_entry(make) for _ in range(make.stream.randint(2, 5))]
    negated = list(entries)
    negated[-1] = -negated[-1]
    wrong = [negated, entries[:-1], [*entries, Fraction(0)], [entries[0] + Fraction(1, 10**6), *entries[1:]]]
    if entries != entries[::-1]:
        wrong.append(entries[::-1])
    styles = ("tex", "column", "matlab", "round", "plain")
    right = [_written_vector(entries, style) for style in styles]
    missed = [_written_vector(values, styles[k % 5]) for k, values in enumerate(wrong)]
    make.put_texts("made: vectors", "vector", _written_vector(entries, "plain"), right, missed)


def _written_matrix(rows: list[list[Fraction]], style: str) -> str:
    texts = [[spell(entry, "latex" if style == "tex" else "plain") for entry in row] for row in rows]
    match style:
        case "tex":
            return "\\begin{pmatrix} " + " \\\\ ".join(" & ".join(row) for row in texts) + " \\end{pmatrix}"
        case "brackets":
            return "\\begin{bmatrix}" + "\\\\".join("&".join(row) for row in texts) + "\\end{bmatrix}"
        case "matlab":
            return "[" + "; ".join(", ".join(row) for row in texts) + "]"
        case "maxima":
            return "matrix(" + ",".join("[" + ",".join(row) + "]" for row in texts) + ")"
        case _:
            return "[" + ", ".join("[" + ", ".join(row) + "]" for row in texts) + "]"


def _matrices(make: Maker) -> None:
    height, width = make.stream.choice(((2, 2), (2, 3), (3, 2), (3, 3)))
    rows = [[_entry(make) for _ in range(width)] for _ in range(height)]
    turned = [list(column) for column in zip(*rows, strict=True)]
    negated = [list(row) for row in rows]
    negated[-1][-1] *= -1
    raised = [list(row) for row in rows]
    raised[0][-1] += 1
    wrong = [negated, raised, rows[:-1]] + ([turned] if turned != rows else [])
    styles = ("tex", "brackets", "matlab", "maxima", "plain")
    right = [_written_matrix(rows, style) for style in styles]
    missed = [_written_matrix(values, styles[(k + height) % 5]) for k, values in enumerate(wrong)]
    make.put_texts("made: matrices", "matrix", _written_matrix(rows, "plain"), right, missed)


def _sets(make: Maker) -> None:
    entries = sorted({_entry(make) for _ in range(make.stream.randint(2, 5))})

    def written(values: list[Fraction], *, tex: bool = False) -> str:
        texts = [spell(value, "latex" if tex else "plain") for value in values]
        return "\\left\\{" + ",\\, ".join(texts) + "\\right\\}" if tex else "{" + ", ".join(texts) + "}"

    mixed = make.stream.sample(entries, len(entries))
    wrong = [[*entries[:-1], entries[-1] + Fraction(1, 7)], [*entries, entries[-1] + 5], entries[1:]]
    wrong = [values for values in wrong if values]
    right = [written(mixed), written(mixed, tex=True), written([*entries, entries[0]])]
    make.put_texts("made: sets", "set", written(entries), right, [written(values, tex=k % 2 == 0) for k, values in enumerate(wrong)])


RULES: tuple[tuple[Callable[[Maker], None], int], ...] = (
    (_vectors, 7),
    (_matrices, 6),
    (_sets, 5),
)
