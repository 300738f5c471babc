//! Pieces of SQL that several statements share; macros, because constants are put together of
//! literals only.

/// That what the row `$row` descends from has not ended, and its client is not switched off.
macro_rules! is_live {
    ($row:literal) => {
        concat!(
            "(SELECT (SELECT NOT k.disabled FROM clients k \
               WHERE k.tenant_id = a.tenant_id AND k.client_key = a.client_key) \
             FROM authorizations a WHERE a.tenant_id = ",
            $row,
            ".tenant_id AND a.authorization_id = ",
            $row,
            ".authorization_id AND a.ended_at IS NULL)"
        )
    };
}

/// The authorization of the row `$row`, as the columns `id` and `kept`.
macro_rules! authorization_of {
    ($row:literal) => {
        concat!(
            $row,
            ".authorization_id AS id, \
             (SELECT a.expires_at FROM authorizations a WHERE a.tenant_id = ",
            $row,
            ".tenant_id AND a.authorization_id = ",
            $row,
            ".authorization_id) AS kept"
        )
    };
}
