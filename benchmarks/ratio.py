"""Print a measured figure beside its limit, in the one form that `make bench` gathers."""

from __future__ import annotations

SIGN = "> "


def show(
    what: str, value: float, *, at_most: float | None = None, at_least: float | None = None
) -> bool:
    """Print the figure; say whether it keeps its limits."""
    limits = [("at most", at_most), ("at least", at_least)]
    told = ", ".join(f"{name} {limit:,g}" for name, limit in limits if limit is not None)
    keeps = not (
        (at_most is not None and value > at_most) or (at_least is not None and value < at_least)
    )
    print(f"{SIGN}{what:<56}{value:10,.2f}  {told}{'' if keeps else ': MISSED'}", flush=True)
    return keeps
