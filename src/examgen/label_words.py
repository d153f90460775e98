r"""TeX of labels as a tree, and in words.

``$x_1$`` is "x1", ``$-\frac32$`` is "minus 3/2": screen readers skip signs, so words say them. The little reader serves labels only: it
knows letters, signs, scripts, fractions, roots and matrices, never fails, and says an unknown command by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias


@dataclass(frozen=True)
class Sign:
    """One letter, digit or sign: how it is said, how it is shown, and whether it is set in italics."""

    said: str
    shown: str
    italic: bool = False


@dataclass(frozen=True)
class Script:
    """A subscript (``low``) or superscript."""

    body: Nodes
    low: bool


@dataclass(frozen=True)
class Fraction:
    """A fraction."""

    above: Nodes
    below: Nodes


@dataclass(frozen=True)
class Root:
    """A square root."""

    body: Nodes


@dataclass(frozen=True)
class Array:
    """A matrix, row by row."""

    rows: tuple[tuple[Nodes, ...], ...]


Node: TypeAlias = Sign | Script | Fraction | Root | Array
Nodes: TypeAlias = tuple[Node, ...]

_GREEK = re.findall(
    r"\S+",
    """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
""",
)
_GREEK_SHOWN = "αβγδϵζηθικλμνξπρστυϕχψωΓΔΘΛΞΠΣΥΦΨΩ"
_COMMANDS: dict[str, tuple[str, str]] = {
    **{name: (name, shown) for name, shown in zip(_GREEK, _GREEK_SHOWN, strict=True)},
    "varepsilon": ("epsilon", "ε"),
    "varphi": ("phi", "φ"),
    "times": (" times ", "×"),
    "cdot": (" times ", "·"),
    "ast": (" star ", "∗"),
    "div": (" divided by ", "÷"),
    "pm": (" plus or minus ", "±"),
    "odot": (" elementwise times ", "⊙"),
    "oplus": (" plus ", "⊕"),
    "le": (" at most ", "≤"),
    "leq": (" at most ", "≤"),
    "ge": (" at least ", "≥"),
    "geq": (" at least ", "≥"),
    "ne": (" is not ", "≠"),
    "neq": (" is not ", "≠"),
    "approx": (" about ", "≈"),
    "sim": (" distributed as ", "∼"),
    "to": (" to ", "→"),
    "rightarrow": (" to ", "→"),
    "in": (" in ", "∈"),
    "partial": (" partial ", "∂"),
    "nabla": (" gradient ", "∇"),
    "infty": (" infinity ", "∞"),
    "sum": (" sum ", "∑"),
    "prod": (" product ", "∏"),
    "int": (" integral ", "∫"),
    "ell": ("ell", "ℓ"),
    "dots": (" and so on ", "…"),
    "ldots": (" and so on ", "…"),
    "cdots": (" and so on ", "…"),
    "prime": (" prime", "′"),
    "top": (" transposed", "⊤"),
    "mid": (" given ", "|"),
    "|": (" parallel ", "∥"),
    "|{": ("", ""),
    "colon": (": ", ":"),
    "%": (" percent", "%"),
    "{": ("{", "{"),
    "}": ("}", "}"),
    "&": (" and ", "&"),
    "#": (" number ", "#"),
    "_": ("_", "_"),
    "$": ("dollar ", "$"),
}
_SPACES = frozenset({",", ";", ":", " ", "quad", "qquad", "!", ">", "\\"})
_SILENT = frozenset(
    re.findall(
        r"\S+",
        """
    displaystyle textstyle scriptstyle left right big Big bigl bigr Bigl Bigr bigg Bigg limits nolimits mathstrut labs
    small footnotesize
""",
    )
)
_WRAPPERS = frozenset(
    re.findall(
        r"\S+",
        """
    mathrm mathbf mathit mathsf mathtt mathcal mathbb text textbf textit textrm textsf operatorname boldsymbol mathop
