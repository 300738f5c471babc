DROP TABLE account_deletions;
DROP TABLE account_events;
