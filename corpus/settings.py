"""What an operator may set, by environment variable ``KEHOACH_…`` or command-line option."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default; a wrong value is refused at start with the variable's name."""

    model_config = SettingsConfigDict(env_prefix="KEHOACH_", frozen=True)

    data: Path = Field(Path("data"), description="Folder of the store and the indexes.")
    model: str | None = Field(
        None, description="A sentence-transformers model, by name or folder; unset: the offline model."
    )
    cache: Path = Field(Path.home() / ".cache" / "kehoach", description="Where the offline model is unpacked once.")
    max_file_mb: int = Field(64, ge=1, le=2048, description="Files larger than this are refused, in MiB.")
    max_question: int = Field(1000, ge=50, le=10_000, description="Longest question, in characters.")

    keep_unanswered: bool = Field(
        True, description="Keep questions that were not answered, for the office; they may name persons."
    )

    @property
    def store_path(self) -> Path:
        return self.data / "kehoach.sqlite3"

    @property
    def index_path(self) -> Path:
        return self.data / "index"
