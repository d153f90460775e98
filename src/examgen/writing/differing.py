r"""What differs between the texts of the same problem in several forms: its words, and the numbers in them.

A text is cut into sentences. Without its numbers a sentence is the same in all forms, or the forms ask in other words. Where it is the
same, its places, which are formulas and numbers that stand alone, can be compared one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from operator import and_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_IMAGE = re.compile(r"!\[(?:[^\]\\]|\\.)*\]\([^)]*\)", re.DOTALL)
_FORMULA = re.compile(r"\$\$((?:\\.|[^$\\])+)\$\$|\$((?:\\.|[^$\\])+)\$", re.DOTALL)
_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: A number that stands alone, with the two words before it.
_ALONE = re.compile(rf"(?:\b[A-Za-z]+ ){{0,2}}(?<![\w.])(?:-?\d+(?:\.\d+)?|{'|'.join(_NUMERALS)})(?![\w])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:\\,\d+)*")
#: The same sentence may end in a formula that is set apart.
_END = re.compile(r"(?<=[.?!])\s+|\n\s*\n|\n(?=\s*\|)|(?<=\|)\s*\n")
#: Texts in which a number is not equal to another one by chance.
_MANY = 5
_OPEN, _CLOSE = "\ue000", "\ue001"
_CUT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_CUTS = re.compile(f"({_OPEN}\\d+{_CLOSE})")


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a row of a table.

    Attributes:
        words: what is left without numbers.
        text: as it stands, Markdown, formulas in the line.
        places: its formulas, and its numbers with the words before them.
        is_row: whether it is a row of a table.
    """

    words: str
    text: str
    places: tuple[str, ...]
    is_row: bool = False


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a Markdown text; pictures are left out."""
    formulas: list[str] = []

    def cut(match: re.Match[str]) -> str:
        formulas.append((match[1] or match[2]).strip())
        return f"{_OPEN}{len(formulas) - 1}{_CLOSE}"

    plain = _FORMULA.sub(cut, _IMAGE.sub("", text))
    return tuple(_sentence(one.strip(), formulas) for one in _END.split(plain) if one.strip(" \n|-:"))


#: What ends the sentence in a formula that is set apart.
_STOP = re.compile(r"(?<!\\)[.,;]\s*$")


def _sentence(plain: str, formulas: Sequence[str]) -> Sentence:
    is_row = plain.startswith("|")
    plain = ", ".join(cell.strip() for cell in plain.strip("|").split("|")) if is_row else " ".join(plain.split())
    places: list[str] = []

    def formula(match: re.Match[str]) -> str:
        places.append(f"${_STOP.sub('', formulas[int(match[1])])}$")
        return f"${_letters(formulas[int(match[1])])}$"

    def number(match: re.Match[str]) -> str:
        places.append(match[0])
        return f"{' '.join(match[0].split()[:-1])} #"

    written = _CUT.sub(lambda match: f"${formulas[int(match[1])]}$", plain)
    pieces = _CUTS.split(plain)
    words = "".join(_CUT.sub(formula, piece) if place % 2 else _ALONE.sub(number, piece) for place, piece in enumerate(pieces))
    return Sentence(words, written, tuple(places), is_row)


_BARE = (
    (re.compile(r"\\begin\{[pbv]?matrix\}.*?\\end\{[pbv]?matrix\}", re.DOTALL), "#"),
    (re.compile(r"\\(?:left|right|quad|qquad|cdot|times|,|;|!|:)(?![A-Za-z])"), " "),
    (_NUMBER, "#"),
)
#: What stands about a number and belongs to it: signs, brackets, fractions, roots, logarithms, powers of e.
_CLOSER = (
    (re.compile(r"\\[dt]?frac\s*(?:\{[\s#()]*\}|#)\s*(?:\{[\s#()]*\}|#)"), "#"),
    (re.compile(r"\\(?:ln|log|sqrt|exp)\s*(?:\{\s*#\s*\}|\(\s*#\s*\)|#)"), "#"),
    (re.compile(r"e\s*\^\s*(?:\{\s*#\s*\}|#)"), "#"),
    (re.compile(r"\(\s*#(?:\s*,\s*#)*\s*\)|\\?\{\s*#(?:\s*,\s*#)*\s*\\?\}"), "#"),
    (re.compile(r"[-+]\s*#"), "#"),
    (re.compile(r"#\s*(?:\\pi\s*)?#"), "#"),
)


def _letters(tex: str) -> str:
    """A formula without its numbers: the same for any values that may stand in it."""
    for pattern, new in _BARE:
        tex = pattern.sub(new, tex)
    before = ""
    while before != tex:
        before = tex
        for pattern, new in _CLOSER:
            tex = pattern.sub(new, tex)
    # a coefficient of one is not written, a term of zero neither has a number
    return re.sub(r"[\s{}#]", "", tex)


# --- several forms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """Forms that ask in the same words, and the sentences that others lack, as in the first of them."""

    rows: tuple[int, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """What differs at one place of a text: what stands before it in all texts, and what it is in each ("" where a text lacks the place)."""

    head: str
    cells: tuple[str, ...]


def variants(texts: Sequence[Sequence[Sentence]]) -> list[Variant]:
    """The texts in groups of the same words, in order of their first."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, text in enumerate(texts):
        groups.setdefault(tuple(one.words for one in text), []).append(row)
    everywhere = reduce(and_, map(Counter, groups)) if groups else Counter()
    return [Variant(tuple(rows), _beyond(texts[rows[0]], everywhere)) for rows in groups.values()]


