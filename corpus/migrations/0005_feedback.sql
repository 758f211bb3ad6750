-- Thumbs up or down on an answer, with what the person says of it.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,                -- as it was shown
    rating TEXT NOT NULL,                -- up, down
    comment TEXT NOT NULL,               -- '' where none was made
    at TEXT NOT NULL,
    state TEXT NOT NULL                  -- open, closed
);
CREATE INDEX feedback_by_time ON feedback(at, id);
