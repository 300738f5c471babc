//! The server's certificate, read from PEM files and read again when they change.
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;
use thiserror::Error;

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{} holds no {what} in PEM form", path.display())]
    NotPem {
        /// Which.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// The key is of an unknown kind, or another certificate's.
    #[error("the certificate and its key do not fit together: {0}")]
    Mismatch(rustls::Error),
}

/// Where the certificate lies.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// When and how long the two files were, to tell that they changed.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl CertificateFiles {
    fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key].map(|path| {
            let found = std::fs::metadata(path).ok()?;
            Some((found.modified().ok()?, found.len()))
        })
    }

    fn load(&self) -> Result<CertifiedKey, CertificateError> {
        let not_pem = |path: &Path, what| CertificateError::NotPem { path: path.into(), what };
        let pem = read(&self.certificate)?;
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .map_err(|_| not_pem(&self.certificate, "certificate"))?;
        if chain.is_empty() {
            return Err(not_pem(&self.certificate, "certificate"));
        }
        let key = PrivateKeyDer::from_pem_slice(&read(&self.key)?)
            .map_err(|_| not_pem(&self.key, "private key"))?;
        // Security: this also checks that the key is the certificate's own.
        CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
            .map_err(CertificateError::Mismatch)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    std::fs::read(path).map_err(|why| CertificateError::Unreadable { path: path.into(), why })
}

/// What came of looking at the files again.
#[derive(Debug)]
pub enum Reload {
    /// They are as they were.
    Unchanged,
    /// New connections get the new certificate.
    Replaced,
    /// The new files cannot be used; the certificate in use stays.
    Kept(CertificateError),
}

/// The certificate that new connections get. Connections that exist keep the one they began with.
#[derive(Debug)]
pub struct ReloadingCertificate {
    files: CertificateFiles,
    current: RwLock<Arc<CertifiedKey>>,
    seen: Mutex<Stamp>,
}

impl ReloadingCertificate {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// [`CertificateError`] when they cannot be used.
    pub fn load(files: CertificateFiles) -> Result<Self, CertificateError> {
        let seen = Mutex::new(files.stamp());
        let current = RwLock::new(Arc::new(files.load()?));
        Ok(Self { files, current, seen })
    }

    /// Reads the files again if they changed since they were last looked at.
    pub fn reload_if_changed(&self) -> Reload {
        let stamp = self.files.stamp();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == stamp {
            return Reload::Unchanged;
        }
        *seen = stamp;
        drop(seen);
        self.reload()
    }

    /// Reads the files again, changed or not.
    pub fn reload(&self) -> Reload {
        match self.files.load() {
            Ok(fresh) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                Reload::Replaced
            }
            Err(why) => Reload::Kept(why),
        }
    }
}

impl ResolvesServerCert for ReloadingCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
