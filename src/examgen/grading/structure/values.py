"""Single values: of the other sign, the reciprocal, a power of ten away, right but for a digit."""

from __future__ import annotations

from fractions import Fraction

from examgen.deciding.answers import sort_of
from examgen.deciding.numeric import compare_within
from examgen.deciding.walking import exact_number
from examgen.grading.structure.claims import ONE, ZERO, Claim, Entry, Judge, literal, ordinal, power_of_ten, ratio, structural, times
from examgen.notation.tree import Negative, Node, Number, Power, Product, Quotient, Root
from examgen.symbolic.kinds import Kind


def scalars(judge: Judge, right: Entry, given: Entry) -> Claim | None:
    """All that is true of it: 2 for 4 is half of it and a square root."""
    if right.number is not None and given.number is not None:
        return _numbers(right.number, given.number)
    if not judge.unequal(ZERO, right):
        return None
    if judge.equal(right.times(Fraction(-1)), given):
        return structural("This is the right value with the other sign.")
    true: list[str] = []
    factor = ratio(right, given)
    if factor in (2, Fraction(1, 2)) or (factor is not None and power_of_ten(factor)):
        assert factor is not None
        if judge.equal(right.times(factor), given):
            true.append(f"exactly {times(factor)} the right value")
    if judge.equal(ONE, right.by(given)):
        true.append("the reciprocal of the right value")
    if judge.equal(right.squared(), given):
        true.append("the square of the right value")
    if judge.equal(right, given.squared()):
        true.append("a square root of the right value")
    if true:
        return structural(f"This is {' and '.join(true)}.")
    return None


def _numbers(right: Fraction, given: Fraction) -> Claim | None:
    """The same of two rational numbers."""
    if not right:
        return None
    if given == -right:
        return structural("This is the right value with the other sign.")
    factor = given / right
    true = [f"exactly {times(factor)} the right value"] if factor in (2, Fraction(1, 2)) or power_of_ten(factor) else []
    if given * right == 1:
        true.append("the reciprocal of the right value")
    if given == right * right:
        true.append("the square of the right value")
    if given * given == right:
        true.append("a square root of the right value")
    if true:
        return structural(f"This is {' and '.join(true)}.")
    if abs(right) >= 100 and abs(given - right) == 1:
        return structural(f"This is one {'more' if given > right else 'less'} than the right value.")
    return None


def reals(kind: Kind, right: Node, value: Node) -> Claim | None:
    """Values up to a tolerance: what would have to be done with the answer to make it right, where the right value is well off 0."""
    if sort_of(value) != "value" or sort_of(right) != "value":
        return None
    tolerance = Fraction(kind.tolerance or 0)
    if compare_within(ZERO.node, right, 20 * tolerance, relative=False).outcome != "unequal":
        return None
    two, ten = literal(Fraction(2)), literal(Fraction(10))
    ways: tuple[tuple[str, Node], ...] = (
        ("With the other sign this", Negative(0, value)),
        ("Half of this", Quotient(0, value, two)),
        ("Twice this", Product(0, (two, value))),
        ("The reciprocal of this", Quotient(0, ONE.node, value)),
        ("The square of this", Power(0, value, two)),
        ("The square root of this", Root(0, value)),
        ("A tenth of this", Quotient(0, value, ten)),
        ("Ten times this", Product(0, (ten, value))),
        ("A hundredth of this", Quotient(0, value, literal(Fraction(100)))),
        ("A hundred times this", Product(0, (literal(Fraction(100)), value))),
    )
    true = [name for name, way in ways if compare_within(right, way, tolerance, relative=False).outcome == "equal"]
    return structural(f"{true[0]} would be right.") if len(true) == 1 else None


def digits(right: Node, value: Node) -> Claim | None:
    """Whole numbers of at least three digits, written as such."""
    a, b = exact_number(right), exact_number(value)
    plain = value.inner if isinstance(value, Negative) else value
    if a is None or b is None or not isinstance(plain, Number) or plain.decimal or a.denominator != 1 or b.denominator != 1:
        return None
    ours, theirs = str(abs(a.numerator)), str(abs(b.numerator))
    if len(ours) < 3 or len(ours) != len(theirs) or (a > 0) != (b > 0):
        return None
    wrong = [place for place, (mine, given) in enumerate(zip(ours, theirs, strict=True)) if mine != given]
    if len(wrong) == 1:
        return Claim("arithmetic", f"All digits but the {ordinal(wrong[0] + 1)} are right.")
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and ours[wrong[0]] == theirs[wrong[1]] and ours[wrong[1]] == theirs[wrong[0]]:
        return Claim("arithmetic", "Two neighbouring digits are exchanged.")
    return None
