-- Accounts with a passkey and no password need no column: a password is a row that is not there. What is new are a
-- setting and kinds of events, which a program from before cannot read.
SELECT 1;
