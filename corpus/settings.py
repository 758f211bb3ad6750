"""What an operator may set, by environment variable ``KEHOACH_…`` or command-line option."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: An origin as browsers send it: scheme, host in ASCII, and the port where it is not the scheme's own.
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?/?")
_OWN_PORT = {"http": "80", "https": "443"}


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

    origins: str | None = Field(
        None,
        description="Sites whose pages may hold the chat widget, as https://www.example.gov.vn, comma-separated; "
        "unset: none.",
    )
    rate_per_minute: int = Field(
        60, ge=1, le=100_000, description="Questions and ratings a minute that one address may send through the widget."
    )
    suggest: str | None = Field(None, description="Questions that the widget suggests, separated by vertical bars.")
    contact: str | None = Field(None, description="Whom to ask where the plans do not answer, as the widget says it.")

    @field_validator("origins")
    @classmethod
    def _origins(cls, value: str | None) -> str | None:
        origins = [_origin(part.strip()) for part in (value or "").split(",") if part.strip()]
        return ",".join(dict.fromkeys(origins)) or None

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        return tuple(self.origins.split(",")) if self.origins else ()

    @property
    def suggestions(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in (self.suggest or "").split("|") if part.strip())

    @property
    def store_path(self) -> Path:
        return self.data / "kehoach.sqlite3"

    @property
    def index_path(self) -> Path:
        return self.data / "index"

    @property
    def public_index_path(self) -> Path:
        """Where the indexes of what everyone may see are, while something else is stored too."""
        return self.data / "index-public"


def _origin(text: str) -> str:
    """An origin in the one spelling that browsers use; ``ValueError`` for what is none."""
    found = _ORIGIN.fullmatch(text.lower())
    if found is None:
        raise ValueError(f"{text!r} is no origin: write scheme and host alone, as https://www.example.gov.vn")
    port = "" if found["port"] in (None, _OWN_PORT[found["scheme"]]) else f":{found['port']}"
    return f"{found['scheme']}://{found['host']}{port}"
