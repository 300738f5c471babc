//! The service of a companion app, as an operator runs one: the calls of the native contract §7.
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// One. Clones are the same one.
#[derive(Clone)]
pub struct CompanionService {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    requests: Vec<Value>,
    actions: BTreeMap<String, i64>,
    devices: BTreeMap<String, Vec<String>>,
    bearers: Vec<String>,
    is_down: bool,
}

/// What it was asked to show.
#[derive(Clone, Debug)]
pub struct CompanionRequest {
    /// What the service calls it.
    pub id: String,
    /// All that was posted.
    pub posted: Value,
}

impl CompanionRequest {
    /// What stands below that name.
    pub fn text(&self, pointer: &str) -> &str {
        self.posted.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The code that is shown.
    pub fn code(&self) -> String {
        let body = self.text("/content/body");
        let digits = body.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
        digits.expect("a code of six digits").to_owned()
    }

    /// What is posted to the callback when somebody presses something.
    pub fn answer(&self, action: i64) -> Value {
        json!({
            "id": self.id,
            "interactionDetails": self.posted["interactionDetails"],
            "action": action,
        })
    }
}

impl CompanionService {
    /// Begins to answer.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let service = Self { port, state: Arc::default() };
        let answering = service.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answering.serve(stream);
            }
        });
        service
    }

    /// What `fetch.allow` has to name.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Lines of a configuration file with this app, which is called so, in dotted form.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let url = format!("http://{}", self.host());
        let mut lines = vec![
            format!("fetch.allow = [{:?}]", self.host()),
            format!("companion_app.name = {name:?}"),
            format!("companion_app.enable_screen = \"{url}/connect\""),
            format!("companion_app.api.domain = {url:?}"),
        ];
        let paths = ["challenge", "validate", "bind", "devices", "revoke"];
        lines.extend(paths.map(|path| format!("companion_app.api.{path} = \"/{path}\"")));
        lines
    }

    /// The last request, once there are so many.
    pub fn asked(&self, count: usize) -> Option<CompanionRequest> {
        let state = self.state();
        let posted = state.requests.get(count - 1)?.clone();
        Some(CompanionRequest { id: format!("request {count}"), posted })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.state().requests.len()
    }

    /// Somebody presses that.
    pub fn press(&self, request: &CompanionRequest, action: i64) {
        self.state().actions.insert(request.id.clone(), action);
    }

    /// The devices of an account.
    pub fn devices(&self, account: &str) -> Vec<String> {
        self.state().devices.get(account).cloned().unwrap_or_default()
    }

    /// Somebody's account has that device.
    pub fn connect(&self, account: &str, device: &str) {
        self.state().devices.entry(account.to_owned()).or_default().push(device.to_owned());
    }

    /// The tokens that it was shown.
    pub fn bearers(&self) -> Vec<String> {
        self.state().bearers.clone()
    }

    /// Answers nothing but 503 from now on, or answers again.
    pub fn is_down(&self, is_down: bool) {
        self.state().is_down = is_down;
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some((head, body)) = request(&mut stream) else { return };
        let line = head.lines().next().unwrap_or_default();
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
        let url = url::Url::parse(&format!("http://localhost{target}")).expect("a target");
        let bearer = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
        });
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let answer = self.answer((method, &url), bearer, &body);
        let (status, text) = match answer {
            Some(answer) => ("200 OK", answer.to_string()),
            None => ("503 Service Unavailable", String::new()),
        };
        let head =
            format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json");
        let _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{text}", text.len());
    }

    fn answer(
        &self,
        (method, url): (&str, &url::Url),
        bearer: Option<String>,
        body: &Value,
    ) -> Option<Value> {
        let mut state = self.state();
        if state.is_down {
            return None;
        }
        state.bearers.push(bearer?);
        let query = |key: &str| {
            let mut pairs = url.query_pairs();
            pairs.find_map(|(name, value)| (name == key).then(|| value.into_owned()))
        };
        Some(match (method, url.path()) {
            ("PUT", "/bind") => {
                let account = body["accountId"].as_str()?.to_owned();
                state.devices.entry(account).or_default();
                json!({ "id": "bound", "expires": 600 })
            }
            ("POST", "/challenge") => {
                state.requests.push(body.clone());
                let id = format!("request {}", state.requests.len());
                json!({ "id": id, "interactionDetails": body["interactionDetails"] })
            }
            ("GET", "/validate") => {
                let id = query("requestId")?;
                let number: usize = id.strip_prefix("request ")?.parse().ok()?;
                let posted = state.requests.get(number.checked_sub(1)?)?;
                json!({
                    "id": id,
                    "interactionDetails": posted["interactionDetails"],
                    "action": state.actions.get(&id),
                })
            }
            ("GET", "/devices") => json!(state.devices.get(&query("accountId")?)),
            ("POST", "/revoke") => {
                let device = body["deviceId"].as_str()?;
                state.devices.values_mut().for_each(|held| held.retain(|one| one != device));
                json!({})
            }
            _ => return None,
        })
    }
}

/// The head and the body of a request.
fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut read, mut octets) = (Vec::new(), [0u8; 4096]);
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
            });
            let body = &read[end + 4..];
            if body.len() >= length.unwrap_or(0) {
                return Some((head, body.to_vec()));
            }
        }
        match stream.read(&mut octets) {
            Ok(count) if count > 0 => read.extend_from_slice(&octets[..count]),
            _ => return None,
        }
    }
}
