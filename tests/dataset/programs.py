"""Programs of a release's users, run in its folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def run(release: Path, *command: str) -> str:
    """What a program prints; it leaves no compiled files beside the release's own."""
    done = subprocess.run(
        command,
        cwd=release,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
