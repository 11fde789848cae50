"""Write posts and the links between them: `nodes.csv`, `edges.csv` and `network.gexf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from mayadeen.dataset.columns import NETWORK
from mayadeen.dataset.write.files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

# The version that both Gephi and networkx read.
_SPACE = "http://www.gexf.net/1.2draft"
# GEXF has words of its own for these; the rest are attributes.
_ITS_OWN = {"id", "label", "source", "target", "weight"}
_OF_NODES, _OF_EDGES = (
    [column.name for column in NETWORK[name].own if column.name not in _ITS_OWN]
    for name in ("nodes", "edges")
)
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_BATCH = 1000


def write(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the two tables and the GEXF file from `revisions` and `links`."""
    con.execute(
        """
        CREATE TEMP VIEW nodes AS
        SELECT id, title AS label, url, kind, section, category, local_date
        FROM revisions WHERE latest ORDER BY local_date NULLS LAST, id
        """
    )
    con.execute(
        """
        CREATE TEMP VIEW edges AS
        SELECT page_id AS source, target_id AS target, rel,
            count(DISTINCT left(observed_at, 10)) AS weight,
            min(observed_at) AS first_seen, max(observed_at) AS last_seen
        FROM links WHERE page_id <> target_id GROUP BY ALL ORDER BY source, target, rel
        """
    )
    for table in NETWORK.values():
        write_csv(con, table, folder)
    _write_gexf(con, folder / "network.gexf")


def _write_gexf(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with (
            file.element("gexf", {"version": "1.2"}, nsmap={None: _SPACE}),
            file.element("graph", {"defaultedgetype": "directed", "mode": "static"}),
        ):
            for kind, names in (("node", _OF_NODES), ("edge", _OF_EDGES)):
                with file.element("attributes", {"class": kind}):
                    for name in names:
                        file.write(_made("attribute", id=name, title=name, type="string"))
            with file.element("nodes"):
                for node, label, *rest in _rows(con, "id, label", _OF_NODES, "nodes"):
                    given = {"id": node, "label": label or node}
                    file.write(_with_values(_made("node", **given), _OF_NODES, rest))
            with file.element("edges"):
                rows = _rows(con, "source, target, weight::VARCHAR", _OF_EDGES, "edges")
                for number, (source, target, weight, *rest) in enumerate(rows):
                    edge = _made(
                        "edge", id=str(number), source=source, target=target, weight=weight
                    )
                    file.write(_with_values(edge, _OF_EDGES, rest))


def _rows(
    con: duckdb.DuckDBPyConnection, first: str, names: Sequence[str], table: str
) -> Iterator[tuple[str, ...]]:
    rows = con.execute(f"SELECT {first}, {', '.join(names)} FROM {table}")  # noqa: S608 - our own
    while batch := rows.fetchmany(_BATCH):
        yield from batch


def _made(tag: str, **attributes: str) -> etree._Element:
    given = {name: value.translate(_NO_XML) for name, value in attributes.items()}
    return etree.Element(f"{{{_SPACE}}}{tag}", given, nsmap={None: _SPACE})


def _with_values(
    element: etree._Element, names: Sequence[str], values: Sequence[str | None]
) -> etree._Element:
    held = etree.SubElement(element, f"{{{_SPACE}}}attvalues")
    held.extend(
        _made("attvalue", **{"for": name, "value": value})
        for name, value in zip(names, values, strict=True)
        if value is not None
    )
    return element
