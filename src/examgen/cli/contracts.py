"""JSON Schemas of the kinds of files, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel


def json_schema(contract: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``blueprint``, ``key``, ``submission``, ``policy`` or ``report``."""
    from examgen.blueprint import Blueprint
    from examgen.grading.key import Key
    from examgen.grading.policy import Policy
    from examgen.grading.report import GradeReport
    from examgen.grading.submission import Submission

    models: dict[str, type[BaseModel]] = {
        "blueprint": Blueprint, "key": Key, "submission": Submission, "policy": Policy, "report": GradeReport,
    }  # fmt: skip
    schema = models[contract].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"examgen {contract}"} | {
        name: value for name, value in schema.items() if name != "title"
    }
