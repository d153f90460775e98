"""What a template file declares besides its parameters: answers, rules, formulas and figures."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

from sympy import Rational

from examgen.symbolic.kinds import KIND_NAMES, EntryName, Kind, KindName, Option
from examgen.symbolic.size import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Where decorators of nameless functions leave what they made: in the namespace of the file, so that no state is global.
RULES = "__examgen_rules__"

#: What an answer may need in writing where its family says nothing, so that no student gets 7/9 where another gets 104729/8192.
DIGITS = 4
WHOLE_DIGITS = 7  #: of answers that are counts
DENOMINATOR = {"easy": 100, "medium": 500, "hard": 999}
TERMS = 6


@lru_cache(maxsize=20_000)
def argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names by which a function asks for its arguments."""
    return tuple(inspect.signature(function).parameters)


@lru_cache(maxsize=20_000)
def optional_names(function: Callable[..., Any]) -> frozenset[str]:
    """Those that have a default: they are used where nothing has the name."""
    return frozenset(
        name for name, parameter in inspect.signature(function).parameters.items() if parameter.default is not inspect.Parameter.empty
    )


@dataclass(frozen=True, eq=False)
class Answer:
    """One thing that is asked.

    Attributes:
        tex: symbol of the quantity, printed before the ``=`` of the answer box; "" for none.
        kind: how it is read, compared and checked.
        points: points by default.
        guess_ok: a value that one might guess (0, 1, a given number) is accepted as the answer.
        same_as: names of answers that may rightly be equal to this one.
        levels: levels at which it is asked, None for all that the family offers.
        when: joined by name over the parameters; the part is asked only where it holds.
        largest: the size that the family allows it, name of a field of ``Size`` -> number; what is left out is limited by the level.
    """

    tex: str
    kind: Kind
    points: Rational
    guess_ok: bool
    same_as: tuple[str, ...]
    levels: tuple[str, ...] | None
    when: Callable[..., bool] | None
    largest: Mapping[str, int] = field(default_factory=dict)

    @lru_cache(maxsize=20_000)  # noqa: B019 - declarations live as long as their bank
    def limits(self, level: str) -> Size:
        """The largest size that the answer may have at a level: beyond it the instance is drawn again."""
        whole = "integer" in (self.kind.name, self.kind.entries)
        ordinary = {"digits": WHOLE_DIGITS if whole else DIGITS, "denominator": DENOMINATOR[level], "terms": TERMS}
        return Size(**{**ordinary, **self.largest})


def answer(
    tex: str = "",
    *,
    kind: KindName = "rational",
    entries: EntryName = "rational",
    symbols: Sequence[str] = (),
    tolerance: Any = None,
    options: Mapping[str, str] | None = None,
    points: Any = 1,
    guess_ok: bool = False,
    same_as: Sequence[str] = (),
    levels: Sequence[str] | None = None,
    when: Callable[..., bool] | None = None,
    digits: int | None = None,
    denominator: int | None = None,
    terms: int | None = None,
) -> Answer:
    r"""Declare one answer; the step of the same name computes it.

    Args:
        tex: symbol of the quantity, such as ``r"\mathrm{V}[Y]"``.
        kind: ``integer``, ``rational``, ``expression``, ``real``, ``vector``, ``matrix``, ``set``, ``choice`` or ``ordering``.
        entries: kind of the entries of a vector, matrix or set.
        symbols: names of the variables an expression may contain.
        tolerance: largest accepted absolute difference of a ``real`` answer, exact (``Rational(1, 100)``).
        options: for ``choice`` and ``ordering``: key -> printed text, in printed order.
        points: points by default.
        guess_ok: accept 0, 1 or a given number as the right answer (counts).
        same_as: other answers that may rightly be equal.
        levels: levels at which it is asked; all that the family offers by default.
        when: a rule over the parameters, joined by name; asked only where it holds.
        digits: digits of the longest number that the answer may hold, in place of ``DIGITS`` or ``WHOLE_DIGITS``.
        denominator: its largest denominator, in place of ``DENOMINATOR``.
        terms: addends of its longest entry, in place of ``TERMS``.

    Raises:
        ValueError: the arguments contradict each other; says how.
    """
    if kind not in KIND_NAMES:
        raise ValueError(f"answer(kind={kind!r}): kinds are {', '.join(KIND_NAMES)}")
    if entries not in get_args(EntryName):
        raise ValueError(f"answer(entries={entries!r}): entries are {', '.join(get_args(EntryName))}")
    if (kind in ("choice", "ordering")) != bool(options):
        raise ValueError(f"answer(kind={kind!r}) {'needs' if not options else 'takes no'} options")
    if (kind == "real") != (tolerance is not None):
        raise ValueError(f"answer(kind={kind!r}) {'needs' if tolerance is None else 'takes no'} tolerance")
    shown = tuple(Option(key, text) for key, text in (options or {}).items())
    spec = Kind(kind, entries, tuple(symbols), None if tolerance is None else str(Rational(tolerance)), shown)
    guessable = guess_ok or kind in ("choice", "ordering")
    largest = {name: limit for name, limit in (("digits", digits), ("denominator", denominator), ("terms", terms)) if limit is not None}
    return Answer(tex, spec, Rational(points), guessable, tuple(same_as), None if levels is None else tuple(levels), when, largest)


@dataclass(frozen=True, eq=False)
class Rule:
    """A condition on the parameters; where it fails, the instance is drawn again."""

    function: Callable[..., bool]

    @property
    def label(self) -> str:
        """The rule in words: its docstring, or where it stands."""
        doc = inspect.getdoc(self.function)
        return doc.splitlines()[0] if doc else f"the rule in line {self.function.__code__.co_firstlineno}"


def require(function: Callable[..., bool]) -> Callable[..., bool]:
    """Decorator: redraw the instance where this function of the parameters is false. Its docstring names it in messages."""
    function.__globals__.setdefault(RULES, []).append(Rule(function))
    return function


@dataclass(frozen=True, eq=False)
class Shown:
    """A formula of the wording, printed with this instance's numbers."""

    function: Callable[..., Any]


def shown(function: Callable[..., Any]) -> Shown:
    """Decorator: a formula made of parameters, written with operators and printed with this instance's numbers in place.

    The function receives letters; what it returns is printed tidily (no ``1x``, no ``+ -3``) where the wording names it.
    A ``variable("x")`` in it stays a letter. A level that lacks one of the parameters has no such formula.
    """
    return Shown(function)


@dataclass(frozen=True, eq=False)
class FigureRule:
    """A figure made from parameters (in a template) or from parameters and steps (in a solution)."""

    function: Callable[..., Any]


def figure(function: Callable[..., Any]) -> FigureRule:
    """Decorator: the function returns a figure, placed by ``{{ figure.NAME }}``.

    In ``problem_templates/`` it draws what the question may show, from parameters. A function of the same name in
    ``solutions/`` draws the figure of the worked solution, from parameters and steps. A level that lacks one of the parameters has no
    such figure.
    """
    return FigureRule(function)
