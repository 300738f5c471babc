//! Clients are told that a session has ended (OIDC Back-Channel Logout).
use super::account_member::{at, at_home};
use super::{Op, quick, register, sign_in};
use crate::raw;
use latchkey_base::Seconds;
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_store::{Delivery, DeliveryOutcome};
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RelyingParty, decode_jwt};
use serde_json::json;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc as blocking;
use std::thread;
use tokio::sync::mpsc;

/// The server of a client: answers in turn with these statuses and hands on what it got. `None`
/// is an answer that does not come.
pub struct Listening {
    pub port: u16,
    pub requests: mpsc::UnboundedReceiver<String>,
    /// Keeps the connections that wait for an answer open.
    _held: blocking::Receiver<TcpStream>,
}

pub fn listening(answers: Vec<Option<&'static str>>) -> Listening {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, requests) = mpsc::unbounded_channel();
    let (hold, held) = blocking::channel();
    thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let _ = heard.send(request(&mut stream));
            match answer {
                Some(answer) => {
                    let head = format!("HTTP/1.1 {answer}\r\nConnection: close\r\n");
                    let body = "Content-Length: 0\r\n\r\n";
                    let _ = stream.write_all(format!("{head}{body}").as_bytes());
                }
                None => drop(hold.send(stream)),
            }
        }
    });
    Listening { port, requests, _held: held }
}

pub fn request(stream: &mut impl std::io::Read) -> String {
    let (mut request, mut octets) = (Vec::new(), [0u8; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.is_none_or(|length| body.len() >= length.parse::<usize>().unwrap()) {
                return String::from_utf8(request).unwrap();
            }
        }
        let read = stream.read(&mut octets).unwrap();
        assert!(read > 0, "the request is not complete");
        request.extend_from_slice(&octets[..read]);
    }
}

/// Where people may be sent after a sign-out.
const BYE: &str = "http://127.0.0.1:9/bye";

async fn start(ports: &[u16]) -> Op {
    let hosts = |port: &u16| ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}"));
    let allow: Vec<_> = ports.iter().flat_map(hosts).collect();
    let op = Op::start_with(quick(), |config| {
        config.workers.outbox_every = Seconds::new(1);
        config.metrics.listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        config.fetch.timeout = Seconds::minutes(10);
        config.fetch.allow.extend(allow.iter().map(|host| host.parse().unwrap()));
    });
    let op = op.await;
    for port in ports {
        let metadata = ClientMetadata {
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            post_logout_redirect_uris: vec![BYE.to_owned()],
            application_type: ApplicationType::Native,
            client_skip_consent: true,
            backchannel_logout_uri: Some(format!("http://127.0.0.1:{port}/out?from=op")),
            backchannel_logout_session_required: true,
            ..ClientMetadata::default()
        };
        register(&op, vec![(&port.to_string(), metadata)]).await;
    }
    op
}

/// Signs in to a client of that name, which is its port.
async fn enter(op: &Op, browser: &mut Browser, client_id: impl ToString) -> String {
    let issuer = format!("{}/t", op.running.public_url);
    let rp = RelyingParty::new(&issuer, &client_id.to_string(), REDIRECT_URI, Authentication::None);
    browser.open(&rp.depart(&[]).url).await;
    if browser.page().has("#login-form") {
        sign_in(browser, "alice").await;
    }
    browser.page().query("code").expect("a code")
}

pub async fn leave(op: &Op, browser: &mut Browser) {
    browser.open(format!("{}/t/session/end", op.running.public_url)).await;
    let page = browser.submit("logout-form", &[]).await;
    assert_eq!(page.status, 200, "{}", page.html);
}

pub fn token_in(request: &str) -> String {
    request.rsplit_once("\r\n\r\nlogout_token=").expect("a logout token").1.to_owned()
}

