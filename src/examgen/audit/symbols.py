r"""No symbol is used that was not introduced.

A symbol is a letter or a Greek command with its accents (``x``, ``\hat x``, ``\sigma``); subscripts, words and names of functions do not
count. What is asked for must stand in the question; a formula of the solution may use the symbols of the question, of earlier steps and
of its own reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.audit.wording import formulas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from examgen.instance import Instance

_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma tau upsilon phi "
    "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
)
_ACCENTS = "hat tilde bar vec dot overline widehat widetilde"
_WORDS = re.compile(r"\\(?:text|mathrm|operatorname\*?|mathit|textbf|mathbb|mathcal|mathsf|begin|end|hspace|vspace)\s*\{[^{}]*\}")
_FONTS = re.compile(r"\\(?:mathbf|boldsymbol|bm|left|right|displaystyle|big|Big|bigl|bigr|limits)(?![a-zA-Z])")
_SUBSCRIPT = re.compile(r"_\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\\[a-zA-Z]+|.)")
_MARK = re.compile(r"\^\s*(?:\{\s*(?:\((?:[^(){}]|\{[^{}]*\})*\)|\\top|\\mathsf\s*T|T|\\prime|\\star|\*)\s*\}|\\top|T|\\star|\*)")
_TOKEN = re.compile(
    rf"\\(?P<accent>{'|'.join(_ACCENTS.split())})\s*\{{?\s*(?P<bearer>\\[a-zA-Z]+|[a-zA-Z])\s*\}}?"
    rf"|\\(?P<greek>{'|'.join(_GREEK.split())})(?![a-zA-Z])|\\[a-zA-Z]+|(?P<latin>[a-zA-Z])"
)

#: Letters that need no introduction: constants, and indices that a sum binds.
_KNOWN = frozenset({"e", "i", "j", "k", "l", "d"})


def symbols_of(tex: str) -> set[str]:
    """The symbols of a formula."""
    tex = _FONTS.sub(" ", _WORDS.sub(" ", tex))
    tex = _MARK.sub("", _SUBSCRIPT.sub("", tex))
    found: set[str] = set()
    for token in _TOKEN.finditer(tex):
        if token["accent"]:
            found.add(f"\\{token['accent']} {token['bearer']}")
        elif token["greek"]:
            found.add(f"\\{token['greek']}")
        elif token["latin"]:
            found.add(token["latin"])
    return found


def _all(texts: Iterable[str]) -> set[str]:
    return set().union(*(symbols_of(text) for text in texts))


def symbol_faults(instance: Instance) -> Iterator[str]:
    """Symbols of the instance that nothing introduced."""
    printed = [instance.question, *(part.text for part in instance.parts)]
    printed += [option.text for part in instance.parts for option in part.kind.options]
    asked = _all(formula for text in printed for formula in formulas(text)) | _figure_symbols(instance)
    for part in instance.parts:
        for symbol in sorted(symbols_of(part.symbol) - asked - _KNOWN):
            yield f"part '{part.name}' is asked for as ${part.symbol}$, but {symbol} does not stand in the question"
    known = asked | _KNOWN
    for part in instance.parts:
        for row in part.steps:
            known |= _all(formulas(row.reason)) | symbols_of(row.symbol)
            for symbol in sorted(symbols_of(row.general) - known):
                yield f"step '{row.name}': its formula holds {symbol}, which neither the question nor a reason introduces"


def _figure_symbols(instance: Instance) -> set[str]:
    """Symbols in the labels of the figures: whatever stands between dollar signs anywhere in them."""
    return _all(formula for figure in instance.figures.values() for formula in formulas(repr(figure).replace("\\\\", "\\")))
