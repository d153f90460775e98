"""An exam: a blueprint made real, form by form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sympy import Rational

    from examgen.instance import Instance


@dataclass(frozen=True)
class Problem:
    """A numbered problem of a form: an instance and the points of its parts.

    Attributes:
        number: 1, 2, ... through the whole form; the key of part (b) of problem 3 is ``3.b``.
        instance: the certified instance.
        points: part name -> points, exact.
    """

    number: int
    instance: Instance
    points: Mapping[str, Rational]


@dataclass(frozen=True)
class Section:
    """A titled run of problems; an exam without sections has one with an empty title."""

    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Form:
    """One version of the exam, with numbers of its own."""

    name: str
    sections: tuple[Section, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in order."""
        return tuple(problem for section in self.sections for problem in section.problems)


@dataclass(frozen=True)
class Exam:
    """An exam with all its forms.

    Attributes:
        id: the name that submissions carry (``practice-final``).
        instructions: Markdown, one entry per bullet.
        conventions: (what, meaning) pairs, Markdown with TeX mathematics.
        duration: minutes.
        seed: the seed that all forms were drawn from; never printed on a student's page.
        date, institution, term, aids: printed as given, "" leaves them out.
    """

    id: str
    title: str
    course: str
    seed: str
    forms: tuple[Form, ...]
    institution: str = ""
    term: str = ""
    date: str = ""
    duration: int = 0
    aids: str = ""
    instructions: tuple[str, ...] = ()
    conventions: tuple[tuple[str, str], ...] = ()
