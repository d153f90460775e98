"""The search for an antiderivative: term by term, by partial fractions, by parts, by substitution.

Nothing that is found here is trusted: ``definite`` differentiates it and has the two compared. So a rule may take roots and logarithms
as if what stands in them were positive, and leave the question when it may to the proof.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from examgen.deciding import polynomials as poly
from examgen.deciding.building import (
    HALF,
    ONE,
    TWO,
    call,
    log_size,
    minus,
    negative,
    num,
    over,
    plus,
    power,
    replaced,
    rewritten,
    root,
    square,
    times,
)
from examgen.deciding.calculus import antiderivative, derivative, slope_of
from examgen.deciding.decision import TooHardError
from examgen.deciding.integration.ground import Ground, Workshop
from examgen.deciding.integration.partial_fractions import Field, Row, coefficients, rational_integral
from examgen.deciding.integration.substitutions import BY_PARTS, WAVES, candidates, in_sines, inverse_candidates, opened
from examgen.deciding.integration.terms import by_terms
from examgen.deciding.polynomials import Poly
from examgen.deciding.ring import Element, UndefinedError
from examgen.deciding.walking import same, variables_of, walk
from examgen.notation.tree import Call, Node, Root, Sum, Variable

#: Integrands that are looked at on the way to one antiderivative, and how deep they may be nested.
_BUDGET, _DEPTH = 24, 4
_LARGEST = 100


class Search:
    """One search, within its budget."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.budget = _BUDGET

    def find(self, f: Node, name: str, depth: int = 0) -> Node:
        """An antiderivative, probably.

        Raises:
            TooHardError: none is found.
        """
        self.budget -= 1
        if self.budget < 0 or depth > _DEPTH or len(walk(f)) > _LARGEST:
            raise TooHardError
        with suppress(TooHardError):
            return antiderivative(f, name)
        for rule in (self._canonical, self._parts, self._root_of_quadratic, self._substituted, self._half_angle):
            with suppress(TooHardError, UndefinedError):
                return rule(f, name, depth)
        raise TooHardError

    def _shop(self, f: Node, name: str) -> Workshop:
        return Workshop(self.ground, variables_of(f), name)

    # --- canonical forms -------------------------------------------------------------------------------------------------

    def _canonical(self, f: Node, name: str, depth: int) -> Node:
        """Term by term, or by partial fractions; what is left over is looked at by itself."""
        shop = self._shop(f, name)
        a = shop.element(opened(shop, f, closed=False))
        with suppress(TooHardError):
            return rational_integral(shop, a)
        if not a.under:
            found, rest = by_terms(shop, a.over)
            if not rest:
                return plus(*found)
            left = shop.tree_of(rest)
            parts = left.terms if isinstance(left, Sum) else (left,)
            if found or len(parts) > 1:
                return plus(*found, *(self.find(part, name, depth + 1) for part in parts))
        return self._of_exponentials(shop, a, depth)

    def _of_exponentials(self, shop: Workshop, a: Element, depth: int) -> Node:
        """Where the variable stands in e^(m x) only: u = e^(m x)."""
        moving = {generator for generator in shop.generators(a) if shop.moves(generator)}
        kinds = {shop.algebra.items[generator][0] for generator in moving}
        if kinds != {"exp"} or len(moving) != 1:
            raise TooHardError
        (generator,) = moving
        what = shop.tree_of_monomial(shop.algebra.items[generator][1])
        slope = slope_of(what, shop.variable)
        exponents = [dict(m).get(generator, 0) for m in (*a.over, *(m for base, _ in a.under for m, _ in base))]
        if slope is None:
            raise TooHardError
        step = Fraction(1)
        for exponent in exponents:
            step = Fraction(1, _common(step.denominator, Fraction(exponent).denominator))
        u = shop.algebra.kernel("variable", "#e")

        def moved(p: Poly) -> Poly:
            return {
                tuple(sorted((u, poly.whole(e / step)) if g == generator else (g, e) for g, e in monomial)): c for monomial, c in p.items()
            }

        inside = Element(moved(a.over), tuple((poly.key(moved(dict(base))), count) for base, count in a.under))
        integrand = over(shop.tree(inside), times(num(step), slope, Variable(0, "#e")))
        found = self.find(integrand, "#e", depth + 1)
        return replaced(found, "#e", call("exp", times(num(step), what)))

    # --- by parts --------------------------------------------------------------------------------------------------------

    def _parts(self, f: Node, name: str, depth: int) -> Node:
        """The integral of p h^k with a logarithm or arcus h: q h^k - the integral of k q h' h^(k - 1), where q' = p."""
        shop = self._shop(f, name)
        a = shop.element(opened(shop, f, closed=True))
        inner = {one for monomial, _ in ((m, 0) for base, _ in a.under for m, _ in base) for one, _ in monomial}
        for generator in shop.generators(a) - inner:
            hidden = shop.hidden.get(str(shop.algebra.items[generator][1]))
            if not isinstance(hidden, Call) or hidden.function not in BY_PARTS:
                continue
            highest = max(dict(monomial).get(generator, 0) for monomial in a.over)
            if highest not in (1, 2, 3):
                continue
            leading: Poly = {}
            for monomial, coefficient in a.over.items():
                if dict(monomial).get(generator, 0) == highest:
                    leading[tuple((g, e) for g, e in monomial if g != generator)] = coefficient
            p = shop.tree(shop.normal(Element(leading, a.under)))
            with suppress(TooHardError):
                q = self.find(p, name, depth + 1)
                left = minus(f, times(p, power(hidden, num(highest))))
                lower = times(num(highest), q, power(hidden, num(highest - 1)), derivative(hidden, name))
                rest = shop.tree(shop.element(opened(shop, minus(left, lower), closed=True)))
                return plus(times(q, power(hidden, num(highest))), self.find(rest, name, depth + 1))
        raise TooHardError

    # --- roots of quadratics -----------------------------------------------------------------------------------------------

    def _root_of_quadratic(self, f: Node, name: str, depth: int) -> Node:
        """The integral of p(x) / sqrt(a x^2 + b x + c), and of p(x) sqrt(a x^2 + b x + c)."""
        shop = self._shop(f, name)
        a_tree = opened(shop, f, closed=True)
        inside = [one.inner for one in shop.hidden.values() if isinstance(one, Root) and one.degree == 2]
        if len(inside) != 1 or len(shop.moving) != 2:
            raise TooHardError
        q = inside[0]
        squared = shop.element(q)
        row = coefficients(shop, squared.over)
        symbol = variables_of(shop.symbol(root(q)))
        (hidden,) = symbol
        generator = shop.algebra.kernel("variable", hidden)
        a = shop.element(a_tree)
        # the quadratic itself below the bar is the square of its root
        size = poly.content(squared.over)
        factor = poly.key(poly.scaled(squared.over, 1 / size))
        count = dict(a.under).get(factor, 0)
        if len(row) != 3 or len(a.under) > (1 if count else 0):
            raise TooHardError
        a = shop.normal(Element(poly.times(a.over, {((generator, -2 * count),): size**count}) if count else a.over))
        by_power: dict[int, Poly] = {}
        for monomial, coefficient in a.over.items():
            exponent = dict(monomial).get(generator, 0)
            own = by_power.setdefault(int(exponent), {})
            own[tuple((g, e) for g, e in monomial if g != generator)] = coefficient
        above: list[Node] = []
        terms: list[Node] = []
        for exponent, p in by_power.items():
            tree = shop.tree_of(p)
            if exponent % 2 == 0:
                terms.append(self.find(times(tree, power(q, exponent // 2)), name, depth + 1))
            elif exponent >= -1:
                above.append(times(tree, power(q, (exponent + 1) // 2)))
            elif exponent == -3:
                quotient, rest = Field(shop).divided(coefficients(shop, p), row)
                above += [times(shop.tree(entry), power(Variable(0, name), degree)) for degree, entry in enumerate(quotient)]
                terms.append(_over_third_power(shop, row, rest, q))
            else:
                raise TooHardError
        if above:
            terms.append(self._over_root(shop, [shop.tree(entry) for entry in row], plus(*above), q))
        return plus(*terms)

    def _over_root(self, shop: Workshop, row: list[Node], above: Node, q: Node) -> Node:
        """The integral of a polynomial over sqrt(q): a polynomial times sqrt(q), and what is left as a multiple of 1/sqrt(q)."""
        c, b, a = row
        x = Variable(0, shop.variable)
        p = [shop.tree(entry) for entry in coefficients(shop, shop.element(above).over)]
        terms: list[Node] = []
        for n in range(len(p) - 1, 0, -1):  # (x^(n-1) sqrt q)' sqrt q = n a x^n + (n - 1/2) b x^(n-1) + (n - 1) c x^(n-2)
            factor = over(p[n], times(num(n), a))
            terms.append(times(factor, power(x, n - 1)))
            p[n - 1] = minus(p[n - 1], times(factor, num(Fraction(2 * n - 1, 2)), b))
            if n > 1:
                p[n - 2] = minus(p[n - 2], times(factor, num(n - 1), c))
        slope = plus(times(TWO, a, x), b)
        sign = self.ground.sign(a)
        if sign == 1:
            last = over(log_size(plus(times(TWO, root(a), root(q)), slope)), root(a))
        elif sign == -1:
            width = shop.tree(shop.element(root(minus(square(b), times(num(4), a, c)))))
            last = negative(over(call("asin", over(slope, width)), root(negative(a))))
        else:
            raise TooHardError
        return plus(times(plus(*terms), root(q)), times(p[0], last))

    # --- by substitution -------------------------------------------------------------------------------------------------

    def _substituted(self, f: Node, name: str, depth: int) -> Node:
        """f = φ(g(x)) g'(x), or a new variable for a power, a root or a logarithm of the old one."""
        u = Variable(0, f"#s{depth}")
        f = rewritten(f, in_sines)
        for g in candidates(f, name):
            with suppress(TooHardError, UndefinedError):
                inside = rewritten(over(f, derivative(g, name)), lambda node, g=g: u if same(node, g) else None)  # type: ignore[misc]
                shop = Workshop(self.ground, variables_of(f) | {u.name}, name)
                a = shop.element(opened(shop, inside, closed=True))
                if shop.is_fixed(a):
                    return replaced(self.find(shop.tree(a), u.name, depth + 1), u.name, g)
        for old, new in inverse_candidates(f, name, u):
            with suppress(TooHardError, UndefinedError):
                shop = Workshop(self.ground, variables_of(f) | {u.name}, u.name)
                inside = rewritten(f, lambda node, g=new: u if same(node, g) else None)  # type: ignore[misc]
                inside = times(replaced(inside, name, old), derivative(old, u.name))
                a = shop.element(opened(shop, inside, closed=True))
                return replaced(self.find(shop.tree(a), u.name, depth + 1), u.name, new)
        raise TooHardError

    def _half_angle(self, f: Node, name: str, depth: int) -> Node:
        """Rational functions of sin w and cos w: t = tan(w/2)."""
        waves = [one for one in walk(f) if isinstance(one, Call) and one.function in WAVES and name in variables_of(one)]
        if not waves or not all(same(one.arguments[0], waves[0].arguments[0]) for one in waves):
            raise TooHardError
        angle = waves[0].arguments[0]
        slope = slope_of(angle, name)
        if slope is None:
            raise TooHardError
        t = Variable(0, f"#t{depth}")
        size = plus(ONE, square(t))
        inside = rewritten(
            f, lambda node: WAVES[node.function](t) if isinstance(node, Call) and any(node is wave for wave in waves) else None
        )
        if name in variables_of(inside):
            raise TooHardError
        found = self.find(over(times(TWO, inside), times(slope, size)), t.name, depth + 1)
        return replaced(found, t.name, call("tan", times(HALF, angle)))


def _over_third_power(shop: Workshop, row: Row, above: Row, q: Node) -> Node:
    """The integral of (u x + v) / q^(3/2)."""
    x = Variable(0, shop.variable)
    c, b, a = (shop.tree(entry) for entry in row)
    v, u = (shop.tree(above[place]) if place < len(above) else num(0) for place in (0, 1))
    top = minus(times(TWO, v, plus(times(TWO, a, x), b)), times(TWO, u, plus(times(b, x), times(TWO, c))))
    return over(top, times(minus(times(num(4), a, c), square(b)), root(q)))


def _common(a: int, b: int) -> int:
    return a * b // Fraction(a, b).numerator if a % b else a
