"""The stand-in site from a command line: `python -m tests.replica --port 8000 --posts 400`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from .editions import EDITIONS
from .growth import SHAPES
from .server import build
from .world import MARKUPS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edition", choices=EDITIONS, default="en")
    parser.add_argument("--markup", choices=(*MARKUPS, "mixed"), default="full")
    parser.add_argument("--growth", choices=("links", "button"), default="links")
    parser.add_argument("--shape", choices=(*SHAPES, "mixed"), default="mixed")
    parser.add_argument("--per-page", type=int, default=20)
    parser.add_argument("--authors", type=int, default=8, help="author pages")
    parser.add_argument("--faults", type=float, default=0.0, help="share of addresses that fail")
    parser.add_argument("--forever", type=float, default=0.0, help="share of posts never served")
    parser.add_argument("--refuse-after", type=int, help="refuse everything after so many pages")
    parser.add_argument("--crawl-delay", type=float, default=0.0)
    parser.add_argument("--script-only", nargs="*", default=(), help="listings made by script")
    return parser.parse_args()


async def _run(arguments: dict[str, object]) -> None:
    port = arguments.pop("port")
    site = build(**arguments)  # type: ignore[arg-type]
    task = asyncio.create_task(
        site.listen(lambda url: print(f"Replica listening on {url}", flush=True), port)  # type: ignore[arg-type] # noqa: T201
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    asyncio.run(_run(vars(_arguments())))
