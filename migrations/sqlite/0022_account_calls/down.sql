-- A program from before reads settings strictly.
UPDATE tenants SET settings = json_remove(settings, '$.protocol.account_calls');
