"""What holds for all tests: which are slow, slow is not wrong, and runs meet no others."""

from __future__ import annotations

import gc
import inspect
import os
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give what the tests start a state folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


# What makes a test slow that reaches it: processes, servers, whole releases.
SLOW = {
    *("subprocess", "multiprocessing", "socketserver", "moto"),
    *(
        "tests.replica.server.serve",
        "mayadeen.dataset.write.child_process",
        "mayadeen.dataset.release.build",
    ),
}
# What Python tells when a process starts.
EVENTS = {"subprocess.Popen", "os.fork", "os.system"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `slow` what reaches a process or a server, so that nobody has to think of it."""
    seen: dict[str, bool] = {}
    for item in items:
        if "postgresql" in row(item) or any(is_slow(used, seen) for used in functions(item)):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end: thousands of tests and all that they import."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


def functions(item: Any) -> Iterator[Any]:
    """A test and the fixtures that it uses."""
    yield getattr(getattr(item.obj, "hypothesis", None), "inner_test", item.obj)
    known = item._fixtureinfo.name2fixturedefs  # noqa: SLF001 (pytest tells it nowhere else)
    for name in item.fixturenames:
        yield from (fixture.func for fixture in known.get(name, ()))


def row(item: Any) -> list[str]:
    """The texts that a test is given: a database is asked for by its name."""
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return [value for value in given if isinstance(value, str)]


def is_slow(thing: Any, seen: dict[str, bool]) -> bool:
    """Whether it is slow, or what it names is, as far as that is of the tests' own."""
    thing = inspect.unwrap(thing) if callable(thing) else thing
    name = place(thing)
    parts = name.split(".")
    if any(".".join(parts[:length]) in SLOW for length in range(1, len(parts) + 1)):
        return True
    if not name.startswith("tests."):
        return False
    if name not in seen:
        seen[name] = False  # while it is looked at: it may call itself
        seen[name] = any(is_slow(used, seen) for used in named_by(thing))
    return seen[name]


def place(thing: Any) -> str:
    """Where a module, class or function is defined."""
    if isinstance(thing, ModuleType):
        return thing.__name__
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"


def named_by(thing: Any) -> Iterator[Any]:
    """What the code of a function, or of a class's methods, names."""
    if inspect.isclass(thing):
        for part in vars(thing).values():
            yield from named_by(getattr(part, "fget", part))
    if inspect.isfunction(thing):
        names = set(names_in(thing.__code__))
        for value in [thing.__globals__[name] for name in names & thing.__globals__.keys()]:
            yield value
            if isinstance(value, ModuleType):
                yield from [vars(value)[name] for name in names & vars(value).keys()]


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from names_in(part)


quick: list[str] = []


def refuse(event: str, _: tuple[Any, ...]) -> None:
    """Let no test start a process that was not seen to do so."""
    if quick and event in EVENTS:
        raise AssertionError(f"{quick[-1]} is slow: tests/conftest.py does not see why")


sys.addaudithook(refuse)


@pytest.fixture(autouse=True)
def _held_to_it(request: pytest.FixtureRequest) -> Iterator[None]:
    if "slow" not in request.keywords:
        quick.append(request.node.nodeid)
    yield
    quick.clear()
