"""
``read_identity_number`` for arrays of millions: arithmetic on whole arrays, and the keyed hash of each sound number.

The plain numbers live in the array that is passed and nowhere else; what comes out is masked.
"""

import hmac
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tieline.foundation.standards.identity_numbers import (
    CHECK_DIGITS,
    EARLIEST,
    PROVINCES,
    WEIGHTS,
    document_key,
    read_identity_number,
)

FIELDS = pa.schema(
    {
        "kind": pa.string(),
        "masked": pa.string(),
        "hash": pa.string(),
        "birth_date": pa.date32(),
        "gender": pa.string(),
        "region": pa.string(),
    }
)
LENGTH = 18

Bytes = npt.NDArray[np.uint8]


def read_identity_numbers(written: pa.Array, today: date) -> pa.Table:
    """One row per text in the same order, with the fields of ``IdentityNumber``; all null for what is no document."""
    is_usual = pc.fill_null(pc.match_substring_regex(written, r"^[0-9]{17}[0-9X]$"), False)  # noqa: FBT003 - the value
    places = np.flatnonzero(is_usual.to_numpy(zero_copy_only=False))
    others = np.flatnonzero(~is_usual.to_numpy(zero_copy_only=False))
    table = pa.concat_tables([_usual(written.take(places), today), _one_by_one(written.take(others), today)])
    return table.take(np.argsort(np.concatenate([places, others]), kind="stable"))


def _one_by_one(written: pa.Array, today: date) -> pa.Table:
    rows = [read_identity_number(text, today) if text is not None else None for text in written.to_pylist()]
    return pa.table({name: [getattr(row, name, None) for row in rows] for name in FIELDS.names}, schema=FIELDS)


def _usual(numbers: pa.Array, today: date) -> pa.Table:
    texts = np.array(numbers.to_pylist(), dtype=f"S{LENGTH}")
    signs = texts.view(np.uint8).reshape(-1, LENGTH)
    digits = (signs - ord("0")).astype(np.int64)
    born, is_day = _births(digits)
    expected = np.frombuffer(CHECK_DIGITS.encode(), np.uint8)[digits[:, :17] @ np.array(WEIGHTS) % 11]
    regions = digits[:, 0] * 10 + digits[:, 1]
    in_time = (born >= np.datetime64(EARLIEST)) & (born <= np.datetime64(today))
    is_sound = is_day & in_time & (signs[:, 17] == expected) & np.isin(regions, [int(code) for code in PROVINCES])
    lost = ~is_sound
    key = document_key()
    hashes = [
        hmac.digest(key, b"resident|" + text, "sha256").hex() if sound else None
        for text, sound in zip(texts.tolist(), is_sound.tolist(), strict=True)
    ]
    kinds = np.full(len(texts), "resident", dtype=object)
    return pa.table(
        {
            "kind": pa.array(kinds, mask=lost, type=pa.string()),
            "masked": pa.array(_masks(signs), mask=lost, type=pa.string()),
            "hash": pa.array(hashes, type=pa.string()),
            "birth_date": pa.array(born, mask=lost, type=pa.date32()),
            "gender": pa.array(np.where(digits[:, 16] % 2, "male", "female"), mask=lost, type=pa.string()),
            "region": pa.array(texts.astype("S6").astype(str), mask=lost, type=pa.string()),
        },
        schema=FIELDS,
    )


def _births(digits: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    """The days of birth, and whether there are such days."""
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 10:12] @ np.array([10, 1]), digits[:, 12:14] @ np.array([10, 1])
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    return days, (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)


def _masks(signs: Bytes) -> npt.NDArray[np.str_]:
    hidden = signs.copy()
    hidden[:, 6:14] = ord("*")
    return np.ascontiguousarray(hidden).view(f"S{LENGTH}").reshape(-1).astype(str)
