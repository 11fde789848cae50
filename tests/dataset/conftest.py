from pathlib import Path

import pytest

from mayadeen.dataset.release import Order, build
from tests.dataset.feeds import two_runs


class Quiet:
    """Progress that nobody watches."""

    def step(self, text: str, total: int | None = None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    return two_runs(tmp_path_factory.mktemp("runs") / "data")


@pytest.fixture(scope="session")
def release(data) -> Path:
    output = data.parent / "dataset"
    build(Order((str(data),), output, name="Invented posts"), Quiet())
    return output
