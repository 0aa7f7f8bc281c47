//! A throw-away S3: a folder served on loopback, in this process. What is put
//! there is gone with it.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The one bucket.
pub const S3_BUCKET: &str = "documents";
/// Who may enter.
pub const S3_ACCESS_KEY: &str = "carnet";
/// And the proof.
pub const S3_SECRET_KEY: &str = "s3-secret";

/// An S3 with one empty bucket; dropped, it answers no more.
pub struct S3 {
    /// The vault's address on it: `s3://…?endpoint=…`.
    pub url: String,
    /// Who may enter.
    pub access_key: &'static str,
    /// And the proof.
    pub secret_key: &'static str,
    server: JoinHandle<()>,
    _folder: TempDir,
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A fresh S3 on a free port.
///
/// # Panics
/// When loopback or the temporary folder refuses.
pub async fn s3() -> S3 {
    let folder = TempDir::new().expect("a temporary folder");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let root = folder.path().to_owned();
    S3 {
        url: s3_url(port),
        access_key: S3_ACCESS_KEY,
        secret_key: S3_SECRET_KEY,
        server: tokio::spawn(async move { serve_s3(listener, &root).await }),
        _folder: folder,
    }
}

/// The vault's address on an S3 that listens on this port.
pub fn s3_url(port: u16) -> String {
    format!("s3://{S3_BUCKET}/kept?endpoint=http://127.0.0.1:{port}&region=fr-1&allow_http=true")
}

/// Serves a folder as S3 for as long as it is asked to run.
///
/// # Panics
/// When the folder cannot be used.
pub async fn serve_s3(listener: TcpListener, folder: &Path) {
    std::fs::create_dir_all(folder.join(S3_BUCKET)).expect("a bucket");
    let server = s3s_fs::FileSystem::new(folder).expect("an S3 over a folder");
    let mut service = S3ServiceBuilder::new(server);
    service.set_auth(SimpleAuth::from_single(S3_ACCESS_KEY, S3_SECRET_KEY));
    let service = service.build();
    while let Ok((socket, _)) = listener.accept().await {
        drop(socket.set_nodelay(true));
        let service = service.clone();
        tokio::spawn(async move {
            let http = Builder::new(TokioExecutor::new());
            drop(http.serve_connection(TokioIo::new(socket), service).await);
        });
    }
}
