"""What a text says, before anything is computed: a small tree that keeps the places in the text.

The tree tells "1/2 + 3" from "7/2", which an exact value cannot: the form of an answer is judged on the tree, its value on what is
built from it. ``at`` is the offset of the first character of each node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True)
class Number:
    """A literal, exact: ``12``, ``0.5``, ``1e-3``. ``decimal`` says that a point or an exponent was written."""

    at: int
    value: Fraction
    decimal: bool = False


@dataclass(frozen=True)
class Constant:
    """``e``, ``pi``, ``i`` (the imaginary unit), ``oo`` (infinity, as the end of an interval or of a sum) or ``nan`` (equal to nothing)."""

    at: int
    name: str


@dataclass(frozen=True)
class Variable:
    """A declared symbol, under its declared name."""

    at: int
    name: str


@dataclass(frozen=True)
class Negative:
    """The opposite of a node."""

    at: int
    inner: Node


@dataclass(frozen=True)
class Sum:
    """Two or more terms."""

    at: int
    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product:
    """Two or more factors, with or without a sign between them."""

    at: int
    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient:
    """``numerator / denominator``, as a slash or as ``\\frac``."""

    at: int
    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Power:
    """``base ^ exponent``."""

    at: int
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root:
    """The ``degree``-th root."""

    at: int
    inner: Node
    degree: int = 2


@dataclass(frozen=True)
class Call:
    """A named function; ``base`` is that of a logarithm. The names are those of ``FUNCTIONS``."""

    at: int
    function: str
    arguments: tuple[Node, ...]
    base: Node | None = None


@dataclass(frozen=True)
class PlusMinus:
    """Both signs at once: ``left ± right``, or ``± right`` with ``left`` None. ``flipped`` for ``∓``: the other sign of the same choice."""

    at: int
    left: Node | None
    right: Node
    flipped: bool = False


@dataclass(frozen=True)
class Derivative:
    """The ``order``-th derivative of ``inner`` with respect to a variable: ``diff(x^2, x)``."""

    at: int
    inner: Node
    variable: str
    order: int = 1


@dataclass(frozen=True)
class Integral:
    """``int(f, x)``, or ``int(f, x, low, high)`` between bounds."""

    at: int
    inner: Node
    variable: str
    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True)
class Series:
    """``sum(f, k, low, high)`` or ``product(f, k, low, high)``."""

    at: int
    shape: Literal["sum", "product"]
    inner: Node
    variable: str
    low: Node
    high: Node


@dataclass(frozen=True)
class Relation:
    """An equation or inequality. A chain ``a < b < c`` is the ``And`` of its links."""

    at: int
    left: Node
    sign: Literal["=", "!=", "<", "<=", ">", ">="]
    right: Node


@dataclass(frozen=True)
class And:
    """All of the parts hold."""

    at: int
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one of the parts holds."""

    at: int
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    at: int
    part: Node


@dataclass(frozen=True)
class Truth:
    """``true`` or ``false``."""

    at: int
    value: bool


@dataclass(frozen=True)
class Interval:
    """The numbers between two ends, each of which may be infinite: ``[1, 2)``, ``oo(0, inf)``."""

    at: int
    low: Node
    high: Node
    closed_low: bool
    closed_high: bool


@dataclass(frozen=True)
class Union:
    """Sets or intervals together."""

    at: int
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Intersection:
    """What sets or intervals have in common."""

    at: int
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Listing:
    """Entries in brackets: a list in order, or a set. ``square`` tells ``[1, 2]`` from ``(1, 2)``."""

    at: int
    shape: Literal["list", "set"]
    entries: tuple[Node, ...]
    square: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of entries, all of the same length: a matrix."""

    at: int
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Transpose:
    """A list or matrix with a raised T."""

    at: int
    inner: Node


Node: TypeAlias = (
    Number
    | Constant
    | Variable
    | Negative
    | Sum
    | Product
    | Quotient
    | Power
    | Root
    | Call
    | PlusMinus
    | Derivative
    | Integral
    | Series
    | Relation
    | And
    | Or
    | Not
    | Truth
    | Interval
    | Union
    | Intersection
    | Listing
    | Table
    | Transpose
)

_OF_ONE_ARGUMENT = (
    "ln exp abs sign floor ceil factorial conj re im arg erf phi relu sin cos tan cot sec csc asin acos atan acot asec acsc "
    "sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch"
)
#: The functions of a ``Call``, with the number of their arguments; (1, 12) is one to twelve.
FUNCTIONS: dict[str, tuple[int, int]] = dict.fromkeys(_OF_ONE_ARGUMENT.split(), (1, 1)) | {
    "max": (1, 12),
    "min": (1, 12),
    "binomial": (2, 2),
    "gcd": (2, 12),
    "lcm": (2, 12),
    "mod": (2, 2),
    "atan2": (2, 2),
}
