"""A class that never was: answers made by running derivations with known slips at known rates, and spelled in many ways.

Each student has a skill. A part is answered right, with a known slip of its step, with a slip in arithmetic, not at all, or with
something that nobody can read. Later parts are worked out from the student's own earlier answers, as real students do. What was done is
told beside the answers, so that a grader can be held against it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from sympy import MatrixBase, Rational

from examgen.bank import Bank
from examgen.derivation import outcomes
from examgen.drawing import as_answered
from examgen.errors import ExamgenError
from examgen.exam import Exam, Form, Problem
from examgen.instance import Misconception, Part
from examgen.own_values import follow_through
from examgen.samples import as_json
from examgen.symbolic.kinds import Value
from examgen.symbolic.plain import write

_GARBLED = ("3 + * (2", "about (", "see my page 2", "x = = 2", "5 apples", "\\frac{1}{", "?")


@dataclass(frozen=True)
class Rates:
    """How often what happens, for a student of average skill: the rest is right. ``pair``: two slips through a whole problem."""

    slip: float = 0.15
    pair: float = 0.06
    arithmetic: float = 0.08
    missing: float = 0.05
    garbled: float = 0.01


@dataclass
class Student:
    """A submission, and the truth about it.

    Attributes:
        did: part key -> what was done: ``right``, ``slip: NAME``, ``pair: NAME, then NAME`` (in either order), ``follow: NAME`` (what one
            of two slips leads to), ``arithmetic``, ``missing``, ``garbled``.
    """

    number: str
    form: str
    answers: dict[str, Any] = field(default_factory=dict)
    did: dict[str, str] = field(default_factory=dict)

    def submission(self, exam: str) -> dict[str, Any]:
        return {"exam": exam, "form": self.form, "student": self.number, "answers": self.answers}


def simulated_class(exam: Exam, bank: Bank, students: int, *, seed: int = 1, rates: Rates | None = None) -> Iterator[Student]:
    """Submissions of so many students, forms in turn."""
    for number in range(students):
        dice = random.Random(f"{seed}/{number}")
        form = exam.forms[number % len(exam.forms)]
        yield _student(f"s{number:05d}", form, bank, dice, rates or Rates())


def _student(number: str, form: Form, bank: Bank, dice: random.Random, rates: Rates) -> Student:
    student = Student(number, form.name)
    care = dice.uniform(0.3, 1.7)  # times the average rates
    for problem in form.problems:
        _answer(student, problem, bank, dice, rates, care)
    return student


def _answer(student: Student, problem: Problem, bank: Bank, dice: random.Random, rates: Rates, care: float) -> None:
    given: dict[str, Value] = {}
    strayed = False
    if dice.random() / care < rates.pair and (both := _pair(problem, bank, dice)):
        for key, part in zip(problem.keys, problem.instance.parts, strict=True):
            what, value = both[part.name]
            try:
                student.answers[key] = spelled(value, dice)
            except ValueError:
                what = "missing"
            student.did[key] = what
        return
    for key, part in zip(problem.keys, problem.instance.parts, strict=True):
        draw = dice.random() / care
        value: Value | None = part.answer
        if strayed:
            value = _followed(problem, bank, given, part)
        what = "right"
        for fault in ("missing", "garbled", "arithmetic", "slip"):
            draw -= getattr(rates, fault)
            if draw < 0:
                what = fault
                break
        if value is None:
            what = "missing"
        if what == "slip":
            slip = _slip(part, dice) if not strayed else None
            what, value = (f"slip: {slip.name}", slip.value) if slip is not None else ("right", value)
        elif what == "arithmetic":
            wrong = _miscalculated(value, dice) if value is not None else None
            what, value = ("arithmetic", wrong) if wrong is not None else ("right", value)
        typed: Any = None
        if what == "garbled":
            typed = dice.choice(_GARBLED)
        elif what != "missing" and value is not None:
            try:
                typed = spelled(value, dice)
                given[part.name] = value
            except ValueError:  # the root of a negative number: nobody goes on with that
                what = "missing"
        if typed is not None:
            student.answers[key] = typed
        student.did[key] = what
        strayed = strayed or what not in ("right", "missing", "garbled")


def _followed(problem: Problem, bank: Bank, given: Mapping[str, Value], part: Part) -> Value | None:
    instance = problem.instance
    if not set(part.depends_on) & given.keys():
        return part.answer
    try:
        found = follow_through(bank.family(instance.family), instance.level, instance.parameters, given)
    except ExamgenError:
        return None
    return found.get(part.name, part.answer)


def _slip(part: Part, dice: random.Random) -> Misconception | None:
    return dice.choice(part.misconceptions) if part.misconceptions else None


def _pair(problem: Problem, bank: Bank, dice: random.Random) -> dict[str, tuple[str, Value]]:
    """Part -> what was done, and the answer, where two known slips run through the whole problem; empty where no part shows both."""
    instance = problem.instance
    family = bank.family(instance.family)
    values = {**instance.parameters, "level": instance.level}
    names = [part.name for part in instance.parts]
    known = {slip.name for part in instance.parts for slip in part.misconceptions}
    pairs = list(combinations([slip for slip in family.slips if slip.name in known], 2))
    dice.shuffle(pairs)
    for one, other in pairs[:6]:
        if one.swaps.keys() & other.swaps:
            continue  # the same step cannot go wrong in two ways
        alone = {slip.name: outcomes(family.steps, values, names, swaps=slip.swaps) for slip in (one, other)}
        found = outcomes(family.steps, values, names, swaps={**one.swaps, **other.swaps})
        done: dict[str, tuple[str, Value]] = {}
        for part in instance.parts:
            if part.name not in found:
                break
            answer = as_answered(part.kind, found[part.name])
            single = [name for name, results in alone.items() if part.name in results and results[part.name] == found[part.name]]
            what = "right" if answer == part.answer else f"follow: {single[0]}" if single else f"pair: {one.name}, then {other.name}"
            done[part.name] = (what, answer)
        if len(done) == len(names) and any(what.startswith("pair") for what, _ in done.values()):
            return done
    return {}


def _miscalculated(value: Value, dice: random.Random) -> Value | None:
    """One number of it off by a little."""
    off = Rational(dice.choice((-2, -1, 1, 2)))
    if isinstance(value, MatrixBase):
        place = divmod(dice.randrange(len(value)), value.cols)
        return type(value)(value.rows, value.cols, lambda row, column: value[row, column] + (off if (row, column) == place else 0))
    if isinstance(value, tuple) and value and not isinstance(value[0], str | tuple):
        place = dice.randrange(len(value))
        return tuple(entry + off if index == place else entry for index, entry in enumerate(value))
    if isinstance(value, str | tuple | frozenset | bool):
        return None
    return value + off


def spelled(value: Value, dice: random.Random) -> Any:
    """The value as one of the many things that people type for it."""
    typed = as_json(value)
    if isinstance(value, str | frozenset) or (isinstance(value, tuple) and value and isinstance(value[0], str)):
        return typed
    way = dice.randrange(6)
    if way < 2:
        return typed
    text = write(value) if not isinstance(value, MatrixBase) else str(typed).replace("'", "")
    if way == 2:
        return text.replace(" ", "")
    if way == 3:
        return text.replace("*", "·").replace("-", "−")
    if way == 4:
        return f" {text} "
    return text.replace("**", "^").replace(" + ", "+")
