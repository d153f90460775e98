"""The catalogues of what students read."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

import examgen
from examgen.errors import ContractError
from examgen.grading.report import WORDS
from examgen.messages import Catalogue, catalogue, languages

FOLDER = Path(examgen.__file__).parent / "locale"


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_a_catalogue_translates_everything_with_the_same_places(language: str) -> None:
    entries = polib.pofile(str(FOLDER / f"{language}.po"))
    assert len({entry.msgid for entry in entries}) == len(entries) > 100
    for entry in entries:
        assert entry.msgstr, entry.msgid
        assert sorted(re.findall(r"\{\w+\}", entry.msgid)) == sorted(re.findall(r"\{\w+\}", entry.msgstr)), entry.msgid
    assert set(WORDS.values()) <= catalogue(language).keys


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_every_sentence_that_a_sheet_says_itself_is_in_the_catalogue(language: str) -> None:
    source = Path(examgen.__file__).parent / "classroom"
    text = "".join((source / name).read_text(encoding="utf-8") for name in ("feedback_html.py",))
    said = set(re.findall(r"""words\.say\(\s*["']([^"']+)["']""", text))
    assert len(said) >= 6 and said <= catalogue(language).keys


def test_finished_sentences_are_translated_with_what_stands_in_their_places() -> None:
    german = catalogue("de")
    assert german.sentence("Entry 5 is not right.") == "Eintrag 5 ist nicht richtig."
    both = german.sentence("This is not the right value. This is exactly twice the right value.")
    assert both == "Das ist nicht der richtige Wert. Das ist genau: das Doppelte des richtigen Werts."
    assert german.sentence("Continued from your answers to 1.a and 1.b") == "Weitergerechnet mit Ihren Antworten auf 1.a und 1.b"
    assert german.sentence("Nobody says this.") == "Nobody says this."
    assert catalogue("en").sentence("Entry 5 is not right.") == "Entry 5 is not right."


def test_the_key_that_says_most_wins() -> None:
    words = Catalogue("xx", {"{a} is wrong": "A {a}", "the end of {a} is wrong": "B {a}"})
    assert words.sentence("the end of it is wrong") == "B it"


def test_a_language_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ContractError, match="there is no 'tlh'; there is en, de"):
        catalogue("tlh")
