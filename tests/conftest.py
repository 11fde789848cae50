"""What holds for all tests: on a loaded machine, a slow example is not a wrong one."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")
