-- Pages that were read from their pictures: how sure of them the reading is, and where their words stand.
CREATE TABLE scans (
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    number INTEGER NOT NULL,             -- the page of the file, from 1
    sure REAL NOT NULL,                  -- the mean over its words, 0 to 1
    words BLOB NOT NULL,                 -- see corpus/scans.py
    PRIMARY KEY (document, number)
);
