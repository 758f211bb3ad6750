-- Vectors of each passage's tokens, for late interaction; none where the model has no token projection.
CREATE TABLE token_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE,
    dimension INTEGER NOT NULL,
    vectors BLOB NOT NULL                -- int8, tokens x dimension, unit vectors times 127
);
