DROP TABLE push_subscriptions;
DELETE FROM outbox WHERE kind = 'push';
-- A program from before reads settings strictly.
UPDATE tenants
SET settings = (settings::jsonb #- '{factors,push}' #- '{throttle,proof_of_work}')::text;
DELETE FROM account_events
WHERE document::jsonb ->> 'kind' IN ('notifications_on', 'notifications_off');
