"""A crawl needs the base's packages alone; what lacks an extra says so in one line."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.crawl import ROOT, Because, crawl, run_to_end
from tests.replica import serve

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# Python loads it before anything else; what it names is not to be found.
LACKING = """
from importlib.machinery import PathFinder

find = PathFinder.find_spec
names = {names}


def find_others(name, path=None, target=None):
    return None if name.partition(".")[0] in names else find(name, path, target)


PathFinder.find_spec = find_others
"""


def brought_by(lines: list[str]) -> set[str]:
    """The distributions that installing these requirements brings, and what each brings."""
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(line), "") for line in lines]
    while waiting:
        wanted, asked_by = waiting.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": asked_by}):
            continue
        for extra in {"", *wanted.extras}:
            one = (canonicalize_name(wanted.name), extra)
            if one not in found:
                found.add(one)
                waiting += [(Requirement(line), extra) for line in needs(wanted.name)]
    return {name for name, _ in found}


def needs(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # it is for another Python, as its marker says
        return []


@pytest.fixture
def lean(tmp_path, monkeypatch):
    """Python as `pip install .` leaves it: with the base and what that brings."""
    base = brought_by(PROJECT["dependencies"])
    names = {
        module
        for module, by in packages_distributions().items()
        if not base.intersection(map(canonicalize_name, by))
    } - {"mayadeen", "tests"}
    assert {"duckdb", "numpy", "altair", "playwright", "psycopg", "redis", "pandas"} <= names
    assert not {"scrapy", "lxml", "sqlalchemy", "spidermon", "warcio"} & names
    (tmp_path / "sitecustomize.py").write_text(LACKING.format(names=names))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_crawls_need_the_base_alone(lean):
    with serve(posts=12, growth="links") as site:
        kept = Because("off as shipped", MAYADEEN_ARCHIVE=str(lean / "warc"))
        live = crawl("articles", site.url, lean / "live", settings=kept)
    assert live.ending == (0, "complete", "finished")
    named = {"path": str(lean / "warc/*.warc.gz")}
    kept_pages = crawl("warc", site.url, lean / "kept", named)
    assert kept_pages.ending == (0, "complete", "finished")
    ids = {article["id"] for article in live.articles}
    assert ids
    assert {article["id"] for article in kept_pages.articles} == ids


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["dataset"],
            "scrapy dataset needs numpy, which is not installed: pip install '.[dataset]'",
        ),
        (
            ["browse"],
            "scrapy browse needs datasette, which is not installed: pip install '.[browse]'",
        ),
        (["compare", "a", "b"], "scrapy compare needs numpy, which is not installed: pip install"),
    ],
)
def test_a_command_that_lacks_its_extra_says_so_in_one_line(lean, arguments, told):
    ended = run_to_end([sys.executable, "-m", "scrapy", *arguments])
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith(told)


def test_load_says_what_it_lacks(lean):
    ended = run_to_end([sys.executable, "-c", "from mayadeen import load"])
    assert ended.stderr.splitlines()[-1] == (
        "mayadeen.extras.MissingExtra: mayadeen.load needs numpy, which is not installed: pip"
        " install '.[dataset]' in the project's folder"
    )


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        (
            "MAYADEEN_FRONTIER",
            "redis://127.0.0.1:9/0",
            "MAYADEEN_FRONTIER needs scrapy_redis, which is not installed: pip install '.[redis]'",
        ),
        (
            "MAYADEEN_LEDGER",
            "postgresql+psycopg://nobody@127.0.0.1/nothing",
            "needs psycopg: pip install '.[postgres]' in the project's folder",
        ),
    ],
)
def test_a_run_whose_settings_need_an_extra_says_so(lean, setting, value, told):
    settings = Because("both are off as shipped", **{setting: value})
    run = crawl("articles", "http://127.0.0.1:9/", lean / "data", settings=settings)
    assert run.ending[:2] == (1, "failed")
    assert told in run.log.splitlines()[-1]
