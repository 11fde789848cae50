"""Build a release: feeds in, one folder of files out, moved into place when all are whole."""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mayadeen import __version__
from mayadeen.dataset import (
    browse,
    feeds,
    manifests,
    merge,
    near_duplicates,
    schema,
    sites,
    store,
    workspace,
)
from mayadeen.dataset.columns import FORMATS, TABLES
from mayadeen.dataset.croissant import File, croissant
from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.filter_posts import filter_posts
from mayadeen.dataset.machine import memory
from mayadeen.dataset.machine_errors import one_line
from mayadeen.dataset.report import citation, dataset_card, figures, report
from mayadeen.dataset.scratch_folder import scratch
from mayadeen.dataset.write.child_process import beside
from mayadeen.dataset.write.processes import write_sqlite, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mayadeen.dataset.machine import Memory
    from mayadeen.dataset.report.sheet import Facts

SUMS = "SHA256SUMS"
_MOVING = ".SHA256SUMS"
_NAMES = (
    *(f"{name}.{suffix}" for name in TABLES for suffix in ("jsonl.gz", "csv", "parquet")),
    *("articles.sqlite", "articles.xlsx", "metadata.json", "schema.json", "datapackage.json"),
    *("nodes.csv", "edges.csv", "network.gexf", "CITATION.cff", "croissant.json"),
    *("README.md", "report.html", SUMS),
)


class Progress(Protocol):
    """Who is told how far the work is."""

    def step(self, text: str, total: int | None = None) -> None:
        """A new step begins; `total` is its size where known."""

    def advance(self, count: int) -> None:
        """So much more of the step is done."""


@dataclass(frozen=True)
class Order:
    """What is to be released, and where to."""

    sources: tuple[str, ...]
    output: Path
    name: str = "Al Mayadeen"
    choice: merge.Choice = field(default_factory=merge.Choice)
    formats: tuple[str, ...] = FORMATS
    # Whether posts of several sites may stand in one release.
    mixed: bool = False


def build(order: Order, progress: Progress) -> Facts:
    """Write the release and give what was measured of it.

    The folder is touched only when every file is whole; an earlier release's files that this one
    lacks are removed, a user's own files stay. Raises ReleaseError where none can be made.
    """
    with one_line(order.output):
        _refuse_foreign(order)
        order.output.parent.mkdir(parents=True, exist_ok=True)
        with scratch(order.output) as folder:
            files = folder / "files"
            files.mkdir()
            facts = _write(order, folder, files, progress)
            _move(files, order.output)
    return facts


def _refuse_foreign(order: Order) -> None:
    """Refuse a folder in which a release would replace what no release made."""
    output = order.output.resolve()
    if output.exists() and not output.is_dir():
        raise ReleaseError(f"{order.output} is no folder")
    here = [source for source in order.sources if not store.is_stored(source)]
    if any(Path(source).resolve().is_relative_to(output) for source in here):
        raise ReleaseError(f"{order.output} holds the feeds: name another folder for the release")
    earlier = _earlier(output)
    for name in _NAMES:
        if name not in earlier and (output / name).exists():
            raise ReleaseError(
                f"{order.output / name} was not made by a release: name another folder"
            )


def _refuse_another_site(output: Path, homes: list[str]) -> None:
    """Keep a release of one site's posts where one of another's, a stand-in's, would replace it."""
    package = output / "datapackage.json"
    if not package.is_file() or "datapackage.json" not in _earlier(output):
        return
    stated = json.loads(package.read_text("utf-8")).get("sources", [])
    earlier = [source["path"] for source in stated]
    if earlier and homes and sites.is_publishers(earlier) != sites.is_publishers(homes):
        raise ReleaseError(
            f"{output} holds a release of posts of {', '.join(earlier)}, and these are of"
            f" {', '.join(homes)}: name another folder with --output"
        )


