"""Every error that a person may meet, on one screen.

An error says what happened, to what, and what to do about it. ``api.py`` maps ``status`` to an HTTP answer and ``cli.py``
maps ``exit_code`` to the process's exit, each in one place.
"""

from __future__ import annotations


class KehoachError(Exception):
    """What happened (``message``, which names the file or field) and what to do (``remedy``)."""

    status = 500
    exit_code = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


class UnreadableFile(KehoachError):
    """A file that cannot become a document: damaged, empty, too large, not what its name says."""

    status = 422
    exit_code = 3


class UnsupportedFile(UnreadableFile):
    """A kind of file that no loader reads."""

    status = 415


class FileTooLarge(UnreadableFile):
    """A file over the size limit; nothing of it was read."""

    status = 413


class EncryptedFile(UnreadableFile):
    """A file that needs a password."""


class NeedsOCR(UnreadableFile):
    """A file of page images without text."""


class NothingToIngest(KehoachError):
    """A folder or list of paths in which there is no plan."""

    status = 422
    exit_code = 3


class FolderGone(KehoachError):
    """A folder whose files went all at once, as they do when a disk or share is not connected."""

    status = 409
    exit_code = 3

    def __init__(self, folder: str, stored: int, found: str) -> None:
        super().__init__(
            f"{folder} {found}; {stored} file{'' if stored == 1 else 's'} of it stay{'s' if stored == 1 else ''} stored.",
            "Connect its disk or share and sync again; or, if they are to go from the store too, say so with --remove-all.",
        )


class BadQuestion(KehoachError):
    """A question, filter or limit that cannot be served as it stands."""

    status = 422
    exit_code = 2


class NotFound(KehoachError):
    """A document that the store does not hold."""

    status = 404
    exit_code = 4


class EmptyCorpus(KehoachError):
    """A question asked before anything was ingested."""

    status = 503
    exit_code = 4


class Busy(KehoachError):
    """Too much of a kind is being done at once."""

    status = 503


class StoreError(KehoachError):
    """A store that is damaged, or made by a newer version."""

    status = 503
    exit_code = 5


class ModelError(KehoachError):
    """An embedding model that is missing, damaged, or not the one the vectors were made with."""

    status = 503
    exit_code = 5
