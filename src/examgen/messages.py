"""What students read, in their language: a catalogue of sentences with places for what changes.

English is the language of the code, so its sentences are the keys. A catalogue of another language is a gettext file
(``locale/LANGUAGE.po``), which any editor of translations opens. Finished sentences of reports are translated, too: they are matched
against the keys, whose places ``{...}`` take any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from examgen.errors import ContractError

#: Letters that a key must have beside its places for a finished sentence to be recognized by it.
_FEWEST = 4
_PLACE = re.compile(r"\{(\w+)\}")


class Catalogue:
    """Sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = dict(sentences)
        # the more of a sentence a key says, the surer it is meant; "{points} of {most}" says too little to find again
        keys = sorted(sentences, key=lambda key: -_letters(key))
        self._patterns = [(re.compile(_pattern(key), re.DOTALL), key) for key in keys if _PLACE.search(key) and _letters(key) >= _FEWEST]

    @property
    def keys(self) -> frozenset[str]:
        """The English sentences that it translates."""
        return frozenset(self._sentences)

    def say(self, sentence: str, **places: str) -> str:
        """A sentence of the code with its places filled; in English where the catalogue lacks it."""
        return self._sentences.get(sentence, sentence).format(**places) if places else self._sentences.get(sentence, sentence)

    def sentence(self, text: str) -> str:
        """Finished English sentences, one after the other, translated as far as the catalogue knows them."""
        if not self._sentences or not text:
            return text
        if text in self._sentences:
            return self._sentences[text]
        for pattern, key in self._patterns:
            if match := pattern.fullmatch(text):
                places = {name: self.sentence(value) for name, value in match.groupdict().items()}
                return self._sentences[key].format(**places)
        first, mark, rest = text.partition(". ")
        return f"{self.sentence(first + '.')} {self.sentence(rest)}" if mark and rest else text


def _letters(key: str) -> int:
    return sum(map(str.isalpha, _PLACE.sub("", key)))


def _pattern(key: str) -> str:
    pieces = _PLACE.split(key)
    seen: set[str] = set()
    made = ""
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            made += re.escape(piece)
        else:
            made += f"(?P={piece})" if piece in seen else f"(?P<{piece}>.+?)"
            seen.add(piece)
    return made


def languages() -> tuple[str, ...]:
    """The languages that there are."""
    found = (files("examgen") / "locale").iterdir()
    return ("en", *sorted(path.name.removesuffix(".po") for path in found if path.name.endswith(".po")))


@lru_cache(maxsize=8)
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, by its code.

    Raises:
        ContractError: there is none.
    """
    if language == "en":
        return Catalogue("en", {})
    if language not in languages():
        raise ContractError("--language", f"there is no '{language[:20]}'; there is {', '.join(languages())}")
    import polib

    text = (files("examgen") / "locale" / f"{language}.po").read_text(encoding="utf-8")
    return Catalogue(language, {entry.msgid: entry.msgstr for entry in polib.pofile(text) if entry.msgstr})
