"""Tokens -> a function of a point, by recursive descent: lenient, and independent of the judge's reader. Part of ``judge_check``."""

from __future__ import annotations

import re
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
    defined,
    derivative,
    divide,
    holds,
    integral,
    number_only,
    raised_to,
    series,
    several,
    transposed,
    truth_of,
    whole_factorial,
)


class Reader:
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
