"""Stub."""

from typing import Any


def why(customer_id: str, key: str) -> dict[str, Any]:
    raise NotImplementedError
