"""Credit lines and captions in, outlet, people, agencies and photo credits out."""

import pytest

from mayadeen.items import Image
from mayadeen.normalise.houses import load_houses
from mayadeen.pipelines.text import attribute
from tests.pipelines.test_text import article

HOUSES = load_houses(None)


@pytest.mark.parametrize(
    ("lines", "source", "authors", "agencies"),
    [
        ("Source: Al Mayadeen", "Al Mayadeen", [], []),
        ("By Al Mayadeen English | Source: Agencies", "Al Mayadeen English", [], ["Agencies"]),
        ("Source: AFP", "AFP", [], ["AFP"]),
        (
            "Lina Sarrouf | Source: Al Mayadeen English",
            "Al Mayadeen English",
            ["Lina Sarrouf"],
            [],
        ),
    ],
)
def test_credit_lines(lines, source, authors, agencies):
    item = article(attribution_raw=lines)
    attribute(item, HOUSES)
    assert (item.source, item.authors, item.agencies) == (source, authors, agencies)


def test_the_caption_s_credit_becomes_the_picture_s():
    item = article(
        images=[
            Image(
                url="https://site.test/a.jpg", caption="A bridge (Omar Tannir/AFP via Getty Images)"
            )
        ]
    )
    attribute(item, HOUSES)
    picture = item.images[0]
    assert picture.caption == "A bridge"
    assert picture.credit == "Omar Tannir/AFP via Getty Images"
    assert picture.agency == "AFP"


def test_a_credit_that_stands_in_the_alternative_text_alone_counts_too():
    item = article(images=[Image(url="https://site.test/a.jpg", alt="A bridge  (AP)")])
    attribute(item, HOUSES)
    assert (item.images[0].credit, item.images[0].agency) == ("AP", "AP")
    assert item.images[0].alt == "A bridge  (AP)"


@pytest.mark.parametrize(
    ("stated", "source", "authors"),
    [("Al Mayadeen English", "Al Mayadeen English", []), ("Lina Sarrouf", None, ["Lina Sarrouf"])],
)
def test_the_name_that_only_the_metadata_states(stated, source, authors):
    item = article(source=stated, field_sources={"source": "metadata"})
    attribute(item, HOUSES)
    assert (item.attribution_raw, item.source, item.authors) == (None, source, authors)
    assert item.field_sources == {"source" if source else "authors": "metadata"}
