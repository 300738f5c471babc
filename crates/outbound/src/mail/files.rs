//! Mails as files, for development and tests.
use super::SendError;
use latchkey_base::MessageId;
use std::io;
use std::path::PathBuf;
use tokio::fs;

/// A folder that takes one `.eml` file per mail. Names are message ids, so they sort by time.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Makes the folder, readable by its owner only: mails hold links that sign people in.
    pub(super) async fn prepare(&self) -> Result<(), SendError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(&self.0).await.map_err(|error| self.failure(&error))
    }

    /// Writes a mail. Whoever watches the folder sees it complete or not at all.
    pub(super) async fn keep(&self, id: MessageId, mail: &[u8]) -> Result<(), SendError> {
        self.prepare().await?;
        let (unfinished, finished) =
            (self.0.join(format!(".{id}.part")), self.0.join(format!("{id}.eml")));
        let written = async {
            fs::write(&unfinished, mail).await?;
            fs::rename(&unfinished, &finished).await
        };
        written.await.map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &io::Error) -> SendError {
        let folder = self.0.display();
        SendError::Temporary(format!("the folder {folder} cannot be written: {error}"))
    }
}
