-- Files as ingested, the documents read from them, and what a document is made of.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,            -- where the file came from: an absolute path, or "upload:NAME"
    source TEXT NOT NULL,                -- the file's name
    content_hash TEXT NOT NULL,          -- BLAKE2b of the bytes
    recipe TEXT NOT NULL,                -- version of reading; other content or recipe: read again
    content BLOB NOT NULL,               -- the file itself, for GET /api/documents/{id}/file
    ingested_at TEXT NOT NULL
);
CREATE TABLE documents (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,             -- what people and the API use; stays when the file's content changes
    file INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,           -- first, second, ... document of its file
    title TEXT NOT NULL,
    number TEXT, type TEXT, issuer TEXT, place TEXT, date TEXT, year INTEGER, subject TEXT,
    legal_bases TEXT NOT NULL,           -- JSON list
    signer TEXT, signer_title TEXT,
    recipients TEXT NOT NULL,            -- JSON list
    text TEXT NOT NULL
);
CREATE TABLE sections (
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    heading TEXT NOT NULL, level INTEGER NOT NULL, parent INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (document, number, start)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section TEXT NOT NULL,               -- JSON list: the heading path
    kind TEXT NOT NULL, page INTEGER,
    vector BLOB NOT NULL                 -- float32, unit norm, the dimension of meta.model
);
CREATE INDEX passages_of_document ON passages(document);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0');
