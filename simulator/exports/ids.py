"""Keys as the real systems make them: Salesforce's 18 characters with their check letters, Xero's GUIDs."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BASE62 = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8)
CHECK = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", np.uint8)
HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
INSTANCE = b"5g0000"
GUID_DASHES = (8, 13, 18, 23)


class Numbers:
    """Numbers given out to records of a kind, one after the other over all parts."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def take(self, kind: str, count: int) -> int:
        """Takes the next `count` numbers; returns how many were given out before."""
        before = self._given[kind]
        self._given[kind] += count
        return before


def numbered(prefix: str, count: int, width: int, first: int = 0) -> pa.Array:
    """`prefix` and a number with leading zeros: 1 and on, after the `first` ones."""
    number = pa.array(np.arange(first + 1, first + count + 1)).cast(pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(number, width, "0"), "")


def _strings(letters: npt.NDArray[np.uint8]) -> pa.StringArray:
    """Rows of equally many ASCII letters as one Arrow array."""
    count, width = letters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    data = pa.py_buffer(np.ascontiguousarray(letters))
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), data)


def salesforce_ids(prefix: str, count: int, first: int = 0) -> pa.StringArray:
    """`count` ids of the object with that three-letter key prefix, in ascending order, after the `first` ones."""
    letters = np.empty((count, 18), np.uint8)
    letters[:, :9] = np.frombuffer(prefix.encode() + INSTANCE, np.uint8)
    number = np.arange(count, dtype=np.int64) + first + 1
    for place in range(14, 8, -1):
        letters[:, place] = BASE62[number % 62]
        number //= 62
    is_upper = (letters[:, :15] >= ord("A")) & (letters[:, :15] <= ord("Z"))
    letters[:, 15:] = CHECK[is_upper.reshape(count, 3, 5) @ (1 << np.arange(5))]
    return _strings(letters)


def guids(rng: np.random.Generator, count: int) -> pa.StringArray:
    """`count` random GUIDs in lower case with dashes."""
    digits = rng.integers(0, 16, (count, 36), dtype=np.uint8)
    letters = HEX[digits]
    letters[:, GUID_DASHES] = ord("-")
    letters[:, 14] = ord("4")
    return _strings(letters)
