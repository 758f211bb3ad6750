-- What is wrong with a file, as the class of the error: people are told it in their own language.
ALTER TABLE failures ADD COLUMN kind TEXT NOT NULL DEFAULT 'UnreadableFile';
