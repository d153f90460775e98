r"""Mathematics that cannot leave its formula.

TeX commands are wanted in a formula, so one may reach TeX only if its braces, environments and delimiters close and if all commands in it
are mathematics (``formula_commands``). Any other is shown as the text it is, and the page stays whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from examgen.writing.escaping import escape
from examgen.writing.formula_commands import ALLOWED, near

_ENVIRONMENTS = frozenset(
    re.findall(
        r"\S+",
        """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases array aligned alignedat gathered split
""",
    )
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: Braces inside of each other, and characters: no formula that somebody reads has more.
_DEEPEST, _LONGEST = 60, 20_000
#: Columns of a table that one specification may ask for.
_MANY_COLUMNS = re.compile(r"\*\s*\{?\s*[1-9]\d\d")
_WORD = re.compile(r"\\([A-Za-z@]+|.)", re.DOTALL)
_BEGIN_END = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_PERCENT_OR_HASH = re.compile(r"(?<!\\)((?:\\\\)*)([%#])")


def contained(tex: str) -> bool:
    """Whether a formula stays within itself: everything it opens it closes, and no command in it reaches outside."""
    return not reaching(tex)


@lru_cache(maxsize=8192)
def reaching(tex: str) -> str:
    """What keeps a formula from standing by itself, in words; "" where nothing does."""
    words = _WORD.findall(tex)
    bare = _WORD.sub("", tex)
    if not tex.strip():
        return "it is empty"
    if "$" in bare:
        return r"a dollar sign stands in it; end \text{...} before a formula, and write \$ for one that is to be printed"
    if "\\" in bare:
        return "it ends in a backslash"
    if _CONTROL.search(tex):
        return "a control character stands in it"
    if "^^" in tex:
        return "^^ stands in it, which means another character"
    for word in words:
        if word not in ALLOWED:
            meant = near(word)
            return rf"the command \{word} is not one of those that a formula may have" + (rf"; \{meant} is" if meant else "")
    return _unclosed(tex, bare, words)


def _unclosed(tex: str, bare: str, words: list[str]) -> str:
    depth = deepest = 0
    for char in bare:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
        if depth < 0:
            return "a closing brace } has no opening one"
    if deepest > _DEEPEST or len(tex) > _LONGEST:
        return "it is too long, or nested too deeply"
    if depth:
        return "an opening brace { is not closed"
    named = _BEGIN_END.findall(tex)
    if words.count("begin") + words.count("end") != len(named):
        return r"a \begin or \end has no name in braces"
    open_names: list[str] = []
    for kind, name in named:
        if name not in _ENVIRONMENTS:
            return f"the environment {name} is not allowed in a formula; allowed are {', '.join(sorted(_ENVIRONMENTS))}"
        if kind == "begin":
            open_names.append(name)
        elif not open_names or open_names.pop() != name:
            return rf"\end{{{name}}} has no \begin{{{name}}}"
    if _MANY_COLUMNS.search(tex) and "array" in tex:
        return "a table in it has too many columns"
    if open_names:
        return rf"\begin{{{open_names[-1]}}} has no \end{{{open_names[-1]}}}"
    if words.count("left") != words.count("right"):
        return r"\left and \right do not pair up"
    return ""


@lru_cache(maxsize=8192)
def formula(tex: str) -> str:
    """A formula that is safe between dollars: the TeX itself, or its characters as text where it is not ``contained``.

    Comments and parameter signs have no use in a formula: ``%`` and ``#`` print as themselves. Empty lines, which TeX forbids, go.
    """
    tex = re.sub(r"\s*\n\s*", "\n", tex.strip())
    if not tex:
        return ""
    if not contained(tex):
        return rf"\text{{{escape(tex)}}}"
    return _PERCENT_OR_HASH.sub(r"\1\\\2", tex)


def inline_formula(tex: str) -> str:
    """A formula for running text: matrices are set small, so that lines stay close."""
    safe = formula(tex)
    for name, left, right in (("pmatrix", "(", ")"), ("bmatrix", "[", "]")):
        safe = safe.replace(rf"\begin{{{name}}}", rf"\left{left}\begin{{smallmatrix}}")
        safe = safe.replace(rf"\end{{{name}}}", rf"\end{{smallmatrix}}\right{right}")
    return safe
