"""What a reading doubted: each code of `Article.warnings`, and its meaning."""

from __future__ import annotations

WARNINGS = {
    "metadata_missing": "The page has no metadata script of the site's own.",
    "metadata_malformed": "The site's metadata could not be parsed; the layer was skipped.",
    "metadata_mended": "The site's metadata was read after mending its JSON.",
    "jsonld_malformed": "A JSON-LD script could not be parsed and was skipped.",
    "jsonld_mended": "A JSON-LD script was read after mending its JSON.",
    "title_missing": "No headline was found in any layer.",
    "title_disagrees": "The headline that was taken and the one printed say different things.",
    "date_missing": "No layer states a date.",
    "date_unreadable": "A date is stated that is none, or lies in the future; it is not used.",
    "update_unreadable": "The same of the date of the last edit.",
    "date_disagrees": "The date that was taken and the one printed are different days.",
    "body_missing": "An article without text.",
    "body_hidden": "The page hides some of the text until its reader asks for it; it was read.",
    "body_jsonld": "The text is from JSON-LD: the visible page shows none.",
    "body_generic": "The text was found by the generic extractor.",
    "page_not_found": "The page says, with status 200, that there is no such page.",
}
