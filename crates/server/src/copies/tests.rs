use super::*;
use latchkey_oidc::ClientMetadata;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::AtomicU32;
use std::thread;

/// A host that answers with the path it was asked for, `/down` aside; and how often it was asked.
struct Host {
    port: u16,
    calls: Arc<AtomicU32>,
    is_down: Arc<std::sync::atomic::AtomicBool>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let host = Self { port, calls: Arc::default(), is_down: Arc::default() };
        let (calls, is_down) = (Arc::clone(&host.calls), Arc::clone(&host.is_down));
        thread::spawn(move || {
            for call in listener.incoming() {
                let mut call = call.unwrap();
                calls.fetch_add(1, Ordering::SeqCst);
                let mut head = [0; 4096];
                let length = call.read(&mut head).unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let status = if is_down.load(Ordering::SeqCst) { 503 } else { 200 };
                let length = path.len();
                let _ = write!(
                    call,
                    "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{path}"
                );
            }
        });
        host
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    fn source(&self, tenant: u8, path: &str) -> Source {
        self.of(tenant, path, false)
    }

    fn of(&self, tenant: u8, path: &str, registered_itself: bool) -> Source {
        self.by(path, (tenant, path), registered_itself)
    }

    /// Of the client of that name.
    fn by(&self, name: &str, (tenant, path): (u8, &str), registered_itself: bool) -> Source {
        let mut key = [0; 16];
        key.copy_from_slice(&sha256(name.as_bytes())[..16]);
        let client = Client {
            key: ClientKey::from_bytes(key),
            client_id: "app".to_owned(),
            metadata: ClientMetadata::default(),
            secret: None,
            disabled: false,
            registered_itself,
        };
        let uri = format!("http://127.0.0.1:{}/{path}", self.port);
        Source::new(TenantId::from_bytes([tenant; 16]), &client, &uri)
    }
}

struct Bench {
    host: Host,
    client: GuardedClient,
    copies: Copies<String>,
}

impl Bench {
    /// With room for so many, so many fetches a minute for a tenant and for all.
    fn new(most: usize, of_tenant: u32, of_node: u32) -> Self {
        Self::sharing((most, of_tenant, of_node), FetchSettings::default().client_copies_share)
    }

    /// With so many per cent of a tenant's fetches for each client.
    fn sharing((most, of_tenant, of_node): (usize, u32, u32), client_copies_share: u8) -> Self {
        let host = Host::start();
        let some = |count| NonZeroU32::new(count).unwrap();
        let settings = FetchSettings {
            allow: vec![format!("127.0.0.1:{}", host.port).parse().unwrap()],
            tenant_copies_per_minute: some(of_tenant),
            copies_per_minute: some(of_node),
            client_copies_share,
            ..FetchSettings::default()
        };
        let rules = CopyRules {
            member: "uri",
            number: "LK-0",
            kept: Seconds::new(100),
            stale: Seconds::new(2000),
            pause: Seconds::new(10),
            most,
            longest: 1000,
            read: |fetched| String::from_utf8(fetched.body).map_err(|error| error.to_string()),
        };
        let copies = Copies::new(rules, &settings);
        Self { client: GuardedClient::new(settings).unwrap(), copies, host }
    }

    async fn find(&self, at: i64, source: Source) -> Option<String> {
        self.find_if(at, source, |_| true).await
    }

    async fn find_if(
        &self,
        at: i64,
        source: Source,
        is_wanted: impl Fn(&String) -> bool,
    ) -> Option<String> {
        let now = Timestamp::from_seconds(1_800_000_000 + at);
        self.copies.find(&self.client, now, source, is_wanted).await.map(|copy| (*copy).clone())
    }
}

#[tokio::test]
async fn a_copy_is_used_until_it_is_old_or_not_wanted_any_more() {
    let bench = Bench::new(8, 100, 100);
    let source = || bench.host.source(1, "a");
    for at in [0, 99] {
        assert_eq!(bench.find(at, source()).await.as_deref(), Some("/a"));
    }
    assert_eq!(bench.host.calls(), 1);
    bench.find(100, source()).await.unwrap();
    assert_eq!(bench.host.calls(), 2, "it is old");
    bench.find_if(109, source(), |_| false).await.unwrap();
    assert_eq!(bench.host.calls(), 2, "not wanted, but it is too early to ask again");
    bench.find_if(110, source(), |_| false).await.unwrap();
    assert_eq!(bench.host.calls(), 3);
}

#[tokio::test]
async fn a_copy_outlives_a_host_that_is_down_and_is_tried_again_after_the_pause() {
    let bench = Bench::new(8, 100, 100);
    let source = || bench.host.source(1, "a");
    bench.find(0, source()).await.unwrap();
    bench.host.is_down.store(true, Ordering::SeqCst);
    for at in [100, 105, 109] {
        assert_eq!(bench.find(at, source()).await.as_deref(), Some("/a"));
    }
    assert_eq!(bench.host.calls(), 2, "a fetch that failed counts as one");
    bench.find(110, source()).await.unwrap();
    assert_eq!(bench.host.calls(), 3);
    assert_eq!(bench.find(0, bench.host.source(1, "b")).await, None, "there never was one");
}

/// A stranger who asks for more things than there is room for makes each push out another.
#[tokio::test]
async fn asking_for_more_than_there_is_room_for_does_not_make_us_fetch_without_end() {
    let bench = Bench::new(4, 20, 100);
    for round in 0..10 {
        for name in 0..10 {
            bench.find(round, bench.host.source(1, &format!("{name}"))).await;
        }
    }
    assert_eq!(bench.host.calls(), 20, "its tenant's share of this minute");
    bench.find(0, bench.host.source(2, "a")).await.unwrap();
    assert_eq!(bench.host.calls(), 21, "another tenant has its own");
}

