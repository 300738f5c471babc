//! What a tenant lets apps ask people.
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};

/// A tenant's settings for confirmations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmationPolicy {
    /// Clients that an operator lets (`client_device_challenge`) may ask people to confirm something
    /// (native contract U143).
    pub allowed: bool,
    /// How long a person has, where the app does not say.
    pub lifetime: Seconds,
    /// How long they have at most, whatever it says.
    pub longest_lifetime: Seconds,
    /// So many may wait for one person at once; of one client half as many.
    pub open_per_person: u16,
    /// So many may be asked of one person in an hour; by one client half as many. After one that they
    /// refused, that client asks them nothing until an hour after its time is over.
    pub hourly_per_person: u16,
    /// So many may one client ask for in an hour.
    pub hourly_per_client: u32,
    /// The person is mailed that something waits, though not what.
    pub mail: bool,
}

impl ConfirmationPolicy {
    /// The shortest time that somebody has.
    pub const SHORTEST_LIFETIME: Seconds = Seconds::new(30);
    /// The longest that any tenant lets anybody have.
    pub const LONGEST_LIFETIME: Seconds = Seconds::new(3600);
}

impl Default for ConfirmationPolicy {
    fn default() -> Self {
        Self {
            allowed: false,
            lifetime: Seconds::new(300),
            longest_lifetime: Seconds::new(900),
            open_per_person: 4,
            hourly_per_person: 20,
            hourly_per_client: 600,
            mail: false,
        }
    }
}
