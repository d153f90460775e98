"""Typed parameters: what may vary from instance to instance, and how it is drawn.

Each constructor validates what the author wrote; the object it returns draws an exact value from a stream. A size or an
element may itself be a parameter: ``vector(m, integer(-3, 3))`` has as many entries as the drawn ``m``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sympy import ImmutableDenseMatrix, Rational, Symbol

from examgen.symbolic.exact import approximation, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from examgen.randomness import Stream
    from examgen.symbolic.kinds import Value

LEVELS = ("easy", "medium", "hard")

#: How often an entry is drawn again to become distinct or to avoid a value before the draw is given up.
_RETRIES = 200


class Exhausted(Exception):
    """A single draw could not satisfy its own restrictions; the instance is drawn again."""


class Parameter:
    """Something that is drawn. ``tex`` is how it is written in formulas; None keeps it internal: a size, a variant."""

    tex: str | None = None

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        """An exact value. ``resolve`` turns another parameter into the value it has in this instance."""
        raise NotImplementedError

    def at(self, level: str) -> Parameter | None:
        """The parameter as it is at a level, or None where the level has no such parameter."""
        return self

    def uses(self) -> tuple[Parameter, ...]:
        """Parameters whose values the draw needs."""
        return ()


def _named(*candidates: object) -> tuple[Parameter, ...]:
    return tuple(candidate for candidate in candidates if isinstance(candidate, Parameter))


@dataclass(frozen=True, eq=False)
class IntegerParameter(Parameter):
    """A uniform integer."""

    low: int
    high: int
    avoid: tuple[int, ...]
    tex: str | None = None

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        return exact(stream.choice(_integers(self.low, self.high, self.avoid)))


def integer(low: int, high: int, *, avoid: Sequence[int] = (), tex: str | None = None) -> IntegerParameter:
    """A uniform integer from ``low`` to ``high``, both included, except those to avoid.

    Raises:
        ValueError: no integer is left.
    """
    _integers(low, high, tuple(avoid))
    return IntegerParameter(low, high, tuple(avoid), tex)


@lru_cache(maxsize=1000)
def _integers(low: int, high: int, avoid: tuple[int, ...]) -> Sequence[int]:
    """All that may be drawn.

    Raises:
        ValueError: no integer is left.
    """
    every = range(low, high + 1)
    found = tuple(n for n in every if n not in avoid) if avoid else every
    if not found:
        raise ValueError(f"integer({low}, {high}, avoid={avoid}) leaves no value to draw")
    return found


@dataclass(frozen=True, eq=False)
class ChoiceParameter(Parameter):
    """One of several exact values or words."""

    options: tuple[Value, ...]
    tex: str | None = None

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        return stream.choice(self.options)


def choice(*options: Any, tex: str | None = None) -> ChoiceParameter:
    """One of the options, each with the same probability: integers, rationals, expressions, tuples, matrices or words.

    Raises:
        ValueError: there is no option.
        TypeError: an option is a float or no exact value.
    """
    if not options:
        raise ValueError("choice() needs at least one option")
    return ChoiceParameter(tuple(exact(option) for option in options), tex)


def rational(low: Any, high: Any, *, denominators: Sequence[int], avoid: Sequence[Any] = (), tex: str | None = None) -> ChoiceParameter:
    """One of all fractions between ``low`` and ``high`` whose reduced denominator is among those given, each with the same probability.

    Raises:
        ValueError: no fraction is left.
    """
    least, most, refused = exact(low), exact(high), {exact(value) for value in avoid}
    found = set()
    for q in denominators:
        for p in range(int(-((-least * q) // 1)), int((most * q) // 1) + 1):
            value = Rational(p, q)
            if value.q in denominators and value not in refused:
                found.add(value)
    if not found:
        raise ValueError(f"rational({low}, {high}, denominators={tuple(denominators)}) leaves no value to draw")
    return ChoiceParameter(tuple(sorted(found)), tex)


@dataclass(frozen=True, eq=False)
class VectorParameter(Parameter):
    """A tuple of draws."""

    size: Any
    element: Parameter
    distinct: bool
    ordered: bool
    tex: str | None = None

    def uses(self) -> tuple[Parameter, ...]:
        return (*_named(self.size), *self.element.uses())

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        entries: list[Value] = []
        for _ in range(int(resolve(self.size))):
            entries.append(_fresh(self.element, stream, resolve, entries if self.distinct else ()))
        return tuple(sorted(entries, key=lambda value: approximation(value).real)) if self.ordered else tuple(entries)


def _fresh(element: Parameter, stream: Stream, resolve: Callable[[Any], Any], taken: Sequence[Value]) -> Value:
    for _ in range(_RETRIES):
        value = element.draw(stream, resolve)
        if value not in taken:
            return value
    raise Exhausted("distinct entries")


def vector(
    size: int | Parameter, element: Parameter, *, distinct: bool = False, ordered: bool = False, tex: str | None = None
) -> VectorParameter:
    """A tuple of ``size`` draws of ``element``; ``distinct`` lets no value occur twice, ``ordered`` sorts them upwards."""
    return VectorParameter(size, element, distinct, ordered, tex)


@dataclass(frozen=True, eq=False)
class MatrixParameter(Parameter):
    """A matrix of independent draws."""

    rows: Any
    columns: Any
    element: Parameter
    tex: str | None = None

    def uses(self) -> tuple[Parameter, ...]:
        return (*_named(self.rows, self.columns), *self.element.uses())

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        rows, columns = int(resolve(self.rows)), int(resolve(self.columns))
        return ImmutableDenseMatrix(rows, columns, [self.element.draw(stream, resolve) for _ in range(rows * columns)])


def matrix(rows: int | Parameter, columns: int | Parameter, element: Parameter, *, tex: str | None = None) -> MatrixParameter:
    """A rows x columns matrix of independent draws of ``element``; a column vector is a matrix with one column."""
    return MatrixParameter(rows, columns, element, tex)


@dataclass(frozen=True, eq=False)
class SymbolParameter(Parameter):
    """A free symbol."""

    name: str
    positive: bool
    tex: str | None = None

    def draw(self, stream: Stream, resolve: Callable[[Any], Any]) -> Value:
        return Symbol(self.name, positive=True) if self.positive else Symbol(self.name, real=True)


def symbol(name: str, *, positive: bool = False, tex: str | None = None) -> SymbolParameter:
    """A variable that stays a letter in every instance; answers may contain it.

    The oracle receives numbers in its place, several in turn. ``name`` is what students type (``r``, ``mu_1``).
    """
    return SymbolParameter(name, positive, tex or name)


@dataclass(frozen=True, eq=False)
class ByLevel(Parameter):
    """Another parameter at each level; levels that are left out have none."""

    cases: dict[str, Parameter]
    tex: str | None = None

    def at(self, level: str) -> Parameter | None:
        return self.cases.get(level)

    def uses(self) -> tuple[Parameter, ...]:
        return tuple(used for case in self.cases.values() for used in case.uses())


def by_level(
    *, easy: Parameter | None = None, medium: Parameter | None = None, hard: Parameter | None = None, tex: str | None = None
) -> ByLevel:
    """A parameter that differs from level to level; a level that is left out does not have it at all.

    Raises:
        ValueError: no level is given.
    """
    cases = {level: case for level, case in zip(LEVELS, (easy, medium, hard), strict=True) if case is not None}
    if not cases:
        raise ValueError("by_level() needs at least one of easy=, medium=, hard=")
    return ByLevel(cases, tex or next((case.tex for case in cases.values() if case.tex), None))


class Draw:
    """What a function under ``@drawn`` draws with; its stream is its own."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def integer(self, low: int, high: int, *, avoid: Sequence[int] = ()) -> Value:
        """A uniform integer from low to high."""
        return exact(self._stream.choice(_integers(low, high, tuple(avoid))))

    def choice(self, *options: Any) -> Value:
        """One of the options."""
        return exact(self._stream.choice(options))

    def shuffled(self, items: Sequence[Any]) -> Value:
        """All items in random order, as a tuple."""
        return exact(self._stream.shuffled(tuple(items)))

    def sample(self, items: Sequence[Any], k: int) -> Value:
        """k of the items, without repetition of positions, in random order."""
        return exact(self._stream.sample(tuple(items), int(k)))

    def vector(self, size: int, low: int, high: int, *, avoid: Sequence[int] = ()) -> Value:
        """A tuple of independent integers from low to high."""
        options = _integers(low, high, tuple(avoid))
        return tuple(exact(self._stream.choice(options)) for _ in range(int(size)))

    def matrix(self, rows: int, columns: int, low: int, high: int, *, avoid: Sequence[int] = ()) -> Value:
        """A matrix of independent integers from low to high."""
        return ImmutableDenseMatrix(int(rows), int(columns), self.vector(int(rows) * int(columns), low, high, avoid=avoid))


@dataclass(frozen=True, eq=False)
class DrawnParameter(Parameter):
    """A parameter that is computed from a stream and other parameters by the author's function."""

    function: Callable[..., Any]
    tex: str | None = None
    levels: tuple[str, ...] = field(default=LEVELS)

    def at(self, level: str) -> Parameter | None:
        return self if level in self.levels else None


def drawn(function: Callable[..., Any] | None = None, *, tex: str | None = None, levels: Sequence[str] = LEVELS) -> Any:
    """Decorator: a parameter that depends on others, drawn by the function below it.

    The function's first argument is ``draw`` (a :class:`Draw`); the others are parameters by name. What it draws on the way stays
    hidden from the oracle and from the rules about given numbers.
    """

    def wrap(body: Callable[..., Any]) -> DrawnParameter:
        return DrawnParameter(body, tex, tuple(levels))

    return wrap(function) if function is not None else wrap
