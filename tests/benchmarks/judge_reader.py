"""The words of the lenient reader: variables, functions, calculus, intervals. Part of ``judge_check``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import mpmath as mp
from judge_grammar import Grammar
from judge_values import (
    FUNCTIONS,
    SYNONYMS,
    UnreadError,
    Value,
    combined,
    defined,
    derivative,
    divide,
    holds,
    integral,
    raised_to,
    series,
    several,
    truth_of,
)


class Reader(Grammar):
    """Reads one text of a case."""

    # --- words

    def word(self, word: str) -> Value:
        name = self.variable(word)
        if name:
            return lambda p: p[name]
        plain = SYNONYMS.get(word, word)
        self.imaginary |= word in ("i", "j")
        constants = {"e": mp.e, "pi": mp.pi, "i": mp.mpc(0, 1), "j": mp.mpc(0, 1), "oo": mp.inf}
        if word in constants:
            return lambda p: +constants[word]
        if word in ("true", "True", "false", "False"):
            return lambda p: truth_of(word.lower() == "true")
        if word in ("diff", "int", "integrate", "sum", "product", "prod"):
            return self.named_calculus(word)
        if word in ("matrix", "Matrix"):
            self.take("(")
            rows = self.entries(")")
            return rows[0] if word == "Matrix" else several(rows, "list")
        if word in ("frac", "binom"):
            if word == "frac" and self.here == "{" and self.tokens[self.at + 1 : self.at + 3] == ["d", "}"]:
                return self.tex_derivative()
            top = self.argument()
            return combined(top, self.argument(), divide if word == "frac" else mp.binomial)
        if word.startswith(("log_", "ln_")):
            base = word.split("_")[1]
            under = mp.e if base == "e" else mp.mpf(int(base))
            return self.applied(lambda x: mp.log(x) / mp.log(under))
        if word == "sqrt" and self.here == "[":
            self.take()
            degree = self.sum()
            self.take("]")
            inner = self.argument()
            return lambda p: raised_to(inner(p), 1 / degree(p))
        if plain in FUNCTIONS:
            return self.applied(FUNCTIONS[plain])
        return self.cut(word)

    def variable(self, word: str) -> str | None:
        for name in (word, word.replace("_", ""), re.sub(r"(?<=[a-z])(\d)", r"_\1", word)):
            if name in self.names or name in self.local:
                return name
        if self.variables is None and (re.fullmatch(r"[A-Za-df-hj-z](_\w+)?", word) or word in ("alpha", "beta")):
            self.names.add(word)
            return word
        return None

    def cut(self, word: str) -> Value:
        """Several letters, or a function and its number."""
        if len(word) < 2:
            raise UnreadError(word)
        for end in range(len(word) - 1, 0, -1):
            first, rest = word[:end], word[end:]
            known = self.variable(first) or first in ("e", "pi", "i", "j") or SYNONYMS.get(first, first) in FUNCTIONS
            if known and not rest.startswith("_"):
                self.tokens[self.at : self.at] = [rest]
                result = self.word(first)
                if self.here == rest and self.starts_factor():
                    return combined(result, self.power(), lambda a, b: a * b)
                return result
        raise UnreadError(word)

    def applied(self, function: Callable[..., Any]) -> Value:
        raised: Value | None = None
        if self.here == "^":
            self.take()
            raised = self.exponent()
        if self.here in ("(", "{"):
            close = {"(": ")", "{": "}"}[self.take()]
            bars, self.bars = self.bars, 0
            if self.here == "{":
                self.take()
            arguments = [self.sum()]
            while self.here == ",":
                self.take()
                arguments.append(self.sum())
            if close == ")" and self.here == "}":
                self.take()
            self.take(close)
            self.bars = bars
        else:
            number = self.here[0].isdigit()
            arguments = [self.power()]
            if number and self.here.isalpha() and self.variable(self.here):
                arguments = [combined(arguments[0], self.power(), lambda a, b: a * b)]
        result = lambda p: defined(function(*(argument(p) for argument in arguments)))  # noqa: E731
        return result if raised is None else combined(result, raised, raised_to)

    # --- calculus

    def named_calculus(self, word: str) -> Value:
        self.take("(")
        start = self.at
        depth, ends = 1, []
        k = start
        while depth:
            depth += {"(": 1, ")": -1}.get(self.tokens[k], 0)
            if depth == 1 and self.tokens[k] == ",":
                ends.append(k)
            k += 1
        name = self.tokens[ends[0] + 1]
        self.local.append(name)
        local = self.local
        self.local = []
        self.names.add(name)
        inner = self.sum()
        self.local = local
        self.local.pop()
        self.take(",")
        self.take(name)
        more = []
        while self.here == ",":
            self.take()
            more.append(self.sum())
        self.take(")")
        if word == "diff":
            return derivative(inner, name, more[0] if more else None)
        if word in ("int", "integrate"):
            return integral(inner, name, *more)
        return series(inner, name, word, *more)

    def tex_derivative(self) -> Value:
        for wanted in ("{", "d", "}", "{"):
            self.take(wanted)
        name = self.take()[1:]
        self.take("}")
        return derivative(self.power() if self.here != "(" else self.primary(), name, None)

    def intervals(self) -> Value:
        if self.here == "union":
            self.take()
            self.take("(")
            parts = [self.intervals()]
            while self.here == ",":
                self.take()
                parts.append(self.intervals())
            self.take(")")
            return lambda p: truth_of(any(part(p)[1] for part in parts))
        result = self.interval()
        while self.here in ("∪", "∩"):
            sign, first, second = self.take(), result, self.interval()
            combine = any if sign == "∪" else all
            result = lambda p, c=combine, a=first, b=second: truth_of(c(part(p)[1] for part in (a, b)))  # noqa: E731
        return result

    def interval(self) -> Value:
        if self.here in ("oo", "cc", "oc", "co"):
            word = self.take()
            self.take("(")
            opened, closed = word[0] == "c", word[1] == "c"
        else:
            opened, closed = self.take("(", "[") == "[", False
        low = self.sum()
        self.take(",")
        high = self.sum()
        end = self.take(")", "]")
        closed = closed or end == "]"
        return lambda p: truth_of(holds(low(p), "<=" if opened else "<", p["?"]) and holds(p["?"], "<=" if closed else "<", high(p)))
