"""Tokens -> a function of a point, lenient, and independent of the judge's reader; ``judge_reader`` adds the words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath as mp
from judge_case import Case
from judge_tokens import tokens
from judge_values import (
    FUNCTIONS,
    SYNONYMS,
    UnreadError,
    Value,
    added,
    combined,
    divide,
    holds,
    number_only,
    raised_to,
    several,
    transposed,
    truth_of,
    whole_factorial,
)


class Grammar:
    """Everything but words."""

    def __init__(self, case: Case, text: str) -> None:
        if len(text) > 3000:
            raise UnreadError("long")
        self.case, self.tex = case, "\\" in text
        self.variables = case.variables
        self.names = set(case.variables or ())
        self.tokens, self.at, self.bars = tokens(text, case.kind), 0, 0
        self.local: list[str] = []
        self.imaginary = False

    @property
    def here(self) -> str:
        return self.tokens[self.at]

    def take(self, *wanted: str) -> str:
        token = self.here
        if wanted and token not in wanted:
            raise UnreadError(f"{token} in place of {wanted}")
        self.at += 1
        return token

    def whole(self) -> Value:
        kind = self.case.kind
        if kind == "scalar" and len(self.tokens) > 2 and self.tokens[1] == "=":
            self.at = 2
        if kind == "interval":
            result = self.intervals()
        elif (
            kind in ("vector", "list")
            and "," in self.tokens
            and self.tokens[0] not in ("[", "(", "\\begin{pmatrix}", "\\begin{bmatrix}", "{")
        ):
            result = several(self.entries("end"), "list")
            self.at -= 1
        else:
            result = self.disjunction()
        if self.here != "end":
            raise UnreadError(f"{self.here} is left over")
        return result

    def disjunction(self) -> Value:
        parts = [self.conjunction()]
        while self.here == "or":
            self.take()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else lambda p: truth_of(any(part(p)[1] for part in parts))

    def conjunction(self) -> Value:
        parts = [self.negation()]
        while self.here == "and":
            self.take()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda p: truth_of(all(part(p)[1] for part in parts))

    def negation(self) -> Value:
        if self.here == "not":
            self.take()
            inner = self.negation()
            return lambda p: truth_of(not inner(p)[1])
        return self.relation()

    def relation(self) -> Value:
        sides, signs = [self.sum()], []
        while self.here in ("=", "!=", "<", "<=", ">", ">="):
            signs.append(self.take())
            sides.append(self.sum())
        if not signs:
            return sides[0]
        return lambda p: truth_of(all(holds(a(p), sign, b(p)) for a, sign, b in zip(sides, signs, sides[1:], strict=False)))

    def sum(self) -> Value:
        result = self.product() if self.here != "±" else None
        while self.here in ("+", "-", "±"):
            sign = self.take()
            term = self.product()
            result = added(result, sign, term)
        assert result is not None
        return result

    def product(self) -> Value:
        result = self.unary()
        while True:
            if self.here == "*":
                self.take()
                result = combined(result, self.unary(), lambda a, b: a * b)
            elif self.here == "/":
                self.take()
                result = combined(result, self.unary(), divide)
            elif self.starts_factor():
                result = combined(result, self.power(), lambda a, b: a * b)
            else:
                return result

    def starts_factor(self) -> bool:
        token = self.here
        if token in ("or", "and", "not", "end", "U", "\\over", "\\choose") or token in self.local or token.startswith("\\end"):
            return False
        if token == "|":
            return not self.bars
        return (
            token[0].isalnum()
            or token in ("(", "{", "[")
            or (token[0] == "\\" and token[1:] in (*FUNCTIONS, *SYNONYMS, "frac", "binom", "log"))
        )

    def unary(self) -> Value:
        if self.here in ("+", "-"):
            sign, inner = self.take(), self.unary()
            return inner if sign == "+" else lambda p: -number_only(inner(p))
        return self.power()

    def power(self) -> Value:
        base = self.postfix()
        if self.here != "^":
            return base
        self.take()
        if self.here in ("T", "\\top") and self.case.kind in ("vector", "matrix", "list"):
            self.take()
            return lambda p: transposed(base(p))
        return combined(base, self.exponent(), raised_to)

    def exponent(self) -> Value:
        if self.here in ("-", "+"):
            sign, inner = self.take(), self.exponent()
            return inner if sign == "+" else lambda p: -inner(p)
        if self.tex and len(self.here) > 1 and self.here.isdigit():
            return self.digit()
        if self.here == "{":
            return self.group()
        inner = self.postfix()
        return combined(inner, self.nested(), raised_to) if self.here == "^" else inner

    def nested(self) -> Value:
        self.take("^")
        return self.exponent()

    def postfix(self) -> Value:
        result = self.primary()
        while self.here in ("!", "%"):
            inner = result
            result = (lambda p, f=inner: whole_factorial(f(p))) if self.take() == "!" else (lambda p, f=inner: f(p) / 100)
        return result

    def group(self) -> Value:
        """``{...}`` as brackets of LaTeX."""
        self.take("{")
        bars, self.bars = self.bars, 0
        result = self.sum()
        if self.here in ("\\over", "\\choose"):
            result = self.infix(result)
        self.take("}")
        self.bars = bars
        return result

    def infix(self, top: Value) -> Value:
        made = divide if self.take() == "\\over" else mp.binomial
        return combined(top, self.sum(), made)

    def digit(self) -> Value:
        token = self.here
        value = mp.mpf(int(token[0]))
        if len(token) > 1:
            self.tokens[self.at] = token[1:]
        else:
            self.take()
        return lambda p: value

    def argument(self) -> Value:
        """An argument of a LaTeX command: a group or one piece."""
        if self.here == "{":
            return self.group()
        return self.digit() if self.here.isdigit() else self.primary()

    def primary(self) -> Value:
        token = self.take()
        if token[0].isdigit() or token[0] == ".":
            value = mp.mpf(Fraction(token.rstrip(".")).numerator) / Fraction(token.rstrip(".")).denominator
            return lambda p: value
        if token == "[" and self.here.startswith("\\begin"):
            inner = self.primary()
            self.take("]")
            return inner
        if token == "(" or token == "[":
            return self.bracketed({"(": ")", "[": "]"}[token])
        if token == "{":
            if self.case.kind != "set":
                self.at -= 1
                return self.group()
            return several(self.entries("}"), "set")
        if token == "|":
            self.bars += 1
            inner = self.sum()
            self.take("|")
            self.bars -= 1
            return lambda p: abs(inner(p))
        if token.startswith("\\begin"):
            return self.environment()
        if token[0].isalpha() or token[0] == "\\":
            return self.word(token.lstrip("\\"))
        raise UnreadError(token)

    def bracketed(self, close: str) -> Value:
        bars, self.bars = self.bars, 0
        if self.case.kind in ("scalar", "calculus", "plusminus"):
            result = self.sum()
            self.take(close)
        elif self.here == close:
            raise UnreadError("empty")
        else:
            first = self.disjunction()
            result = first if self.here == close and close == ")" else several(self.rest(first, close), "list")
            if self.tokens[self.at] == close:
                self.take()
        self.bars = bars
        return result

    def rest(self, first: Value, close: str) -> list[Value]:
        """Entries after the first; ``;`` separates the rows of a matrix, or the entries of a column."""
        rows = [[first]]
        while self.here in (",", ";"):
            if self.take() == ";":
                rows.append([])
            rows[-1].append(self.disjunction())
        if self.here != close:
            raise UnreadError(f"{self.here} in place of {close}")
        if len(rows) == 1:
            return rows[0]
        return (
            [row[0] for row in rows]
            if all(len(row) == 1 for row in rows) and self.case.kind != "matrix"
            else [several(row, "list") for row in rows]
        )

    def entries(self, close: str) -> list[Value]:
        found: list[Value] = []
        while self.here != close:
            found.append(self.disjunction())
            if self.here == ",":
                self.take()
        self.take(close)
        return found

    def environment(self) -> Value:
        rows: list[list[Value]] = [[]]
        while not self.here.startswith("\\end"):
            rows[-1].append(self.sum())
            if self.here.startswith("\\\\"):
                self.take()
                rows.append([])
            elif self.here == "&":
                self.take()
        self.take()
        if self.case.kind == "vector":
            return several([entry for row in rows for entry in row], "list")
        return several([several(row, "list") for row in rows], "list")

    def word(self, word: str) -> Value:
        raise NotImplementedError

    def applied(self, function: Callable[..., Any]) -> Value:
        raise NotImplementedError

    def intervals(self) -> Value:
        raise NotImplementedError
