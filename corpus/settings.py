"""What an operator may set, by environment variable ``KEHOACH_…`` or command-line option."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: An origin as browsers send it: scheme, host in ASCII, and the port where it is not the scheme's own.
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?/?")
#: A program's name and its key, in the letters that a "Bearer" token may have (RFC 6750).
_KEY = re.compile(r"(?P<name>[\w.-]{1,40}):(?P<key>[A-Za-z0-9\-._~+/]{16,}=*)")
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

    staff_password: SecretStr | None = Field(
        None,
        min_length=8,
        description="What staff must give to see more than the public (docs/operation.md); unset: nobody is asked who "
        "reaches the server directly.",
    )
    keys: SecretStr | None = Field(
        None, description="API keys of programs, with the rights of staff: name:key, comma-separated."
    )
    key_rate_per_minute: int = Field(600, ge=1, le=1_000_000, description="Requests a minute with one API key.")

    log_questions: Literal["off", "anonymous", "full"] = Field(
        "off",
        description="What the server logs of questions (docs/operation.md): nothing; without who asked, addresses and long "
        "numbers; or everything.",
    )
    log_days: int = Field(90, ge=1, le=3650, description="Days after which logged questions are deleted.")

    origins: str | None = Field(
        None,
        description="Sites whose pages may hold the chat widget, as https://www.example.gov.vn, comma-separated; "
        "unset: none.",
    )
    rate_per_minute: int = Field(
        60,
        ge=1,
        le=100_000,
        description="Questions and ratings a minute of one address, once other sites may ask or a password is set.",
    )
    suggest: str | None = Field(None, description="Questions that the widget suggests, separated by vertical bars.")
    contact: str | None = Field(None, description="Whom to ask where the plans do not answer, as the widget says it.")

    @field_validator("origins")
    @classmethod
    def _origins(cls, value: str | None) -> str | None:
        origins = [_origin(part.strip()) for part in (value or "").split(",") if part.strip()]
        return ",".join(dict.fromkeys(origins)) or None

    @field_validator("keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        _keys(value)
        return value

    @property
    def api_keys(self) -> dict[str, str]:
        """The keys of programs by their names."""
        return _keys(self.keys)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        return tuple(self.origins.split(",")) if self.origins else ()

    @property
    def counts_addresses(self) -> bool:
        """Whether what one address asks is bounded."""
        return bool(self.origins or self.staff_password)

    @property
    def suggestions(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in (self.suggest or "").split("|") if part.strip())

    @property
    def store_path(self) -> Path:
        return self.data / "kehoach.sqlite3"

    @property
    def log_path(self) -> Path:
        """Where questions are logged, a file for each day."""
        return self.data / "log"

    @property
    def questions_path(self) -> Path:
        """The office's own question set, for `kehoach eval`."""
        return self.data / "questions.jsonl"

    @property
    def runs_path(self) -> Path:
        """Where `kehoach eval run` keeps its runs unless it is told otherwise."""
        return self.data / "eval"

    @property
    def index_path(self) -> Path:
        return self.data / "index"

    @property
    def public_index_path(self) -> Path:
        """Where the indexes of what everyone may see are, while something else is stored too."""
        return self.data / "index-public"

    @property
    def pages_path(self) -> Path:
        return self.data / "pages"


#: The settings whose values are shown to nobody.
SECRETS = frozenset(name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation))


def _keys(value: SecretStr | None) -> dict[str, str]:
    """Keys by their names; ``ValueError`` for what is none, without the key."""
    parts = [part.strip() for part in (value.get_secret_value() if value else "").split(",") if part.strip()]
    found = [_KEY.fullmatch(part) for part in parts]
    for number, key in enumerate(found, start=1):
        if key is None:
            raise ValueError(f"the {number}. entry is no name:key with a key of at least 16 letters, digits or -._~+/=")
    keys = {key["name"]: key["key"] for key in found if key is not None}
    if len(keys) < len(parts) or len(set(keys.values())) < len(parts):
        raise ValueError("a name or a key stands there twice")
    return keys


def _origin(text: str) -> str:
    """An origin in the one spelling that browsers use; ``ValueError`` for what is none."""
    found = _ORIGIN.fullmatch(text.lower())
    if found is None:
        raise ValueError(f"{text!r} is no origin: write scheme and host alone, as https://www.example.gov.vn")
    port = "" if found["port"] in (None, _OWN_PORT[found["scheme"]]) else f":{found['port']}"
    return f"{found['scheme']}://{found['host']}{port}"
