DROP TABLE push_subscriptions;
DELETE FROM outbox WHERE kind = 'push';
-- A program from before reads settings strictly.
UPDATE tenants SET settings = json_remove(settings, '$.factors.push', '$.throttle.proof_of_work');
DELETE FROM account_events
WHERE json_extract(document, '$.kind') IN ('notifications_on', 'notifications_off');
