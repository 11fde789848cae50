"""Bring feeds out of an S3 store to the disk, for a release to read them as any others."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.feeds import SUFFIXES, ReleaseError
from mayadeen.extras import MissingExtra, needing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SCHEME = "s3://"
_WANTED = (*SUFFIXES, "run.json")


def brought(sources: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Give the sources, those of `s3://` as folders below `folder` with what they hold.

    Such a source is an object, a folder of them, or a glob; keys, region and endpoint are taken
    from where boto3 takes them. Raises ReleaseError where nothing is there or can be had.
    """
    if not any(map(is_stored, sources)):
        return tuple(sources)
    try:
        with needing("s3", _SCHEME):
            from boto3 import client
            from botocore.exceptions import BotoCoreError, ClientError
    except MissingExtra as error:
        raise ReleaseError(str(error)) from None
    local = []
    for number, source in enumerate(sources):
        if not is_stored(source):
            local.append(source)
            continue
        try:
            local.append(str(_bring(client("s3"), source, folder / str(number))))
        except (BotoCoreError, ClientError) as error:
            raise ReleaseError(f"{source}: {error}") from error
    return tuple(local)


def is_stored(source: str) -> bool:
    """Whether a source lies in a store."""
    return source.startswith(_SCHEME)


def _bring(s3: Any, source: str, folder: Path) -> Path:
    bucket, _, asked = source.removeprefix(_SCHEME).partition("/")
    asked = asked.strip("/")
    base = folder / (asked.rpartition("/")[2].replace("*", "_") or bucket)
    keys = [key for key in _keys(s3, bucket, asked) if key.endswith(_WANTED)]
    if not any(key.endswith(SUFFIXES) for key in keys):
        raise ReleaseError(f"{source}: no such feed, folder or glob")
    for key in keys:
        # A key is a name, not a path: a part of it that leads upwards is none.
        below = key.removeprefix(f"{asked}/")
        parts = [part for part in below.split("/") if part not in ("", ".", "..")]
        path = base.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file(bucket, key, str(path))
    return base


def _keys(s3: Any, bucket: str, asked: str) -> Iterator[str]:
    """The keys that are the one asked for, lie below it, or match it as a glob."""
    before = asked.partition("*")[0].partition("?")[0].partition("[")[0]
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=before):
        for one in page.get("Contents", ()):
            key = one["Key"]
            if not asked or key == asked or key.startswith(f"{asked}/") or fnmatchcase(key, asked):
                yield key
