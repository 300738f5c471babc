//! `log.format`, as the binary writes it.
use crate::Deployment;
use latchkey_testkit::signal;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// Ends with the test.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks with an id of the caller's; says what was answered.
fn get(address: &str, path: &str, id: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nx-request-id: {id}\r\n");
    stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Every line is one JSON object, and what a request says bears its id.
#[test]
fn json_lines_bear_the_id_of_their_request() {
    let deployment = Deployment::new();
    let config = deployment
        .write("json.toml", "[http]\nlisten = \"127.0.0.1:0\"\n[log]\nformat = \"json\"\n");
    let mut command = deployment.command(&["serve", "--config", &config]);
    let mut server = Ending(command.stderr(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(server.0.stderr.take().unwrap()).lines();
    let mut lines = lines.map(|line| {
        let line = line.unwrap();
        serde_json::from_str(&line).unwrap_or_else(|why| panic!("{why}: {line}"))
    });
    let ready: Value = lines.find(|line: &Value| line["message"] == "ready").expect("it is ready");
    let address = ready["listen"].as_str().unwrap().to_owned();
    for (path, id) in [("/api/version", "first-of-two-1"), ("/nobody/auth", "second-of-two-2")] {
        assert!(get(&address, path, id).contains(id), "the answer names it too");
    }
    assert!(signal(server.0.id(), "TERM"), "it runs");
    let rest: Vec<Value> = lines.collect();
    for (id, status) in [("first-of-two-1", 200), ("second-of-two-2", 404)] {
        let of_it: Vec<&Value> = rest.iter().filter(|line| line["span"]["id"] == id).collect();
        assert!(of_it.iter().any(|line| line["status"] == status), "{id} in {rest:?}");
    }
    let requests = rest.iter().filter(|line| !line["method"].is_null());
    assert!(
        requests.clone().count() >= 2 && requests.clone().all(|it| it["span"]["id"].is_string())
    );
    assert!(rest.iter().any(|line| line["message"] == "stopped"), "{rest:?}");
}
