-- A program from before reads settings strictly.
UPDATE tenants SET settings = (settings::jsonb #- '{protocol,account_calls}')::text;
