-- A file keeps the ids of its documents when it moves; how it looked on disk tells that it need not be read again.
ALTER TABLE files ADD COLUMN name TEXT;  -- the id of its first document; of the others the beginning
ALTER TABLE files ADD COLUMN stamp TEXT; -- see corpus/folder.py; NULL: not to be trusted
-- Apart, since a row's columns behind a long one are reached only through all of it.
CREATE TABLE contents (
    file INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
    content BLOB NOT NULL                -- the file itself, for GET /api/documents/{id}/file
);
INSERT INTO contents SELECT id, content FROM files;
ALTER TABLE files DROP COLUMN content;
UPDATE files SET name = (SELECT id FROM documents WHERE file = files.id AND position = 0);
CREATE UNIQUE INDEX files_by_name ON files(name);
CREATE INDEX files_by_content ON files(content_hash);
-- Files and folders that cannot be read, until they are mended or gone. What was stored of them before stays.
CREATE TABLE failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,            -- as files.key
    source TEXT NOT NULL,                -- the name
    message TEXT NOT NULL, remedy TEXT NOT NULL,
    content_hash TEXT,                   -- of the content that cannot be read; NULL: it was not even opened
    reader TEXT NOT NULL,                -- what could not read it; another may
    stamp TEXT,
    at TEXT NOT NULL
);
