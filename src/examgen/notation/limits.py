"""How much a text may ask for: every bound that keeps reading fast, in one place.

The bounds are far beyond what a person writes in an exam and far below what takes noticeable time. They hold before anything is
computed: a tower of powers is refused by its size, never by waiting for it.
"""

from __future__ import annotations

#: Characters of a text.
LENGTH = 2000
#: Tokens of a text.
TOKENS = 800
#: Brackets within brackets.
DEPTH = 30
#: Letters and digits of one word: words are cut into known names in all ways.
WORD = 40
#: Digits of one number.
DIGITS = 100
#: Digits before which the decimal point may be moved by ``1e-3``.
SCIENTIFIC = 100
#: Size of any exact number that arises, in bits.
BITS = 4096
#: Size of a number under a root, in bits: roots look for factors.
ROOT_BITS = 256
#: Largest constant exponent, and largest degree of a root of a number.
EXPONENT = 1000
#: Largest exponent of a letter within an absolute value, a sine and the like.
INNER_EXPONENT = 12
