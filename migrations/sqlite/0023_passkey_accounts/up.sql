-- Whoever does without a password has chosen so, which a password that is merely missing does not tell: one that a
-- lock took away, or that an import never brought.
ALTER TABLE accounts ADD COLUMN passkey_only INTEGER NOT NULL DEFAULT 0;
