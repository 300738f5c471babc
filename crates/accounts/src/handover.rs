//! Handing a device over to another person of the tenant.
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};

/// Whether people may hand devices over, and how long they have for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HandoverPolicy {
    /// People may.
    pub enabled: bool,
    /// How long a code is good.
    pub lifetime: Seconds,
    /// How long a device that was taken waits to be connected, before it is forgotten.
    pub waits: Seconds,
}

impl HandoverPolicy {
    /// The shortest lifetime of a code: somebody has to sign in meanwhile.
    pub const SHORTEST: Seconds = Seconds::minutes(5);
    /// The longest.
    pub const LONGEST: Seconds = Seconds::days(1);
    /// How many devices of one person may wait for somebody to take them.
    pub const MOST: usize = 5;
}

impl Default for HandoverPolicy {
    fn default() -> Self {
        Self { enabled: false, lifetime: Seconds::minutes(60), waits: Seconds::days(30) }
    }
}

/// What became of a handover.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandoverState {
    /// Its code can be used, unless it has expired.
    Open,
    /// Somebody took the device, and has not connected it yet.
    Taken,
    /// Somebody who had the code did not want it.
    Declined,
    /// Its owner thought better of it.
    Withdrawn,
}

impl HandoverState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Declined, Self::Withdrawn];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// By that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for state in HandoverState::ALL {
            assert_eq!(HandoverState::parse(state.name()), Some(state));
        }
        assert_eq!(HandoverState::parse("gone"), None);
    }
}
