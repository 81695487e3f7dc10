//! Encryption by the program itself: TLS 1.2 and 1.3, with the certificate read again when its file changes.

use super::ServeError;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio_rustls::TlsAcceptor;

/// How often it is looked whether the certificate was renewed.
const LOOK: Duration = Duration::from_secs(60);

/// The certificate and its key, as last read.
#[derive(Clone)]
pub(super) struct Keys {
    certificate: PathBuf,
    key: PathBuf,
    acceptor: Arc<RwLock<TlsAcceptor>>,
}

impl Keys {
    /// # Errors
    /// [`ServeError::Certificate`] when either file cannot be used.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, ServeError> {
        let acceptor = acceptor(certificate, key)?;
        let (certificate, key) = (certificate.to_path_buf(), key.to_path_buf());
        Ok(Self { certificate, key, acceptor: Arc::new(RwLock::new(acceptor)) })
    }

    /// What does the next handshake.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the files again whenever they change. Ones that cannot be used are told of, and the old ones stay.
    pub async fn renewed(self) {
        let mut known = self.changed();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.changed();
            if now == known {
                continue;
            }
            known = now;
            match acceptor(&self.certificate, &self.key) {
                Ok(new) => *self.acceptor.write().unwrap_or_else(PoisonError::into_inner) = new,
                Err(fault) => eprintln!("{fault}; the one before stays in use"),
            }
        }
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|file| file.metadata().and_then(|known| known.modified()).ok())
    }
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, ServeError> {
    let fault = |why: String| ServeError::Certificate { certificate: certificate.into(), key: key.into(), why };
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|error| fault(error.to_string()))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| fault(error.to_string()))?;
    if chain.is_empty() {
        return Err(fault("there is no certificate in the file".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| fault(error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