/// OIDC Back-Channel Logout §2.4, §2.5: a POST with a signed token to the registered address.
#[tokio::test]
async fn a_sign_out_posts_a_logout_token_to_the_client() {
    let mut client = listening(vec![Some("200 OK")]);
    let op = start(&[client.port]).await;
    let mut browser = op.browser();
    enter(&op, &mut browser, client.port).await;
    leave(&op, &mut browser).await;
    assert_eq!(browser.page().texts("#signed-out-apps li"), [client.port.to_string()]);
    let request = client.requests.recv().await.unwrap();
    assert!(request.starts_with("POST /out?from=op HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("application/x-www-form-urlencoded"), "{request}");
    let (header, claims) = decode_jwt(&token_in(&request));
    assert_eq!(header["typ"], "logout+jwt");
    assert_eq!(claims["iss"], format!("{}/t", op.running.public_url));
    assert_eq!(claims["aud"], client.port.to_string());
    assert_eq!(claims["iat"], 1_800_000_000);
    assert!(claims["sid"].is_string() && claims["sub"].is_string());
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(claims["events"], json!({event: {}}));
    assert!(claims.get("nonce").is_none());
}

/// A browser that goes on to the app at once shows nothing, so the account keeps who was told.
#[tokio::test]
async fn a_person_reads_afterwards_which_apps_were_told() {
    let mut client = listening(vec![Some("200 OK")]);
    let op = start(&[client.port]).await;
    let mut browser = op.browser();
    enter(&op, &mut browser, client.port).await;
    op.advance(1);
    let query = format!("client_id={}&post_logout_redirect_uri={BYE}", client.port);
    browser.open(format!("{}/t/session/end?{query}", op.running.public_url)).await;
    let page = browser.submit("logout-form", &[]).await;
    assert!(page.is_outside && page.url.as_str() == BYE, "{}", page.url);
    client.requests.recv().await.unwrap();
    op.advance(1);
    let mut later = at_home(&op, "alice").await;
    let page = later.open(at(&op, "/activity")).await;
    let about = page.texts("#event-list > li");
    let about: Vec<_> = about.iter().filter(|event| event.starts_with("Signed")).collect();
    let starts = |at: usize, with| about[at].starts_with(with);
    assert!(starts(0, "Signed in") && starts(1, "Signed out") && starts(2, "Signed in"));
    assert_eq!(about.len(), 3);
    assert!(about[1].contains(&client.port.to_string()), "{about:?}");
}

/// OIDC Back-Channel Logout §2.5, §2.8: what may pass is tried again after a pause, with a fresh
/// token; 204 is as good as 200.
#[tokio::test]
async fn a_fault_that_may_pass_is_tried_again_later() {
    let mut client = listening(vec![Some("503 Busy"), Some("204 No Content")]);
    let op = start(&[client.port]).await;
    let mut browser = op.browser();
    enter(&op, &mut browser, client.port).await;
    leave(&op, &mut browser).await;
    let (_, first) = decode_jwt(&token_in(&client.requests.recv().await.unwrap()));
    told(&op, "postponed").await;
    let [postponed] = &records(&op, client.port).await[..] else { panic!("one record") };
    assert_eq!((postponed.outcome, postponed.attempts), (DeliveryOutcome::Postponed, 1));
    assert_eq!(postponed.reason.as_deref(), Some("status 503"));
    op.advance(5);
    let (_, second) = decode_jwt(&token_in(&client.requests.recv().await.unwrap()));
    assert_eq!(second["iat"].as_i64().unwrap() - first["iat"].as_i64().unwrap(), 5);
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!(first["sid"], second["sid"]);
    told(&op, "delivered").await;
    assert_eq!(waiting(&op).await, 0);
    let [delivered] = &records(&op, client.port).await[..] else { panic!("one record") };
    assert_eq!((delivered.outcome, delivered.attempts), (DeliveryOutcome::Delivered, 2));
    assert_eq!((&delivered.reason, delivered.about), (&None, postponed.about));
}

/// What came of telling a client.
async fn records(op: &Op, client_id: impl ToString) -> Vec<Delivery> {
    let (store, client_id) = (op.beside.open().await, client_id.to_string());
    let read = move |tx: &mut dyn latchkey_store::Tx| {
        let client = tx.client(&client_id)?.expect("it is registered");
        tx.deliveries(client.key, 10)
    };
    let found: Result<_, latchkey_store::TxError> = store.read(op.beside.tenant.id, read).await;
    store.close().await;
    found.unwrap()
}

/// OIDC Back-Channel Logout §2.5, §2.8: 400 is an answer, and a redirect is none; neither is
/// asked again.
#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    for answer in ["400 Bad Request", "302 Found\r\nLocation: /elsewhere", "404 Not Found"] {
        let mut client = listening(vec![Some(answer)]);
        let op = start(&[client.port]).await;
        let mut browser = op.browser();
        enter(&op, &mut browser, client.port).await;
        leave(&op, &mut browser).await;
        client.requests.recv().await.unwrap();
        told(&op, "refused").await;
        assert_eq!(waiting(&op).await, 0, "{answer}");
        assert_eq!(records(&op, client.port).await[0].outcome, DeliveryOutcome::Refused);
    }
}

