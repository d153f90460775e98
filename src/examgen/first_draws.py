"""The instances of all forms drawn side by side: each from a seed of its own, so that it does not matter who draws it.

What comes out is the same as one after the other. Only where two forms would ask the same question has ``exam`` to draw again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from examgen.errors import CertificateError, DrawError
from examgen.instance import Instance, make_instance
from examgen.planning import plan_forms

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.blueprint import Blueprint
    from examgen.planning import FormPlan, Slot

#: Problems from which on further processes pay for their start.
_WORTH_PROCESSES = 60

#: An instance, or why there is none.
Draw: TypeAlias = Instance | DrawError | CertificateError


@dataclass(frozen=True)
class _Task:
    """All that a process needs to plan the forms again."""

    blueprint: Blueprint
    bank: Bank
    seed: str
    names: tuple[str, ...]


def seed_of(seed: str, form: str, number: int, attempt: int = 0) -> str:
    """The seed of a problem; the first attempt has no suffix."""
    return f"{seed}/{form}/{number}{f'/{attempt}' if attempt else ''}"


def first_draws(blueprint: Blueprint, bank: Bank, plans: Sequence[FormPlan], seed: str, jobs: int) -> Iterator[list[Draw]]:
    """For each form in order, the first draw for each of its slots.

    Args:
        jobs: processes; small exams are drawn in this one.
    """
    names = tuple(plan.name for plan in plans)
    if jobs <= 1 or sum(len(plan.slots) for plan in plans) < _WORTH_PROCESSES:
        for plan in plans:
            yield [_draw(slot, seed, plan.name) for slot in plan.slots]
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(_Task(blueprint, bank, seed, names),)) as pool:
        try:
            yield from pool.map(_form, range(len(plans)), chunksize=max(1, min(8, len(plans) // (4 * jobs))))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # a form that cannot be drawn ends the run: the others need not be waited for
            raise


def _draw(slot: Slot, seed: str, form: str) -> Draw:
    try:
        return make_instance(slot.family, slot.level, seed_of(seed, form, slot.number))
    except (DrawError, CertificateError) as fault:
        return fault


# --- in the processes ----------------------------------------------------------------------------------------------------

_PLANNED: tuple[str, tuple[FormPlan, ...]] = ("", ())


def _start(task: _Task) -> None:
    global _PLANNED
    _PLANNED = (task.seed, plan_forms(task.blueprint, task.bank, seed=task.seed, forms=task.names))


def _form(place: int) -> list[Draw]:
    seed, plans = _PLANNED
    return [_draw(slot, seed, plans[place].name) for slot in plans[place].slots]
