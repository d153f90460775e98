"""Why a wrong answer is wrong, where no single known slip explains it: two slips in one derivation, or what the answer itself shows.

The order of what is said:

1. a chain of equalities (``sqrt(25) = 6``) in which the right value stands: the student had it, whatever the last value looks like;
2. two known slips, one after the other, whose common outcome this is;
3. what the answer is next to the right one (``structure``): its transpose, its opposite, right but for one entry.

Nothing is said that was not decided by the judge, so every sentence is true of the answer.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from examgen.deciding.walking import exact_number
from examgen.errors import ExamgenError
from examgen.grading.encoding import encode
from examgen.grading.judging import judge_reading
from examgen.grading.reading import ReadAnswer, read_answer
from examgen.grading.reference import Given, Reference, reference
from examgen.grading.structure import compare, ordinal
from examgen.notation import limits

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.derivation import Evaluation
    from examgen.family import Family, Slip
    from examgen.grading.key import PartKey, ProblemKey
    from examgen.symbolic.kinds import Kind, Value

#: Pairs of slips that are tried for one problem, and problems whose pairs are kept.
MOST_PAIRS, MOST_PROBLEMS = 60, 2000
#: Characters of the JSON of a value that is still compared with answers: nobody types a longer one.
_LONGEST = 2000
_RIGHT = ("correct", "other_form")
#: Kinds of a single exact value: two different plain numbers are then different answers.
SINGLE = frozenset(("integer", "rational", "expression"))


@dataclass(frozen=True)
class Diagnosis:
    """What is to be said about a wrong answer.

    Attributes:
        kind: two known slips, what the answer is next to the right one, or a late slip in computing.
        reason: one sentence for the student.
        slips: for a pair, the names of both, in the order of the derivation.
        credit: for a pair, the share of the points that both together leave; None where no points follow.
    """

    kind: Literal["pair", "structure", "arithmetic"]
    reason: str
    slips: tuple[str, ...] = ()
    credit: Fraction | None = None


@dataclass(frozen=True)
class SlipPair:
    """Two known slips in one derivation.

    Attributes:
        slips: their names, in the order of the derivation.
        credit: the product of what each of them leaves of the points.
        values: part -> what it becomes with both, where that is neither right nor what one of the slips gives.
        chained: whether the second works with what the first one left.
    """

    slips: tuple[str, str]
    credit: Fraction
    values: Mapping[str, Reference]
    chained: bool = True


class PairsOf(Protocol):
    """Works out what pairs of slips lead to in a problem."""

    def __call__(self, problem: ProblemKey) -> Sequence[SlipPair]:
        """The pairs that show, none where they cannot be worked out."""
        ...


def diagnose(
    problem: ProblemKey,
    part: PartKey,
    right: Reference,
    found: ReadAnswer,
    pairs: PairsOf | None,
    raw: Any = None,
    *,
    known_wrong: bool = False,
) -> Diagnosis | None:
    """Why an answer is wrong; None for an answer that is not, and where there is nothing to say. Never raises for any JSON value.

    Args:
        right: the right answer of the part.
        found: the answer as read.
        pairs: pairs of slips, as of ``pairs_from_bank``; None: only what the answer itself shows.
        raw: the answer as handed in, for chains of equalities: of those, reading keeps the last value alone or refuses them.
        known_wrong: it was judged before, and is wrong.
    """
    kind = part.kind.kind()
    if not known_wrong and found.value is not None and judge_reading(kind, right, found).outcome != "wrong":
        return None
    if isinstance(raw, str) and "=" in raw and kind.name not in ("choice", "ordering"):
        chain = _chain(kind, right, raw)
        if isinstance(chain, Diagnosis):
            return chain
        found = chain or found
    if found.value is None:
        return None
    pair = _pair(kind, part.name, found, pairs(problem)) if pairs is not None and kind.name != "choice" else None
    if pair is not None:
        return pair
    claim = compare(kind, right, found.value)
    return Diagnosis(claim.kind, claim.reason) if claim is not None else None


def plain_number(value: Given | None) -> Fraction | None:
    """The number that a value plainly is, as 2 or 3/4 are; None for any other."""
    return None if value is None or isinstance(value, str | tuple) else exact_number(value)


def _pair(kind: Kind, part: str, found: ReadAnswer, pairs: Sequence[SlipPair]) -> Diagnosis | None:
    """The pair that leads to this answer; of several the one that leaves most points."""
    best: SlipPair | None = None
    number = plain_number(found.value) if kind.name in SINGLE else None
    for pair in pairs:
        value = pair.values.get(part)
        if value is None or (best is not None and pair.credit <= best.credit):
            continue
        if number is not None and (other := plain_number(value.value)) is not None and number != other:
            continue  # two different plain numbers
        if judge_reading(kind, value, found).outcome in _RIGHT:
            best = pair
    if best is None:
        return None
    first, second = best.slips
    reason = f"This is what comes out when one {first} and {'then' if best.chained else 'also'} {second}."
    return Diagnosis("pair", reason, best.slips, best.credit)


# --- chains of equalities ------------------------------------------------------------------------------------------------

#: Relations, definitions and approximations: then it is no chain of equal values.
_NO_CHAIN = re.compile(r"[<>~≈≠≤≥]|==|:=|!=|\\(?:leq?|geq?|neq?|approx|sim|to|in)(?![A-Za-z])")
_DISPLAYED = re.compile(r"\\[()\[\]]|[$&]")
_MOST_LINKS = 12


def _links(text: str) -> list[str]:
    """What stands between the equals signs outside of all brackets; nothing where the text is no chain."""
    if len(text) > limits.LENGTH or _NO_CHAIN.search(text):
        return []
    links, depth = [""], 0
    for character in _DISPLAYED.sub(" ", text):
        depth += (character in "([{") - (character in ")]}")
        if character == "=" and depth == 0:
            links.append("")
        else:
            links[-1] += character
    return [link.strip() for link in links] if depth == 0 and 1 < len(links) <= _MOST_LINKS else []


def last_of_chain(kind: Kind, text: str) -> ReadAnswer | None:
    """The last value of a chain of equalities, which is what the student ends with; None where the text is none, or cannot be read."""
    links = _links(text)
    read = [read_answer(kind, link) for link in links]
    if len(read) < 2 or any(one.value is None for one in read[1:]):
        return None
    if len(read) == 2 and read[0].value is None and any(map(str.isalpha, links[0])):
        return read[1]  # the name of the quantity, as it is printed: ∂L/∂W = 3
    return replace(read[-1], remark="Of several values, the last one counts.")


def _chain(kind: Kind, right: Reference, text: str) -> Diagnosis | ReadAnswer | None:
    """What a chain of equalities shows: a diagnosis; its last value, where all links have that value; or nothing."""
    read = [read_answer(kind, link) for link in _links(text)]
    named = bool(read) and read[0].value is None  # "V = 10/2 = 4", or "= 4" below an earlier line
    values = read[1:] if named else read
    if not values or any(one.value is None for one in values):
        return None
    outcomes = [judge_reading(kind, right, one).outcome for one in values]
    last = len(values) - 1
    if outcomes[-1] in _RIGHT:
        return Diagnosis("structure", f"The value after the {'last ' if len(read) > 2 else ''}equals sign is right.")
    good = [place for place, outcome in enumerate(outcomes) if outcome in _RIGHT]
    if good and outcomes[good[-1] + 1] == "wrong":
        sign = good[-1] + 1 + named
        which = "" if len(read) == 2 else "last " if good[-1] + 1 == last else f"{ordinal(sign)} "
        return Diagnosis("arithmetic", f"What stands right before the {which}equals sign is right; what stands after it is not.")
    end = values[-1].value
    if good or end is None or isinstance(end, str | tuple):
        return None
    same = Reference(end, right.signs)
    return values[-1] if all(judge_reading(kind, same, one).outcome in _RIGHT for one in values[:-1]) else None


# --- pairs from a bank ---------------------------------------------------------------------------------------------------


def pairs_from_bank(bank: Bank) -> PairsOf:
    """Pairs of slips, worked out by the families of a bank.

    There are none for a problem whose family is not in the bank, cannot be opened, or has changed since the key was made.
    """
    known: OrderedDict[tuple[str, ...], tuple[SlipPair, ...]] = OrderedDict()

    def pairs(problem: ProblemKey) -> Sequence[SlipPair]:
        parts = json.dumps([part.name for part in problem.parts])
        parameters = json.dumps(problem.parameters, sort_keys=True)
        key = (problem.family, problem.level, problem.content_hash, parameters, parts)
        found = known.pop(key, None)
        if found is None:
            found = _pairs_of(bank, problem)
            if len(known) >= MOST_PROBLEMS:
                known.popitem(last=False)
        known[key] = found
        return found

    return pairs


def _faults() -> tuple[type[Exception], ...]:
    """What a derivation may raise for values that it was not made for."""
    from examgen.derivation import NOT_POSSIBLE, StepError

    return (ExamgenError, StepError, *NOT_POSSIBLE)


def _pairs_of(bank: Bank, problem: ProblemKey) -> tuple[SlipPair, ...]:
    try:
        family = bank.family(problem.family)
    except ExamgenError:
        return ()
    if family.content_hash != problem.content_hash:
        return ()
    try:
        return tuple(_Pairs(family, problem).all())
    except _faults():  # the parameters are those of a file: without pairs an answer is merely not explained
        return ()


#: A slip, the parts whose credit it concerns, and all names that it can change.
_Placed: TypeAlias = "tuple[Slip, tuple[str, ...], frozenset[str]]"


class _Pairs:
    """The pairs of one problem: its derivation, run with each slip alone and with two at once."""

    def __init__(self, family: Family, problem: ProblemKey) -> None:
        from examgen.derivation import Evaluation, dependencies
        from examgen.drawing import applies, own_parts
        from examgen.symbolic.exact import fingerprint
        from examgen.wording import fill_text

        self._family = family
        self._values: dict[str, Value] = {**problem.values(), "level": problem.level}
        plain = Evaluation({}, self._values)
        asked = tuple(name for name in family.parts(problem.level) if (when := family.answers[name].when) is None or plain.call(when))
        here = {part.name for part in problem.parts}
        self._parts = tuple(name for name in asked if name in here and family.answers[name].kind.name != "choice")
        self._right = Evaluation(family.steps, self._values)
        self._prints = {name: fingerprint(self._answer(name, self._right[name])) for name in asked}
        order = {name: place for place, name in enumerate(dependencies(family.steps, asked, self._values))}
        slips = [one for one in own_parts(family, asked, problem.level) if applies(one[0], self._right)]
        self._slips = sorted(slips, key=lambda one: max(order.get(place, -1) for place in one[0].swaps))
        known = {**dict.fromkeys(family.parameters), **self._values}
        self._names = {id(slip): fill_text(slip.name, known) for slip, _, _ in self._slips}

    def all(self) -> Iterator[SlipPair]:
        """The pairs that show, first those of which both slips stand in the working of one part."""
        from examgen.symbolic.exact import fingerprint

        alone = [
            {name: fingerprint(value) for name, value in self._outcomes([slip], reached & set(self._parts)).items()}
            for slip, _, reached in self._slips
        ]
        for one, other in self._chosen():
            try:
                pair = self._pair(self._slips[one], self._slips[other], alone)
            except _faults():  # two slips at once may lead to numbers that the family was not made for
                continue
            if pair is not None:
                yield pair

    def _pair(self, one: _Placed, other: _Placed, alone: Sequence[Mapping[str, Any]]) -> SlipPair | None:
        from examgen.drawing import applies
        from examgen.symbolic.exact import fingerprint, near

        (first, _, reached), (second, _, reached_too) = one, other
        if not (applies(second, self._evaluation([first])) and applies(first, self._evaluation([second]))):
            return None
        values: dict[str, Reference] = {}
        for name, value in self._outcomes([first, second], reached & reached_too & set(self._parts)).items():
            mark = fingerprint(value)
            if not self._shows(name, mark) or any(name in marks and near(mark, marks[name]) for marks in alone):
                continue
            try:
                encoded = encode(value)
                if len(json.dumps(encoded)) <= _LONGEST:
                    values[name] = reference(encoded)
            except ValueError:
                continue  # what has no plain notation, cannot be typed either
        if not values:
            return None
        credit = Fraction(str(first.credit)) * Fraction(str(second.credit))
        return SlipPair((self._names[id(first)], self._names[id(second)]), credit, values, not reached.isdisjoint(second.swaps))

    def _chosen(self) -> list[tuple[int, int]]:
        """Pairs at different places that meet in a part which one of them concerns."""
        near_ones: list[tuple[int, int]] = []
        others: list[tuple[int, int]] = []
        for one, other in combinations(range(len(self._slips)), 2):
            (first, own, reached), (second, own_too, reached_too) = self._slips[one], self._slips[other]
            if first.swaps.keys() & second.swaps.keys():
                continue
            meet = reached & reached_too & set(self._parts)
            if meet.isdisjoint((*own, *own_too)):
                continue
            (near_ones if meet & set(own) & set(own_too) else others).append((one, other))
        return [*near_ones, *others][:MOST_PAIRS]

    def _evaluation(self, slips: Sequence[Slip]) -> Evaluation:
        from examgen.derivation import Evaluation, downstream

        swaps = {place: swap for slip in slips for place, swap in slip.swaps.items()}
        given = self._right.outside(downstream(self._family.steps, swaps.keys()))
        return Evaluation(self._family.steps, self._values, given=given, swaps=swaps)

    def _outcomes(self, slips: Sequence[Slip], parts: frozenset[str]) -> dict[str, Value]:
        """What the parts become; those without a value are left out."""
        from examgen.derivation import StepError
        from examgen.symbolic.exact import is_defined

        evaluation = self._evaluation(slips)
        found: dict[str, Value] = {}
        for name in self._parts:
            if name in parts:
                try:
                    value = evaluation[name]
                except StepError:
                    continue
                if is_defined(value):
                    found[name] = self._answer(name, value)
        return found

    def _answer(self, part: str, value: Value) -> Value:
        from examgen.drawing import as_answered

        return as_answered(self._family.answers[part].kind, value)

    def _shows(self, part: str, mark: Any) -> bool:
        """Whether a value is evidence: not the right one, nor a single number that one finds without any slip."""
        from examgen.symbolic.exact import fingerprint, near

        if near(mark, self._prints[part]):
            return False
        if not isinstance(mark, complex):
            return True
        given = (self._values[name] for name, one in self._family.parameters.items() if one.tex is not None and name in self._values)
        plain = [fingerprint(value) for value in (*map(_whole, (0, 1)), *given)]
        return not any(near(mark, other) for other in (*plain, *self._prints.values()))


def _whole(number: int) -> Value:
    from sympy import Integer

    return Integer(number)
