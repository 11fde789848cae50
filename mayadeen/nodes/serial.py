"""Write requests as JSON for scrapy-redis: its own form, a pickle, runs whatever it is sent."""

from __future__ import annotations

import json
from typing import Any


def dumps(request: dict[str, Any]) -> str:
    """A request's dictionary as text; TypeError where it holds more than plain values."""
    headers = {
        name.decode("latin-1"): [value.decode("latin-1") for value in values]
        for name, values in request["headers"].items()
    }
    return json.dumps({**request, "headers": headers, "body": request["body"].decode("latin-1")})


def loads(text: str) -> dict[str, Any]:
    """The dictionary again, as `scrapy.utils.request.request_from_dict` takes it.

    Raises ValueError, KeyError, TypeError or AttributeError for what `dumps` did not write. A class
    that the text names would be loaded, so that it may name none.
    """
    request: dict[str, Any] = json.loads(text)
    if "_class" in request:
        raise ValueError(f"it names a class: {request['_class']!r}")
    headers = {
        name.encode("latin-1"): [value.encode("latin-1") for value in values]
        for name, values in request["headers"].items()
    }
    return {**request, "headers": headers, "body": request["body"].encode("latin-1")}
