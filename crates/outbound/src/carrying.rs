//! What carriers of messages have in common: why one is not taken, and messages as files.
use latchkey_base::MessageId;
use std::io;
use std::path::PathBuf;
use thiserror::Error;
use tokio::fs;

/// Why a message was not taken. The texts are for operators and name no recipient.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SendError {
    /// It may be taken later: no connection, a full mailbox, wrong credentials of ours.
    #[error("{0}")]
    Temporary(String),
    /// It will never be taken: a malformed or unknown address, a refused content.
    #[error("{0}")]
    Permanent(String),
}

/// A folder that takes one file per message, for development and tests. Names are message ids, so they
/// sort by time.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What names end in.
    ending: &'static str,
}

impl Folder {
    pub fn new(path: PathBuf, ending: &'static str) -> Self {
        Self { path, ending }
    }

    /// Makes the folder, readable by its owner only: messages hold links and codes that sign people
    /// in.
    pub async fn prepare(&self) -> Result<(), SendError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(&self.path).await.map_err(|error| self.failure(&error))
    }

    /// Writes a message. Whoever watches the folder sees it complete or not at all.
    pub async fn keep(&self, id: MessageId, message: &[u8]) -> Result<(), SendError> {
        self.prepare().await?;
        let unfinished = self.path.join(format!(".{id}.part"));
        let finished = self.path.join(format!("{id}.{}", self.ending));
        let written = async {
            fs::write(&unfinished, message).await?;
            fs::rename(&unfinished, &finished).await
        };
        written.await.map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &io::Error) -> SendError {
        let folder = self.path.display();
        SendError::Temporary(format!("the folder {folder} cannot be written: {error}"))
    }
}
