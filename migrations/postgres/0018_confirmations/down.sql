DELETE FROM logout_deliveries WHERE kind <> 'backchannel_logout';
ALTER TABLE logout_deliveries DROP COLUMN kind;
DROP TABLE confirmations;
