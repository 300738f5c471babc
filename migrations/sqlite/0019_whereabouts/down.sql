ALTER TABLE accounts DROP COLUMN two_factors;
DROP TABLE whereabouts;
