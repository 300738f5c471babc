ALTER TABLE accounts DROP COLUMN two_factors;
DROP TABLE whereabouts;
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = json_remove(settings, '$.accounts.tell_new_networks', '$.accounts.whereabouts_kept_for',
    '$.factors.ask_when_new');
DELETE FROM account_events WHERE json_extract(document, '$.kind') IN
    ('two_factors_demanded', 'two_factors_released', 'browser_new', 'network_new');
