"""Where a run of an edition starts."""

import pytest

from mayadeen.run.editions import EDITIONS, base_url

DEFAULT = EDITIONS["en"].base_url


@pytest.mark.parametrize(
    ("edition", "configured", "address"),
    [
        ("en", DEFAULT, "https://english.almayadeen.net/"),
        ("ar", DEFAULT, "https://www.almayadeen.net/"),
        ("es", DEFAULT, "https://espanol.almayadeen.net/"),
        ("ar", "http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("en", "http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
    ],
)
def test_the_edition_decides_unless_an_address_was_configured(edition, configured, address):
    assert base_url(edition, configured) == address
