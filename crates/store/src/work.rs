//! What a backend is asked to do, as values that travel to its threads.
use crate::changes::Changes;
use crate::commit::Note;
use crate::{Tx, TxError, TxResult, Unavailable};
use latchkey_base::{Sealed, TenantId};
use latchkey_oidc::{Commit, Found, Lookup, Outcome};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::oneshot;

/// A transaction as the store's own code sees it: [`Tx`] and what hot data is made of.
pub(crate) trait Records: Tx {
    /// Answers a lookup from the tables.
    fn lookup(&mut self, lookup: Lookup) -> TxResult<Found>;
    /// The tenant behind a group or pretty name.
    fn tenant_by_word(&mut self, word: &str) -> TxResult<Option<TenantId>>;
    /// The tenant's salt for pairwise subjects, sealed; kept from `new` if there is none yet.
    fn pairwise_salt(&mut self, new: Option<&Sealed>) -> TxResult<Option<Sealed>>;
    /// This transaction as callers see it.
    fn as_tx(&mut self) -> &mut dyn Tx;
}

/// A closure on its way to a store thread and its result on the way back.
pub(crate) trait Work: Send {
    /// The tenant it is confined to.
    fn tenant(&self) -> TenantId;
    /// Whether its reads must all see the same moment.
    fn wants_snapshot(&self) -> bool;
    /// Runs it; may be called again when the transaction could not be committed.
    /// `false`: roll back.
    fn run(&mut self, records: &mut dyn Records) -> bool;
    /// Tells the caller.
    fn finish(self: Box<Self>, ended: Result<(), Unavailable>);
}

/// The one [`Work`] there is.
pub(crate) struct Closure<F, T, E> {
    tenant: TenantId,
    snapshot: bool,
    run: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<Result<T, E>, Unavailable>>,
}

impl<F, T, E> Closure<F, T, E>
where
    F: FnMut(&mut dyn Records) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    /// The work, and where its result will arrive.
    pub fn boxed(
        (tenant, snapshot): (TenantId, bool),
        run: F,
        patience: Duration,
    ) -> (Box<dyn Work>, Reply<Result<T, E>>) {
        let (reply, receiver) = oneshot::channel();
        (
            Box::new(Self { tenant, snapshot, run, result: None, reply }),
            Reply::new(receiver, patience),
        )
    }
}

impl<F, T, E> Work for Closure<F, T, E>
where
    F: FnMut(&mut dyn Records) -> Result<T, E> + Send,
    T: Send,
    E: Send,
{
    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn wants_snapshot(&self) -> bool {
        self.snapshot
    }

    fn run(&mut self, records: &mut dyn Records) -> bool {
        let result = (self.run)(records);
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn finish(self: Box<Self>, ended: Result<(), Unavailable>) {
        let answer = match (ended, self.result) {
            (Ok(()), Some(result)) => Ok(result),
            (Ok(()), None) => Err(Unavailable::Closed),
            (Err(unavailable), _) => Err(unavailable),
        };
        // The caller may have gone away; its work is done all the same.
        let _ = self.reply.send(answer);
    }
}

/// A protocol write on its way to a lane.
pub(crate) struct Job {
    pub tenant: TenantId,
    pub commit: Commit,
    pub reply: oneshot::Sender<Result<Outcome, Unavailable>>,
}

impl Job {
    /// Tells the caller.
    pub fn finish(self, ended: Result<Outcome, Unavailable>) {
        let _ = self.reply.send(ended);
    }
}

/// What a database must be able to do for the store.
pub(crate) trait Backend: Send + Sync {
    /// Runs a closure that only reads.
    fn read(&self, work: Box<dyn Work>) -> Result<(), Unavailable>;
    /// Runs a closure that may write.
    fn write(&self, work: Box<dyn Work>) -> Result<(), Unavailable>;
    /// Queues a protocol write for the next batch.
    fn commit(&self, job: Job) -> Result<(), Unavailable>;
    /// Keeps a note for some later batch.
    fn note(&self, note: Note);
    /// Finishes what is queued and stops all threads.
    fn close(&self);
}

/// An answer that is on its way. It gives up after the store's patience; on a thread without a
/// runtime's timer it waits as long as it takes.
pub(crate) struct Reply<T> {
    receiver: oneshot::Receiver<Result<T, Unavailable>>,
    patience: Duration,
    limit: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl<T> Reply<T> {
    /// Waits for `receiver`.
    pub fn new(receiver: oneshot::Receiver<Result<T, Unavailable>>, patience: Duration) -> Self {
        Self { receiver, patience, limit: None }
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, Unavailable>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(answer) = Pin::new(&mut self.receiver).poll(cx) {
            return Poll::Ready(answer.unwrap_or(Err(Unavailable::Closed)));
        }
        if self.limit.is_none() && tokio::runtime::Handle::try_current().is_ok() {
            self.limit = Some(Box::pin(tokio::time::sleep(self.patience)));
        }
        match self.limit.as_mut().map(|limit| limit.as_mut().poll(cx)) {
            Some(Poll::Ready(())) => Poll::Ready(Err(Unavailable::TimedOut)),
            _ => Poll::Pending,
        }
    }
}

/// A protocol write that was queued. Awaiting it says what came of it; dropping it does not
/// take it back.
#[must_use = "a write is not acknowledged before this future is ready"]
pub struct Committing(pub(crate) Waiting);

pub(crate) enum Waiting {
    Nothing,
    Refused(Option<Unavailable>),
    Queued(Reply<Outcome>),
}

impl Future for Committing {
    type Output = Result<Outcome, Unavailable>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Waiting::Nothing => Poll::Ready(Ok(Outcome::Done)),
            Waiting::Queued(reply) => Pin::new(reply).poll(cx),
            Waiting::Refused(why) => Poll::Ready(Err(why.take().unwrap_or(Unavailable::Closed))),
        }
    }
}

/// What a committed piece of work leaves to be done in memory.
pub(crate) struct Committed {
    /// Whose.
    pub tenant: TenantId,
    /// What is no longer as it was.
    pub changes: Changes,
    /// The tenant's revision after it, if it was raised.
    pub revision: Option<i64>,
}

/// Turns an infrastructure failure into the caller's error.
pub(crate) fn flatten<T, E: From<TxError>>(
    answer: Result<Result<T, E>, Unavailable>,
) -> Result<T, E> {
    answer.unwrap_or_else(|unavailable| Err(E::from(TxError::from(unavailable))))
}
