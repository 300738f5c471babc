//! What the rest of Latchkey assumes about the store, tried on every backend.
#[cfg(test)]
mod databases;
#[cfg(test)]
#[path = "../../../testkit/src/gate.rs"]
mod gate;
/// The test kit's own, without the rest of the kit, which would need the whole server.
#[cfg(test)]
#[expect(dead_code, reason = "databases with tables are for others: here they are made")]
#[path = "../../../testkit/src/postgres.rs"]
mod postgres;
#[cfg(test)]
#[path = "../../../testkit/src/require.rs"]
#[expect(dead_code, reason = "PostgreSQL is all that the store needs")]
mod require;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod things;
mod trails;
#[cfg(test)]
mod world;

#[cfg(test)]
mod assertions;
#[cfg(test)]
mod challenges;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod factors;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod going_back;
#[cfg(test)]
mod guarded;
#[cfg(test)]
mod handovers;
#[cfg(test)]
mod hot;
#[cfg(test)]
mod isolation;
mod locks;
#[cfg(test)]
mod logouts;
#[cfg(test)]
mod mailed;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod organizations;
mod passkeys;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod people;
#[cfg(test)]
mod push;
#[cfg(test)]
mod recoveries;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod remembered;
#[cfg(test)]
mod removal;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod sweeping;
#[cfg(test)]
mod whereabouts;
