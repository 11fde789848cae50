"""Credit lines as printed, with what they mean, for each edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .words import Vocabulary, people


@dataclass(frozen=True)
class Credit:
    """Printed lines and their meaning; `stated_author` is what the metadata says of it."""

    lines: tuple[str, ...]
    source: str | None
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    stated_author: str = ""


@dataclass(frozen=True)
class _Form:
    """A shape of credit; `{0}`, `{1}`, … stand for people, `who` says how many of them write."""

    lines: tuple[str, ...]
    source: str | None
    agencies: tuple[str, ...] = ()
    writers: int = 0
    translators: int = 0
    weight: int = 2
    stated: str = ""


_AM, _AME = "Al Mayadeen", "Al Mayadeen English"

FORMS: dict[str, tuple[_Form, ...]] = {
    "en": (
        _Form(("Source: Al Mayadeen",), _AM, weight=8),
        _Form(("By Al Mayadeen English",), _AME, weight=10),
        _Form(("By Al Mayadeen English", "Source: Agencies"), _AME, ("Agencies",), weight=8),
        _Form(("Source: Agencies + Al Mayadeen",), _AM, ("Agencies",), weight=4),
        _Form(("Source: Al Mayadeen + Agencies",), _AM, ("Agencies",)),
        _Form(("Source: AFP",), "AFP", ("AFP",)),
        _Form(("Source: Reuters",), "Reuters", ("Reuters",), weight=1),
        _Form(("Source: Al Mayadeen, AFP",), _AM, ("AFP",), weight=1),
        _Form(("{0}", "Source: Al Mayadeen English"), _AME, writers=1, weight=3, stated="{0}"),
        _Form(("By: {0} and {1}",), None, writers=2, stated="{0} and {1}"),
        _Form(("By {0}, {1} and {2}",), None, writers=3, weight=1, stated="{0}, {1} and {2}"),
        _Form(("By {0}",), None, writers=1, weight=3, stated="{0}"),
        _Form(("{0} - Beirut",), None, writers=1, weight=1, stated="{0}"),
        _Form(
            ("By {0}", "Translated by {1}"), None, writers=1, translators=1, weight=1, stated="{0}"
        ),
        _Form(("By News Desk", "Source: Al Mayadeen English"), _AME, weight=1),
    ),
    "ar": (
        _Form(("الميادين نت",), "الميادين نت", weight=8),
        _Form(("المصدر: الميادين نت",), "الميادين نت", weight=4),
        _Form(("شبكة الميادين",), "شبكة الميادين", weight=4, stated="شبكة الميادين"),
        _Form(("المصدر: وكالات + الميادين نت",), "الميادين نت", ("Agencies",), weight=2),
        _Form(("{0}",), None, writers=1, weight=3, stated="{0}"),
        _Form(("{0} - بيروت",), None, writers=1, weight=1, stated="{0}"),
        _Form(("{0} و{1}",), None, writers=2, weight=1, stated="{0} و{1}"),
        _Form(("{0}، {1}",), None, writers=2, weight=1, stated="{0}، {1}"),
        _Form(("{0}", "ترجمة: {1}"), None, writers=1, translators=1, weight=1, stated="{0}"),
    ),
    "es": (
        _Form(("Fuente: Al Mayadeen Español",), "Al Mayadeen Español", weight=6),
        _Form(("Por Al Mayadeen Español",), "Al Mayadeen Español", weight=3),
        _Form(
            ("Fuente: Agencias + Al Mayadeen Español",),
            "Al Mayadeen Español",
            ("Agencies",),
            weight=2,
        ),
        _Form(("Por {0}",), None, writers=1, stated="{0}"),
        _Form(("Por {0} y {1}",), None, writers=2, weight=1, stated="{0} y {1}"),
    ),
}
_WEIGHTS = {edition: [form.weight for form in forms] for edition, forms in FORMS.items()}
_NAMED = {edition: [form for form in forms if form.writers] for edition, forms in FORMS.items()}


def make(
    rng: Random, edition: str, words: Vocabulary, house: str, staff: Sequence[str], named: bool
) -> Credit:
    """A credit; `named` asks for one with people, the first of whom comes from `staff`."""
    form = (
        rng.choice(_NAMED[edition]) if named else rng.choices(FORMS[edition], _WEIGHTS[edition])[0]
    )
    count = form.writers + form.translators
    first = rng.choice(staff)
    names = [first, *(name for name in people(rng, words, 4) if name != first)][:count]
    return Credit(
        lines=tuple(line.format(*names) for line in form.lines),
        source=form.source,
        authors=tuple(names[: form.writers]),
        translators=tuple(names[form.writers :]),
        agencies=form.agencies,
        stated_author=form.stated.format(*names) or house,
    )


def silent(house: str) -> Credit:
    """A page that prints no credit: the house stands in the metadata alone."""
    return Credit(lines=(), source=None, stated_author=house)


# Photo credits as they close a caption: the text, its words without brackets, the agency in it.
def photo(rng: Random, words: Vocabulary) -> tuple[str, str, str | None]:
    """A printed credit with its brackets, the credit, and its wire service if any."""
    name = people(rng, words, 1)[0]
    return rng.choice(
        (
            (f" ({name}/AFP via Getty Images)", f"{name}/AFP via Getty Images", "AFP"),
            ("  (AP)", "AP", "AP"),
            (" (AFP)", "AFP", "AFP"),
            (" (Reuters)", "Reuters", "Reuters"),
            (" (Social media)", "Social media", None),
            (f" (Photo by {name})", f"Photo by {name}", None),
        )
    )
