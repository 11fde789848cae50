"""Addresses of pictures in, one form out."""

import pytest

from mayadeen.items import Image
from mayadeen.pipelines.addresses import AddressesPipeline
from tests.pipelines.test_text import article

PLAIN = "https://media.site.test/image/2024/1/28/a.jpg"


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ([PLAIN + "?v=2&width=1000"], [PLAIN]),
        ([PLAIN + "?width=400", PLAIN + "?width=1000"], [PLAIN]),
        (["/image/b.jpg"], ["https://site.test/image/b.jpg"]),
        (["data:image/gif;base64,R0lGODlhAQABAAAAACw="], []),
    ],
)
def test_a_picture_has_one_address_and_is_listed_once(printed, published):
    item = article(images=[Image(url=url) for url in printed])
    images = AddressesPipeline().process_item(item).images
    assert [image.url for image in images] == published
