//! "Create account".
//!
//! Nothing exists before the address is proven: what was typed waits, hash instead of password,
//! with the mailed proof. Security: an address that has an account gets the same answer on the
//! page; only its owner learns of it, by mail. Where the tenant lets people do without a password, a
//! passkey is made once the address is proven ([`super::new_account`]).
use super::mails::{Letter, Mailed, harmless_name};
use super::strength::strength;
use super::{
    Answered, Pass, PassPath, Progress, Purpose, Verifying, asks_who, enrol_passkey, enter,
    new_account,
};
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::new_passwords;
use crate::terms;
use crate::visit::{Visit, draw};
use crate::work::{self, At};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use latchkey_accounts::{
    Account, DomainProblem, NameProblem, Profile, SignUp, SignUpProblem, TermsAnswer, normal_form,
    register,
};
use latchkey_authn::Weakness;
use latchkey_authn::throttle::Kind;
use latchkey_base::{AccountId, Secret};
use latchkey_store::{InteractionRecord, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{CreateAccountPage, CreateAccountProblem, Strength};
use serde_json::{Value, json};

/// `GET …/signup`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath) -> Answered {
    let mut pass = enter!(visit, path);
    if !is_open(&pass) {
        return Ok(pass.go_on());
    }
    ask(&mut pass).await?;
    let email = pass.progress.identifier.clone().filter(|typed| typed.contains('@'));
    let typed = Typed { email: email.unwrap_or_default(), ..Typed::default() };
    Ok(page(&pass, StatusCode::OK, &typed, &[], None))
}

/// `POST …/signup`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    if !is_open(&pass) {
        return Ok(pass.go_on());
    }
    enrol_passkey::note_ability(&mut pass, &form);
    let typed = Typed::read(&form);
    if !pass.sent(&form) {
        ask(&mut pass).await?;
        let problems = [CreateAccountProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, &typed, &problems, None));
    }
    let refused = |pass: &Pass, status, problems: &[CreateAccountProblem], strength| {
        Ok(page(pass, status, &typed, problems, strength))
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let password = form.text("password");
    let with_passkey = form.text("with") == "passkey" && new_account::is_offered(&pass.visit);
    let (account, mut problems) = match typed.account(&pass) {
        Ok(account) => (Some(account), Vec::new()),
        Err(problems) => (None, problems),
    };
    let words = [&typed.name, &typed.email, &typed.username].map(String::as_str);
    let judged = match with_passkey {
        true => Ok(()),
        false => new_passwords::is_strong(&pass.visit, password, &words),
    };
    problems.extend(judged.as_ref().err().map(|weakness| password_problem(password, weakness)));
    let (Some(account), true) = (account, problems.is_empty()) else {
        let strength = judged.err().as_ref().and_then(strength);
        ask(&mut pass).await?;
        return refused(&pass, unprocessable, &problems, strength);
    };
    if let Counted::Wait(until) = count(&mut pass, &normal_form(&typed.email), &form).await? {
        let problems = [CreateAccountProblem::TooManyAttempts { until }];
        return refused(&pass, StatusCode::TOO_MANY_REQUESTS, &problems, None);
    }
    let phc = match with_passkey {
        true => None,
        false => match hashed(&pass.visit, password).await? {
            Ok(phc) => Some(phc),
            Err(weakness) => {
                let problems = [password_problem(password, &weakness)];
                return refused(&pass, unprocessable, &problems, strength(&weakness));
            }
        },
    };
    let accepted = terms::with_an_account(&pass.visit, &form, Some(&pass.client));
    if begin(&pass, (account, accepted), phc).await? {
        return Ok(pass.visit.go(&pass.path("verify")));
    }
    refused(&pass, unprocessable, &[CreateAccountProblem::UsernameTaken], None)
}

fn form_name(pass: &Pass) -> String {
    format!("{}/signup", pass.id())
}

/// Has the page ask for work, if many accounts were made from there.
async fn ask(pass: &mut Pass) -> Result<(), Trouble> {
    let form_name = form_name(pass);
    work::ask(&mut pass.visit, Tried::new(Kind::SignUp, ""), At::form(&form_name)).await
}

/// Counts the account, which may be asked for work, and the mail that goes to the address.
async fn count(pass: &mut Pass, normal: &str, form: &Form) -> Result<Counted, Trouble> {
    let form_name = form_name(pass);
    let (account, at) = (Tried::new(Kind::SignUp, normal), At::form(&form_name));
    match work::count(&mut pass.visit, account, (form, at)).await? {
        Counted::Go(_) => attempts::count(&pass.visit, Tried::new(Kind::Mail, normal)).await,
        wait => Ok(wait),
    }
}

/// The hash of a new password, unless that is known from a leak.
async fn hashed(visit: &Visit, password: &str) -> Result<Result<String, Weakness>, Trouble> {
    if let Err(weakness) = new_passwords::is_secret(visit, password).await {
        return Ok(Err(weakness));
    }
    let parameters = visit.tenant.settings().password.hash;
    Ok(Ok(visit.app.hashing.hash(Secret::from(password), &parameters).await?))
}

