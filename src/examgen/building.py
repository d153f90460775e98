"""From a blueprint to the forms of an exam, drawn and certified side by side.

Every problem is drawn from a seed of its own, ``EXAM SEED/FORM/NUMBER``: another form or another problem changes no number of the
rest, and it does not matter which process draws it. Two problems of an exam never ask the same question twice; where a draw repeats
one, ``/1``, ``/2``, ... is appended to its seed. So forms are first drawn apart, as if no two asked the same; the few that do are drawn
again in order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from examgen.errors import CertificateError, ContractError, DrawError
from examgen.exam import Exam, Form, Problem, Section, Student, ask_only, what_is_asked
from examgen.instance import Instance, make_instance
from examgen.planning import plan_forms

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.planning import FormPlan, Slot

T = TypeVar("T")

#: Told as forms get done: problems done, problems in all, what was drawn.
Progress: TypeAlias = Callable[[int, int, str], None]

#: Problems from which on further processes pay for their start.
_WORTH_PROCESSES = 60

#: What a problem asks, short: family and level, and a digest of all that a student sees.
_Question: TypeAlias = tuple[tuple[str, str], bytes]
_Taken: TypeAlias = dict[tuple[str, str], set[bytes]]


def build_exam(
    blueprint: Blueprint,
    bank: Bank,
    *,
    seed: str | int | None = None,
    forms: int | Iterable[str] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Exam:
    """All forms of the exam, every instance certified.

    Args:
        blueprint: what is asked.
        bank: the families.
        seed: wins over the blueprint's.
        forms: a number of forms or their names; wins over the blueprint's.
        jobs: processes that draw and certify; None for as many as there are processors. The exam is the same for any number.
        progress: called after each form.

    Raises:
        ContractError: blueprint and bank do not fit, points do not add up, or there is no seed.
        DrawError: a family has too few different instances for so many forms, or none; says form, problem and family.
        CertificateError: an answer is not confirmed by its oracle.
    """
    head, made = stream_forms(blueprint, bank, _only_form, seed=seed, forms=forms, jobs=jobs, progress=progress)
    return replace(head, forms=tuple(made))


def _only_form(exam: Exam) -> Form:
    return exam.forms[0]


def stream_forms(
    blueprint: Blueprint,
    bank: Bank,
    finish: Callable[[Exam], T],
    *,
    seed: str | int | None = None,
    forms: int | Iterable[str] | None = None,
    students: Mapping[str, Student] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Exam, Iterator[T]]:
    """The same forms as ``build_exam``, one at a time: memory does not grow with their number.

    Args:
        finish: what becomes of a form. It is called with the exam of this form alone, in the process that drew it, and its result is
            sent from there; so it has to be a function of a module, or a ``functools.partial`` of one, and its result small. It
            must not return None.
        students: form name -> whose form it is.

    Returns:
        The exam without its forms, and what ``finish`` makes of each form in order. Errors are those of ``build_exam``; what only
        drawing finds is raised when the form is reached.
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
    head = Exam(
        id=blueprint.id,
        title=blueprint.title,
        course=blueprint.course,
        seed=seed,
        forms=(),
        institution=blueprint.institution,
        term=blueprint.term,
        date=blueprint.date,
        duration=blueprint.duration,
        aids=blueprint.aids,
        instructions=blueprint.instructions,
        conventions=blueprint.conventions,
    )
    work = _Work(blueprint, bank, head, names, finish, dict(students or {}))
    return head, _in_order(work, work.plans(), jobs or os.cpu_count() or 1, progress)


@dataclass(frozen=True)
class _Work(Generic[T]):
    """All that a process needs to draw any of the forms."""

    blueprint: Blueprint
    bank: Bank
    head: Exam
    names: tuple[str, ...]
    finish: Callable[[Exam], T]
    students: Mapping[str, Student]

    def plans(self) -> tuple[FormPlan, ...]:
        return plan_forms(self.blueprint, self.bank, seed=self.head.seed, forms=self.names)

    def finished(self, plan: FormPlan, problems: Iterable[Problem]) -> T:
        """What becomes of a form with these problems, one for each slot of the plan."""
        left = iter(problems)
        sections = tuple(Section(section.title, tuple(next(left) for _ in section.slots)) for section in plan.sections)
        return self.finish(replace(self.head, forms=(Form(plan.name, sections, self.students.get(plan.name)),)))


@dataclass(frozen=True)
class _Drawn(Generic[T]):
    """A form as it is drawn without a look at the others, and its questions; no result where a first draw will not do."""

    result: T | None = None
    questions: tuple[_Question, ...] = ()


