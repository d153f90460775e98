"""What integrals stand on: signs of expressions under assumptions, and the way from trees to canonical elements and back.

Expressions without the variable of the integral that would get a complicated canonical form (sines, inverse functions) stand for
themselves: they are hidden behind names, and put back in at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count
from typing import Any

from examgen.deciding import laws
from examgen.deciding import polynomials as poly
from examgen.deciding.building import INFINITY, ONE, PI, E, call, minus, negative, num, over, plus, power, replaced, rewritten, times
from examgen.deciding.decision import TooHardError
from examgen.deciding.domain import Domain
from examgen.deciding.elements import Builder
from examgen.deciding.kernels import Algebra
from examgen.deciding.polynomials import Key, Monomial, Poly
from examgen.deciding.ring import Element, NeedSignError, UndefinedError
from examgen.deciding.walking import same, variables_of, walk
from examgen.notation.tree import Call, Constant, Negative, Node, Variable

#: Functions of fixed arguments that need no hiding.
_OPEN = frozenset({"exp", "ln", "abs", "factorial"})
#: A variable that no text can name.
PLACE = "#u"


class Ground:
    """The assumptions under which an integral is worked out.

    Attributes:
        doubts: the variables of unknown sign that stood in the way of an answer.
    """

    def __init__(self, assumptions: Mapping[str, str] | None = None, doubts: set[str] | None = None) -> None:
        self.assumptions = dict(assumptions or {})
        self.doubts: set[str] = set() if doubts is None else doubts

    def assuming(self, name: str, text: str | None) -> Ground:
        """The same with an assumption on one more variable; None takes it back."""
        rest = {other: what for other, what in self.assumptions.items() if other != name}
        return Ground({**rest, name: text} if text else rest, self.doubts)

    def unsigned(self, names: frozenset[str]) -> list[str]:
        """The variables of which the sign is not known."""
        domain = Domain(tuple(sorted(names)), self.assumptions)
        return [name for name in domain.names if len(domain.sides_of[name]) > 1 and name not in domain.complex_names]

    def sign(self, node: Node) -> int | None:
        """1 or -1 where an expression has that sign everywhere; 0 where it is zero; None where that is not known."""
        found = self._sign(node)
        if found is None:
            self.doubts |= set(self.unsigned(variables_of(node))) - {PLACE}
        return found

    def _sign(self, node: Node) -> int | None:
        domain = Domain(tuple(sorted(variables_of(node))), self.assumptions)
        if domain.complex_names or domain.has_many_sides():
            return None
        found: set[int] = set()
        for mirrored in domain.sides():
            algebra = Algebra(whole=domain.whole)
            try:
                element = Builder(algebra, mirrored, domain.ends).element(node)
                found.add(laws.sign(algebra, element) if element.over else 0)
            except (NeedSignError, UndefinedError, TooHardError):
                return None
            if len(found) > 1:
                return None
        return found.pop()

    def sign_between(self, node: Node, name: str, low: Node, high: Node) -> int | None:
        """The sign of an expression for all values of a variable strictly between two ends, as far as it is known."""
        if name not in variables_of(node):
            return self.sign(node)
        place = Variable(0, PLACE)
        signed = self.assuming(PLACE, "positive")
        if is_infinite(low) and is_infinite(high):
            middle = self.sign(replaced(node, name, num(0)))
            return middle if middle == self.assuming(PLACE, None).sign(replaced(node, name, place)) else None
        if is_infinite(high):
            return signed.sign(replaced(node, name, plus(low, place)))
        if is_infinite(low):
            return signed.sign(replaced(node, name, minus(high, place)))
        return signed.sign(replaced(node, name, over(plus(low, times(high, place)), plus(ONE, place))))


def is_imaginary(node: Node, ground: Ground) -> bool:
    """Whether values may not be real."""
    if Domain(tuple(variables_of(node)), ground.assumptions).complex_names:
        return True
    return any(isinstance(one, Constant) and one.name == "i" for one in walk(node))


def is_infinite(node: Node) -> bool:
    """Whether a bound is plus or minus infinity."""
    inner = node.inner if isinstance(node, Negative) else node
    return isinstance(inner, Constant) and inner.name == INFINITY.name


class Workshop:
    """One algebra, with what is needed to get trees into it and out of it."""

    def __init__(self, ground: Ground, names: frozenset[str], variable: str) -> None:
        domain = Domain(tuple(sorted(names - {variable})), ground.assumptions)
        sides = next(domain.sides())
        self.ground, self.variable = ground, variable
        self.algebra = Algebra(whole=domain.whole)
        self.builder = Builder(self.algebra, sides, domain.ends)
        self.hidden: dict[str, Node] = {}
        self.moving = {variable}
        self._numbers: Iterator[int] = count()

    def hide(self, node: Node) -> str:
        """The name behind which a tree stands."""
        for name, known in self.hidden.items():
            if same(known, node):
                return name
        name = f"#{next(self._numbers)}"
        self.hidden[name] = node
        return name

    def symbol(self, node: Node) -> Node:
        """A variable in the place of a tree in which the variable of the integral stands."""
        name = self.hide(node)
        self.moving.add(name)
        return Variable(0, name)

    def element(self, node: Node) -> Element:
        """The canonical element of a tree, with common factors cancelled.

        Raises:
            TooHardError: it has none.
        """
        if is_imaginary(node, self.ground):
            raise TooHardError
        try:
            return self.normal(self.builder.element(rewritten(node, self._hidden_constant)))
        except (NeedSignError, UndefinedError) as fault:
            raise TooHardError from fault

    def _hidden_constant(self, node: Node) -> Node | None:
        if isinstance(node, Call) and node.arguments and node.function not in _OPEN and not self.moving & variables_of(node):
            return call(self.hide(node))
        return None

    def normal(self, a: Element) -> Element:
        """The same with numerator and denominator without a common factor."""
        if not a.under or not a.over:
            return Element(a.over)
        number, monomial, factors = self.algebra.factors(a)
        result = self.algebra.reduced({monomial: poly.whole(number)})
        for base, exponent in factors:
            if exponent > 0:
                result = self.algebra.multiply(result, self.algebra.power(Element(base), exponent))
        under = tuple((poly.key(base), -exponent) for base, exponent in factors if exponent < 0)
        return Element(result.over, tuple(sorted(under, key=lambda item: sorted(item[0])))) if not result.under else result

    def moves(self, generator: int) -> bool:
        """Whether the variable stands in a kernel, or something hidden in which it stands."""
        items = (self.algebra.items[inner] for inner in self._inside(generator))
        return any(kind == "variable" and what in self.moving for kind, what in items)

    def generators(self, a: Element) -> set[int]:
        """All kernels that stand in an element itself, with its denominator."""
        monomials = [*a.over, *(monomial for base, _ in a.under for monomial, _ in base)]
        return {generator for monomial in monomials for generator, _ in monomial}

    def is_fixed(self, a: Element) -> bool:
        """Whether the variable does not stand in an element."""
        return not any(map(self.moves, self.generators(a)))

    def _inside(self, generator: int) -> Iterator[int]:
        """A kernel and all kernels in it."""
        yield generator
        kind, what = self.algebra.items[generator]
        below: list[Any] = []
        if kind in ("exp", "alternating"):
            below = [what]
        elif kind in ("root", "log") and not isinstance(what, int):
            below = [monomial for monomial, _ in what]
        elif kind in ("function", "factorial"):
            for _, monomial, factors in what[1] if kind == "function" else (what,):
                below += [monomial, *(inner for base, _ in factors for inner, _ in base)]
        for monomial in below:
            for inner, _ in monomial:
                yield from self._inside(inner)

    # --- back into trees ---------------------------------------------------------------------------------------------

    def tree(self, a: Element) -> Node:
        """The tree of an element."""
        top = self.tree_of(a.over)
        below = [power(self.tree_of(dict(base)), exponent) for base, exponent in a.under]
        return over(top, times(*below)) if below else top

    def tree_of(self, p: Poly) -> Node:
        """The tree of a polynomial with a real value."""
        waves: dict[tuple[Monomial, str, Key], poly.Number] = {}
        for monomial, coefficient in p.items():
            rest, turn, angle = self._turned(monomial)
            if angle and angle[max(angle)] < 0:
                angle, coefficient = poly.scaled(angle, -1), coefficient if turn % 2 == 0 else -coefficient
            # the real part of i^turn (cos B + i sin B)
            key = (rest, "sin" if turn % 2 else "cos", poly.key(angle))
            waves[key] = waves.get(key, 0) + (-coefficient if turn in (1, 2) else coefficient)
        return plus(*(self._wave(*key, coefficient) for key, coefficient in waves.items()))

    def _turned(self, monomial: Monomial) -> tuple[Monomial, int, Poly]:
        """A product of kernels as r i^turn e^(i angle)."""
        rest, turn, angle = [], 0, Poly()
        unit = self.algebra.kernel("unit", None)
        for generator, exponent in monomial:
            kind, what = self.algebra.items[generator]
            if generator == unit and exponent == Fraction(1, 2):
                turn += 1
            elif generator == unit:
                angle = poly.add(angle, {((self.algebra.kernel("pi", None), 1),): exponent})
            elif kind == "exp" and dict(what).get(unit) == Fraction(1, 2):
                inner = tuple((one, power_of) for one, power_of in what if one != unit)
                if any(unit in self._inside(one) for one, _ in inner):
                    raise TooHardError
                angle = poly.add(angle, {inner: exponent})
            elif unit in self._inside(generator):
                raise TooHardError
            else:
                rest.append((generator, exponent))
        return tuple(rest), turn % 4, angle

    def _wave(self, rest: Monomial, name: str, angle: Key, coefficient: poly.Number) -> Node:
        if not angle:
            return num(0) if name == "sin" else self.tree_of_monomial(rest, coefficient)
        return times(self.tree_of_monomial(rest, coefficient), call(name, self.tree_of(dict(angle))))

    def tree_of_monomial(self, monomial: Monomial, coefficient: Fraction | int = 1) -> Node:
        """The tree of a product of kernels."""
        return times(num(coefficient), *(self._kernel(generator, Fraction(exponent)) for generator, exponent in monomial))

    def _kernel(self, generator: int, exponent: Fraction) -> Node:
        kind, what = self.algebra.items[generator]
        if kind == "exp":
            inner = self.tree_of_monomial(what, exponent)
            return power(E, inner) if inner == num(1) else call("exp", inner)
        return power(self._base(kind, what), exponent)

    def _base(self, kind: str, what: Any) -> Node:
        if kind == "variable":
            return self._of_variable(what)
        if kind == "prime":
            return num(what)
        if kind == "pi":
            return PI
        if kind == "root":
            return self.tree_of(dict(what))
        if kind == "log":
            return call("ln", num(what) if isinstance(what, int) else self.tree_of(dict(what)))
        if kind == "factorial":
            return call("factorial", self._named(what))
        if kind == "function" and what[0] == "inverse":
            return over(ONE, self._named(what[1][0]))
        if kind == "function":
            return self.hidden[what[0]] if what[0] in self.hidden else call(what[0], *(self._named(one) for one in what[1]))
        raise TooHardError

    def _of_variable(self, name: str) -> Node:
        """What stands for the positive variable of the algebra."""
        if name in self.hidden:
            return self.hidden[name]
        shown: Node = Variable(0, name)
        end = self.builder.ends.get(name)
        if end is not None:
            shown = minus(shown, num(Fraction(int(end.p), int(end.q))))
        return negative(shown) if name in self.builder.mirrored else shown

    def _named(self, argument: Any) -> Node:
        number, monomial, factors = argument
        return times(self.tree_of_monomial(monomial, number), *(power(self.tree_of(dict(base)), exponent) for base, exponent in factors))
