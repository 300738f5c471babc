//! What a tenant's settings say that it cannot mean.
use super::Finding;
use latchkey_accounts::idle_domains;
use latchkey_server::provision::check_settings;
use latchkey_store::TenantRecord;

/// One finding for each thing that is wrong or odd.
pub fn look(tenant: &TenantRecord) -> Vec<Finding> {
    let wrong = check_settings(&tenant.settings).into_iter();
    let wrong = wrong.map(|invalid| format!("{} {}", invalid.key, invalid.why));
    let idle = idle_domains(&tenant.settings.accounts).into_iter();
    let idle = idle.map(|entry| format!("{} {}", entry.key, entry.why));
    let finding = |text| {
        let advice = "change it with latchkey import";
        Finding::problem(format!("settings {}", tenant.group), text, advice)
    };
    wrong.chain(idle).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_base::{TenantId, Timestamp};
    use latchkey_store::TenantSettings;

    #[test]
    fn odd_lists_of_domains_are_told_with_their_place() {
        let mut settings = TenantSettings::default();
        settings.accounts.domains_allowed = vec!["a.example".into(), "a.example".into()];
        settings.accounts.domains_blocked = vec!["not a domain".into()];
        let tenant = TenantRecord {
            id: TenantId::from_bytes([1; 16]),
            group: "acme".into(),
            pretty_name: None,
            name: "Acme".into(),
            settings,
            disabled: false,
            revision: 1,
            created_at: Timestamp::from_seconds(0),
        };
        let found: Vec<String> = look(&tenant).into_iter().map(|finding| finding.text).collect();
        assert_eq!(
            found,
            [
                "accounts.domains_blocked[0] is no domain like example.com or *.example.com",
                "accounts.domains_allowed[1] is listed twice",
            ]
        );
    }
}
