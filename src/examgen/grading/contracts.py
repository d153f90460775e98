"""What all file models share: strict fields, exact points as text, and errors that name file, field and remedy."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Contract(BaseModel):
    """A model that refuses unknown fields and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@lru_cache(maxsize=4096)  # the same few numbers of points stand in all reports
def _exact(text: str) -> str:
    try:
        if len(text) > 60 or "e" in text.lower():
            raise ValueError
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{text[:40]}' is no exact number; write it like 3 or 5/2") from None
    if value < 0:
        raise ValueError(f"'{text[:40]}' is negative")
    return str(value)


@lru_cache(maxsize=4096)
def exact(text: str) -> Fraction:
    """The number that an exact text says."""
    return Fraction(text)


#: A number of points or a share, exact and not negative, as text: ``"3"``, ``"5/2"``.
ExactText = Annotated[str, AfterValidator(_exact)]

_REMEDIES = {
    "missing": "the field is missing; add it",
    "extra_forbidden": "there is no such field; remove it or correct its name",
    "string_too_short": "the text is empty; fill it in",
    "string_type": "a text was expected, in quotation marks",
    "int_type": "a whole number was expected",
    "bool_type": "true or false was expected",
    "list_type": "a list was expected",
    "tuple_type": "a list was expected",
    "dict_type": "an object was expected",
    "model_type": "an object was expected",
    "literal_error": "the value is not one of those allowed",
}


def faults(error: ValidationError) -> list[tuple[str, str]]:
    """(field, fault with remedy) for each thing that pydantic objects to."""
    found = []
    for detail in error.errors():
        field = ".".join(str(part) for part in detail["loc"])
        kind = detail["type"]
        context: Mapping[str, Any] = detail.get("ctx", {})
        if kind == "literal_error":
            fault = f"{detail['input']!r:.40} is not allowed; expected {context.get('expected', '')}"
        elif kind == "value_error":
            fault = str(context.get("error", detail["msg"]))
        else:
            fault = _REMEDIES.get(kind, detail["msg"])
        found.append((field, fault))
    return found
