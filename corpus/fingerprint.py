"""How alike two texts are, from short fingerprints: MinHash over runs of three syllables, without case and accents.

Broder, "On the resemblance and containment of documents", 1997: the share of equal minima estimates the share of the runs that
both texts have among those that either has. With 128 minima its standard error is at most 0.045.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.syllables import fold, syllables

#: Grows when fingerprints are made differently, so that they are made again.
FINGERPRINT_VERSION = 1
_MINIMA, _RUN = 128, 3
#: So many minima make a band: texts that share no band are not compared. Of pairs 0.7 alike, 1 in 5,000 shares none.
_BAND = 4
# The raw stream of a bit generator is the same in every version of numpy.
_FACTORS = np.random.PCG64(20260101).random_raw(2 * _MINIMA).reshape(2, _MINIMA)
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_FIGURE = re.compile(r"\d[\d/.,]*\d")


@dataclasses.dataclass(frozen=True, eq=False)
class Fingerprint:
    """``minima`` is (128,) uint32; ``figures`` is a hash of the set of the text's numbers and dates."""

    minima: NDArray[np.uint32]
    figures: bytes

    def likeness(self, other: Fingerprint) -> float:
        """How alike two texts are, 0..1."""
        return float(np.mean(self.minima == other.minima))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; one without words is like none but another such."""
    words = np.array([zlib.crc32(word.encode()) for word in syllables(fold(text))], dtype=np.uint64)
    figures = hashlib.blake2b("\n".join(sorted(set(_FIGURE.findall(text)))).encode(), digest_size=8).digest()
    # Arithmetic of uint64 goes round at 2**64, as the hashing wants it.
    padded = np.concatenate([words, np.zeros(max(0, _RUN - len(words)), np.uint64)])
    runs = sum(
        (padded[at : len(padded) - _RUN + 1 + at] + np.uint64(at + 1)) * factor for at, factor in enumerate(_MIX)
    )
    runs = np.unique(np.asarray(runs, np.uint64))
    runs ^= runs >> np.uint64(29)
    minima = np.array(
        [((runs * (factor | np.uint64(1)) + offset) >> np.uint64(32)).min() for factor, offset in _FACTORS.T],
        dtype=np.uint32,
    )
    return Fingerprint(minima, figures)


def near(fingerprints: Sequence[Fingerprint]) -> Iterator[list[int]]:
    """The positions of texts that may be alike, two or more together; those that are never together need no comparing."""
    if not fingerprints:
        return
    minima = np.stack([each.minima for each in fingerprints]).astype(np.uint64)
    for first in range(0, _MINIMA, _BAND):
        band = (minima[:, first : first + _BAND] * _FACTORS[0, :_BAND]).sum(axis=1)
        order = np.argsort(band, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(band[order]) != 0, True])
        for at in np.flatnonzero(np.diff(starts) > 1):
            yield order[starts[at] : starts[at + 1]].tolist()
