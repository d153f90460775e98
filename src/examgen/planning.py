"""A blueprint met with a bank: which family stands at which number of a form, at which level, for how many points.

Everything that needs no numbers is settled here, before the first instance is drawn: pools are drawn, levels and parts are
checked against their families, points are shared out and added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from examgen.errors import ContractError, PartsError, UnknownFamilyError
from examgen.randomness import stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from examgen.bank import Bank
    from examgen.blueprint import Blueprint, Pool, ProblemEntry
    from examgen.family import Family


@dataclass(frozen=True)
class Slot:
    """A numbered place of a form, before its numbers are drawn.

    Attributes:
        number: 1, 2, ... through the whole form.
        family: the family that stands there.
        level: its level.
        points: asked part -> points, in the order in which the family asks.
        field: where the blueprint says so, for error messages.
        repeats: whether another form may ask the same question.
    """

    number: int
    family: Family
    level: str
    points: Mapping[str, Fraction]
    field: str
    repeats: bool = False

    @property
    def total(self) -> Fraction:
        """Points of all parts."""
        return sum(self.points.values(), Fraction())


@dataclass(frozen=True)
class SectionPlan:
    """A titled run of slots."""

    title: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class FormPlan:
    """All slots of one form."""

    name: str
    sections: tuple[SectionPlan, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """All slots in order."""
        return tuple(slot for section in self.sections for slot in section.slots)

    @property
    def total(self) -> Fraction:
        """Points of the whole form."""
        return sum((slot.total for slot in self.slots), Fraction())


def plan_forms(blueprint: Blueprint, bank: Bank, *, seed: str, forms: Sequence[str]) -> tuple[FormPlan, ...]:
    """What each form asks.

    Raises:
        ContractError: a level, part, pool or number of points does not fit the bank, or the points do not add up.
        UnknownFamilyError: the bank has no such family or topic.
        FamilyError: a family that the blueprint names is broken.
    """
    settled: dict[str, tuple[_Choice, ...]] = {}
    plans = tuple(_plan_form(blueprint, bank, seed, name, settled) for name in forms)
    _check_totals(blueprint, plans)
    return plans


#: A family, its level, and the points of its asked parts.
_Choice: TypeAlias = "tuple[Family, str, Mapping[str, Fraction]]"


def _plan_form(blueprint: Blueprint, bank: Bank, seed: str, form: str, settled: dict[str, tuple[_Choice, ...]]) -> FormPlan:
    """``settled``: what entries stand for that are the same in all forms, by their field."""
    sections: list[SectionPlan] = []
    number = 0
    for place, section in enumerate(blueprint.sections, start=1):
        slots: list[Slot] = []
        for row, entry in enumerate(section.problems, start=1):
            field = f"sections[{place}].problems[{row}]"
            choices = settled.get(field)
            if choices is None:
                choices = tuple(
                    (family, level, _points(entry, family, level, names, blueprint.file, field))
                    for family, level, names in _chosen(entry, bank, (seed, form), blueprint.file, field)
                )
            if entry.pool is None or not entry.pool.per_form:
                settled[field] = choices
            for family, level, points in choices:
                number += 1
                slots.append(Slot(number, family, level, points, field, entry.repeats))
        sections.append(SectionPlan(section.title, tuple(slots)))
    return FormPlan(form, tuple(sections))


def _chosen(
    entry: ProblemEntry, bank: Bank, draw: tuple[str, str], file: str, field: str
) -> Iterator[tuple[Family, str, tuple[str, ...]]]:
    """The families that an entry stands for, with their levels and asked parts."""
    if entry.pool is not None:
        for family, level in _draw(entry.pool, bank, draw, file, field):
            yield family, level, tuple(family.parts(level))
        return
    assert entry.family is not None  # the blueprint holds one of the two
    try:
        family = bank.family(entry.family)
    except UnknownFamilyError as error:
        raise ContractError(file, str(error), field=f"{field}.family") from None
    if entry.level not in family.levels:
        raise ContractError(file, _unknown(f"level of {family.id}", entry.level, family.levels), field=f"{field}.level")
    names = tuple(family.parts(entry.level))
    for part in entry.parts or ():
        if part not in names:
            raise ContractError(file, _unknown(f"part of {family.id} at level {entry.level}", part, names), field=f"{field}.parts")
    chosen = tuple(name for name in names if entry.parts is None or name in entry.parts)
    try:
        family.check_parts(names, chosen)
    except PartsError as error:
        raise ContractError(file, str(error), field=f"{field}.parts") from None
    yield family, entry.level, chosen


def _draw(pool: Pool, bank: Bank, draw: tuple[str, str], file: str, field: str) -> Iterator[tuple[Family, str]]:
    """``pool.draw`` different families, each with one of the pool's levels that it has."""
    topics = {name.partition("/")[0] for name in bank.ids}
    for topic in pool.topics:
        if topic not in topics:
            raise ContractError(file, _unknown("topic of the bank", topic, topics), field=f"{field}.pool.topics")
    for name in pool.families:
        if name not in bank.ids:
            raise ContractError(file, _unknown("family", name, bank.ids), field=f"{field}.pool.families")
    levels = {level for family in bank.families.values() for level in family.levels}
    for level in pool.levels:
        if level not in levels:
            raise ContractError(file, _unknown("level of the bank", level, levels), field=f"{field}.pool.levels")
    # A broken family stops the exam even if chance would have left it out: mending it must not change who gets what.
    named = [bank.family(name) for name in bank.ids if name in pool.families or name.partition("/")[0] in pool.topics]
    candidates = [family for family in named if set(family.levels) & set(pool.levels)]
    if len(candidates) < pool.draw:
        have = ", ".join(family.id for family in candidates) or "none"
        raise ContractError(
            file,
            f"families to be drawn: {pool.draw}, but only {len(candidates)} fit at level {' or '.join(pool.levels)} ({have}); "
            "draw fewer, or add topics, families or levels",
            field=f"{field}.pool.draw",
        )
    seed, form = draw
    choices = stream(seed, form, "pool", field) if pool.per_form else stream(seed, "pool", field)
    for family in choices.sample(candidates, pool.draw):
        yield family, choices.choice([level for level in family.levels if level in pool.levels])


