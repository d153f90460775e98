"""Words that reach further than their letters: ``%pi`` of Maxima, ``x[1]``, ``np.exp``, ``Interval.open``."""

from __future__ import annotations

import re

from examgen.notation.characters import KEYWORDS
from examgen.notation.commands import Commands
from examgen.notation.token_types import WordToken
from examgen.notation.vocabulary import MODULES, Meaning

#: Signs behind which a value begins.
_BEFORE_NOUN = frozenset(("+", "-", "*", "/", "^", "(", "[", "{", "\\{", ",", ";", "=", "!=", "<", "<=", ">", ">=", "and", "or", "not"))
PERCENT_NAME = re.compile(r"%(pi|e|i|union|intersection)(?![A-Za-z0-9])")
_INDEX = re.compile(r"\[([0-9]{1,3})\]")
_DOTTED = re.compile(r"\.([A-Za-z]+)([0-9]*)(?![A-Za-z0-9_])")
#: SymPy's intervals without one of their ends, or both.
_INTERVALS = frozenset(("open", "Lopen", "Ropen"))


class Words(Commands):
    """How the scanner reads on at a word with a sign in it."""

    def _continued(self, stem: str, digits: str, after: int) -> bool:
        """Past a name with its index, or a name of a module of Python, if that stands here."""
        if self.text[after] == "[":
            return self._indexed(stem, digits, after)
        return not digits and stem not in self.symbols and self._dotted(stem, after)

    def _indexed(self, stem: str, digits: str, after: int) -> bool:
        """``x[1]``, where that is a declared name: Maxima's and Python's way to write ``x_1``."""
        name = stem + digits
        found = _INDEX.match(self.text, after, self.stop)
        if found is None or name in self.symbols or self.symbols.isdisjoint((f"{name}_{found[1]}", name + found[0])):
            return False
        self._word(found.end() - self.at, stem, found[1] if not digits else f"{digits}_{found[1]}")
        return True

    def _dotted(self, stem: str, after: int) -> bool:
        """``np.exp``, ``math.pi``: the module says nothing about the value; what is no value of its own is refused."""
        found = _DOTTED.match(self.text, after, self.stop)
        if found is None:
            return False
        name, whole = found[1], found[1] + found[2]
        if stem == "Interval" and whole in _INTERVALS:
            self._word(found.end() - self.at, stem)
            return True
        names = MODULES.get(stem)
        if names is None or whole not in names:
            return False
        meaning = names[whole]
        if meaning.kind != "constant":
            self.at = after + 1
        if meaning.kind == "keyword":
            return True  # The scanner goes on at "Union", "And", "Interval" as it does where no module stands in front.
        self.found.append(WordToken(self.at, self.text[self.at : found.end()], self.spaced, name, found[2], "", False, meaning))
        self.spaced = False
        self.side = ""
        self.at = found.end()
        return True

    def _is_noun(self) -> bool:
        """``'diff(f, x)``: Maxima's sign in front of a function that is to be left as it is says nothing about the value."""
        opens = not self.found or self.found[-1].kind in _BEFORE_NOUN
        return opens and self.text[self.at + 1 : self.at + 2].isalpha()

    def _percent_name(self, name: str, length: int) -> None:
        """``%pi`` of Maxima; behind a number the sign may as well be meant as percent."""
        if self.found and self.found[-1].kind == "number" and not self.spaced:
            raise self._error(f"write {self.found[-1].text}*%{name}, or ({self.found[-1].text}%)*{name}", self.at)
        if name in KEYWORDS:
            self._emit(KEYWORDS[name], length)
        elif name == "intersection":
            self._emit("∩", length)
        else:
            self._word(length, name, meaning=Meaning("constant", name))
