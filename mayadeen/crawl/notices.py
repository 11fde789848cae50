"""Tell notices in the site's own frame, with status 200, from posts."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mayadeen.ledger.known import is_known, marks
from mayadeen.normalise import dates, text
from mayadeen.pages.post import Page

if TYPE_CHECKING:
    from mayadeen.ledger import UrlRow

NO_POST_ANY_MORE = "the page shows no post any more"
NOTHING_OF_A_POST = "the page shows nothing of a post"

# What notices are called, which may well bear a day: of what is not to be had, of repairs, errors,
# logins, walls and consent.
_NAME = re.compile(
    r"\b(?:un|not )(?:currently )?(?:available|accessible)|\bmaintenance\b|\bback (?:soon|shortly)"
    r"|\btry again|\b(?:sign|log) ?in\b|\bsubscribe to\b|\bcookies?\b|\byour privacy|\bconsent\b"
    r"|\byour (?:country|region|location|area)\b|\brestricted\b|\bdenied\b|\bforbidden\b"
    r"|\berror\b|\bsorry\b|\boops\b|\bwent wrong|\bno longer (?:available|exists?)"
    r"|\bno (?:esta )?disponible|\bmantenimiento\b|\bvolve(?:mos|remos)\b|\blo sentimos"
    r"|\binici(?:e|ar?) sesion|\bsu (?:pais|region|ubicacion)\b|\brestringid|\bdenegad|\bprohibid"
    r"|\bprivacidad\b|\bsuscribase\b|\bintentelo de nuevo"
    r"|غير (?:متاح|متوفر)|صيانة|نعتذر|عذرا|خطا|تسجيل الدخول|في (?:بلدك|منطقتك)|محظور"
    r"|الخصوصية|تعريف الارتباط|سنعود|حاول مرة"
)


def why_no_post(page: Page, known: UrlRow | None, url: str) -> str | None:
    """Why a page is not the post's, where something else stands in its place with status 200."""
    if known and known.revision:
        is_gone = not page.is_post or (_is_other(page, url) and _is_less(page, known))
        return NO_POST_ANY_MORE if is_gone else None
    is_notice = page.is_post and not (_shows_a_post(page) or is_named(page, url))
    return NOTHING_OF_A_POST if is_notice else None


def _is_less(page: Page, known: UrlRow) -> bool:
    """Whether a page lacks the number or the day that its post had, or all that was known of it."""
    had_number = known.article_id is not None and ":u" not in known.article_id
    lost_number = had_number and not page.values.get("post_id")
    lost_day = known.published_at is not None and not page.values.get("published_raw")
    return lost_number or lost_day or _is_unheard_of(page, known)


def _is_other(page: Page, url: str) -> bool:
    """Whether a page without a number has no day either, or another headline than its address."""
    if page.values.get("post_id"):
        return False
    return not page.values.get("published_raw") or not is_named(page, url)


def _is_unheard_of(page: Page, known: UrlRow) -> bool:
    """Whether neither the page's title nor its day was ever printed of the address."""
    moment = dates.read(page.values.get("published_raw") or "", now=datetime.now(UTC))
    printed = marks(page.values.get("title"), moment.local[:10] if moment else None)
    return bool(known.shown) and not is_known(known.shown, printed)


def _shows_a_post(page: Page) -> bool:
    """Whether a page has what notices in the site's frame have not: number, byline, tags, a title
    that a layer states beside the visible page, or a day under another name than notices have."""
    is_stated = page.sources.get("title") in ("metadata", "jsonld")
    if is_stated or any(page.values.get(name) for name in ("post_id", "attribution_raw", "tags")):
        return True
    is_dated = page.values.get("published_raw") or "date_unreadable" in page.warnings
    return bool(is_dated) and not _NAME.search(_bare(page.heading or ""))


def _bare(heading: str) -> str:
    """A heading as headings are compared, without accents."""
    apart = unicodedata.normalize("NFD", text.key(heading))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_named(page: Page, url: str) -> bool:
    """Whether a page's heading repeats half the words of its address."""
    words = set(re.findall(r"[^\W\d_]{2,}", text.key(unquote(url.rsplit("/", 1)[-1]))))
    named = words & set(re.findall(r"[^\W\d_]{2,}", text.key(page.heading or "")))
    return 2 * len(named) >= len(words)
