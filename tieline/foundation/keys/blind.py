"""
Blind indexes: keyed hashes by which a value is found again that nobody can read in the database.

HMAC-SHA-256 (RFC 2104) under an index key, cut to 128 bits. Without the key nobody can try values against it; with it,
two rows of one place that hold the same value show the same index, and nothing else of it.
"""

import hashlib
import hmac
from collections.abc import Iterable

from tieline.foundation.keys.keyring import OpenKey, current_key, key_named, live_keys
from tieline.foundation.keys.models import DataKey


def blind_index(value: str, place: str) -> str:
    """``<key>.<32 hexadecimal digits>`` of the value under the current index key; other places give other indexes."""
    return _index(value, place, current_key(DataKey.Purpose.INDEX))


def blind_indexes(value: str, place: str) -> list[str]:
    """The index under every key that rows may still stand under, the current first: ask for any of them."""
    current = current_key(DataKey.Purpose.INDEX)
    others = [key for key in live_keys(DataKey.Purpose.INDEX) if key.id != current.id]
    return [_index(value, place, key) for key in (current, *others)]


def indexed(values: Iterable[str], place: str) -> dict[str, str]:
    """The values by their indexes under every key that rows may still stand under; the keys are looked up once."""
    keys = live_keys(DataKey.Purpose.INDEX)
    return {_index(value, place, key): value for value in values for key in keys}


def is_blind_index_of(stored: str, value: str, place: str) -> bool:
    """Whether the index is the value's; takes the same time however much of it agrees."""
    return hmac.compare_digest(stored, _index(value, place, key_named(stored.partition(".")[0])))


def _index(value: str, place: str, key: OpenKey) -> str:
    made = hmac.new(key.secret, f"{place}\x1f{value}".encode(), hashlib.sha256)
    return f"{key.id}.{made.hexdigest()[:32]}"
