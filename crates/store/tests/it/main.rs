//! What the rest of Latchkey assumes about the store, tried on every backend.
#[cfg(test)]
mod databases;
#[cfg(test)]
mod world;

#[cfg(test)]
mod assertions;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod hot;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod people;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod sweeping;
