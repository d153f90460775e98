r"""Letters of the Latin alphabets as LaTeX.

T1 fonts hold many of them, and inputenc reads these as they are. Others are put together from a letter and its marks. Vietnamese ones,
which have marks that T1 lacks, are taken from the T5 fonts of Latin Modern; ``\vietnamese`` of examgen.sty does that.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: What the T1 fonts of every distribution hold, as they are written.
T1 = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ¡¿£«»©®¶ĂăĄąĆćČčĎďĐđĘęĚěĞğİıĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž"
)
#: Where letters stand in T5 fonts: Vietnamese, Windows-like, from 128 on.
_T5 = {
    **dict(zip("ỶỷỴỵ", range(26, 30), strict=True)),
    **dict(
        zip(
            "ÀÁÃẢẠÂẦẤẪẨẬĂẰẮẴẲẶÈÉẼẺẸÊỀẾỄỂỆÌÍĨỈàáãảạâầấẫẩậăằắẵẳặèéẽẻẹêềếễểệìíĩỉỊÒÓÕỎỌÔỒỐỖỔỘƠỜỚỠỞỢÙÚŨỦỤƯỪỨỮỬỰỲÝỸịòóõỏọôồốỗổộơờớỡởợùúũủụưừứữửựỳýỹ",
            range(128, 256),
            strict=True,
        )
    ),
}
_MARKS = {
    "\u0300": "\\`",
    "\u0301": "\\'",
    "\u0302": "\\^",
    "\u0303": "\\~",
    "\u0304": "\\=",
    "\u0306": "\\u",
    "\u0307": "\\.",
    "\u0308": '\\"',
    "\u030a": "\\r",
    "\u030b": "\\H",
    "\u030c": "\\v",
    "\u0323": "\\d",
    "\u0326": "\\textcommabelow",
    "\u0327": "\\c",
    "\u0328": "\\k",
    "\u0331": "\\b",
}
_BELOW = "\u0323\u0326\u0327\u0328\u0331"
_OTHERS = {"Ŋ": "\\NG{}", "ŋ": "\\ng{}", "ʻ": "\\textquoteleft{}", "ʼ": "\\textquoteright{}", "ģ": "\\textcommaabove{g}"}


@lru_cache(maxsize=1024)
def letter(char: str) -> str | None:
    """A character as LaTeX, or None where it is no letter of a Latin alphabet that can be printed."""
    if char in T1 or ("a" <= char.lower() <= "z" and char.isascii()):
        return char
    if char in _OTHERS:
        return _OTHERS[char]
    if char in _T5:
        return rf"\vietnamese{{{_T5[char]}}}{{{char}}}"
    base, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or letter(base) != base:
        return None
    made = base
    for place, mark in enumerate(marks):
        whole = unicodedata.normalize("NFC", base + "".join(marks[: place + 1]))
        if whole in T1:
            made = whole
        elif mark in _MARKS and len(made) == 1:  # TeX puts no mark on top of another
            dotless = rf"\{made}" if made in ("i", "j") and mark not in _BELOW else made
            # what Unicode calls a cedilla is a comma in Latvian, and French and Turkish have no other letters with one
            accent = "\\textcommabelow" if mark == "\u0327" and base in "gklnrGKLNR" else _MARKS[mark]
            made = f"{accent}{{{dotless}}}"
        else:
            return None
    return made