def _in_order(work: _Work[T], plans: tuple[FormPlan, ...], jobs: int, progress: Progress | None) -> Iterator[T]:
    """The results form by form. Those with a question that was asked before are drawn again, here."""
    done, count = 0, sum(len(plan.slots) for plan in plans)
    taken: _Taken = {}
    for plan, drawn in zip(plans, _drawn_apart(work, plans, jobs), strict=True):
        yield drawn.result if drawn.result is not None and _are_new(drawn.questions, taken) else _drawn_again(work, plan, taken)
        done += len(plan.slots)
        if progress is not None:
            progress(done, count, f"form {plan.name}")


def _are_new(questions: tuple[_Question, ...], taken: _Taken) -> bool:
    """Whether nobody asked any of them; then they are taken."""
    if len(set(questions)) < len(questions) or any(digest in taken.get(place, ()) for place, digest in questions):
        return False
    for place, digest in questions:
        taken.setdefault(place, set()).add(digest)
    return True


def _drawn_apart(work: _Work[T], plans: tuple[FormPlan, ...], jobs: int) -> Iterator[_Drawn[T]]:
    if jobs <= 1 or sum(len(plan.slots) for plan in plans) < _WORTH_PROCESSES:
        for plan in plans:
            yield _first_draw(work, plan)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(work,)) as pool:
        try:
            yield from pool.map(_draw_place, range(len(plans)), chunksize=max(1, min(8, len(plans) // (4 * jobs))))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # a form that cannot be drawn ends the run: the others need not be waited for
            raise


def _first_draw(work: _Work[T], plan: FormPlan) -> _Drawn[T]:
    problems: list[Problem] = []
    questions: list[_Question] = []
    for slot in plan.slots:
        try:
            instance = make_instance(slot.family, slot.level, _seed_of(work.head.seed, plan.name, slot.number))
        except (DrawError, CertificateError):
            return _Drawn()  # said where the form has its turn
        if _lacking(slot, instance):
            return _Drawn()
        problems.append(_problem(slot, instance))
        questions.append(_question(slot, instance))
    return _Drawn(work.finished(plan, problems), tuple(questions))


def _drawn_again(work: _Work[T], plan: FormPlan, taken: _Taken) -> T:
    problems = [_new_problem(slot, plan.name, work.head.seed, taken) for slot in plan.slots]
    return work.finished(plan, problems)


def _new_problem(slot: Slot, form: str, seed: str, taken: _Taken) -> Problem:
    """The problem of a slot, different from every one in ``taken``, to which it is added."""
    where = f"form {form}, problem {slot.number} ({slot.family.id}, {slot.level})"
    known = taken.setdefault((slot.family.id, slot.level), set())
    # From n equally likely questions the last new one takes about n draws; 20 n make missing it a matter of e^-20.
    tries = 50 + 20 * len(known)
    complete, absent = False, set[str]()
    for attempt in range(tries):
        try:
            instance = make_instance(slot.family, slot.level, _seed_of(seed, form, slot.number, attempt))
        except (DrawError, CertificateError) as error:
            raise type(error)(f"{where}: {error}") from error
        if lacking := _lacking(slot, instance):
            absent |= lacking
            continue
        complete = True
        question = _question(slot, instance)[1]
        if question not in known:
            known.add(question)
            return _problem(slot, instance)
    if not complete:
        raise DrawError(
            f"{where}: no variant seems to ask all of its parts, {' and '.join(sorted(absent))} {'is' if len(absent) == 1 else 'are'} "
            "left out by chance; name parts that go together: parts = [...]"
        )
    raise DrawError(
        f"{where}: {tries} draws gave no question that is not in the exam already; the family seems to have {len(known)} different "
        f"instances at this level. Ask for fewer forms, or take another level or family"
    )


def _seed_of(seed: str, form: str, number: int, attempt: int = 0) -> str:
    """The seed of a problem; the first attempt has no suffix."""
    return f"{seed}/{form}/{number}{f'/{attempt}' if attempt else ''}"


def _lacking(slot: Slot, instance: Instance) -> set[str]:
    """Asked parts that this variant of the family does not have: all forms must ask the same."""
    return slot.points.keys() - {part.name for part in instance.parts}


def _problem(slot: Slot, instance: Instance) -> Problem:
    from sympy import Rational

    points = {name: Rational(value.numerator, value.denominator) for name, value in slot.points.items()}
    return Problem(slot.number, ask_only(instance, tuple(points)), points)


def _question(slot: Slot, instance: Instance) -> _Question:
    asked = repr(what_is_asked(instance)).encode("utf-8", "surrogatepass")
    return (slot.family.id, slot.level), blake2b(asked, digest_size=16).digest()


# --- in the processes ----------------------------------------------------------------------------------------------------

_WORK: tuple[_Work[Any], tuple[FormPlan, ...]] | None = None


def _start(work: _Work[Any]) -> None:
    global _WORK
    _WORK = work, work.plans()


def _draw_place(place: int) -> _Drawn[Any]:
    assert _WORK is not None  # the pool calls _start first
    work, plans = _WORK
    return _first_draw(work, plans[place])
