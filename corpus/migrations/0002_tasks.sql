-- The task register: every assignment of every document. The last five columns are "comparable" text, for searching.
CREATE TABLE tasks (
    id TEXT NOT NULL UNIQUE,             -- made of the task's own words; stays while they stay
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- first, second, ... task of its document
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section TEXT NOT NULL,               -- JSON list: the heading path
    page INTEGER,
    roles TEXT NOT NULL,                 -- JSON list
    lead TEXT,
    coordinating TEXT NOT NULL,          -- JSON list
    others TEXT NOT NULL,                -- JSON list of [part, body]
    action TEXT NOT NULL, object TEXT NOT NULL, deadline TEXT,
    due_first TEXT, due_last TEXT, repeats TEXT, due_month INTEGER, due_day INTEGER,
    product TEXT, place TEXT,
    is_row INTEGER NOT NULL,             -- 1: a table row, 0: prose
    lead_names TEXT NOT NULL, coordinating_names TEXT NOT NULL, other_names TEXT NOT NULL,
    place_words TEXT NOT NULL,
    words TEXT NOT NULL                  -- of the evidence and the heading path
);
CREATE UNIQUE INDEX tasks_of_document ON tasks(document, position);
