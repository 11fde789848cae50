"""Write how a release is cited: as a Citation File and as BibTeX."""

from __future__ import annotations

import json
import re

_OWNER = "Al Mayadeen"


def cff(name: str, abstract: str, day: str, version: str) -> str:
    """Give `CITATION.cff` (https://citation-file-format.github.io), version 1.2.0.

    Its texts are written as JSON's, which YAML reads. It names the publisher, whose posts these
    are, and gives no licence: those who release the data may add themselves.
    """
    told = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": name,
        "abstract": abstract,
        "authors": [{"name": _OWNER}],
        "version": day,
        "date-released": day,
        "keywords": ["news", _OWNER],
        "references": [
            {
                "type": "software",
                "title": "mayadeen",
                "version": version,
                "authors": [{"name": "mayadeen"}],
            }
        ],
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items())
    return "\n".join(lines) + "\n"


def bibtex(name: str, note: str, day: str) -> str:
    """Give an entry for a bibliography."""
    fields = {
        # Braces within keep capitals, and a house's name from being read as a person's.
        "title": f"{{{_plain(name)}}}",
        "author": f"{{{_plain(_OWNER)}}}",
        "year": day[:4],
        "version": day,
        "note": _plain(note),
    }
    inside = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@misc{{mayadeen-{day},\n{inside}}}"


def _plain(text: str) -> str:
    """A text without what would end a value or be a command."""
    kept = text.translate(dict.fromkeys(map(ord, "\\{}")))
    return re.sub(r"([&%$#_])", r"\\\1", kept)
