"""Builds the project's egg, gives it to a Scrapyd, and takes it back where it does not run there.

`scrapyd-deploy` ends with 0 when the node cannot import the egg, and leaves it there as the newest.

    SCRAPYD_URL=http://127.0.0.1:6800/ SCRAPYD_PASSWORD=… python deploy/deploy.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "mayadeen"
# Scrapyd starts every spider of the egg's list before it answers.
TIMEOUT = 120


class DeployError(Exception):
    """Why nothing was deployed, in one line or in a node's own words."""


class Node:
    """The API of one Scrapyd."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url.rstrip("/")
        self.session = requests.Session()
        if password:
            self.session.auth = (username, password)

    def call(self, method: str, service: str, **given: Any) -> dict[str, Any]:
        """The answer of a service; DeployError where it is no `"status": "ok"`."""
        url = f"{self.url}/{service}.json"
        try:
            response = self.session.request(method, url, timeout=TIMEOUT, **given)
        except requests.RequestException as error:
            raise DeployError(f"{self.url} does not answer: {error}") from error
        if response.status_code == 401:
            raise DeployError(f"{self.url} asks for SCRAPYD_USERNAME and SCRAPYD_PASSWORD")
        try:
            answer: dict[str, Any] = response.json()
        except ValueError as error:
            raise DeployError(f"{url} answers {response.status_code} and no JSON") from error
        if answer.get("status") != "ok":
            raise DeployError(f"{url} refuses:\n{answer.get('message', answer)}")
        return answer


def build(folder: Path) -> Path:
    """Build the egg in `folder`; nothing is left in the checkout, nor taken from an old build."""
    _run(
        "setup.py",
        "--quiet",
        *("egg_info", "--egg-base", folder),
        *("build", "--build-base", folder / "build"),
        *("bdist_egg", "--bdist-dir", folder / "egg", "--dist-dir", folder),
        cwd=ROOT,
    )
    (egg,) = folder.glob("*.egg")
    return egg


def spiders(cwd: Path, path: Path | None = None) -> list[str]:
    """The names of the spiders that the package found first gives: on `path`, else in `cwd`."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": f"{PROJECT}.settings"}
    if path:
        environment["PYTHONPATH"] = str(path)
    return _run("-m", "scrapy", "list", cwd=cwd, env=environment).split()


def upload(node: Node, egg: Path, version: str, expected: list[str]) -> None:
    """Give the egg to the node and have it list its spiders; a version that fails is removed."""
    try:
        node.call(
            "POST",
            "addversion",
            data={"project": PROJECT, "version": version},
            files={"egg": egg.read_bytes()},
        )
        named = {"project": PROJECT, "_version": version}
        listed = node.call("GET", "listspiders", params=named)["spiders"]
        if listed != expected:
            raise DeployError(f"{node.url} lists {listed}, not {expected}")
    except DeployError:
        versions = node.call("GET", "listversions", params={"project": PROJECT})["versions"]
        if version in versions:
            node.call("POST", "delversion", data={"project": PROJECT, "version": version})
        raise


def _run(*arguments: str | Path, **given: Any) -> str:
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **given)  # noqa: S603 - our own
    if done.returncode:
        raise DeployError(f"{' '.join(map(str, arguments))} failed:\n{done.stderr or done.stdout}")
    return done.stdout


def main() -> int:
    """Deploy the checkout; the exit code is 0 only where the node runs it."""
    node = Node(
        os.environ.get("SCRAPYD_URL", "http://127.0.0.1:6800/"),
        os.environ.get("SCRAPYD_USERNAME", PROJECT),
        os.environ.get("SCRAPYD_PASSWORD", ""),
    )
    # Digits alone: Scrapyd runs the newest by number, and by letters where one is no number.
    version = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    try:
        with TemporaryDirectory() as folder:
            egg = build(Path(folder))
            expected = spiders(ROOT)
            packed = spiders(Path(folder), egg)
            if packed != expected:
                raise DeployError(f"the egg lists {packed}, the checkout {expected}")
            upload(node, egg, version, expected)
    except DeployError as error:
        sys.stderr.write(f"Not deployed: {error}\n")
        return 1
    sys.stdout.write(f"{node.url} runs version {version}: {', '.join(expected)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