def _points(entry: ProblemEntry, family: Family, level: str, names: tuple[str, ...], file: str, field: str) -> dict[str, Fraction]:
    """Points of the asked parts by the rule of the entry."""
    own = {name: Fraction(str(points)) for name, points in family.default_points(level).items()}
    asked = {name: own[name] for name in names}
    rule = entry.points
    field = f"{field}.points"
    if rule is None:
        return asked
    if isinstance(rule, dict):
        for name in rule:
            if name not in asked:
                raise ContractError(file, _unknown(f"asked part of {family.id} at level {level}", name, names), field=field)
        return asked | rule
    if isinstance(rule, tuple):
        if len(rule) != len(names):
            raise ContractError(
                file, f"{len(rule)} entries for the {len(names)} parts of {family.id} ({', '.join(names)}); write one for each", field=field
            )
        return dict(zip(names, rule, strict=True))
    shares = share(rule, tuple(asked.values()))
    if shares is None:
        least = show(Fraction(len(asked), 2))
        parts = f"the {len(asked)} parts of {family.id}, each worth at least one half"
        fault = f"{show(rule)} points are too few for {parts}; give {least} or more"
        raise ContractError(file, fault, field=field)
    return dict(zip(names, shares, strict=True))


def share(total: Fraction, weights: tuple[Fraction, ...]) -> tuple[Fraction, ...] | None:
    """``total`` as near to the proportion of ``weights`` as multiples of 1/2 can be, each at least 1/2; None if it is too small.

    Where the proportion itself is in halves it is kept; otherwise a share is off by less than a half, unless it is lifted to one half.
    """
    halves = int(2 * total)
    if halves < len(weights):
        return None
    quotas = [halves * weight / sum(weights) for weight in weights]
    shares = [max(1, int(quota)) for quota in quotas]
    places = range(len(shares))
    while sum(shares) < halves:
        shares[max(places, key=lambda k: (quotas[k] - shares[k], -k))] += 1
    while sum(shares) > halves:
        shares[max((k for k in places if shares[k] > 1), key=lambda k: (shares[k] - quotas[k], k))] -= 1
    return tuple(Fraction(one, 2) for one in shares)


def show(points: Fraction) -> str:
    """Points for people: 2, 2.5."""
    return str(points.numerator) if points.denominator == 1 else f"{float(points):g}"


def _check_totals(blueprint: Blueprint, plans: tuple[FormPlan, ...]) -> None:
    wanted = blueprint.points
    for plan in plans:
        if wanted is not None and plan.total != wanted:
            listed = "; ".join(f"{slot.number} ({slot.family.id}): {show(slot.total)}" for slot in plan.slots)
            more = "more" if plan.total > wanted else "fewer"
            raise ContractError(
                blueprint.file,
                f"the blueprint says {show(wanted)}, but the problems of form {plan.name} add up to {show(plan.total)}, "
                f"{show(abs(plan.total - wanted))} {more} - {listed}; change points of a problem or this total",
                field="points",
            )
    totals = {plan.total: plan.name for plan in reversed(plans)}
    if len(totals) > 1:
        listed = ", ".join(f"form {name} has {show(total)}" for total, name in totals.items())
        raise ContractError(
            blueprint.file, f"forms differ in their points ({listed}); give each pool drawn per form a total in points", field="sections"
        )


def _unknown(what: str, name: str, known: Sequence[str] | set[str]) -> str:
    return str(UnknownFamilyError(what, name, known))
