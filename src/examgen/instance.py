"""One certified instance of a problem family: exact values, the question, the worked solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sympy import Rational

    from examgen.figures import Figure, Table
    from examgen.symbolic.kinds import Kind, Value


@dataclass(frozen=True)
class Misconception:
    """A known slip and the wrong answer that it leads to in this instance.

    Attributes:
        name: the words of the family file ("forgot to square the slope"), unique within a part.
        step: the step at which the slip happens.
        value: the wrong answer of this part, computed by the derivation with that step swapped.
        credit: share of the part's points that this slip still earns, 0 to 1.
        feedback: a sentence for the student, Markdown; "" when the name says it all.
        tex: ``value`` as TeX.
    """

    name: str
    step: str
    value: Value
    credit: Rational
    tex: str
    feedback: str = ""


@dataclass(frozen=True)
class WorkedStep:
    """One row of a worked solution: reason, symbol = general = numbers = value.

    Attributes:
        name: name of the step function.
        reason: why, Markdown with TeX mathematics; may be "".
        symbol: TeX of the quantity, such as ``\\mu``; "" for a row that is a sentence alone.
        general: TeX of the formula in letters, "" where there is none (a procedure without a formula).
        numbers: TeX of the same formula with this instance's numbers; "" where it would only repeat its neighbours.
        value: TeX of the exact value.
        part: the part whose answer this value is, or None: answers are framed.
        table: the working of a procedure, or None.
    """

    name: str
    reason: str
    symbol: str
    general: str
    numbers: str
    value: str
    part: str | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Part:
    """One thing that is asked, with one answer.

    Attributes:
        name: the answer's name in the family files (``"variance"``).
        symbol: TeX of the quantity asked for, printed before the ``=`` of the answer box; "" for a bare box.
        text: the question of this part, Markdown with TeX mathematics.
        points: default points; an exam may override them.
        kind: how the answer is read and compared.
        answer: the exact right answer.
        answer_tex: ``answer`` as TeX.
        answer_text: ``answer`` in the notation that students type.
        steps: rows of the worked solution that are new in this part (steps of earlier parts are not repeated).
        misconceptions: known slips with their wrong answers in this instance.
        depends_on: names of earlier parts which this one builds on: the basis of follow-through.
        guess_ok: the answer may be a value that one guesses (0, 1, a given number): the family says so for small counts.
        work: lines of work the part takes, about one per step that is new in it: the room that an exam leaves.
    """

    name: str
    symbol: str
    text: str
    points: Rational
    kind: Kind
    answer: Value
    answer_tex: str
    answer_text: str
    steps: tuple[WorkedStep, ...]
    misconceptions: tuple[Misconception, ...]
    depends_on: tuple[str, ...]
    guess_ok: bool = False
    work: int = 1


@dataclass(frozen=True)
class Certificate:
    """How the answers were checked before anything was printed.

    Attributes:
        oracle: name of the oracle function.
        agreed: the parts on which oracle and derivation agree.
        omitted: part -> the family's stated reason for having no oracle there.
        printed: number of printed formulas whose numbers were put back in and gave the stored value.
    """

    oracle: str
    agreed: tuple[str, ...]
    omitted: Mapping[str, str]
    printed: int


@dataclass(frozen=True)
class Instance:
    """An instance of a family.

    Attributes:
        family: id, such as ``batchnorm/inference_moments``.
        level: ``easy``, ``medium`` or ``hard``.
        seed: the seed it was drawn from, as given.
        title: heading of the problem.
        topic: first part of the id.
        parameters: exact values of all parameters by name, internal ones included.
        question: the stem, Markdown with TeX mathematics. A figure stands in it as ``![alt](figure:NAME)``.
        parts: what is asked, in order.
        figures: figures of the question by name, unknown values left open.
        solution_figures: the same names with values filled in, where the family gives them; otherwise the plain ones.
        content_hash: SHA-256 of the family's files: a key can tell that a template has changed since.
        attempts: draws that were needed.
    """

    family: str
    level: str
    seed: str
    title: str
    topic: str
    parameters: Mapping[str, Value]
    question: str
    parts: tuple[Part, ...]
    figures: Mapping[str, Figure]
    solution_figures: Mapping[str, Figure]
    certificate: Certificate
    content_hash: str
    attempts: int

    def part(self, name: str) -> Part:
        """The part of that name.

        Raises:
            UnknownFamilyError: no part has this name.
        """
        for part in self.parts:
            if part.name == name:
                return part
        from examgen.errors import UnknownFamilyError

        raise UnknownFamilyError(f"part of {self.family}", name, [part.name for part in self.parts])
