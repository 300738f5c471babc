//! Relying parties against the built provider, over HTTP.

#[cfg(test)]
mod certification;
#[cfg(test)]
mod check;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod client_authentication;
#[cfg(test)]
mod client_credentials;
#[cfg(test)]
mod clients_as_they_ship;
#[cfg(test)]
mod code_flow;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod encrypted_answers;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hybrid;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod jose;
#[cfg(test)]
mod log;
#[cfg(test)]
mod lost_factors;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod openidconnect_crate;
#[cfg(test)]
mod prompts;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod sign_out;
#[cfg(test)]
mod step_up;
#[cfg(test)]
mod subjects;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod whole_clients;
