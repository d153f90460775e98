"""What a solution file declares: steps, procedures, mistakes and the oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sympy import Rational

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong version of one step, or of one parameter.

    Attributes:
        name: the slip in a few words, completed by "you ..." in feedback: "forgot to square the slope".
        function: what the slip computes instead, from parameters and steps by name.
        credit: share of the points of its part that it still earns.
        when: joined by name; the slip exists only where it holds.
        feedback: a sentence for the student, Markdown.
        whole: on a step that works entry by entry: the function gives the whole vector at once.
    """

    name: str
    function: Callable[..., Any]
    credit: Rational
    when: Callable[..., bool] | None
    feedback: str
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """A step of the derivation: a named function of parameters and earlier steps.

    Attributes:
        symbol: TeX of the quantity; None takes the symbol of the answer of the same name.
        because: the reason, Markdown, filled in by Jinja2 from the parameters.
        each: index letter of a step that is written for one entry and done for all, or None.
        formula: False for a procedure: its function runs on values only.
        general: for a procedure, TeX of the general formula if it has one.
    """

    function: Callable[..., Any]
    symbol: str | None
    because: str
    each: str | None
    formula: bool
    general: str
    mistakes: list[Mistake] = field(default_factory=list)
    tables: list[Callable[..., Any]] = field(default_factory=list)

    def mistake(
        self,
        name: str,
        *,
        credit: Any = 0,
        when: Callable[..., bool] | None = None,
        feedback: str = "",
        whole: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorator: a known wrong version of this step. See :class:`Mistake`; ``credit`` is text or a number such as ``"1/2"``."""

        def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
            self.mistakes.append(Mistake(name, function, _credit(credit), when, feedback, whole))
            return function

        return wrap

    def show(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Decorator: the function returns a :class:`~examgen.figures.Table` with the working of this step."""
        self.tables.append(function)
        return function


def _credit(credit: Any) -> Rational:
    share = Rational(credit)
    if not 0 <= share < 1:
        raise ValueError(f"credit={credit!r}: the share of the points that a slip still earns lies between 0 and 1, below 1")
    return share


def step(symbol: Any = None, because: str = "", *, each: str | None = None) -> Any:
    """Decorator: a step whose function is a formula. Its arguments name parameters and other steps.

    It is called with values to compute and with letters to be printed, so it may use operators and the functions of this
    package, but may not branch on a value: that is a :func:`procedure`.

    Args:
        symbol: TeX of the quantity; the answer of the same name lends its own.
        because: the reason in words.
        each: write the function for one entry of its vector arguments; it is done for all. The letter is the index (``"i"``).
    """
    if callable(symbol):
        return Step(symbol, None, "", None, True, "")
    return lambda function: Step(function, symbol, because, each, True, "")


def procedure(symbol: Any = None, because: str = "", *, general: str = "") -> Any:
    """Decorator: a step that counts, searches or branches. It runs on values only and prints its reason, and a table under ``.show``.

    Args:
        symbol: TeX of the quantity; the answer of the same name lends its own.
        because: what is done, in words.
        general: TeX of a general formula, where one exists.
    """
    if callable(symbol):
        return Step(symbol, None, "", None, False, "")
    return lambda function: Step(function, symbol, because, None, False, general)


@dataclass(frozen=True, eq=False)
class Misconception:
    """One wrong belief that shows in several steps, or in the data: all its places are swapped together."""

    name: str
    credit: Rational
    when: Callable[..., bool] | None
    feedback: str
    places: list[tuple[Any, Callable[..., Any]]] = field(default_factory=list)

    def at(self, place: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorator: what this belief computes at a step (the step object) or takes for a parameter (its name)."""

        def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
            self.places.append((place, function))
            return function

        return wrap


def misconception(name: str, *, credit: Any = 0, when: Callable[..., bool] | None = None, feedback: str = "") -> Misconception:
    """A wrong belief with several places: ``bessel = misconception("...")``, then ``@bessel.at(step)`` or ``@bessel.at("parameter")``."""
    return Misconception(name, _credit(credit), when, feedback)


@dataclass(frozen=True, eq=False)
class Oracle:
    """An independent way to the answers, from the parameters alone.

    Attributes:
        exact: the function receives and returns Fractions instead of floats and arrays.
        omits: part -> the reason why there is no independent way to it.
    """

    function: Callable[..., Mapping[str, Any]]
    exact: bool
    omits: Mapping[str, str]


def oracle(function: Any = None, *, exact: bool = False, omits: Mapping[str, str] | None = None) -> Any:
    """Decorator: an independent way to the answers, joined by name over the parameters; returns part -> value.

    Integers arrive as int, fractions as float, vectors and matrices as NumPy arrays, words as str, symbols as trial numbers.
    With ``exact=True`` numbers arrive as int or Fraction and vectors and matrices as (nested) lists; the answers must then agree exactly.
    """
    if function is not None:
        return Oracle(function, False, {})
    return lambda body: Oracle(body, exact, dict(omits or {}))
