"""Run modules in forks of a process that has imported what a crawl imports.

Three quarters of a short crawl's CPU are imports. A fork runs a module from its first line to its
exit as `python -m` does, and reads the settings anew; it is a process of its own. What is about how
a process starts, its signals or its children starts one itself (`tests.crawl.start`).
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module, reload
from pathlib import Path
from select import select

from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from mayadeen import settings

_PACKAGES = ("spiders", "middlewares", "extensions", "pipelines", "downloader", "commands", "logs")
_COMPONENTS = ("EXTENSIONS_BASE", "DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE")
_started: list[subprocess.Popen[str]] = []


def run_forked(
    module: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    timeout: float,
) -> subprocess.CompletedProcess[str]:
    """Run a module with arguments to its end; TimeoutExpired after so many seconds."""
    with tempfile.TemporaryDirectory() as name:
        outputs = [Path(name) / "stdout", Path(name) / "stderr"]
        job = {
            "arguments": [module, *arguments],
            "folder": str(folder),
            "environment": dict(environment),
            "outputs": [str(path) for path in outputs],
        }
        server = _server(environment)
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        process = int(server.stdout.readline())
        if not select([server.stdout], [], [], timeout)[0]:
            os.kill(process, 9)
            server.stdout.readline()
            raise subprocess.TimeoutExpired(list(arguments), timeout)
        code = int(server.stdout.readline())
        stdout, stderr = (path.read_text("utf-8", "replace") for path in outputs)
    return subprocess.CompletedProcess(list(arguments), code, stdout, stderr)


def _server(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    if not _started:
        server = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=Path(__file__).parent.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert server.stdin
        _started.append(server)
        atexit.register(server.wait)
        atexit.register(server.stdin.close)
    return _started[0]


def _import_all() -> None:
    for name in _PACKAGES:
        package = import_module(f"mayadeen.{name}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for setting in _COMPONENTS:
        for path in getattr(default_settings, setting):
            load_object(path)
    assert "twisted.internet.reactor" not in sys.modules, "which one is for the settings to say"


def _main() -> None:
    _import_all()
    gc.collect()
    gc.freeze()  # else each fork copies what its collector only looks at
    for line in sys.stdin:
        job = json.loads(line)
        process = os.fork()
        if not process:
            break
        _say(process)
        _, status = os.waitpid(process, 0)
        _say(os.waitstatus_to_exitcode(status))
    else:
        return
    files = [
        os.open(os.devnull, os.O_RDONLY),
        *(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600) for path in job["outputs"]),
    ]
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    reload(settings)  # which reads the environment
    sys.argv = job["arguments"]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
