//! Accounts: who a person is to a tenant, and the rules of making and changing one.
//!
//! Pure functions over plain values. Whether a name is free is the store's to say, whether a
//! password is good is `authn`'s.

mod account;
mod claims;
mod domains;
mod email;
mod event;
mod handover;
mod names;
mod organization;
mod phone;
mod policy;
mod profile;
mod recovery;
mod refused_factors;
mod sign_in;
mod sign_up;
mod terms;

pub use account::{Account, AccountStatus, Address, PasswordDemand, Profile};
pub use claims::claims;
pub use domains::{
    AddressProblem, DomainNonsense, DomainProblem, admit, idle_domains, malformed_domains,
    own_address,
};
pub use email::{VerifyError, change_email, move_to, verify_email};
pub use event::{AccountEvent, EventKind};
pub use handover::{HandoverPolicy, HandoverState};
pub use names::{NameProblem, email, normal_form, username};
pub use organization::{
    MemberRole, Membership, Organization, OrganizationProblem, approves_for, check_organization,
};
pub use phone::{PhoneProblem, forget_phone, masked_number, phone_number, verify_phone};
pub use policy::{AccountPolicy, Branding};
pub use profile::{ProfileProblem, check_profile, tidy_profile};
pub use recovery::{
    RECOVERIES_COUNTED_OVER, RecoveriesLately, RecoveryPolicy, RecoveryState, may_recover_from,
};
pub use refused_factors::{RefusedFactors, UnknownFactor};
pub use sign_in::{SignInRefusal, may_sign_in};
pub use sign_up::{SignUp, SignUpProblem, accept_invitation, new_account, register};
pub use terms::{TermsAnswer, TermsDocument, TermsPolicy, TermsProblem, TermsText};
