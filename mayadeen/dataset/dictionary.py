"""Write DATA.md's tables from the code: `python -m mayadeen.dataset.dictionary`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mayadeen.dataset.columns import NETWORK, TABLES, Column, columns_of
from mayadeen.items import Archived, Image, Video
from mayadeen.pages.roles import Role

_PLACE = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
_OBJECTS = {"Image": Image, "Video": Video, "Archived": Archived}


def _type(schema: dict[str, Any]) -> str:
    """A JSON Schema type as readers write it: `str?`, `[str]`, `{str: str}`."""
    if either := schema.get("anyOf"):
        return next(_type(one) for one in either if one["type"] != "null") + "?"
    kind = schema.get("type")
    if isinstance(kind, list):
        return _type({**schema, "type": next(k for k in kind if k != "null")}) + "?"
    if kind == "array":
        return f"[{_type(schema['items'])}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"{{str: {_type(inner)}}}" if isinstance(inner, dict) else "object"
    return {"string": "str", "integer": "int"}[str(kind)]


def _columns(name: str) -> tuple[Column, ...]:
    if name in _OBJECTS:
        return columns_of(_OBJECTS[name])
    table, _, part = name.partition(".")
    described = (TABLES | NETWORK)[table]
    return described.derived if part == "derived" else described.own


def _table(name: str) -> str:
    if name == "roles":
        return _roles()
    rows = "".join(
        f"| `{column.name}` | {_type(column.schema)} |"
        f" {column.schema['description'].replace('|', chr(92) + '|')} |\n"
        for column in _columns(name)
    )
    return f"| field | type | meaning |\n| --- | --- | --- |\n{rows}"


def _roles() -> str:
    """What is dropped: the other roles are fields, blocks and the ticker, explained as such."""
    rows = "".join(f"| `{role}` | {role.meaning} |\n" for role in Role if not role.published)
    return f"| role | meaning |\n| --- | --- |\n{rows}"


def render(text: str) -> str:
    """Give the document with what stands between its table marks made anew."""
    return _PLACE.sub(lambda place: place[1] + _table(place[2]) + place[3], text)


def main(path: Path = Path("DATA.md")) -> None:
    """Write the document's tables anew."""
    path.write_text(render(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
