"""The package is found from a script beside a checkout, which is named as the package is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile

from tests.crawl import ROOT

BUILD = "from setuptools import build_meta; print(build_meta.build_editable('.'))"
ASK = "import mayadeen; print(mayadeen.__version__)"


def test_an_editable_install_is_found_beside_a_folder_of_its_name(tmp_path):
    checkout, installed = tmp_path / "mayadeen", tmp_path / "site-packages"
    for path in ("pyproject.toml", "README.md", "LICENSE", "setup.py", "mayadeen/__init__.py"):
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, checkout / path)
    built = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=checkout, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(checkout / built.stdout.split()[-1]) as wheel:
        wheel.extractall(installed)
    # As Python reads the .pth of a site's folder, behind the folder of the script.
    asked = f"import site; site.addsitedir({str(installed)!r}); {ASK}"
    found = subprocess.run(
        [sys.executable, "-S", "-c", asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout == "0.1.0\n"