/// Mails the proof, or a notice if the address has an account. `false`: the user name is taken.
async fn begin(
    pass: &Pass,
    (account, terms): (Account, Option<TermsAnswer>),
    phc: Option<String>,
) -> Result<bool, Trouble> {
    let visit = &pass.visit;
    let email = account.email.clone().unwrap_or_default();
    let name = account.profile.name.clone();
    let name = name.as_deref().and_then(harmless_name);
    let language = pass.language();
    let letter = Letter { visit, address: &email, name, language, owner: None };
    let own_name = Some(normal_form(&account.username)).filter(|name| *name != normal_form(&email));
    let payload = json!({ "account": account, "password": phc, "terms": terms });
    let mailed = Mailed::new(visit, Purpose::SignUp, account.id, Some(pass.id()), payload.clone());
    let (verification, notice) =
        (mailed.verification(&letter)?, letter.notice(&Notice::AccountExists)?);
    let verifying = Verifying {
        account: account.id,
        email: email.clone(),
        purpose: Purpose::SignUp,
        payload: None,
    };
    let (record, progress) = (pass.record(), pass.progress.clone());
    let nobody = AccountId::new(visit.now, &*visit.app.entropy);
    let void = Mailed::new(visit, Purpose::SignUp, nobody, Some(pass.id()), Value::Null).proof;
    let (proof, normal) = (mailed.proof, normal_form(&email));
    let begun = visit.app.store.write(visit.tenant.id(), move |tx| {
        if let Some(name) = &own_name
            && tx.account_by_identifier(name)?.is_some()
        {
            return Ok(false);
        }
        let mut verifying = verifying.clone();
        if tx.account_by_identifier(&normal)?.is_some() {
            // Security: as much is written, of which nobody holds the link or the code.
            tx.put_proof(&void)?;
            notice.put(tx)?;
        } else {
            verifying.payload = Some(payload.clone());
            tx.put_proof(&proof)?;
            tx.put_message(&verification)?;
        }
        let progress =
            Progress { verifying: Some(verifying), new_account: None, ..progress.clone() };
        let progress = serde_json::to_value(&progress).unwrap_or_default();
        tx.update_interaction(&InteractionRecord { progress, ..record.clone() })?;
        Ok::<_, TxError>(true)
    });
    let begun = begun.await?;
    visit.app.message_queued.notify_one();
    Ok(begun)
}

fn is_open(pass: &Pass) -> bool {
    pass.visit.tenant.settings().accounts.sign_up && asks_who(pass)
}

/// What is wrong with a password, in the words of the form.
pub(super) fn password_problem(password: &str, weakness: &Weakness) -> CreateAccountProblem {
    match weakness {
        _ if password.is_empty() => CreateAccountProblem::PasswordMissing,
        Weakness::TooShort { min } => CreateAccountProblem::PasswordTooShort { min: *min },
        Weakness::TooLong { max } => CreateAccountProblem::PasswordTooLong { max: *max },
        Weakness::TooWeak { .. } | Weakness::UsedBefore => CreateAccountProblem::PasswordWeak,
        Weakness::Breached => CreateAccountProblem::PasswordBreached,
    }
}

/// What was typed, but the password.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    username: String,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let field = |name| form.text(name).trim().to_owned();
        Self { name: field("name"), email: field("email"), username: field("username") }
    }

    fn account(&self, pass: &Pass) -> Result<Account, Vec<CreateAccountProblem>> {
        let visit = &pass.visit;
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let profile = Profile {
            name: given(&self.name),
            locale: Some(pass.language().tag().to_owned()),
            ..Profile::default()
        };
        let input = SignUp { username: given(&self.username), email: given(&self.email), profile };
        let id = AccountId::new(visit.now, &*visit.app.entropy);
        let made = register(input, &visit.tenant.settings().accounts, id, visit.now);
        let problems = match made {
            Ok(account) if !self.name.is_empty() => return Ok(account),
            Ok(_) => Vec::new(),
            Err(problems) => problems,
        };
        let nameless = self.name.is_empty().then_some(CreateAccountProblem::NameMissing);
        Err(nameless.into_iter().chain(problems.into_iter().map(translated)).collect())
    }
}

/// What is wrong with the rest, in the words of the form.
pub(super) fn translated(problem: SignUpProblem) -> CreateAccountProblem {
    match problem {
        SignUpProblem::Email(NameProblem::Missing) => CreateAccountProblem::EmailMissing,
        SignUpProblem::Email(_) => CreateAccountProblem::EmailMalformed,
        SignUpProblem::Domain(DomainProblem::Blocked) => CreateAccountProblem::DomainBlocked,
        SignUpProblem::Domain(DomainProblem::NotAllowed) => CreateAccountProblem::DomainNotAllowed,
        SignUpProblem::Username(_) => CreateAccountProblem::UsernameMalformed,
        SignUpProblem::Profile(_) | SignUpProblem::Closed => CreateAccountProblem::NameMissing,
    }
}

fn page(
    pass: &Pass,
    status: StatusCode,
    typed: &Typed,
    problems: &[CreateAccountProblem],
    strength: Option<Strength>,
) -> HttpResponse {
    let paths = ["signup", "abort", "login"].map(|step| pass.path(step));
    let [action, cancel, sign_in] = &paths;
    let min_length = pass.visit.tenant.settings().password.min_length;
    let terms = terms::beside_a_form(&pass.visit, pass.language());
    pass.page(status, |page| {
        draw(&CreateAccountPage {
            page,
            action,
            cancel_action: Some(cancel),
            sign_in_url: sign_in,
            name: &typed.name,
            email: &typed.email,
            username: &typed.username,
            min_length,
            terms,
            passkey: new_account::is_offered(&pass.visit),
            strength,
            problems,
        })
    })
}