def _beyond(text: Sequence[Sentence], common: Counter[str]) -> tuple[str, ...]:
    """The sentences of a text that are not common to all."""
    left, own = Counter(common), []
    for one in text:
        if left[one.words]:
            left[one.words] -= 1
        else:
            own.append(one.text)
    return tuple(own)


def places_that_differ(texts: Sequence[Sequence[Sentence]], known: Sequence[Mapping[str, str]]) -> list[Column]:
    """What stands at the same place of the same sentence and is not the same in all texts.

    ``known`` are symbols and values, as TeX, that are told of each text anyway: a formula that only shows these is left out.
    """
    places: dict[tuple[str, int, int], dict[int, str]] = {}
    for row, text in enumerate(texts):
        seen: Counter[str] = Counter()
        for one in text:
            # a row of a table is one place: its cells have no names
            for place, content in [(-1, one.text)] if one.is_row else enumerate(one.places):
                places.setdefault((one.words, seen[one.words], place), {})[row] = content
            seen[one.words] += 1
    found = [
        _column(place, len(texts), is_row=number < 0)
        for (_, _, number), place in places.items()
        if len(set(place.values())) > 1 and not _told(place, known)
    ]
    return list(dict.fromkeys(found))


def _told(place: Mapping[int, str], known: Sequence[Mapping[str, str]]) -> bool:
    """Whether a place shows nothing but known values.

    In a few texts a number alone may be equal to a known one by chance: there it is taken for that one only under its name.
    """
    numbers = {row: _signed(content) for row, content in place.items()}
    values = {row: {symbol: _signed(value) for symbol, value in known[row].items()} for row in place}
    symbols = set.intersection(*(set(one) for one in values.values()))
    told = [[values[row][one] for row in place] for one in symbols]
    # what all begin with may be no value at all, such as the one of t - 1
    same = len(list(takewhile(lambda column: len(set(column)) == 1, zip(*numbers.values(), strict=False))))
    rests = [[own[start:] for own in numbers.values()] for start in range(same + 1)]
    joined = [rest for rest in rests if all(rest) and _joined(rest, told)]
    if any(len(place) >= _MANY or any(len(own) > 1 for own in rest) for rest in joined):
        return True
    if not joined and len({len(own) for own in numbers.values()}) > 1:
        return False
    moving = [one for one in zip(*numbers.values(), strict=True) if len(set(one)) > 1]
    if len(moving) == 1 and len(place) < _MANY:
        symbols = {one for one in symbols if all(_packed(f"{one}=") in _packed(content) for content in place.values())}
    entries = (zip(*(values[row][one] for row in place), strict=False) for one in symbols)  # as far as all have so many
    columns = {column for one in entries for column in one}
    return bool(moving) and all(one in columns for one in moving)


def _joined(numbers: Sequence[Sequence[str]], values: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether the numbers of each text are those of some values, one value after the other, the same ones in all texts."""
    if not any(numbers):
        return True
    for value in values:
        rows = list(zip(numbers, value, strict=True))
        if all(one and list(own[: len(one)]) == one for own, one in rows) and _joined([own[len(one) :] for own, one in rows], values):
            return True
    return False


def _signed(text: str) -> list[str]:
    """The numbers of a place or of a value, as digits."""
    tex = re.sub(rf"\b(?:{'|'.join(_NUMERALS)})\b", lambda match: str(_NUMERALS.index(match[0]) + 1), text)
    return [one.replace(" ", "") for one in re.findall(rf"-?\s*{_NUMBER.pattern}", tex)]


def _packed(tex: str) -> str:
    return re.sub(r"[\s{}]", "", tex)


#: Words that say nothing alone.
_WEAK = frozenset(re.findall(r"\w+", "a an and are as at by for from has have in is it of on or than that the these this to which with"))


def _last_word(words: str) -> str:
    """The word before a number; with the one before that, if it says nothing alone."""
    return words if words.rpartition(" ")[2].casefold() in _WEAK else words.rpartition(" ")[2]


_GAP = r"\\q?quad(?![A-Za-z])"


def _column(found: Mapping[int, str], rows: int, *, is_row: bool) -> Column:
    """The column, what all cells begin with as its head: the left side of an equation, or the word before a number."""
    for pattern in (r"(\d+|\w[^$,]*), (.*)",) if is_row else (r"\$(.*=)\s*(.*)\$", r"([A-Za-z ]+) (\S+)"):
        cut = {row: re.fullmatch(pattern, content, re.DOTALL) for row, content in found.items()}
        heads = {match[1] if match else "" for match in cut.values()}
        if len(heads) == 1 and (head := heads.pop()):
            equation = head.endswith("=")
            # of several equations, the last one
            head = f"${re.split(_GAP, head[:-1])[-1].strip()}$" if equation else head if is_row else _last_word(head)
            cells = {row: f"${match[2]}$" if equation else match[2] for row, match in cut.items() if match}
            return Column(head, tuple(cells.get(row, "") for row in range(rows)))
    return Column("", tuple(found.get(row, "") for row in range(rows)))
