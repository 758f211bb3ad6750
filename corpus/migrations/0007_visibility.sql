-- Documents for the office alone. What everyone may see has a generation of its own, which tells nothing of the others;
-- "withheld" grows when something that everyone could see becomes internal.
ALTER TABLE files ADD COLUMN internal INTEGER NOT NULL DEFAULT 0;
INSERT INTO meta SELECT 'public_generation', value FROM meta WHERE name = 'generation';
INSERT INTO meta VALUES ('withheld', '0');
