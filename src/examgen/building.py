"""From a blueprint to the forms of an exam, drawn and certified side by side.

Every problem is drawn from a seed of its own, ``EXAM SEED/FORM/NUMBER``: another form or another problem changes no number of the
rest, and it does not matter which process draws it. Two problems of an exam never ask the same question, unless they are in different
forms and the blueprint allows it (``repeats = true``); where a draw repeats one, ``/1``, ``/2``, ... is appended to its seed. So
problems are first drawn apart, as if no two asked the same; the few that do are drawn again in order.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from examgen.batches import cut
from examgen.errors import CertificateError, ContractError, DrawError, StoppedError
from examgen.exam import Exam, Form, FormOf, Problem, Section, Student, what_is_asked
from examgen.instance import Instance, make_instance
from examgen.orphans import end_with_parent
from examgen.planning import plan_forms

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.planning import FormPlan, Slot

T = TypeVar("T")
#: Numbers of a form and of a problem in it, from 0.
_Place: TypeAlias = tuple[int, int]

#: Told as forms get done: problems done, problems in all, what was drawn.
Progress: TypeAlias = Callable[[int, int, str], None]

#: Problems from which on further processes pay for their start.
_WORTH_PROCESSES = 60
#: Forms whose problems are drawn family by family: what a family works with is then still in the processor's caches. Drawing form by
#: form takes a fifth more time.
_TOGETHER = 16
#: Most problems that a process is given at once: those of three families in so many forms.
_AT_ONCE = 3 * _TOGETHER


def build_exam(
    blueprint: Blueprint,
    bank: Bank,
    *,
    seed: str | int | None = None,
    forms: int | Iterable[str] | None = None,
    students: Mapping[str, Student] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Exam:
    """All forms of the exam, every instance certified.

    Args:
        blueprint: what is asked.
        bank: the families.
        seed: wins over the blueprint's.
        forms: a number of forms or their names; wins over the blueprint's.
        students: form name -> whose form it is; then ``forms`` is left out.
        jobs: processes that draw and certify; None for as many as there are processors. The exam is the same for any number.
        progress: called after each form.

    Raises:
        ContractError: blueprint and bank do not fit, points do not add up, or there is no seed.
        DrawError: a family has too few different instances for so many forms, or none; says form, problem and family.
        CertificateError: an answer is not confirmed by its oracle.
    """
    head, made = stream_forms(blueprint, bank, _itself, seed=seed, forms=forms, students=students, jobs=jobs, progress=progress)
    return replace(head, forms=tuple(_form(one) for one in made))


def _itself(problem: Problem) -> Problem:
    return problem


def _form(made: FormOf[Problem]) -> Form:
    return Form(made.name, tuple(Section(title, problems) for title, problems in made.sections), made.student)


def stream_forms(
    blueprint: Blueprint,
    bank: Bank,
    finish: Callable[[Problem], T],
    *,
    seed: str | int | None = None,
    forms: int | Iterable[str] | None = None,
    students: Mapping[str, Student] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Exam, Iterator[FormOf[T]]]:
    """The same forms as ``build_exam``, one at a time: memory does not grow with their number.

    Args:
        finish: what becomes of a problem. It is called in the process that drew it, and its result is sent from there; so it has to
            be a function of a module, or a ``functools.partial`` of one, and its result small.
        students: form name -> whose form it is; then ``forms`` is left out.

    Returns:
        The exam without its forms, and the forms in order with what became of their problems. Errors are those of ``build_exam``;
        what only drawing finds is raised when the form is reached.
    """
    from examgen.blueprint import checked_forms, form_names

    seed = blueprint.seed if seed is None else str(seed)
    if not seed:
        raise ContractError(blueprint.file, "is missing; write seed = 1, or give one to the command (--seed 1)", field="seed")
    try:
        forms = tuple(students) if students is not None else forms
        chosen = blueprint.forms if forms is None else checked_forms(forms if isinstance(forms, int | str) else tuple(forms))
    except ValueError as error:
        raise ContractError("forms", str(error)) from None
    names = form_names(chosen)
    head = Exam(
        id=blueprint.id,
        title=blueprint.title,
        course=blueprint.course,
        seed=seed,
        forms=(),
        author=blueprint.author,
        institution=blueprint.institution,
        term=blueprint.term,
        date=blueprint.date,
        duration=blueprint.duration,
        aids=blueprint.aids,
        instructions=_named(blueprint.instructions) if students else blueprint.instructions,
        conventions=blueprint.conventions,
    )
    work = _Work(blueprint, bank, head, names, finish, dict(students or {}))
    return head, _in_order(work, work.plans(), jobs or os.cpu_count() or 1, progress)


def _named(instructions: tuple[str, ...]) -> tuple[str, ...]:
    """The instructions for students whose names are printed already."""
    from examgen.blueprint import DEFAULT_INSTRUCTIONS, NAMED_INSTRUCTION

    return tuple(NAMED_INSTRUCTION if entry == DEFAULT_INSTRUCTIONS[0] else entry for entry in instructions)


@dataclass(frozen=True)
class _Work(Generic[T]):
    """All that a process needs to draw any of the problems."""

    blueprint: Blueprint
    bank: Bank
    head: Exam
    names: tuple[str, ...]
    finish: Callable[[Problem], T]
    students: Mapping[str, Student]

    def plans(self) -> tuple[FormPlan, ...]:
        return plan_forms(self.blueprint, self.bank, seed=self.head.seed, forms=self.names)


@dataclass(frozen=True)
class _Drawn(Generic[T]):
    """A problem as it is drawn without a look at the others; ``question`` is empty where a first draw will not do."""

    question: bytes
    results: tuple[T, ...] = ()


def _in_order(work: _Work[T], plans: tuple[FormPlan, ...], jobs: int, progress: Progress | None) -> Iterator[FormOf[T]]:
    """The forms in order. Problems with a question that was asked before are drawn again, here."""
    done, count = 0, sum(len(plan.slots) for plan in plans)
    taken: dict[tuple[str, str], set[bytes]] = {}
    draws = _drawn_apart(work, plans, jobs)
    for plan in plans:
        here: dict[tuple[str, str], set[bytes]] = {}
        sections: list[tuple[str, tuple[T, ...]]] = []
        for section in plan.sections:
            made: list[T] = []
            for slot in section.slots:
                drawn, name = next(draws), (slot.family.id, slot.level)
                everywhere, in_form = taken.setdefault(name, set()), here.setdefault(name, set())
                question, known = drawn.question, in_form if slot.repeats else everywhere
                if question and question not in known:
                    made += drawn.results
                else:
                    problem = _new_problem(slot, plan.name, work.head, known, first=1 if question else 0)
                    question = _question(problem.instance)
                    made.append(work.finish(problem))
                everywhere.add(question)
                in_form.add(question)
            sections.append((section.title, tuple(made)))
        yield FormOf(plan.name, work.students.get(plan.name), tuple(sections))
        done += len(plan.slots)
        if progress is not None:
            progress(done, count, f"form {plan.name}")


def _drawn_apart(work: _Work[T], plans: tuple[FormPlan, ...], jobs: int) -> Iterator[_Drawn[T]]:
    """All problems of all forms in order."""
    slots = sum(len(plan.slots) for plan in plans)
    batches = [[(form, place) for form in some for place in range(len(plans[form].slots))] for some in cut(range(len(plans)), _TOGETHER)]
    if jobs <= 1 or slots < _WORTH_PROCESSES:
        yield from _by_family(partial(map, partial(_draw_place, work, plans)), plans, batches)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(work,)) as pool:
        size = max(1, min(_AT_ONCE, slots // (4 * jobs)))
        try:
            yield from _by_family(partial(pool.map, _draw_there, chunksize=size), plans, batches)
        except BrokenProcessPool:
            message = "a process that drew problems was stopped from outside, as it happens when memory runs out; try fewer (--jobs 1)"
            raise StoppedError(message) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # a form that cannot be drawn ends the run: the others need not be waited for
            raise


def _by_family(
    draw: Callable[[Iterable[_Place]], Iterator[_Drawn[T]]], plans: tuple[FormPlan, ...], batches: list[list[_Place]]
) -> Iterator[_Drawn[T]]:
    """The problems of each batch in order, though they are drawn family by family."""

    def kin(place: _Place) -> tuple[str, str]:
        slot = plans[place[0]].slots[place[1]]
        return slot.family.id, slot.level

    turns = [sorted(batch, key=kin) for batch in batches]
    drawn = draw(chain.from_iterable(turns))
    for batch, turn in zip(batches, turns, strict=True):
        made = dict(zip(turn, islice(drawn, len(turn)), strict=True))
        for place in batch:
            yield made.pop(place)


def _draw_place(work: _Work[T], plans: tuple[FormPlan, ...], place: _Place) -> _Drawn[T]:
    plan = plans[place[0]]
    return _first_draw(work, plan.name, plan.slots[place[1]])


def _first_draw(work: _Work[T], form: str, slot: Slot) -> _Drawn[T]:
    try:
        instance = make_instance(slot.family, slot.level, _seed_of(work.head, form, slot.number), parts=slot.points)
    except (DrawError, CertificateError):
        return _Drawn(b"")  # said where the form has its turn
    if _lacking(slot, instance):
        return _Drawn(b"")
    return _Drawn(_question(instance), (work.finish(_problem(slot, instance)),))


def _new_problem(slot: Slot, form: str, head: Exam, known: set[bytes], *, first: int) -> Problem:
    """The problem of a slot whose question is not ``known``; attempts are counted from ``first``."""
    where = f"form {form}, problem {slot.number} ({slot.family.id}, {slot.level})"
    # From n equally likely questions the last new one takes about n draws; 20 n make missing it a matter of e^-20.
    tries = 50 + 20 * len(known)
    complete, absent = first > 0, set[str]()
    for attempt in range(first, tries):
        try:
            instance = make_instance(slot.family, slot.level, _seed_of(head, form, slot.number, attempt), parts=slot.points)
        except (DrawError, CertificateError) as error:
            raise type(error)(f"{where}: {error}") from error
        if lacking := _lacking(slot, instance):
            absent |= lacking
            continue
        complete = True
        if _question(instance) not in known:
            return _problem(slot, instance)
    if not complete:
        raise DrawError(
            f"{where}: no variant seems to ask all of its parts, {' and '.join(sorted(absent))} {'is' if len(absent) == 1 else 'are'} "
            "left out by chance; name parts that go together: parts = [...]"
        )
    raise DrawError(
        f"{where}: {tries} draws gave no question that is not in the {'form' if slot.repeats else 'exam'} already; the family seems to "
        f"have {len(known)} different instances at this level. Take another level or family"
        f"{'' if slot.repeats else ', ask for fewer forms, or let forms share questions: repeats = true'}"
    )


def _seed_of(exam: Exam, form: str, number: int, attempt: int = 0) -> str:
    """The seed of a problem; the first attempt has no suffix. A practice exam with the same seed does not give the numbers away."""
    return f"{exam.id}/{exam.seed}/{form}/{number}{f'/{attempt}' if attempt else ''}"


def _lacking(slot: Slot, instance: Instance) -> set[str]:
    """Asked parts that this variant of the family does not have: all forms must ask the same."""
    return slot.points.keys() - {part.name for part in instance.parts}


def _problem(slot: Slot, instance: Instance) -> Problem:
    from sympy import Rational

    points = {name: Rational(value.numerator, value.denominator) for name, value in slot.points.items()}
    return Problem(slot.number, instance, points)


def _question(instance: Instance) -> bytes:
    """A digest of all that a student sees."""
    return blake2b(repr(what_is_asked(instance)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


# --- in the processes ----------------------------------------------------------------------------------------------------

_WORK: tuple[_Work[Any], tuple[FormPlan, ...]] | None = None


def _start(work: _Work[Any]) -> None:
    global _WORK
    end_with_parent()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a process that only makes things has little to collect: a twentieth of the time
    _WORK = work, work.plans()


def _draw_there(place: _Place) -> _Drawn[Any]:
    assert _WORK is not None  # the pool calls _start first
    return _draw_place(*_WORK, place)
