"""Validates blocks of a YAML file with pydantic and reports every problem in one line with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ingest.configuration.yaml_file import Places

MESSAGES = {
    "missing": "is required",
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "model_type": "must be a block of names and values",
    "model_attributes_type": "must be a block of names and values",
    "dict_type": "must be a block of names and values",
}


class Block(BaseModel):
    """A block of names and values; unknown names are errors. `tag` names one of several forms of a block."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    tag: ClassVar[str] = ""


B = TypeVar("B", bound=Block)


def validated(
    model: type[B], content: object, places: Places, problems: list[str], context: Mapping[str, Any] | None = None
) -> B | None:
    """The validated content; None when it is invalid. Each error is added to `problems` as one line."""
    try:
        return model.model_validate(content, context=context)
    except ValidationError as error:
        problems += (_line(model, each, places) for each in error.errors())
        return None


def _line(model: type[Block], error: ErrorDetails, places: Places) -> str:
    loc = error["loc"]
    if loc and loc[-1] in {form.tag for form in _forms(model, loc[:-1])}:
        loc = loc[:-1]
    keys = tuple(_keys(loc, places))
    return f"{places.of(*keys)}: {'.'.join(keys)}: {_message(model, error)}"


def _keys(loc: tuple[int | str, ...], places: Places) -> Iterator[str]:
    """The keys of the file that lead to the problem, without the form of a block, which pydantic also names."""
    path: tuple[str, ...] = ()
    for position, part in enumerate(loc):
        # A missing name is the last one and has no line.
        is_missing = position == len(loc) - 1 and isinstance(part, str)
        if (*places.keys, *path, str(part)) in places.lines or is_missing:
            path = (*path, str(part))
            yield str(part)


def _message(model: type[Block], error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        known = dict.fromkeys(name for form in _forms(model, error["loc"][:-1]) for name in form.model_fields)
        return f"is not known (known: {', '.join(known)})"
    if error["type"] == "literal_error":
        return f"must be one of {error['ctx']['expected'].replace(' or ', ', ').replace(chr(39), '')}"
    # A validator of ours raises a ValueError that says what must be.
    return MESSAGES.get(error["type"]) or error["msg"].removeprefix("Value error, ")


def _forms(model: type[Block], loc: tuple[int | str, ...]) -> list[type[Block]]:
    """The models that the block at the end of `loc` may have."""
    forms = [model]
    for part in loc:
        if fields := [form.model_fields[part] for form in forms if part in form.model_fields]:
            forms = [found for field in fields for found in _blocks(field.annotation)]
        elif chosen := [form for form in forms if form.tag == part]:
            forms = chosen
    return forms


def _blocks(annotation: object) -> Iterator[type[Block]]:
    if isinstance(annotation, type) and issubclass(annotation, Block):
        yield annotation
    for argument in get_args(annotation):
        yield from _blocks(argument)
