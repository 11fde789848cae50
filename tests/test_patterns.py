"""No pattern of the package takes a stranger's text more than its length."""

import re

import pytest

from tests.patterns import Tried, attacks, growth, patterns

# These read what this project wrote itself.
OWN_TEXTS = ("mayadeen.dataset.dictionary._PLACE", "mayadeen.dataset.report.")
PATTERNS = {name: tried for name, tried in patterns().items() if not name.startswith(OWN_TEXTS)}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_by_the_length_of_its_text(name):
    tried = PATTERNS[name]
    for attack in attacks(tried.pattern):
        assert growth(tried, *attack) is None, attack


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"(?:<!--.*?-->\s*)*<p>", "match"),
        (r"\s*[|]\s*", "search"),
        (r"<script[^>]*>(.*?)</script", "search"),
        (r"[.!?]\W*$", "search"),
        (r"(a|b|ab)*c", "match"),
        (r"(\w+\s?)*$", "match"),
        (r"^[^\s]+\.jpg(?:\?\S*)?$", "search"),
    ],
)
def test_a_bad_pattern_is_found_out(pattern, how):
    tried = Tried(re.compile(pattern, re.DOTALL), how)
    assert any(growth(tried, *attack) for attack in attacks(tried.pattern))
