"""Run every benchmark in turn, and print all ratios in one table: `python -m benchmarks.all`.

Ends with 1 where one missed its limit or did not end well.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.ratio import SIGN

FOLDER = Path(__file__).parent


def run(script: Path) -> tuple[list[str], int]:
    """The ratios that a benchmark printed, and its exit code; all that it prints is shown."""
    print(f"== {script.stem}", flush=True)
    line = [sys.executable, "-u", "-m", f"benchmarks.{script.stem}"]
    ratios = []
    with subprocess.Popen(line, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True) as process:
        for printed in process.stdout or ():
            print(printed, end="", flush=True)
            if printed.startswith(SIGN):
                ratios.append(f"{script.stem:<12}{printed.removeprefix(SIGN).rstrip()}")
    return ratios, process.returncode


def main() -> int:
    scripts = sorted(path for path in FOLDER.glob("*.py") if path.stem not in {"all", "ratio"})
    ended = {script.stem: run(script) for script in scripts}
    print("\n== all ratios")
    for ratios, _ in ended.values():
        print("\n".join(ratios))
    return int(any(code for _, code in ended.values()))


if __name__ == "__main__":
    sys.exit(main())
