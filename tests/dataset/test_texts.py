from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mayadeen.dataset.near_duplicates import folded, near, sketch
from mayadeen.normalise.text import fold_body, key

PRINTED = st.text(st.sampled_from("aB é ß’“—…½ﬁ\u00a0\u0301\u0640أإكکﷺ`´١Ⅳ\n"), max_size=40)


@given(st.lists(st.text(max_size=30) | PRINTED, max_size=4))
@example(["“We’re here”", "the café — cafe\u0301"])
@example(["الأَخْبَار", "ﷺ said"])
def test_a_stored_text_folds_to_its_key(paragraphs):
    stored = fold_body(paragraphs) or ""
    assert folded(stored) == key(stored)


def story(seed, words=300):
    chooser = random.Random(seed)
    return [f"word{chooser.randrange(5000)}" for _ in range(words)]


@pytest.mark.parametrize(
    ("change", "together"),
    [
        (lambda words: words, True),
        (lambda words: [*words, "one", "sentence", "more"], True),
        (lambda words: ["cairo", "afp", *words], True),
        (lambda words: [*words[:150], "added", *words[150:]], True),
        (lambda words: words[:200], False),
        (lambda words: words[::-1], False),
        (lambda words: sorted(words), False),
        (lambda words: story(2), False),
    ],
)
def test_bodies_that_say_nearly_the_same_are_grouped(change, together):
    first, other = story(1), change(story(1))
    sketches = np.array(
        [sketch(" ".join(story(3))), sketch(" ".join(first)), sketch(" ".join(other))]
    )
    assert near(sketches).tolist() == [0, 1, 1 if together else 2]


@pytest.mark.parametrize(("words", "compared"), [(39, False), (60, True)])
def test_short_bodies_are_not_compared(words, compared):
    assert (sketch(" ".join(story(1, words))) is not None) == compared


def test_the_estimate_is_as_good_as_it_claims():
    """Shares of common shingles against shares of equal minima, over texts cut at many places."""
    words = story(5, 1200)
    whole = sketch(" ".join(words))
    for kept in range(500, 1200, 100):
        estimate = (sketch(" ".join(words[:kept])) == whole).mean()
        assert abs(estimate - (kept - 4) / 1196) < 0.16


def test_a_long_body_is_sketched_whole():
    words = story(6, 40_000)
    assert (sketch(" ".join(words)) == sketch(" ".join([*words, "end"]))).mean() > 0.9
