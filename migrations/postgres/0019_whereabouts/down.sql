ALTER TABLE accounts DROP COLUMN two_factors;
DROP TABLE whereabouts;
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = (settings::jsonb #- '{accounts,tell_new_networks}' #- '{accounts,whereabouts_kept_for}'
    #- '{factors,ask_when_new}')::text;
DELETE FROM account_events WHERE document::jsonb ->> 'kind' IN
    ('two_factors_demanded', 'two_factors_released', 'browser_new', 'network_new');
