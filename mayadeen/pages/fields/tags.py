"""Choose the tags among what the layers state and the page prints."""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen.normalise.text import key
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import FlatPage, Line
from mayadeen.pages.roles import Role
from mayadeen.pages.story.visible import Visible

Tags = list[tuple[str, Line]]

# A cloud of the site's tags holds more; one that is the post's is stated, too.
_MOST_OF_A_FRAME = 30


def choose_tags(chosen: Chosen, visible: Visible) -> None:
    """The tags as printed, else as stated.

    Lists of links that a page shows beside a post look like its tags: of those printed, a list is
    believed of which a layer knows the half, and where no layer states tags, the list nearest to
    the story.
    """
    lists = _lists(chosen.page, visible.tags)
    stated = {key(tag) for _, tags in chosen.stated("tags") for tag in tags}
    if stated:
        believed = [tags for tags in lists if _are_known(tags, stated)]
    else:
        believed = _nearest(lists, visible)
    for tags in lists:
        if tags not in believed:
            for _, line in tags:
                line.reclaim(Role.BESIDE, by="tags-of-others")
    printed = [pair for tags in believed for pair in tags]
    if printed:
        chosen.put("tags", [tag for tag, _ in printed], "page", printed[0][1])
        return
    for layer, tags in chosen.stated("tags"):
        chosen.put("tags", tags, layer)
        return


def _lists(page: FlatPage, tags: Tags) -> list[Tags]:
    """The printed tags by the elements that they stand in, in page order."""
    lists: dict[int, Tags] = {}
    for tag, line in sorted(tags, key=lambda pair: pair[1].index):
        lists.setdefault(page.container(line), []).append((tag, line))
    return list(lists.values())


def _are_known(tags: Tags, stated: set[str]) -> bool:
    words = {key(tag) for tag, _ in tags}
    return 2 * len(words & stated) >= min(len(words), len(stated))


def _nearest(lists: Sequence[Tags], visible: Visible) -> list[Tags]:
    """The first list in or behind the story, else the last one before it."""
    lists = [tags for tags in lists if len(tags) <= _MOST_OF_A_FRAME]
    if not visible.body:
        return lists[:1]
    start = visible.body[0].line.index
    behind = [tags for tags in lists if tags[0][1].index > start]
    return behind[:1] or lists[-1:]
