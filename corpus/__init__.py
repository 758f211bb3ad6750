"""Files to documents: loaders, cleaning, header, outline, passages, and the store that keeps them.

``load`` brings out a file's lines and tables, ``read`` makes documents of them, ``Store`` keeps documents with their
vectors. Every offset counts code points of the stored text.
"""

from corpus.documents import Document, Header, Page, Passage, Section
from corpus.errors import KehoachError
from corpus.loaders import load
from corpus.reader import read
from corpus.settings import Settings
from corpus.store import Filters, Store

__all__ = [
    "Document",
    "Filters",
    "Header",
    "KehoachError",
    "Page",
    "Passage",
    "Section",
    "Settings",
    "Store",
    "load",
    "read",
]
