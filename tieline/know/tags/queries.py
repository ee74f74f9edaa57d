"""Stub."""

from typing import Any


def tag_catalogue() -> dict[str, Any]:
    return {"items": [], "total": 0, "customers": 0}


def get_customer_tags(customer_id: str) -> dict[str, Any]:
    return {"customer_id": customer_id, "groups": [], "total": 0}
