"""The routes of feedback: to give it, and for the office to list, close, open again and forget it."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from corpus.feedback import Feedback, Rating
from corpus.store import Store
from web.shapes import Forgotten, Text
from web.unanswered import Id


class FeedbackRequest(BaseModel):
    """A thumb up or down on an answer as it was shown."""

    model_config = ConfigDict(extra="forbid")
    question: Text = Field(min_length=1, max_length=2_000)
    answer: Text = Field("", max_length=10_000)
    rating: Rating
    comment: Text = Field("", max_length=2_000)


class FeedbackRow(BaseModel):
    """A rating that is kept."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    question: str
    answer: str
    rating: Rating
    comment: str
    at: datetime.datetime
    state: Literal["open", "closed"]

    @classmethod
    def of(cls, feedback: Feedback) -> FeedbackRow:
        return cls.model_validate(feedback)


class FeedbackList(BaseModel):
    """Ratings, the newest first; ``total`` counts every one that matches."""

    total: int
    feedback: list[FeedbackRow]


def feedback_router(store: Store) -> APIRouter:
    """The routes over one store; whoever may remove documents may use those of the office."""
    routes = APIRouter()

    @routes.post("/api/feedback", status_code=201)
    def give(request: FeedbackRequest) -> FeedbackRow:
        """Say whether an answer was right."""
        kept = store.keep_feedback(request.question, request.answer, request.rating, request.comment)
        return FeedbackRow.of(kept)

    @routes.get("/api/feedback")
    def feedback(
        rating: Rating | None = None,
        state: Literal["open", "closed", "all"] = "open",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    ) -> FeedbackList:
        """What people said of answers, the newest first."""
        wanted = None if state == "all" else state
        rows = [FeedbackRow.of(found) for found in store.feedback(rating, wanted, limit, offset)]
        return FeedbackList(total=store.count_feedback(rating, wanted), feedback=rows)

    @routes.post("/api/feedback/{id}/close")
    def close(id: Id) -> FeedbackRow:
        """Mark a rating as dealt with."""
        return FeedbackRow.of(store.close_feedback(id))

    @routes.post("/api/feedback/{id}/reopen")
    def reopen(id: Id) -> FeedbackRow:
        """Mark a rating as still to be dealt with."""
        return FeedbackRow.of(store.reopen_feedback(id))

    @routes.delete("/api/feedback/{id}")
    def forget(id: Id) -> Forgotten:
        store.remove_feedback(id)
        return Forgotten(removed=id)

    return routes