def _write(order: Order, folder: Path, files: Path, progress: Progress) -> Facts:
    if any(map(store.is_stored, order.sources)):
        progress.step("Fetching what lies in a store")
    sources = store.brought(order.sources, folder / "store")
    found = feeds.find(sources, leaving_out=order.output)
    if not any(feed.table == "articles" for feed in found):
        raise ReleaseError(f"nothing to release: no articles in {', '.join(order.sources)}")
    room = memory()
    with workspace.making(folder, room.alone) as con, ExitStack() as open_files:
        progress.step(f"Reading {len(found)} feeds")
        read = feeds.load(con, found, folder, open_files)
        left_out = merge.choose(con, order.choice)
        left_out += filter_posts(con, order.choice, read.articles)
        if not order.mixed:
            sites.refuse_several(sites.take(con))
        _refuse_another_site(order.output, sites.homes(con))
        merge.merge_beside(con, order.choice)
        progress.step("Merging revisions")
        merge.order(con, read.articles, folder)
        rows = con.execute("SELECT count(*) FROM revisions").fetchall()[0][0]
    others = tuple(name for name in TABLES if name != "articles")
    with _writing(order, folder, files, others, room):
        progress.step("Folding and comparing texts", rows)
        with workspace.folding(folder, room.other) as con:
            near_duplicates.read(con, progress.advance)
    progress.step("Writing articles")
    with _writing(order, folder, files, ("articles",), room):
        with workspace.reading(folder, room.other, texts=True, whole=False) as con:
            told = manifests.read(sources)
            facts = figures.take(con, read.sources, told, choice=order.choice, left_out=left_out)
        plots = report.render(order.name, facts)
    progress.step("Writing card and sums")
    (files / "report.html").write_text(plots, "utf-8")
    _describe(order, files, facts)
    return facts


@contextmanager
def _writing(
    order: Order, folder: Path, files: Path, names: tuple[str, ...], room: Memory
) -> Iterator[None]:
    """Write these tables; beside the block where there is memory for it, else after it."""
    what = (folder, files, order.output, names, order.formats)
    tables, filling = (*what, room.tables), (*what, room.other)
    if room.side_by_side:
        with beside(write_tables, *tables) as written, beside(write_sqlite, *filling) as filled:
            yield
            written()
            filled()
        return
    yield
    with beside(write_tables, *tables) as written:
        written()
    with beside(write_sqlite, *filling) as filled:
        filled()


def _describe(order: Order, files: Path, facts: Facts) -> None:
    day = facts.newest[:10]
    cited = citation.cff(order.name, dataset_card.summary(facts), day, __version__)
    (files / "CITATION.cff").write_text(cited, "utf-8")
    made = sorted(path.name for path in files.iterdir())
    told = {
        "schema.json": schema.json_schema(),
        "datapackage.json": schema.data_package(
            name=re.sub(r"\W+", "-", order.name.casefold()).strip("-") or "mayadeen",
            title=order.name,
            description=dataset_card.summary(facts),
            version=day,
            made_by=f"mayadeen {__version__}",
            homes=facts.homes,
            files=made,
        ),
    }
    if "sqlite" in order.formats:
        told["metadata.json"] = browse.datasette(
            "articles", title=order.name, description=dataset_card.summary(facts)
        )
    for name, value in told.items():
        _write_json(files / name, value)
    sums = _sums(sorted(files.iterdir()))
    said = croissant(
        name=order.name,
        description=dataset_card.summary(facts),
        version=day,
        rights=dataset_card.RIGHTS,
        cite=citation.bibtex(order.name, dataset_card.citation(order.name, facts), day),
        home=facts.homes[0] if facts.homes else "",
        files=[File(name, (files / name).stat().st_size, digest) for name, digest in sums.items()],
    )
    _write_json(files / "croissant.json", said)
    sizes = [(path.name, path.stat().st_size) for path in sorted(files.iterdir())]
    text = dataset_card.render(order.name, facts, sizes, __version__)
    (files / "README.md").write_text(text, "utf-8")
    sums |= _sums([files / "croissant.json", files / "README.md"])
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    (files / SUMS).write_text("".join(lines), "utf-8")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _sums(paths: list[Path]) -> dict[str, str]:
    with ThreadPoolExecutor(2) as pool:
        return dict(zip((path.name for path in paths), pool.map(_sum, paths), strict=True))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _earlier(output: Path) -> set[str]:
    """The files of the release that stands in the folder, whole or half moved."""
    lists = (output / SUMS, output / _MOVING)
    lines = [line for path in lists if path.is_file() for line in path.read_text().splitlines()]
    names = {name for line in lines if Path(name := line.partition("  ")[2]).name == name}
    return names | {SUMS} if "datapackage.json" in names else set()


def _move(files: Path, output: Path) -> None:
    output.mkdir(exist_ok=True)
    earlier = _earlier(output)
    made = {path.name for path in files.iterdir()}
    # Without its sums a release that is half moved cannot pass for whole; what is its own is known.
    (output / _MOVING).write_text("".join(f"-  {name}\n" for name in sorted(earlier | made)))
    (output / SUMS).unlink(missing_ok=True)
    for name in [*sorted(made - {SUMS}), SUMS]:
        (files / name).replace(output / name)
    for name in earlier - made:
        (output / name).unlink(missing_ok=True)
    (output / _MOVING).unlink()