""",
    )
)
_SAID = {
    "-": " minus ",
    "+": " plus ",
    "=": " equals ",
    "<": " less than ",
    ">": " greater than ",
    "*": " star ",
    "/": "/",
    "~": " ",
    "'": " prime",
}
_SHOWN = {"-": "−", "*": "∗", "~": "\u00a0", "'": "′"}
_TOKEN = re.compile(r"\\([A-Za-z]+)\s*|\\(.)|(\s+)|(.)", re.DOTALL)


def tex_tree(tex: str) -> Nodes:
    """Mathematics as a tree of signs, scripts, fractions, roots and matrices."""
    tokens = [("\\" + (word or sign)) if word or sign else (space and " ") or char for word, sign, space, char in _TOKEN.findall(tex)]
    return _Reader(tokens).nodes(())


class _Reader:
    """Reads tokens from left to right; anything that it cannot place is kept as it stands."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def nodes(self, stop: tuple[str, ...], *, roman: bool = False) -> Nodes:
        found: list[Node] = []
        while self._peek() and self._peek() not in stop:
            found.extend(self._node(roman=roman))
        return tuple(found)

    def argument(self, *, roman: bool = False) -> Nodes:
        """One argument: a group in braces or a single thing."""
        while self._peek() == " ":
            self._next()
        if self._peek() == "{":
            self._next()
            body = self.nodes(("}",), roman=roman)
            self._next()
            return body
        return self._node(roman=roman) if self._peek() else ()

    def _raw_argument(self) -> str:
        if self._peek() != "{":
            return self._next()
        self._next()
        name = ""
        while self._peek() and self._peek() != "}":
            name += self._next()
        self._next()
        return name

    def _node(self, *, roman: bool) -> Nodes:
        token = self._next()
        if token == "{":
            body = self.nodes(("}",), roman=roman)
            self._next()
            return body
        if token in {"^", "_"}:
            return (Script(self.argument(), low=token == "_"),)
        if token.startswith("\\") and len(token) > 1:
            return self._command(token[1:])
        if token == " ":
            return (Sign(" ", "\u00a0"),) if roman else ()
        if token in {"}", "&"}:
            return ()
        italic = token.isalpha() and not roman
        return (Sign(_SAID.get(token, token) if not roman else token, _SHOWN.get(token, token) if not roman else token, italic),)

    def _command(self, name: str) -> Nodes:
        if name in {"frac", "tfrac", "dfrac"}:
            above = self.argument()
            return (Fraction(above, self.argument()),)
        if name == "sqrt":
            return (Root(self.argument()),)
        if name in _WRAPPERS:
            return self.argument(roman=True)
        if name in {"hat", "bar", "tilde", "vec", "dot", "overline", "underline"}:
            return (
                *self.argument(),
                Sign(f" {name}", {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "overline": "\u0304"}.get(name, "")),
            )
        if name == "begin":
            return (self._array(),)
        if name in _SILENT:
            return ()
        if name in _SPACES:
            return (Sign(" ", "\u2009"),)
        said, shown = _COMMANDS.get(name, (f" {name} ", f"{name}\u2009"))
        return (Sign(said, shown, shown.isalpha() and shown.islower() and len(shown) == 1),)

    def _array(self) -> Array:
        environment = self._raw_argument()
        if environment == "array" and self._peek() == "{":
            self._raw_argument()
        rows: list[tuple[Nodes, ...]] = []
        cells: list[Nodes] = []
        while self._peek():
            cells.append(self.nodes(("&", "\\\\", "\\end")))
            end = self._next()
            if end != "&":
                rows.append(tuple(cells))
                cells = []
            if end == "\\end":
                self._raw_argument()
                break
        return Array(tuple(row for row in rows if any(row)))


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """A text with TeX mathematics between dollars, in words alone."""
    pieces = re.split(r"\$+([^$]*)\$+", text)
    said = "".join(_say(tex_tree(piece)) if odd % 2 else piece.replace("\\%", "%") for odd, piece in enumerate(pieces))
    return re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s+", " ", said)).strip()


def _say(nodes: Nodes) -> str:
    return "".join(_say_one(node) for node in nodes)


def _say_one(node: Node) -> str:
    match node:
        case Sign():
            return node.said
        case Fraction():
            above, below = _say(node.above).strip(), _say(node.below).strip()
            return f"{above}/{below}" if above.isalnum() and below.isalnum() else f" ({above}) over ({below}) "
        case Root():
            body = _say(node.body).strip()
            return f" root of {body} " if body.isalnum() else f" root of ({body}) "
        case Array():
            rows = "; ".join(f"row {number}: " + ", ".join(_say(cell).strip() for cell in row) for number, row in enumerate(node.rows, 1))
            return f" matrix with {rows} "
        case Script():
            body = " ".join(_say(node.body).split())
            if node.low:
                return body if re.fullmatch(r"[0-9a-z]{1,2}", body) else f" sub {body} "
            return {"2": " squared", "3": " cubed", "T": " transposed", "transposed": " transposed", "prime": " prime"}.get(
                body, f" to the power {body} "
            )
