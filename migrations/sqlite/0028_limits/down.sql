-- A program from before reads settings strictly.
UPDATE tenants SET settings = json_remove(settings,
    '$.protocol.lifetimes.client_assertion',
    '$.protocol.lifetimes.call_token',
    '$.protocol.lifetimes.signed_out_page',
    '$.protocol.most_claims',
    '$.protocol.registration.networks_per_site',
    '$.factors.proof_lifetime',
    '$.factors.companion_app_pause',
    '$.accounts.unlock_lifetime',
    '$.accounts.device_handover.waits',
    '$.throttle.proof_of_work.lifetime');
