"""Passages to ranked passages: embedder, FAISS vectors, tantivy words, and the hybrid search over both.

``Library`` holds a store with its indexes and keeps them in step. ``index.retriever`` offers both to LangChain
chains.
"""

from index.intake import FileReport
from index.library import Library
from index.query import Hit, Query

__all__ = ["FileReport", "Hit", "Library", "Query"]