#[tokio::test]
async fn clients_that_registered_themselves_use_up_a_share_of_their_own() {
    let bench = Bench::new(64, 3, 100);
    for name in 0..10 {
        bench.find(0, bench.host.of(1, &format!("{name}"), true)).await;
    }
    assert_eq!(bench.host.calls(), 3);
    assert!(bench.find(0, bench.host.source(1, "vouched-for")).await.is_some());
}

/// Everybody can make requests in the name of a client; that must be nobody else's loss.
#[tokio::test]
async fn one_client_uses_up_a_share_of_its_own() {
    let bench = Bench::new(64, 20, 100);
    for path in 0..30 {
        bench.find(0, bench.host.by("loud", (1, &format!("{path}")), false)).await;
    }
    assert_eq!(bench.host.calls(), 5, "a quarter of the tenant's");
    assert!(bench.find(0, bench.host.source(1, "quiet")).await.is_some());
}

#[tokio::test]
async fn the_share_of_a_client_is_a_setting() {
    let bench = Bench::sharing((64, 20, 100), 50);
    for path in 0..30 {
        bench.find(0, bench.host.by("loud", (1, &format!("{path}")), false)).await;
    }
    assert_eq!(bench.host.calls(), 10);
}

/// A key that was withdrawn must not live on because the host is kept from answering.
#[tokio::test]
async fn a_copy_that_cannot_be_fetched_again_ends() {
    let bench = Bench::new(8, 100, 100);
    let source = || bench.host.source(1, "a");
    bench.find(0, source()).await.unwrap();
    bench.host.is_down.store(true, Ordering::SeqCst);
    assert!(bench.find(1999, source()).await.is_some());
    assert_eq!(bench.find(2000, source()).await, None, "too early to ask, and too old");
    assert_eq!(bench.find(3000, source()).await, None);
}

/// Behind a host that hangs, nobody waits for more than one fetch.
#[tokio::test]
async fn whoever_waited_takes_what_came_of_it() {
    let bench = Bench::new(8, 100, 100);
    let source = || bench.host.source(1, "a");
    let (first, second) =
        tokio::join!(bench.find_if(0, source(), |_| false), bench.find_if(20, source(), |_| false));
    assert_eq!((first.as_deref(), second.as_deref()), (Some("/a"), Some("/a")));
    assert_eq!(bench.host.calls(), 1);
}

#[tokio::test]
async fn all_tenants_together_have_a_limit() {
    let bench = Bench::new(64, 3, 5);
    for tenant in 0..10 {
        bench.find(0, bench.host.source(tenant, "a")).await;
    }
    assert_eq!(bench.host.calls(), 5);
}

/// What many ask for stays, and a tenant with few is not pushed out by one with many.
#[tokio::test]
async fn what_nobody_asks_for_goes_first_and_where_there_is_most() {
    let bench = Bench::new(4, 100, 100);
    let (rare, often) = (|| bench.host.source(2, "rare"), || bench.host.source(1, "often"));
    bench.find(0, rare()).await.unwrap();
    for name in 0..10 {
        bench.find(0, often()).await.unwrap();
        bench.find(0, bench.host.source(1, &format!("{name}"))).await.unwrap();
    }
    let fetched = bench.host.calls();
    bench.find(0, often()).await.unwrap();
    bench.find(0, rare()).await.unwrap();
    assert_eq!(bench.host.calls(), fetched);
}

/// With nothing left to fetch with, what is old is better than nothing.
#[tokio::test]
async fn an_old_copy_is_used_when_the_share_is_spent() {
    let bench = Bench::new(8, 1, 100);
    bench.find(0, bench.host.source(1, "a")).await.unwrap();
    assert_eq!(bench.find(1000, bench.host.source(1, "a")).await.as_deref(), Some("/a"));
    assert_eq!(bench.find(0, bench.host.source(1, "b")).await, None);
    assert_eq!(bench.host.calls(), 1);
}

/// A client that changes its addresses by one update after the other has a share of the places.
#[tokio::test]
async fn a_client_pushes_out_its_own_copies_first() {
    let bench = Bench::new(8, 1000, 1000);
    let kept = bench.host.by("quiet", (1, "kept"), true);
    bench.find(0, kept.clone()).await.unwrap();
    for path in ["a", "b", "c", "d", "e"] {
        let source = bench.host.by("restless", (1, path), true);
        assert!(bench.find(0, source).await.is_some());
    }
    assert_eq!(bench.copies.held().len(), 1 + FEWEST_PLACES);
    let calls = bench.host.calls();
    bench.find(1, kept).await.unwrap();
    for path in ["b", "c", "d", "e"] {
        bench.find(1, bench.host.by("restless", (1, path), true)).await.unwrap();
    }
    assert_eq!(bench.host.calls(), calls, "all of these are there");
    bench.find(1, bench.host.by("restless", (1, "a"), true)).await.unwrap();
    assert_eq!(bench.host.calls(), calls + 1, "the oldest had to go");
}

/// Why there is none is kept for whoever asks.
#[tokio::test]
async fn the_problem_of_the_last_fetch_is_known() {
    let bench = Bench::new(8, 100, 100);
    let source = || bench.host.source(1, "a");
    assert_eq!(bench.copies.problem(&source()), None, "nobody has asked");
    bench.host.is_down.store(true, Ordering::SeqCst);
    assert_eq!(bench.find(0, source()).await, None);
    assert_eq!(bench.copies.problem(&source()).as_deref(), Some("status 503"));
    bench.host.is_down.store(false, Ordering::SeqCst);
    assert!(bench.find(10, source()).await.is_some());
    assert_eq!(bench.copies.problem(&source()), None);
}
