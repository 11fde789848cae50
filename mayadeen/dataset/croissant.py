"""Describe a release as Croissant: schema.org's Dataset with files and columns.

The format is https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.columns import NETWORK, TABLES, Column, Table
from mayadeen.dataset.schema import media_type

if TYPE_CHECKING:
    from collections.abc import Sequence

# As the specification gives it: readers compare it word by word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


@dataclass(frozen=True)
class File:
    """One file of the release."""

    name: str
    size: int
    sha256: str


def croissant(
    *,
    name: str,
    description: str,
    version: str,
    rights: str,
    cite: str,
    home: str,
    files: Sequence[File],
) -> dict[str, Any]:
    """Give the JSON-LD of the files; the columns of those that are CSV are record sets."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": description,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "url": home,
        # Semantic versions have no leading zeros.
        "version": ".".join(str(int(part)) for part in version.split("-")),
        "datePublished": version,
        "license": rights,
        "citeAs": cite,
        "creator": {"@type": "sc:Organization", "name": "Al Mayadeen"},
        "isLiveDataset": False,
        "distribution": [_file(file) for file in files],
        "recordSet": [
            _records((TABLES | NETWORK)[table], file.name)
            for file in files
            for table, _, suffix in (file.name.partition("."),)
            if suffix == "csv"
        ],
    }


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": media_type(file.name),
        "sha256": file.sha256,
    }


def _records(table: Table, file: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.meaning,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [_field(table.name, column, file) for column in table.columns],
    }


def _field(table: str, column: Column, file: str) -> dict[str, Any]:
    kind = "sc:Integer" if column.type == "BIGINT" else "sc:Text"
    if column.is_moment:
        kind = "sc:DateTime"
    elif column.is_day:
        kind = "sc:Date"
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": column.schema["description"],
        "dataType": kind,
        "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
    }
