"""Every pattern of the package, and texts that make a bad one slow."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import string
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple

import mayadeen

# Letters of a long text, the part of it that a short one has, and attacks on one pattern.
LONG, SHARE, MOST = 8_000, 16, 80
NOTHING = 0.004  # seconds for a long text: not even its square is in them
ENDLESS = "without end"
_ALPHABET = string.printable + "،؛–—•·“”’…é\u00a0ومن٣"
_FUNCTIONS = {"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split"}


class Tried(NamedTuple):
    """A pattern and the way in which the package uses it: `search`, or `match` alone."""

    pattern: re.Pattern[Any]
    how: str


def patterns() -> dict[str, Tried]:
    """Each compiled pattern of the package by module and name, and each written at a call."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(mayadeen.__path__, "mayadeen.")
        if module.name != "mayadeen.nodes.addon"
    ]
    ways: dict[str, set[str]] = defaultdict(set)
    found: dict[re.Pattern[Any], tuple[str, str]] = {}
    for module in modules:
        for name, how in _used(module):
            ways[_where(module, name)].add(how)
    for module in modules:
        for name, value in vars(module).items():
            used = ways[_where(module, name)]
            how = "match" if used and used <= {"match", "fullmatch"} else "search"
            for number, pattern in enumerate(_inside(value)):
                found.setdefault(pattern, (f"{module.__name__}.{name}.{number}", how))
        for pattern, how, line in _written(module):
            found.setdefault(pattern, (f"{module.__name__}:{line}", how))
    return {name: Tried(pattern, how) for pattern, (name, how) in found.items()}


def _where(module: ModuleType, name: str) -> str:
    """A name of its own for what is private to a module."""
    return f"{module.__name__}.{name}" if name.startswith("_") else name


def _tree(module: ModuleType) -> ast.AST:
    return ast.parse(Path(str(module.__file__)).read_text())


def _used(module: ModuleType) -> Iterator[tuple[str, str]]:
    """By which of its functions a pattern is used, by its name."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute) and node.attr in _FUNCTIONS:
            name = getattr(node.value, "id", None) or getattr(node.value, "attr", None)
            if name:
                yield name, node.attr


def _inside(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _inside(one)


def _written(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str, int]]:
    """What is given to a function of `re` as it stands."""
    for node in ast.walk(_tree(module)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        how = node.func.attr
        if how in _FUNCTIONS and getattr(node.func.value, "id", "") == "re":
            given = node.args[0]
            if isinstance(given, ast.Constant):
                is_match = how in ("match", "fullmatch")
                yield re.compile(given.value), "match" if is_match else "search", node.lineno


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Beginning, middle and end of texts that a pattern could take long for; the middle is to be
    repeated. Of very many some, from all over the pattern.

    For each repetition in the pattern: what leads to it, what it repeats, and an end that does not
    fit, so that whatever can be split in two ways is.
    """
    made = dict.fromkeys(_attacks(pattern))
    return list(made)[:: 1 + len(made) // MOST]


def _attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    tree = sre_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for before, unit in _repeated(tree, ""):
        for start in ("x", before):
            for middle in (unit, before + unit):
                for end in ("\n\x00", "!x"):
                    if middle:
                        yield start, middle, end
    whole = _sample(tree)
    for middle in (whole, whole[:-1], " ", "a", "ا ", "1", "<", "(", "\t ", "a, ", "- "):
        yield "", middle or " ", "\x00"


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    for op, given in tree:
        for inner in _parts(op, given):
            yield from _repeated(inner, before)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and given[1] > 20:
            for unit in _units(given[2]):
                yield before, unit
        before += _sample([(op, given)])


def _units(tree: Any) -> Iterator[str]:
    """Texts that fit what is repeated: one for each alternative in it."""
    yield _sample(tree)
    for op, given in tree:
        if op is sre.BRANCH:
            yield from (_sample(one) for one in given[1])
        elif op is sre.SUBPATTERN:
            yield from _units(given[3])
        elif op is sre.IN:
            yield from _chosen(given)


def _parts(op: Any, given: Any) -> list[Any]:
    if op is sre.BRANCH:
        return list(given[1])
    if op is sre.SUBPATTERN:
        return [given[3]]
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [given[2]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [given[1]]
    if op is sre.ATOMIC_GROUP:
        return [given]
    return []


def _sample(tree: Any) -> str:
    """A short text that fits a pattern, as far as its looks around do not matter."""
    made = ""
    for op, given in tree:
        if op is sre.LITERAL:
            made += chr(given)
        elif op is sre.NOT_LITERAL:
            made += "x" if given != ord("x") else "y"
        elif op is sre.ANY:
            made += "x"
        elif op is sre.IN:
            made += next(_chosen(given), "")
        elif op is sre.BRANCH:
            made += _sample(given[1][0])
        elif op is sre.AT:
            made += " " if given is sre.AT_BOUNDARY and made[-1:].isalnum() else ""
        elif op is sre.SUBPATTERN:
            made += _sample(given[3])
        elif op is sre.ATOMIC_GROUP:
            made += _sample(given)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            made += _sample(given[2]) * max(given[0], min(1, given[1]))
    return made


def _chosen(given: Any) -> Iterator[str]:
    """Some letters of a class."""
    fits = re.compile(_class(given))
    letters = [letter for letter in _ALPHABET if fits.match(letter)]
    yield from [*letters[:1], *(one for one in letters if not one.isalnum())][:6]


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _class(given: Any) -> str:
    made = ""
    for op, value in given:
        if op is sre.NEGATE:
            made += "^"
        elif op is sre.LITERAL:
            made += re.escape(chr(value))
        elif op is sre.RANGE:
            made += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif op is sre.CATEGORY:
            made += _CATEGORIES[value]
    return f"[{made}]"


class _TooLong(Exception):
    pass


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _cost(search: Any, text: Any) -> float:
    started = time.thread_time()
    search(text)
    return time.thread_time() - started


def _growth(tried: Tried, start: str, middle: str, end: str) -> str | None:
    """What is wrong with how long a pattern takes as the text grows; None where it is linear."""
    pattern = tried.pattern
    search = getattr(pattern, tried.how)

    def text(size: int) -> Any:
        made = start + middle * max(size // len(middle), size // 16) + end
        return made.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else made

    try:
        with limited(1):
            search(text(64))
            large = _cost(search, text(LONG))
            if large < NOTHING:
                return None
            large = min(large, _cost(search, text(LONG)))
            small = min(_cost(search, text(LONG // SHARE)) for _ in range(3))
    except _TooLong:
        return ENDLESS
    return f"{small:.4f} -> {large:.4f} s" if large > 5 * SHARE * small else None


def growth(tried: Tried, *attack: str) -> str | None:
    """The same, told only where it is so each time that it is measured."""
    found = None
    for _ in range(3):
        found = _growth(tried, *attack)
        if found in (None, ENDLESS):
            break
    return found
