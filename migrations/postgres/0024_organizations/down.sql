DROP TABLE memberships;
DROP TABLE organizations;
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = (settings::jsonb #- '{accounts,recovery,approve_by_organization}')::text;
DELETE FROM account_events WHERE document::jsonb ->> 'kind' IN
    ('recovery_vouched_for', 'member_vouched_for');
