//! Saying what was done.
use super::plan::{Action, Step, TenantPlan};
use crate::failure::Failure;
use crate::print;
use serde_json::{Value, json};

/// Prints every step that does something, made secrets, and how many there were.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(plans: &[TenantPlan], dry_run: bool, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return print::json(&document(plans, dry_run));
    }
    let (mut made, mut changed, mut kept) = (0, 0, 0);
    for plan in plans {
        for step in &plan.steps {
            match step.action.word() {
                "make" => made += 1,
                "change" => changed += 1,
                _ => kept += 1,
            }
            if let Some(line) = line(&plan.record.group, step, dry_run) {
                print::line(&line)?;
            }
        }
    }
    if made + changed == 0 {
        return print::line(&format!("Nothing to do: all {kept} are as described."));
    }
    let would = if dry_run { "To do" } else { "Done" };
    print::line(&format!("{would}: {made} made, {changed} changed, {kept} left as they are."))
}

fn line(group: &str, step: &Step, dry_run: bool) -> Option<String> {
    let what = match step.kind {
        "tenant" => format!("tenant {}", step.name),
        kind => format!("tenant {group}: {kind} {}", step.name),
    };
    let would = if dry_run { "would be " } else { "" };
    let secret = match &step.secret {
        Some(_) if dry_run => ", with a new secret".to_owned(),
        Some(secret) => format!(", client_secret {} (not shown again)", secret.expose()),
        None => String::new(),
    };
    match step.action.members() {
        None if step.action.word() == "keep" => None,
        None => Some(format!("{what} {would}made{secret}")),
        Some(members) => Some(format!("{what} {would}changed: {}{secret}", members.join(", "))),
    }
}

fn document(plans: &[TenantPlan], dry_run: bool) -> Value {
    let step = |group: &str, step: &Step| {
        let secret = step.secret.as_ref().filter(|_| !dry_run);
        json!({
            "tenant": group,
            "kind": step.kind,
            "name": step.name,
            "action": step.action.word(),
            "members": step.action.members(),
            "client_secret": secret.map(|secret| secret.expose().as_str()),
        })
    };
    let steps: Vec<Value> = plans
        .iter()
        .flat_map(|plan| plan.steps.iter().map(|it| step(&plan.record.group, it)))
        .collect();
    json!({ "dry_run": dry_run, "steps": steps })
}

impl Action {
    fn word(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::MakeTenant(_)
            | Self::MakeClient(_)
            | Self::MakePerson(_)
            | Self::MakeOrganization(_)
            | Self::AddMember(_) => "make",
            Self::ChangeTenant(..)
            | Self::ChangeClient(..)
            | Self::ChangePerson(..)
            | Self::ChangeOrganization(..)
            | Self::ChangeMember(..) => "change",
        }
    }

    fn members(&self) -> Option<&[&'static str]> {
        match self {
            Self::ChangeTenant(_, members)
            | Self::ChangeClient(_, members)
            | Self::ChangePerson(_, _, members)
            | Self::ChangeOrganization(_, members)
            | Self::ChangeMember(_, members) => Some(members),
            _ => None,
        }
    }
}
