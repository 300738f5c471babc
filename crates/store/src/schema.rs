//! The tables, valid for both backends: ids and hashes `Binary`, times `BigInt` milliseconds, flags `Bool`, texts `Text`.

diesel::table! {
    meta (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    tenants (tenant_id) {
        tenant_id -> Binary,
        group_name -> Text,
        pretty_name -> Nullable<Text>,
        name -> Text,
        settings -> Text,
        disabled -> Bool,
        revision -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    tenant_words (tenant_id, word) {
        tenant_id -> Binary,
        word -> Text,
    }
}

diesel::table! {
    signing_keys (tenant_id, key_id) {
        tenant_id -> Binary,
        key_id -> Binary,
        kid -> Text,
        alg -> Text,
        sealed -> Binary,
        state -> Text,
        created_at -> BigInt,
        active_from -> BigInt,
        retires_at -> Nullable<BigInt>,
        longest_token -> BigInt,
    }
}

diesel::table! {
    encryption_keys (tenant_id, key_id) {
        tenant_id -> Binary,
        key_id -> Binary,
        kid -> Text,
        alg -> Text,
        sealed -> Binary,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    clients (tenant_id, client_key) {
        tenant_id -> Binary,
        client_key -> Binary,
        client_id -> Text,
        metadata -> Text,
        secret_digest -> Nullable<Binary>,
        secret_sealed -> Nullable<Binary>,
        registration_token -> Nullable<Binary>,
        disabled -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    initial_access_tokens (tenant_id, hash) {
        tenant_id -> Binary,
        hash -> Binary,
        uses_left -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    accounts (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        username -> Text,
        username_normal -> Text,
        email -> Nullable<Text>,
        email_verified -> Bool,
        status -> Text,
        profile -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        first_used_at -> Nullable<BigInt>,
        password_demand -> Nullable<Text>,
        two_factors -> Bool,
        passkey_only -> Bool,
        refuses -> Text,
    }
}

diesel::table! {
    identifiers (tenant_id, identifier) {
        tenant_id -> Binary,
        identifier -> Text,
        account_id -> Binary,
    }
}

diesel::table! {
    passwords (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        phc -> Text,
        changed_at -> BigInt,
    }
}

diesel::table! {
    sessions (tenant_id, session_id) {
        tenant_id -> Binary,
        session_id -> Binary,
        browser -> Binary,
        account_id -> Binary,
        auth_time -> BigInt,
        amr -> Text,
        acr -> Nullable<Text>,
        user_agent -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
        proofs -> Text,
    }
}

diesel::table! {
    interactions (tenant_id, interaction_id) {
        tenant_id -> Binary,
        interaction_id -> Binary,
        browser -> Binary,
        client_key -> Nullable<Binary>,
        request -> Text,
        progress -> Text,
        version -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    authorizations (tenant_id, authorization_id) {
        tenant_id -> Binary,
        authorization_id -> Binary,
        client_key -> Binary,
        account_id -> Binary,
        session_id -> Nullable<Binary>,
        offline -> Bool,
        document -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    authorization_codes (tenant_id, hash) {
        tenant_id -> Binary,
        hash -> Binary,
        authorization_id -> Binary,
        redirect_uri -> Text,
        challenge -> Nullable<Binary>,
        expires_at -> BigInt,
        redeemed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    access_tokens (tenant_id, hash) {
        tenant_id -> Binary,
        hash -> Binary,
        client_key -> Binary,
        authorization_id -> Nullable<Binary>,
        scope -> Text,
        audience -> Text,
        issued_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    refresh_tokens (tenant_id, hash) {
        tenant_id -> Binary,
        hash -> Binary,
        authorization_id -> Binary,
        family_started_at -> BigInt,
        expires_at -> BigInt,
        rotated_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        successor -> Nullable<Binary>,
        successor_sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    device_codes (tenant_id, hash) {
        tenant_id -> Binary,
        hash -> Binary,
        user_code -> Binary,
        client_key -> Binary,
        request -> Text,
        authorization_id -> Nullable<Binary>,
        denied_at -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    devices (tenant_id, authorization_id) {
        tenant_id -> Binary,
        authorization_id -> Binary,
        account_id -> Binary,
        client_key -> Binary,
        name -> Nullable<Text>,
        model -> Nullable<Text>,
        software_version -> Nullable<Text>,
        created_at -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    handovers (tenant_id, authorization_id) {
        tenant_id -> Binary,
        authorization_id -> Binary,
        from_account -> Binary,
        to_account -> Nullable<Binary>,
        client_key -> Binary,
        code -> Binary,
        name -> Nullable<Text>,
        model -> Nullable<Text>,
        state -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    consents (tenant_id, account_id, client_key) {
        tenant_id -> Binary,
        account_id -> Binary,
        client_key -> Binary,
        consent_id -> Binary,
        scope -> Text,
        claims -> Text,
        granted_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    proofs (tenant_id, link) {
        tenant_id -> Binary,
        link -> Binary,
        purpose -> Text,
        account_id -> Binary,
        code -> Nullable<Binary>,
        attempts_left -> BigInt,
        interaction_id -> Nullable<Binary>,
        payload -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    lock_links (tenant_id, link) {
        tenant_id -> Binary,
        link -> Binary,
        account_id -> Binary,
        address -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    totps (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        sealed -> Binary,
        last_step -> BigInt,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    phones (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        number -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    companion_apps (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        handle -> Binary,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (tenant_id, account_id, digest) {
        tenant_id -> Binary,
        account_id -> Binary,
        digest -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    passkeys (tenant_id, credential_id) {
        tenant_id -> Binary,
        credential_id -> Binary,
        account_id -> Binary,
        user_handle -> Binary,
        credential -> Text,
        label -> Text,
        counter -> BigInt,
        backup_eligible -> Bool,
        backed_up -> Bool,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ceremonies (tenant_id, ceremony_id) {
        tenant_id -> Binary,
        ceremony_id -> Binary,
        owner -> Binary,
        state -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    passkey_refusals (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        refused_at -> BigInt,
    }
}

diesel::table! {
    push_subscriptions (tenant_id, session_id) {
        tenant_id -> Binary,
        session_id -> Binary,
        account_id -> Binary,
        sealed -> Binary,
        language -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    remembered_browsers (tenant_id, account_id, remembered_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        remembered_id -> Binary,
        digest -> Binary,
        user_agent -> Text,
        created_at -> BigInt,
        used_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    whereabouts (tenant_id, account_id, digest) {
        tenant_id -> Binary,
        account_id -> Binary,
        digest -> Binary,
        kind -> Text,
        seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    challenges (tenant_id, account_id, challenge_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        challenge_id -> Binary,
        interaction_id -> Binary,
        browser -> Binary,
        number -> BigInt,
        tries_left -> BigInt,
        state -> Text,
        decided_in -> Nullable<Binary>,
        app -> Nullable<Text>,
        address -> Text,
        user_agent -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    recoveries (tenant_id, account_id, recovery_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        recovery_id -> Binary,
        state -> Text,
        stop_link -> Binary,
        finish_link -> Binary,
        email -> Text,
        browser -> Binary,
        address -> Text,
        user_agent -> Text,
        reminder_id -> Binary,
        message_id -> Binary,
        created_at -> BigInt,
        ready_at -> BigInt,
        expires_at -> BigInt,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    confirmations (tenant_id, confirmation_id) {
        tenant_id -> Binary,
        confirmation_id -> Binary,
        client_key -> Binary,
        account_id -> Nullable<Binary>,
        lookup -> Binary,
        handle -> Text,
        client_state -> Text,
        app -> Text,
        title -> Text,
        header -> Text,
        message -> Text,
        callback -> Nullable<Text>,
        state -> Text,
        decided_in -> Nullable<Binary>,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    failures (tenant_id, failure_key) {
        tenant_id -> Binary,
        failure_key -> Binary,
        failed -> BigInt,
        first_at -> BigInt,
        last_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    assertions (tenant_id, client_key, jti) {
        tenant_id -> Binary,
        client_key -> Binary,
        jti -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    outbox (tenant_id, message_id) {
        tenant_id -> Binary,
        message_id -> Binary,
        kind -> Text,
        destination -> Text,
        sealed -> Binary,
        attempts -> BigInt,
        due_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    logout_deliveries (tenant_id, message_id) {
        tenant_id -> Binary,
        message_id -> Binary,
        client_key -> Binary,
        session_id -> Binary,
        outcome -> Text,
        attempts -> BigInt,
        reason -> Nullable<Text>,
        tried_at -> BigInt,
        expires_at -> BigInt,
        kind -> Text,
    }
}

diesel::table! {
    trails (tenant_id, reference) {
        tenant_id -> Binary,
        reference -> Text,
        document -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    account_events (tenant_id, account_id, event_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        event_id -> Binary,
        document -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    account_deletions (tenant_id, account_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        requested_at -> BigInt,
        due_at -> BigInt,
    }
}

diesel::table! {
    former_passwords (tenant_id, account_id, phc) {
        tenant_id -> Binary,
        account_id -> Binary,
        phc -> Text,
        replaced_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    terms_answers (tenant_id, account_id, answer_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        answer_id -> Binary,
        client_key -> Nullable<Binary>,
        version -> Text,
        accepted -> Bool,
        user_agent -> Nullable<Text>,
        app -> Nullable<Text>,
        answered_at -> BigInt,
    }
}

diesel::table! {
    organizations (tenant_id, organization_id) {
        tenant_id -> Binary,
        organization_id -> Binary,
        alias -> Text,
        name -> Text,
        two_factors -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        refuses_email -> Bool,
        refuses_sms -> Bool,
        refuses_totp -> Bool,
        refuses_approval -> Bool,
        refuses_recovery_code -> Bool,
        refuses_companion_app -> Bool,
    }
}

diesel::table! {
    memberships (tenant_id, account_id, organization_id) {
        tenant_id -> Binary,
        account_id -> Binary,
        organization_id -> Binary,
        role -> Text,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    authorizations,
    authorization_codes,
    devices,
    access_tokens,
    refresh_tokens,
    clients,
    accounts,
    passwords,
    identifiers,
    sessions,
    organizations,
    memberships,
    recoveries,
);
