"""Zip a visit: what was said, and each page with its headers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

from mayadeen import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mayadeen.doctor.answer import Answer


def keep(path: Path, told: dict[str, Any], answers: Sequence[Answer]) -> None:
    """Write the zip: `doctor.json`, and for each answer `NN-name.txt` (address, status, headers)
    and `NN-name.html` (the body as it came, unpacked). Raises OSError."""
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        summary = {"mayadeen": __version__, **told}
        packed.writestr("doctor.json", json.dumps(summary, ensure_ascii=False, indent=2))
        for number, answer in enumerate(answers, 1):
            name = urlsplit(answer.url).path.strip("/").replace("/", "_")[:60] or "home"
            stem = f"{number:02}-{name}"
            packed.writestr(f"{stem}.txt", _head(answer))
            if answer.response is not None:
                end = "" if name.endswith((".txt", ".xml", ".gz")) else ".html"
                packed.writestr(f"{stem}.body{end}", answer.response.body)


def _head(answer: Answer) -> str:
    if answer.response is None:
        return f"GET {answer.url}\n{answer.error}\n"
    request = answer.response.request
    sent = request.headers.to_string() if request else b""
    got = answer.response.headers.to_string()
    told = f"GET {answer.url}\n%s\n\n{answer.response.status}\n%s\n"
    return told % tuple(head.decode("latin-1").replace("\r\n", "\n") for head in (sent, got))