/// OIDC Back-Channel Logout §2.3: side by side, so that who does not answer holds up nobody, not
/// even those who are told later.
#[tokio::test]
async fn a_slow_client_holds_up_no_other() {
    let mut slow = listening(vec![None, None]);
    let mut quick = listening(vec![Some("200 OK"), Some("200 OK")]);
    let op = start(&[slow.port, quick.port]).await;
    for _ in 0..2 {
        let mut browser = op.browser();
        enter(&op, &mut browser, slow.port).await;
        enter(&op, &mut browser, quick.port).await;
        leave(&op, &mut browser).await;
        slow.requests.recv().await.unwrap();
        quick.requests.recv().await.unwrap();
    }
}

/// OIDC Back-Channel Logout §2.5: a host that answers nobody keeps as many places as it has, and no
/// more; what waits for one of them has not been tried, and others do not wait.
#[tokio::test]
async fn a_host_that_never_answers_keeps_its_own_places_only() {
    const PLACES: usize = 8;
    let mut slow = listening(vec![None; PLACES + 1]);
    let mut quick = listening(vec![Some("200 OK")]);
    let op = start(&[slow.port, quick.port]).await;
    let port = quick.port;
    let elsewhere = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        application_type: ApplicationType::Native,
        client_skip_consent: true,
        backchannel_logout_uri: Some(format!("http://localhost:{port}/out")),
        ..ClientMetadata::default()
    };
    register(&op, vec![("elsewhere", elsewhere)]).await;
    for number in 0..=PLACES {
        let mut browser = op.browser();
        enter(&op, &mut browser, slow.port).await;
        leave(&op, &mut browser).await;
        if number < PLACES {
            slow.requests.recv().await.unwrap();
        }
    }
    let mut browser = op.browser();
    enter(&op, &mut browser, "elsewhere").await;
    leave(&op, &mut browser).await;
    quick.requests.recv().await.unwrap();
    assert!(slow.requests.try_recv().is_err(), "the ninth waits for a place");
    told(&op, "delivered").await;
    let left = untried(&op).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].attempts, 0, "to wait is no attempt");
}

/// Messages that are due, and so under way nowhere.
async fn untried(op: &Op) -> Vec<latchkey_store::OutboxMessage> {
    let store = op.beside.open().await;
    let now = latchkey_base::Clock::now(&*op.clock);
    let due = move |tx: &mut dyn latchkey_store::Tx| {
        tx.due_messages(latchkey_store::About::LOGOUT, now, &latchkey_store::Busy::default(), 100)
    };
    let due: Result<Vec<_>, latchkey_store::TxError> =
        store.read(latchkey_store::Store::DEPLOYMENT, due).await;
    store.close().await;
    due.unwrap()
}

/// Waits until the operator's figures show that outcome.
async fn told(op: &Op, outcome: &str) {
    let line = format!("latchkey_backchannel_logouts_total{{outcome=\"{outcome}\"}} 1");
    let address = op.running.metrics_address.expect("it was asked for");
    while !raw::get(address, "/metrics", "").await.body.contains(&line) {
        tokio::task::yield_now().await;
    }
}

/// Messages that are not delivered yet, due or not.
async fn waiting(op: &Op) -> usize {
    let store = op.beside.open().await;
    let (late, later) = (latchkey_base::Seconds::new(80_000), latchkey_base::Seconds::new(80_001));
    let now = latchkey_base::Clock::now(&*op.clock);
    let claim = move |tx: &mut dyn latchkey_store::Tx| {
        tx.claim_messages(latchkey_store::About::LOGOUT, now + late, now + later, 100)
    };
    let claimed: Result<Vec<_>, latchkey_store::TxError> =
        store.write(latchkey_store::Store::DEPLOYMENT, claim).await;
    store.close().await;
    claimed.unwrap().len()
}
