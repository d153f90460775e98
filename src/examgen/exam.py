"""An exam: forms with sections, sections with numbered problems. ``building`` makes one from a blueprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from examgen.lettering import part_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from sympy import Rational

    from examgen.instance import Instance

T = TypeVar("T")


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

    @property
    def keys(self) -> tuple[str, ...]:
        """What answers to its parts are called in keys and submissions: ``3.a``, ``3.b``, ..."""
        return tuple(f"{self.number}.{part_letter(index)}" for index in range(len(self.instance.parts)))


@dataclass(frozen=True)
class Section:
    """A titled run of problems; an exam without sections has one with an empty title."""

    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Student:
    """Whose form it is.

    Attributes:
        number: as the university writes it; submissions carry it.
        last_name, first_name: printed on the form, "" where unknown.
    """

    number: str
    last_name: str = ""
    first_name: str = ""


@dataclass(frozen=True)
class Form:
    """One version of the exam, with numbers of its own; ``student`` is whose it is, where each has one."""

    name: str
    sections: tuple[Section, ...]
    student: Student | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in order."""
        return tuple(problem for section in self.sections for problem in section.problems)

    def each(self, make: Callable[[Problem], T]) -> FormOf[T]:
        """The form with what ``make`` makes of each problem."""
        return FormOf(self.name, self.student, tuple((one.title, tuple(map(make, one.problems))) for one in self.sections))


@dataclass(frozen=True)
class FormOf(Generic[T]):
    """A form whose problems have become something else.

    Attributes:
        sections: title, and what became of its problems, in order.
    """

    name: str
    student: Student | None
    sections: tuple[tuple[str, tuple[T, ...]], ...]

    @property
    def problems(self) -> tuple[T, ...]:
        """All of them in order."""
        return tuple(problem for _, problems in self.sections for problem in problems)


@dataclass(frozen=True)
class Exam:
    """An exam with all its forms.

    Attributes:
        id: the name that submissions carry (``practice-final``).
        instructions: Markdown, one entry per bullet.
        conventions: (what, meaning) pairs, Markdown with TeX mathematics.
        duration: minutes.
        seed: the seed that all forms were drawn from; never printed on a student's page.
        author: whose exam it is, in the properties of its PDFs; "" says the institution there.
        date, institution, term, aids: printed as given, "" leaves them out.
    """

    id: str
    title: str
    course: str
    seed: str
    forms: tuple[Form, ...]
    author: str = ""
    institution: str = ""
    term: str = ""
    date: str = ""
    duration: int = 0
    aids: str = ""
    instructions: tuple[str, ...] = ()
    conventions: tuple[tuple[str, str], ...] = ()

    @property
    def issuer(self) -> str:
        """The author that its PDFs and web pages name."""
        return self.author or self.institution


def what_is_asked(instance: Instance) -> Hashable:
    """All that a student sees of an instance; equal for two instances exactly when their questions are."""
    return (
        instance.family,
        instance.question,
        tuple((part.symbol, part.text, part.kind) for part in instance.parts),
        tuple(sorted((name, repr(figure)) for name, figure in instance.figures.items())),
    )
