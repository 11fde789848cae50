"""What is found goes in, what is to be fetched comes out."""

from __future__ import annotations

BEFORE_ALL = 0  # no run's number: what waits for it is any later run's


# A repeat is answered from memory; beyond this many addresses the memory starts anew, so that it
# stays small in a run of a million.
REMEMBERED = 20_000
