"""`croissant.json` is valid by Croissant's own validator, and its rows are those of the release."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.dataset.feeds import SITE

VALIDATE = "import sys, mlcroissant.scripts.validate as v; from absl import app; app.run(v.main)"
READ = """
import mlcroissant
dataset = mlcroissant.Dataset("croissant.json")
print(len(list(dataset.records("revisions"))))
first = next(iter(dataset.records("articles")))
print(first["articles/id"].decode(), first["articles/revision"], first["articles/local_date"])
"""


@pytest.fixture(scope="module")
def told(release):
    return json.loads((release / "croissant.json").read_text("utf-8"))


def python(release, code, *arguments):
    """Run it in a process of its own: it warns, and warnings are errors here."""
    if find_spec("mlcroissant") is None:
        pytest.skip("needs mlcroissant")
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=release, capture_output=True, text=True, check=False)


def test_its_validator_finds_nothing(release):
    done = python(release, VALIDATE, "--jsonld", "croissant.json")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert "Done." in done.stderr


def test_its_reader_reads_the_tables(release):
    done = python(release, READ)
    # The harbour's post has two revisions, the others have one each.
    assert done.stdout.splitlines() == ["5", "en:101 2 2026-02-28 00:00:00"], done.stderr


def test_it_names_each_file_with_its_sum(release, told):
    files = {file["name"]: file["sha256"] for file in told["distribution"]}
    beside = {path.name for path in release.iterdir()}
    # It cannot hold its own sum, nor the card's, which lists it.
    assert files.keys() == beside - {"croissant.json", "README.md", "SHA256SUMS"}
    for name, digest in files.items():
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest


def test_it_says_whose_the_posts_are_and_of_when(told):
    assert (told["name"], told["url"]) == ("Invented posts", f"{SITE}/")
    assert (told["version"], told["datePublished"]) == ("2026.3.5", "2026-03-05")
    assert told["creator"]["name"] == "Al Mayadeen"
    assert "gives them no licence" in told["license"]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("articles/title", "sc:Text"),
        ("articles/word_count", "sc:Integer"),
        ("articles/published_at", "sc:DateTime"),
        ("articles/local_date", "sc:Date"),
        ("edges/weight", "sc:Integer"),
    ],
)
def test_columns_have_their_kind(told, column, kind):
    fields = {field["@id"]: field for table in told["recordSet"] for field in table["field"]}
    assert fields[column]["dataType"] == kind
