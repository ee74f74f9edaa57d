"""Stub."""

from typing import Any


def segment_catalogue() -> dict[str, Any]:
    return {"items": [], "total": 0, "customers": 0}


def list_customers(key: str, *, limit: int, offset: int) -> dict[str, Any]:
    return {"items": [], "total": 0}
