"""Keys as the real systems make them: Salesforce's 18 characters with their check letters, Xero's GUIDs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.draws import Ints

BASE62 = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8)
CHECK = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", np.uint8)
HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
INSTANCE = b"5g0000"
GUID_DASHES = (8, 13, 18, 23)
ALL_BITS = (1 << 64) - 1


def numbered(prefix: str, number: Ints, width: int) -> pa.Array:
    """`prefix` and the numbers, which begin at 0, plus one with leading zeros."""
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pa.array(number + 1).cast(pa.string()), width, "0"), "")


def _strings(letters: npt.NDArray[np.uint8]) -> pa.StringArray:
    """Rows of equally many ASCII letters as one Arrow array."""
    count, width = letters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    data = pa.py_buffer(np.ascontiguousarray(letters))
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), data)


def salesforce_ids(prefix: str, number: Ints) -> pa.StringArray:
    """Ids of the object with that three-letter key prefix, in ascending order of the numbers."""
    letters = np.empty((len(number), 18), np.uint8)
    letters[:, :9] = np.frombuffer(prefix.encode() + INSTANCE, np.uint8)
    number = number + 1
    for place in range(14, 8, -1):
        letters[:, place] = BASE62[number % 62]
        number //= 62
    is_upper = (letters[:, :15] >= ord("A")) & (letters[:, :15] <= ord("Z"))
    letters[:, 15:] = CHECK[is_upper.reshape(-1, 3, 5) @ (1 << np.arange(5))]
    return _strings(letters)


def guids(key: int, number: Ints) -> pa.StringArray:
    """A GUID for each number, in lower case with dashes, as if at random; another key gives others."""
    halves = np.stack([_mixed(_mixed(number + half) + np.uint64(key & ALL_BITS)) for half in (0, 1 << 40)], axis=1)
    octets = halves.astype(">u8").view(np.uint8).reshape(-1, 16)
    digits = np.stack([octets >> 4, octets & 15], axis=2).reshape(-1, 32)
    digits[:, 12] = 4
    digits[:, 16] = 8 + digits[:, 16] % 4
    letters = np.full((len(number), 36), ord("-"), np.uint8)
    letters[:, np.delete(np.arange(36), GUID_DASHES)] = HEX[digits]
    return _strings(letters)


def _mixed(number: Ints) -> npt.NDArray[np.uint64]:
    """The finalizer of SplitMix64: a bijection in which every bit depends on every other."""
    mixed = number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed
