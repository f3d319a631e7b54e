//! The data plane: a call in, an answer out. `call.rs` shows the whole path; the other files are its steps and the ways to
//! ask (our own API, the OAuth endpoints, the dialects).

mod answer;
mod call;
mod client;
mod directory;
mod native;
mod oauth;
mod perform;
mod proof;
pub mod sandbox;
mod uses;
mod wish;

pub use answer::{problem, status};
pub use directory::Directory;
pub use native::{WAYS, Way};
pub use oauth::{INTROSPECT, TOKEN};
pub use uses::Uses;

use axum::Router;
use db::Db;
use kernel::{Id, kinds};
use protocol::KeyRing;
use std::sync::Arc;

/// Everything a call can reach.
#[derive(Clone)]
pub struct Gateway {
    pub db: Db,
    pub keys: Arc<KeyRing>,
    pub directory: Directory,
    pub uses: Uses,
    /// Proofs of possession that came lately.
    proofs: proof::Seen,
    /// This environment's address, without a slash at its end.
    pub base_url: Arc<str>,
}

impl Gateway {
    pub fn new(db: Db, keys: Arc<KeyRing>, base_url: &str) -> Gateway {
        let directory = Directory::new(&db, keys.clone());
        Gateway { db, keys, directory, uses: Uses::default(), proofs: proof::Seen::default(), base_url: base_url.into() }
    }

    /// A request's name, by which it can be asked about later.
    #[expect(
        clippy::disallowed_methods,
        reason = "a request's name is no secret and no rule depends on it; a thread's own generator takes no lock"
    )]
    fn new_request_id(&self) -> Id<kinds::Request> {
        Id::new(self.db.environment(), self.db.clock().now(), &mut rand::rng())
    }
}

/// Every address of the data plane.
pub fn router(gateway: Gateway) -> Router {
    Router::new().merge(native::router()).merge(oauth::router()).merge(wish::router()).with_state(gateway)
}
