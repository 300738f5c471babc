//! One round: every operation at one number of connections, the limit before and after.
use crate::http;
use crate::limit::Work;
use crate::load::{Cell, Operation, Repeat, measure};
use crate::measure::{self, Like, Limits, rate_of};
use crate::operations::{
    AskDevice, Authorize, ByKey, Flow, Front, PollDevice, Redeem, Register, Rotate, Stock,
    client_credentials, document, introspection, member, userinfo,
};
use crate::process::Server;
use crate::provider::Provider;
use crate::report::{Against, Line, Report};
use crate::sign_in::{ByPasskey, ByPassword};
use latchkey_authenticators::Device;
use std::rc::Rc;
use std::time::Duration;

/// What a round works with.
pub struct Round<'a> {
    /// In the table.
    pub database: &'static str,
    /// How many connections at once.
    pub connections: usize,
    /// How long a cell takes.
    pub lasting: Duration,
    /// The operation that gets three times that, and the others little.
    pub closely: Option<&'a str>,
    /// The limit on the same database.
    pub limit: &'a Server,
    /// The provider.
    pub provider: &'a Provider,
    /// Who signs in.
    pub people: &'a People,
    /// Where the lines go.
    pub report: &'a mut Report,
}

/// Who signs in, and with what.
pub struct People {
    /// The `Cookie` header of a browser that is signed in.
    pub cookies: String,
    /// Another person's device, with a passkey.
    pub device: Device,
}

/// Somewhat less than the default of `cache.tokens`.
const MOST_CODES: usize = 7500;

/// Devices that wait while some of them poll.
const WAITING_DEVICES: usize = 20_032;

/// The limit that was set, and the one that does the same as the operation.
type Limited = (Like, Like);

/// Nothing is written or signed.
const PLAIN: Limited = (&[measure::JSON], &[measure::JSON]);
/// An access token that is a row.
const OPAQUE: Limited = (&[measure::ES256_ROW], &[measure::ROW]);
/// Access tokens that leave no row.
const JWT_ES256: Limited = (&[measure::ES256_ROW], &[measure::ES256]);
/// See [`JWT_ES256`].
const JWT_RS256: Limited = (&[measure::RS256_ROW], &[measure::RS256]);
/// An assertion and a token.
const BY_KEY: Limited = (&[measure::CHECK_2_ROWS], &[measure::CHECK_2_ROWS]);
/// The client and the revision of its tenant.
const REGISTERED: Limited = (&[measure::ROWS_2], &[measure::ROWS_2]);
/// An authorization with its code or its access token, and an ID token.
const IN_FRONT: Limited = (&[measure::ES256_2_ROWS], &[measure::ES256_2_ROWS]);
/// What is spent and two tokens, and an ID token for one reader.
const ENCRYPTED: Limited = (&[measure::JWE_3_ROWS], &[measure::JWE_3_ROWS]);
/// An authorization with its code.
const AUTHORIZED: Limited = (&[measure::ES256_ROW], &[measure::ROWS_2]);
/// What is spent and two tokens, and an ID token.
const SPENT: Limited = (&[measure::ES256_ROW], &[measure::ES256_3_ROWS]);
/// A password is hashed and compared.
const BY_PASSWORD: Limited = (&[measure::HASH], &[measure::HASH]);
/// A signature is checked; a session, an authorization and its code are written.
const BY_PASSKEY: Limited = (&[measure::CHECK_3_ROWS], &[measure::CHECK_3_ROWS]);
/// [`AUTHORIZED`] and then [`SPENT`].
const BOTH: Limited =
    (&[measure::ES256_ROW, measure::ES256_ROW], &[measure::ROWS_2, measure::ES256_3_ROWS]);

