-- The first bytes of a file tell what it is, whatever its name says; lists do not open the files for it.
ALTER TABLE files ADD COLUMN start BLOB NOT NULL DEFAULT x'';
UPDATE files SET start = coalesce((SELECT substr(content, 1, 64) FROM contents WHERE file = files.id), x'');
