use latchkey_base::{
    Clock as _, Entropy, ManualClock, MasterKey, Seconds, SystemEntropy, TenantId, Timestamp,
};
use latchkey_outbound::{
    Deliveries, DeliverySettings, FetchSettings, GuardedClient, Mail, MailSettings, Mailer,
    Message, OUTBOX_PURPOSE, Outbox, OutboxParts, Posting, SmsSettings, TextMessage, Texter,
    compose,
};
use latchkey_store::{
    Database, Documents, ReadyBytes, Store, StoreConfig, StoreParts, TenantRecord, TenantSettings,
    Tx, TxError, migrate,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A database with one tenant, an outbox on it, and the folder where its mails end up.
struct Post {
    data: PathBuf,
    clock: Arc<ManualClock>,
    entropy: Arc<dyn Entropy>,
    master_key: Arc<MasterKey>,
    store: Store,
    tenant: TenantId,
    outbox: Outbox,
}

const START: Timestamp = Timestamp::from_seconds(1_700_000_000);

impl Post {
    async fn open(name: &str) -> Self {
        let data =
            std::env::temp_dir().join(format!("latchkey-post-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&data);
        let clock = Arc::new(ManualClock::at(START));
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy::new());
        let master_key = Arc::new(MasterKey::generate(&*entropy));
        let store = open_store(&data, &clock, &entropy, &master_key);
        let tenant = TenantId::new(START, &*entropy);
        let record = tenant_record(tenant);
        let insert = move |tx: &mut dyn Tx| tx.insert_tenant(&record);
        store.write::<_, TxError, _>(tenant, insert).await.unwrap();
        let client = GuardedClient::new(FetchSettings::default()).unwrap();
        let outbox = Outbox::new(OutboxParts {
            store: store.clone(),
            mailer: Mailer::new(&MailSettings::default(), &data).unwrap(),
            texter: Texter::new(&SmsSettings::default(), &data, client).unwrap(),
            sealer: master_key.sealer(OUTBOX_PURPOSE),
            clock: clock.clone(),
            entropy: entropy.clone(),
            settings: DeliverySettings { concurrent: 3, ..DeliverySettings::default() },
        });
        Self { data, clock, entropy, master_key, store, tenant, outbox }
    }

    /// Posts a mail that is worth delivering for ten minutes.
    async fn post(&self, to: &str) {
        let mail = Mail {
            to: to.to_owned(),
            subject: format!("For {to}"),
            text: "hello".to_owned(),
            html: "<p>hello</p>".to_owned(),
        };
        self.put(&mail).await;
    }

    async fn put(&self, message: &impl Message) {
        let posting =
            Posting { tenant: self.tenant, now: self.clock.now(), lifetime: Seconds::minutes(10) };
        let sealer = self.master_key.sealer(OUTBOX_PURPOSE);
        let message = compose(message, posting, &sealer, &*self.entropy);
        let put = move |tx: &mut dyn Tx| tx.put_message(&message);
        self.store.write::<_, TxError, _>(self.tenant, put).await.unwrap();
    }

    async fn deliver(&self) -> Deliveries {
        self.outbox.deliver_due().await.unwrap()
    }

    fn delivered(&self) -> usize {
        fs::read_dir(self.data.join("mail")).map_or(0, Iterator::count)
    }

    /// Puts a file where the folder of mails should be, or takes it away again.
    fn block(&self, blocked: bool) {
        let place = self.data.join("mail");
        if blocked { fs::write(place, "").unwrap() } else { fs::remove_file(place).unwrap() }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.data);
    }
}

fn open_store(
    data: &Path,
    clock: &Arc<ManualClock>,
    entropy: &Arc<dyn Entropy>,
    master_key: &Arc<MasterKey>,
) -> Store {
    let database = Database::Folder(data.to_owned());
    let config = StoreConfig { database, ..StoreConfig::default() };
    migrate(&config).unwrap();
    let nothing = || ReadyBytes { body: Default::default(), etag: String::new() };
    let publish =
        move |_: &_, _: &_| Documents { jwks: nothing(), openid_configuration: nothing() };
    let parts = StoreParts {
        clock: clock.clone(),
        entropy: entropy.clone(),
        master_key: master_key.clone(),
        publish: Box::new(publish),
    };
    Store::open(config, parts).unwrap()
}

fn tenant_record(id: TenantId) -> TenantRecord {
    TenantRecord {
        id,
        group: "acme".to_owned(),
        pretty_name: None,
        name: "Acme".to_owned(),
        settings: TenantSettings::default(),
        disabled: false,
        revision: 0,
        created_at: START,
    }
}

const NOTHING: Deliveries = Deliveries { delivered: 0, postponed: 0, given_up: 0 };

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_due_is_delivered_once() {
    let post = Post::open("once").await;
    assert_eq!(post.deliver().await, NOTHING);
    for number in 0..8 {
        post.post(&format!("person{number}@example.com")).await;
    }
    assert_eq!(post.deliver().await, Deliveries { delivered: 8, ..NOTHING });
    assert_eq!(post.delivered(), 8);
    assert_eq!(post.deliver().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_messages_wait_beside_mails() {
    let post = Post::open("texts").await;
    post.post("alice@example.com").await;
    let (to, text) = ("+447700900123".to_owned(), "482913 is your code.".to_owned());
    post.put(&TextMessage { to, text }).await;
    assert_eq!(post.deliver().await, Deliveries { delivered: 2, ..NOTHING });
    assert_eq!(post.delivered(), 1, "mails");
    let folder = post.data.join("sms");
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("one text message: {files:?}") };
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("+447700900123") && text.contains("482913"), "{text}");
    assert_eq!(post.deliver().await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_deliverers_do_not_deliver_twice() {
    let post = Post::open("several").await;
    for number in 0..12 {
        post.post(&format!("person{number}@example.com")).await;
    }
    let (one, two) = tokio::join!(post.deliver(), post.deliver());
    assert_eq!(one.delivered + two.delivered, 12);
    assert_eq!(post.delivered(), 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_now_is_tried_again_later() {
    let post = Post::open("later").await;
    post.block(true);
    post.post("alice@example.com").await;
    assert_eq!(post.deliver().await, Deliveries { postponed: 1, ..NOTHING });
    assert_eq!(post.deliver().await, NOTHING, "not before its pause is over");

    post.clock.advance(Seconds::new(10));
    assert_eq!(post.deliver().await, Deliveries { postponed: 1, ..NOTHING });
    post.clock.advance(Seconds::new(10));
    assert_eq!(post.deliver().await, NOTHING, "the second pause is longer");

    post.block(false);
    post.clock.advance(Seconds::new(10));
    assert_eq!(post.deliver().await, Deliveries { delivered: 1, ..NOTHING });
    assert_eq!(post.delivered(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_arrive_in_time_is_given_up() {
    let post = Post::open("time").await;
    post.block(true);
    post.post("alice@example.com").await;
    let mut sum = NOTHING;
    for _ in 0..12 {
        sum += post.deliver().await;
        post.clock.advance(Seconds::new(60));
    }
    assert_eq!((sum.delivered, sum.given_up), (0, 1));
    assert!(sum.postponed >= 3, "{sum:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_good_is_given_up_at_once() {
    let post = Post::open("good").await;
    post.post("nobody").await;
    post.post("alice@example.com").await;
    assert_eq!(post.deliver().await, Deliveries { delivered: 1, given_up: 1, ..NOTHING });
    assert_eq!(post.deliver().await, NOTHING);
}

/// A process that claimed a message and died gives it back by doing nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_came_to_nothing_runs_out() {
    let post = Post::open("claim").await;
    post.post("alice@example.com").await;
    let (now, lease_until) = (START, START + Seconds::new(120));
    let claim = move |tx: &mut dyn Tx| tx.claim_messages("mail", now, lease_until, 10);
    let claimed = post.store.write::<_, TxError, _>(post.tenant, claim).await.unwrap();
    assert_eq!(claimed.len(), 1);

    post.clock.advance(Seconds::new(119));
    assert_eq!(post.deliver().await, NOTHING);
    post.clock.advance(Seconds::new(1));
    assert_eq!(post.deliver().await, Deliveries { delivered: 1, ..NOTHING });
}