impl Round<'_> {
    /// Measures everything.
    pub async fn run(mut self) -> Result<(), String> {
        let (before, lines) = self.limits().await?;
        lines.iter().for_each(|line| println!("{}", line.row()));
        self.report.lines.extend(lines);
        let first = self.report.lines.len();
        self.documents().await?;
        self.clients().await?;
        self.people().await?;
        self.front_channel().await?;
        self.encrypted().await?;
        self.devices().await?;
        self.sign_ins().await?;
        let (after, _) = self.limits().await?;
        let mut limits = before;
        limits.iter_mut().zip(after).for_each(|(rate, after)| *rate = (*rate + after) / 2.0);
        for line in &mut self.report.lines[first..] {
            let Some(against) = &mut line.against else { continue };
            against.share = line.cell.rate() / rate_of(against.limit, &limits);
            against.like_share = line.cell.rate() / rate_of(against.like, &limits);
        }
        self.show(first);
        Ok(())
    }

    /// Lines are shown once both measurements of the limit are known.
    fn show(&self, first: usize) {
        for line in &self.report.lines[first..] {
            println!("{}", line.row());
        }
    }

    async fn limits(&self) -> Result<(Limits, Vec<Line>), String> {
        let form = "grant_type=authorization_code&code=lkc_00000000000000000000000000000000000000";
        let (mut rates, mut lines) = (Limits::default(), Vec::new());
        for (rate, of) in rates.iter_mut().zip(measure::ALL) {
            let request = match of.work {
                Work::Document => http::get(of.path, ""),
                _ => http::post(of.path, "", form),
            };
            let repeat = Repeat { request, status: 200 };
            let all = vec![repeat; self.connections];
            let (cell, _) = measure(self.limit.address, all, self.lasting).await?;
            *rate = cell.rate();
            lines.push(self.line(of.name, cell));
        }
        Ok((rates, lines))
    }

    fn line(&self, operation: &'static str, cell: Cell) -> Line {
        let (database, connections) = (self.database, self.connections);
        let (against, statements) = (None, None);
        Line { database, connections, operation, cell, against, statements }
    }

    /// Measures one operation with the statements that it needs.
    async fn measure<O: Operation>(
        &mut self,
        operation: &'static str,
        (limit, like): Limited,
        all: Vec<O>,
    ) -> Result<Vec<O>, String> {
        let before = self.provider.statements().await?;
        let address = self.provider.server.address;
        let lasting = match self.closely {
            None => self.lasting,
            Some(name) if operation.contains(name) => self.lasting * 3,
            Some(_) => self.lasting / 10,
        };
        let measured = measure(address, all, lasting).await;
        let (cell, all) = measured.map_err(|problem| format!("{operation}: {problem}"))?;
        let after = self.provider.statements().await?;
        let done = cell.done.max(1) as f64;
        let mut line = self.line(operation, cell);
        line.against = Some(Against { limit, share: 0.0, like, like_share: 0.0 });
        line.statements =
            Some(((after.read - before.read) / done, (after.written - before.written) / done));
        self.report.lines.push(line);
        Ok(all)
    }

    async fn repeat(
        &mut self,
        operation: &'static str,
        against: Limited,
        one: Repeat,
    ) -> Result<(), String> {
        let all = vec![one; self.connections];
        self.measure(operation, against, all).await.map(drop)
    }

    async fn documents(&mut self) -> Result<(), String> {
        let discovery = document("/.well-known/openid-configuration");
        self.repeat("discovery", PLAIN, discovery).await?;
        self.repeat("JWKS", PLAIN, document("/jwks")).await
    }

    async fn clients(&mut self) -> Result<(), String> {
        let opaque = client_credentials("bench", "app", false);
        self.repeat("client_credentials, opaque", OPAQUE, opaque).await?;
        let es256 = client_credentials("bench", "app", true);
        self.repeat("client_credentials, JWT ES256", JWT_ES256, es256).await?;
        let rs256 = client_credentials("bench", "app-rs256", true);
        self.repeat("client_credentials, JWT RS256", JWT_RS256, rs256).await?;
        let by_key = vec![ByKey::new(&self.provider.keys); self.connections];
        self.measure("client_credentials, private_key_jwt", BY_KEY, by_key).await?;
        let register = vec![Register::new(&self.provider.networks); self.connections];
        self.measure("registration", REGISTERED, register).await.map(drop)
    }

    /// Tokens from the authorization endpoint.
    async fn front_channel(&mut self) -> Result<(), String> {
        let rows = [("hybrid: code id_token", "code id_token"), ("implicit", "id_token token")];
        for (operation, response_type) in rows {
            let one = Front::new(&self.people.cookies, response_type);
            let all = vec![one; self.connections];
            self.measure(operation, IN_FRONT, all).await?;
        }
        Ok(())
    }

    /// ID tokens for one reader.
    async fn encrypted(&mut self) -> Result<(), String> {
        let codes = Stock::default();
        self.fill("app-jwe", &codes).await?;
        let redeem = vec![Redeem::new("app-jwe", &codes); self.connections];
        self.measure("code exchange, JWE ID token", ENCRYPTED, redeem).await.map(drop)
    }

    /// Devices that wait for somebody to enter their codes.
    async fn devices(&mut self) -> Result<(), String> {
        let codes = Rc::clone(&self.provider.devices);
        let missing = WAITING_DEVICES.saturating_sub(codes.borrow().len());
        let one = AskDevice::new(&self.provider.networks, &codes, missing / 64);
        let longest = Duration::from_secs(120);
        measure(self.provider.server.address, vec![one; 64], longest).await?;
        let apart = WAITING_DEVICES / self.connections;
        let polls = (0..self.connections).map(|at| PollDevice::new(&codes, at * apart)).collect();
        self.measure("device polls, 20,000 wait", PLAIN, polls).await.map(drop)
    }

    /// People who sign in again, each in a browser that knows them: with a password, and with a
    /// passkey.
    async fn sign_ins(&mut self) -> Result<(), String> {
        let (mut by_password, mut by_passkey) = (Vec::new(), Vec::new());
        for _ in 0..self.connections {
            by_password.push(ByPassword::new(self.provider.sign_in().await?));
            by_passkey.push(ByPasskey::open(self.provider, &self.people.device).await?);
        }
        self.measure("sign-in with a password", BY_PASSWORD, by_password).await?;
        self.measure("sign-in with a passkey", BY_PASSKEY, by_passkey).await.map(drop)
    }

    async fn people(&mut self) -> Result<(), String> {
        let codes = Stock::default();
        let authorize = vec![Authorize::new("app", &self.people.cookies, &codes); self.connections];
        self.measure("authorize, signed in", AUTHORIZED, authorize).await?;
        self.fill("app", &codes).await?;
        let redeem = vec![Redeem::new("app", &codes); self.connections];
        let redeemed = self.measure("code exchange", SPENT, redeem).await?;
        let answers: Vec<String> = redeemed.into_iter().filter_map(|one| one.last).collect();
        let first = answers.first().ok_or("no code was redeemed")?;
        let access = member(first, "access_token")?;
        let families: Result<Vec<Rotate>, String> = answers
            .iter()
            .map(|answer| Ok(Rotate::new(member(answer, "refresh_token")?)))
            .collect();
        self.measure("refresh rotation", SPENT, families?).await?;
        self.repeat("introspection", PLAIN, introspection(&access)).await?;
        self.repeat("userinfo", PLAIN, userinfo(&access)).await?;
        let flows = vec![Flow::new(&self.people.cookies); self.connections];
        self.measure("authorize → code → token", BOTH, flows).await.map(drop)
    }

    /// More codes, so that redeeming lasts; not more than a node keeps in memory, since a code is
    /// redeemed a moment after it was made.
    async fn fill(&self, client: &str, codes: &Stock) -> Result<(), String> {
        let authorize = vec![Authorize::new(client, &self.people.cookies, codes); 64];
        measure(self.provider.server.address, authorize, self.lasting).await?;
        let mut codes = codes.borrow_mut();
        let old = codes.len().saturating_sub(MOST_CODES);
        codes.drain(..old);
        Ok(())
    }
}
