-- Questions that the documents did not answer, kept for the office.
CREATE TABLE unanswered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folded TEXT NOT NULL UNIQUE,         -- the question's syllables without case and accents
    question TEXT NOT NULL,              -- as asked last
    language TEXT NOT NULL,
    understood_as TEXT NOT NULL,
    missing TEXT NOT NULL,               -- why it was not answered, in words
    nearest TEXT NOT NULL,               -- JSON list of document ids
    asked INTEGER NOT NULL,              -- how many times
    first_at TEXT NOT NULL, last_at TEXT NOT NULL,
    state TEXT NOT NULL                  -- open, closed
);
CREATE INDEX unanswered_by_time ON unanswered(last_at, id);
