"""An exam: a blueprint made real, form by form.

Every problem is drawn from a seed of its own, ``EXAM SEED/FORM/NUMBER``: another form or another problem changes no number of the
rest. Two problems of an exam never ask the same question twice; where a draw repeats one, ``/1``, ``/2``, ... is appended to its seed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from examgen.errors import CertificateError, ContractError, DrawError
from examgen.first_draws import first_draws, seed_of
from examgen.planning import plan_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

    from sympy import Rational

    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.first_draws import Draw
    from examgen.instance import Instance, Part, WorkedStep
    from examgen.planning import Slot


def part_letter(index: int) -> str:
    """a, b, ..., z, aa, ab, ... for 0, 1, ...: the label of a part."""
    name, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("a") + letter) + name
    return name


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


def build_exam(
    blueprint: Blueprint,
    bank: Bank,
    *,
    seed: str | int | None = None,
    forms: int | Iterable[str] | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Exam:
    """All forms of the exam, every instance certified.

    Args:
        blueprint: what is asked.
        bank: the families.
        seed: wins over the blueprint's.
        forms: a number of forms or their names; wins over the blueprint's.
        jobs: processes that draw and certify; None for as many as there are processors. The exam is the same for any number.
        progress: called after each problem with (problems done, problems in all, what was drawn).

    Raises:
        ContractError: blueprint and bank do not fit, points do not add up, or there is no seed.
        DrawError: a family has too few different instances for so many forms, or none; says form, problem and family.
        CertificateError: an answer is not confirmed by its oracle.
    """
    from examgen.blueprint import checked_forms, form_names

    seed = blueprint.seed if seed is None else str(seed)
    if not seed:
        raise ContractError(blueprint.file, "is missing; write seed = 1, or give one to the command (--seed 1)", field="seed")
    try:
        chosen = blueprint.forms if forms is None else checked_forms(forms if isinstance(forms, int | str) else tuple(forms))
    except ValueError as error:
        raise ContractError("forms", str(error)) from None
    names = form_names(chosen)
    plans = plan_forms(blueprint, bank, seed=seed, forms=names)
    count = sum(len(plan.slots) for plan in plans)
    taken: dict[tuple[str, str], set[Hashable]] = {}
    done = 0
    made: list[Form] = []
    draws = first_draws(blueprint, bank, plans, seed, jobs or os.cpu_count() or 1)
    for plan, drawn in zip(plans, draws, strict=True):
        first = {slot.number: draw for slot, draw in zip(plan.slots, drawn, strict=True)}
        sections: list[Section] = []
        for section in plan.sections:
            problems: list[Problem] = []
            for slot in section.slots:
                known = taken.setdefault((slot.family.id, slot.level), set())
                problems.append(_problem(slot, first[slot.number], plan.name, seed, known))
                done += 1
                if progress is not None:
                    progress(done, count, f"form {plan.name}, problem {slot.number}: {slot.family.id}")
            sections.append(Section(section.title, tuple(problems)))
        made.append(Form(plan.name, tuple(sections)))
    return Exam(
        id=blueprint.id,
        title=blueprint.title,
        course=blueprint.course,
        seed=seed,
        forms=tuple(made),
        institution=blueprint.institution,
        term=blueprint.term,
        date=blueprint.date,
        duration=blueprint.duration,
        aids=blueprint.aids,
        instructions=blueprint.instructions,
        conventions=blueprint.conventions,
    )


def _problem(slot: Slot, first: Draw, form: str, seed: str, taken: set[Hashable]) -> Problem:
    """The problem of a slot, different from every one in ``taken``, to which it is added; ``first`` is its first draw."""
    from sympy import Rational

    from examgen.instance import make_instance

    where = f"form {form}, problem {slot.number} ({slot.family.id}, {slot.level})"
    # From n equally likely questions the last new one takes about n draws; 20 n make missing it a matter of e^-20.
    tries = 50 + 20 * len(taken)
    complete, absent = False, set[str]()
    for attempt in range(tries):
        try:
            instance = first if attempt == 0 else make_instance(slot.family, slot.level, seed_of(seed, form, slot.number, attempt))
        except (DrawError, CertificateError) as error:
            instance = error
        if isinstance(instance, DrawError | CertificateError):
            raise type(instance)(f"{where}: {instance}") from instance
        question = what_is_asked(instance)
        lacking = slot.points.keys() - {part.name for part in instance.parts}
        if lacking:  # a variant without one of the parts: all forms must ask the same
            absent |= lacking
            continue
        complete = True
        if question not in taken:
            taken.add(question)
            points = {name: Rational(value.numerator, value.denominator) for name, value in slot.points.items()}
            return Problem(slot.number, ask_only(instance, tuple(points)), points)
    if not complete:
        raise DrawError(
            f"{where}: no variant seems to ask all of its parts, {' and '.join(sorted(absent))} {'is' if len(absent) == 1 else 'are'} "
            "left out by chance; name parts that go together: parts = [...]"
        )
    raise DrawError(
        f"{where}: {tries} draws gave no question that is not in the exam already; the family seems to have {len(taken)} different "
        f"instances at this level. Ask for fewer forms, or take another level or family"
    )


def what_is_asked(instance: Instance) -> Hashable:
    """All that a student sees of an instance; equal for two instances exactly when their questions are."""
    return (
        instance.family,
        instance.question,
        tuple((part.symbol, part.text, part.kind) for part in instance.parts),
        tuple(sorted((name, repr(figure)) for name, figure in instance.figures.items())),
    )


def ask_only(instance: Instance, names: Collection[str]) -> Instance:
    """The instance with only these parts. Working that a kept part needs from a dropped one moves to it."""
    if all(part.name in names for part in instance.parts):
        return instance
    needs = {part.name: set(part.depends_on) for part in instance.parts}
    for part in instance.parts:  # parts lean on earlier ones only, so one pass closes the relation
        needs[part.name] = needs[part.name].union(*(needs.get(name, set()) for name in part.depends_on))
    kept: list[Part] = []
    pending: dict[str, tuple[WorkedStep, ...]] = {}
    for part in instance.parts:
        if part.name not in names:
            pending[part.name] = tuple(replace(step, part=None) for step in part.steps)
            continue
        moved = [name for name in pending if name in needs[part.name]]
        steps = tuple(step for name in moved for step in pending.pop(name)) + part.steps
        depends = tuple(name for name in part.depends_on if name in names)
        work = part.work + len(steps) - len(part.steps)
        kept.append(replace(part, steps=steps, depends_on=depends, work=work))
    return replace(instance, parts=tuple(kept))
