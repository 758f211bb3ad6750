-- What each document says of others, and what tells whether it is another one again. Both are made of the stored text and
-- header, and made anew where the version of a fingerprint is not the present one.
CREATE TABLE relations (
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                  -- replaces, repeals, amends, implements, based_on
    part TEXT,                           -- what is touched of the target; NULL: the whole
    type TEXT, number TEXT, issuer TEXT, date TEXT, year INTEGER,  -- of the target, as cited
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    words TEXT NOT NULL,                 -- the citation as it is written
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE fingerprints (
    document INTEGER PRIMARY KEY REFERENCES documents(row) ON DELETE CASCADE,
    version TEXT NOT NULL,
    minima BLOB NOT NULL,                -- 128 uint32
    figures BLOB NOT NULL
);
