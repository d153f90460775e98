"""Proofs that two expressions are equal: rewriting by identities that hold wherever both sides are real.

Logarithms of numbers become sums over primes, roots of numbers products over primes, exponentials of sums products; then the difference
is put over one denominator and multiplied out. What is zero after that is zero. Every step is an identity for positive symbols.
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpz
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

#: Terms that multiplying out may produce; beyond it no proof is tried.
TERMS = 1500
#: Operations up to which SymPy's general simplification may be asked as the last resort.
OPERATIONS = 40
_TRIAL = 20  # bits of the primes that are looked for in a number


def proves_zero(difference: Any) -> str:
    """The name of the rewriting that shows an expression to be zero, or "" when none of them does.

    Symbols are taken as positive; see ``equality`` for what that means for a verdict.
    """
    difference = _positive(difference)
    if difference.is_zero:
        return "the same expression"
    rewritten = _rewritten(difference)
    if rewritten.is_zero:
        return "logarithms and roots of primes"
    if _terms(rewritten) <= TERMS:
        multiplied = _rewritten(sympy.expand(rewritten))
        if multiplied.is_zero or sympy.expand(multiplied).is_zero:
            return "multiplied out"
        numerator = sympy.fraction(sympy.together(multiplied))[0]
        if _terms(numerator) <= TERMS and sympy.expand(_rewritten(sympy.expand(numerator))).is_zero:
            return "over one denominator"
    if difference.count_ops() <= OPERATIONS and all(max(abs(n.p), n.q) < 10**6 for n in difference.atoms(Rational)):
        denested = sympy.sqrtdenest(difference)
        if sympy.expand(denested).is_zero or sympy.simplify(denested).is_zero:
            return "simplified"
    return ""


def _positive(e: Any) -> Any:
    """The same expression in positive symbols of the same names."""
    return e.xreplace({symbol: Symbol(symbol.name, positive=True) for symbol in e.free_symbols})


def _rewritten(e: Any) -> Any:
    """One pass over the tree, from the leaves."""
    if e.is_Atom:
        return e
    arguments = [_rewritten(argument) for argument in e.args]
    if isinstance(e, sympy.log):
        return _logarithm(arguments[0])
    if isinstance(e, sympy.exp):
        return _exponential(arguments[0])
    if isinstance(e, Pow) and not isinstance(e, sympy.exp):
        return _power(*arguments)
    if isinstance(e, sympy.Abs):
        return arguments[0] if arguments[0].is_positive else sympy.Abs(arguments[0])
    return e.func(*arguments)


def _logarithm(argument: Any) -> Any:
    """log(a^r b) = r log(a) + log(b), down to primes."""
    if argument.is_Rational:
        if argument <= 0:
            return sympy.log(argument)
        parts = [*_primes(int(argument.p)), *((prime, -count) for prime, count in _primes(int(argument.q)))]
        return Add(*[count * sympy.log(prime) for prime, count in parts])
    if isinstance(argument, sympy.exp) or argument is sympy.E:
        return argument.args[0] if argument.args else Integer(1)
    if isinstance(argument, Mul) and all(factor.is_positive for factor in argument.args):
        return Add(*[_logarithm(factor) for factor in argument.args])
    if isinstance(argument, Pow) and argument.base.is_positive and argument.exp.is_real:
        return argument.exp * _logarithm(argument.base)
    if isinstance(argument, Add):
        together = sympy.factor_terms(argument)
        if isinstance(together, Mul) and all(factor.is_positive for factor in together.args):
            return Add(*[_logarithm(factor) for factor in together.args])
        numerator, denominator = sympy.fraction(sympy.together(argument))
        if denominator != 1 and numerator.is_positive and denominator.is_positive and _terms(numerator) <= TERMS:
            return sympy.log(sympy.expand(numerator)) - _logarithm(denominator)
    return sympy.log(argument)


def _exponential(argument: Any) -> Any:
    """e^(a + b) = e^a e^b, with the sum multiplied out first."""
    if _terms(argument) > TERMS:
        return sympy.exp(argument)
    return Mul(*[sympy.exp(term) for term in Add.make_args(sympy.expand(argument))])


def _power(base: Any, exponent: Any) -> Any:
    """(a b)^r = a^r b^r for positive factors; numbers down to primes."""
    if exponent.is_Integer:
        return Pow(base, exponent)
    if base.is_Rational and base > 0 and exponent.is_Rational:
        parts = [*_primes(int(base.p)), *((prime, -count) for prime, count in _primes(int(base.q)))]
        return Mul(*[Pow(prime, count * exponent) for prime, count in parts])
    if isinstance(base, Mul) and all(factor.is_positive for factor in base.args):
        return Mul(*[_power(factor, exponent) for factor in base.args])
    if isinstance(base, Add) and exponent.is_Rational:
        together = sympy.factor_terms(base)
        if isinstance(together, Mul) and all(factor.is_positive for factor in together.args):
            return Mul(*[_power(factor, exponent) for factor in together.args])
    return Pow(base, exponent)


def _primes(number: int) -> list[tuple[Integer, int]]:
    """The factors of a positive integer; what is left of a large one stays whole."""
    found = fmpz(number).factor() if number.bit_length() <= 64 else fmpz(number).factor_smooth(bits=_TRIAL)
    return [(Integer(int(prime)), int(count)) for prime, count in found]


def _terms(e: Any) -> int:
    """An upper bound of the number of terms after multiplying out."""
    if e.is_Atom:
        return 1
    if isinstance(e, Add):
        return min(sum(_terms(argument) for argument in e.args), TERMS + 1)
    if isinstance(e, Mul):
        product = 1
        for argument in e.args:
            product = min(product * _terms(argument), TERMS + 1)
        return product
    if isinstance(e, Pow) and e.exp.is_Integer:
        inner = _terms(e.base)
        if inner == 1:
            return 1
        return min(inner ** min(abs(int(e.exp)), 12), TERMS + 1) if abs(e.exp) <= 40 else TERMS + 1
    return max((_terms(argument) for argument in e.args), default=1)
