"""Where text leaves for a person, it is text: no command, no forged line, no markup, no secret."""

from __future__ import annotations

import io
import logging
import re
import sys
from contextlib import redirect_stdout

import pytest
from rich.console import Console

from mayadeen.commands import compare, explain, status
from mayadeen.dataset.compare import Comparison, Difference
from mayadeen.dataset.report import dataset_card
from mayadeen.ledger.database import read_url
from mayadeen.ledger.records import LedgerError
from mayadeen.ledger.summary import Status
from mayadeen.logs.json_lines import JsonFormatter
from mayadeen.logs.plain_lines import PlainRecord
from mayadeen.normalise.houses import load_houses
from mayadeen.normalise.printable import printable
from tests.pages import layouts
from tests.pages.reading import response

FORGED = "2026-11-27 00:00:00 [mayadeen.run] INFO: Run complete"
HOSTILE = {
    "escape": "A\x1b[2J\x1b]0;pwned\x07 B",
    "c1": "A\x9b2J B",
    "line break": f"A\n{FORGED}",
    "return": f"A\r{FORGED}",
    "other line ends": f"A\u2028{FORGED}\x85{FORGED}\x0b",
    "direction": "A\u202egnp.exe \u2066 \u200f B",
    "half a pair": "A\ud83d B",
    "not seen": "A\U000e0041\u200b\ufeff\xad\u206a\ufff9 B",
    "nul": "A\0B",
    "secret": "see ftp://user:S3cretPw@host.example/x",
}
NEVER = [*map(chr, (*range(10), *range(11, 32), *range(127, 160))), "\u202e", "\u2066", "\u200f"]
NEVER += ["\u2028", "\ud83d", "S3cretPw", "\U000e0041", "\u200b", "\ufeff", "\u206a", "\ufff9"]


def _log(name):
    def said(text):
        made = io.StringIO()
        handler = logging.StreamHandler(made)
        handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s"))
        try:
            raise ValueError(text)
        except ValueError:
            info = sys.exc_info()
        handler.emit(PlainRecord(name, logging.INFO, "f", 1, "Seen: %s", (text,), info))
        return made.getvalue()

    return said


def _json_log(text):
    record = PlainRecord("mayadeen.x", logging.INFO, "f", 1, "Seen: %s", (text,), None)
    return JsonFormatter().format(record)


def _explain(text):
    page = (
        f"<html><body><article><h1>Title {text}</h1><p>28 Jul 2021 23:20</p><p>By {text}</p>"
        f'<p>A paragraph {text} of the story, long enough.</p><div id="{text}">{text}</div>'
    )
    told = explain.explain(
        response(page.encode("utf-8", "surrogatepass"), layouts.URL), load_houses()
    )
    told["warnings"].append(text)
    told["fields"]["title"] |= {"value": text, "place": f"/html/{text}"}
    made = io.StringIO()
    with redirect_stdout(made):
        explain.show(told)
    return made.getvalue()


def _status(text):
    empty = {name: {} for name in ("states", "pending_by_scope", "kinds", "sections", "months")}
    told = Status(**_STATUS | empty | {"sections": {text: 3}, "failure_reasons": {text: 1}})
    made = io.StringIO()
    status.show(told, Console(file=made, width=200))
    return made.getvalue()


_STATUS: dict = {
    "posts": 3,
    "due": 0,
    "pending": 0,
    "hubs": 0,
    "aliases": 0,
    "withheld": 0,
    "superseded": 0,
    "headlines": 0,
    "failures": [],
    "taken_over": [],
    "captures": {},
    "learned": [],
    "runs": [],
}


def _card(text):
    return dataset_card.markdown(("label", "count"), [(text, 1)])


def _wrong_ledger(text):
    with pytest.raises(LedgerError) as raised:
        read_url(f"postgres:user:{text}@h/d")
    return printable(str(raised.value))


def _compare(text):
    found = Comparison([text], [], 0, [Difference("en:1", "title", text, None)])
    made = io.StringIO()
    with redirect_stdout(made):
        compare.show(found)
    return made.getvalue()


SINKS = {
    "our log": _log("mayadeen.crawl.posts"),
    "another's log": _log("scrapy.core.scraper"),
    "json log": _json_log,
    "explain": _explain,
    "status": _status,
    "card": _card,
    "compare": _compare,
    "a wrong ledger": _wrong_ledger,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("sink", SINKS)
def test_text_is_text(sink, name):
    seen = SINKS[sink](HOSTILE[name])
    assert [one for one in NEVER if one in seen] == []
    assert not any(line.startswith(FORGED) for line in seen.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        *("![t](http://evil.example/t.png)", "[c](javascript:alert(1))", "<b>x</b>", "a | b"),
        *("see http://evil.example/x", "WWW.evil.example", "to @somebody", "<ftp://e.example>"),
    ],
)
def test_a_card_keeps_no_markup(text):
    row = dataset_card.markdown(("label",), [(text,)]).splitlines()[-1]
    assert "](" not in row.replace("\\](", "")
    assert "<" not in row
    assert row.replace("\\|", "").count("|") == 2
    assert not re.search(r"(?<!\\)://|www\.|(?<!\\)@", row, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("postgresql://mayadeen:S3 cret@h/d", "postgresql://mayadeen:S3 cret@h/d"),
        ("postgresql://mayadeen:S3cret@h/d", "postgresql://mayadeen:***@h/d"),
        ("https://u:p@ss:w@h:80/x", "https://u:***@h:80/x"),
        ("https://host:80/a@b", "https://host:80/a@b"),
        ("write to a@b.example: no secret", "write to a@b.example: no secret"),
        ("الميادين — “ok” ‘fine’", "الميادين — “ok” ‘fine’"),
        ("12\xa0km, می\u200cرود 👨\u200d👩", "12\xa0km, می\u200cرود 👨\u200d👩"),
    ],
)
def test_what_is_plain_stays(text, told):
    assert printable(text) == told
