"""The hybrid retriever, and the embedding model, as LangChain's own kinds, to plug into other people's chains."""

from __future__ import annotations

from collections.abc import Callable

from langchain.embeddings import Embeddings
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.store import Filters
from index.embedder import Embedder
from index.library import Library
from index.query import Hit, Query


class KehoachRetriever(BaseRetriever):
    """Dense and lexical search in one.

    ``prepare`` turns what a person typed into a ``Query``; ``qa`` has one that restores accents and translates English
    terms, and without it the text is looked up as it stands. Metadata of a found document: ``document_id``, ``source``,
    ``title``, ``number``, ``issuer``, ``section``, ``page``, ``start``, ``end``, ``score``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 5
    filters: Filters = Filters()
    prepare: Callable[[str, Filters], Query] = lambda text, filters: Query(text, text, filters=filters)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [as_langchain(hit) for hit in self.library.search(self.prepare(query, self.filters), self.k)]


class KehoachEmbeddings(Embeddings):
    """The library's embedding model for LangChain's vector stores: lists of floats, unit norm."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each passage."""
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embedder.embed_question(text).tolist()
        return vector


def as_langchain(hit: Hit) -> Document:
    """A hit as a LangChain document: the passage's text, and where it stands."""
    passage, document = hit.passage.passage, hit.document
    return Document(
        page_content=hit.passage.text,
        metadata={
            "document_id": document.id,
            "source": document.source,
            "title": document.title,
            "number": document.header.number,
            "issuer": document.header.issuer,
            "section": list(passage.section),
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
