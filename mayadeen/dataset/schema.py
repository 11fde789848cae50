"""Describe a release to machines: JSON Schema and Data Package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mayadeen.dataset.columns import NETWORK, TABLES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NO_LICENCE = "No licence is given; the rights stay with Al Mayadeen, its authors and its agencies"
_MEDIA = {
    "cff": "application/yaml",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "gexf": "application/gexf+xml",
    "jsonl.gz": "application/gzip",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def media_type(file: str) -> str:
    """The media type of a file of a release, by its name."""
    return _MEDIA[file.partition(".")[2]]


def _without_defaults(schema: Any) -> Any:
    # A release leaves no key out, so a default would only mislead.
    if isinstance(schema, dict):
        return {k: _without_defaults(v) for k, v in schema.items() if k != "default"}
    return [_without_defaults(v) for v in schema] if isinstance(schema, list) else schema


def _rows_of(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "description": table.meaning,
        "properties": {column.name: _without_defaults(column.schema) for column in table.columns},
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a line of `articles.jsonl.gz`; `$defs` holds the other tables'."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        **_rows_of(TABLES["articles"]),
        "$defs": {name: _rows_of(table) for name, table in TABLES.items() if name != "articles"},
    }


def _field(column: Column) -> dict[str, Any]:
    schema = column.schema
    kind = "integer" if column.type == "BIGINT" else "string"
    if column.is_moment:
        kind = "datetime"
    elif column.is_day:
        kind = "date"
    constraints = {
        name: [v for v in schema[name] if v is not None] if name == "enum" else schema[name]
        for name in ("enum", "minimum", "pattern")
        if name in schema and not column.is_moment
    }
    field = {"name": column.name, "type": kind, "description": schema["description"]}
    return field | ({"constraints": constraints} if constraints else {})


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.name == "revisions":
        schema["foreignKeys"] = [
            {"fields": ["id"], "reference": {"resource": "articles", "fields": ["id"]}}
        ]
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.meaning,
        "schema": schema,
    }


def data_package(
    *,
    name: str,
    title: str,
    description: str,
    version: str,
    made_by: str,
    homes: Sequence[str],
    files: Iterable[str],
) -> dict[str, Any]:
    """Give the Frictionless descriptor of the files: CSV as tables, the rest as they are.

    `homes` are the sites that the posts stand on. The publisher gives no licence, which the
    standard has no word for but that of Open Definition for what is not open.
    """
    resources = []
    for file in files:
        stem, _, suffix = file.partition(".")
        if suffix == "csv":
            resources.append(_resource((TABLES | NETWORK)[stem]))
        elif suffix in _MEDIA.keys() - {"html", "json"}:
            resources.append(
                {
                    "name": f"{stem.lower()}-{suffix.replace('.', '-')}",
                    "type": "file",
                    "path": file,
                    "mediatype": _MEDIA[suffix],
                }
            )
    return {
        "name": name,
        "title": title,
        "description": description,
        "version": version,
        "licenses": [{"name": "other-closed", "title": NO_LICENCE, "path": "README.md"}],
        "sources": [{"title": "Al Mayadeen", "path": home} for home in homes],
        "contributors": [
            {"title": "Al Mayadeen", "role": "publisher"},
            {"title": made_by, "role": "wrangler"},
        ],
        "resources": resources,
    }
