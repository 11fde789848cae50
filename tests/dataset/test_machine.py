from __future__ import annotations

import pytest

from mayadeen.dataset.machine import memory


@pytest.mark.parametrize(
    ("free", "side_by_side", "most"),
    [(100_000, True, 1500), (2000, True, 1500), (1200, False, 900), (300, False, 600)],
)
def test_a_build_takes_what_is_free(free, side_by_side, most):
    found = memory(free)
    assert found.side_by_side == side_by_side
    python = 120
    together = [found.tables, found.other, found.other] if side_by_side else [0, found.tables]
    assert sum(limit + python for limit in together) <= most


def test_this_machine_has_memory():
    assert memory().alone >= 250
