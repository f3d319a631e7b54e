//! One environment, opened: its database and keys, its pages and its gateway.

use crate::{args::Storage, keys, post::Post};
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    middleware::map_response,
    response::Response,
    routing::get,
};
use db::{Db, Location, Randomness};
use gateway::Gateway;
use kernel::{Clock, Environment};
use outbound::Outbound;
use protocol::KeyRing;
use std::{path::Path, sync::Arc};
use url::Url;
use web::Web;

/// So many PostgreSQL connections are held for an environment.
const CONNECTIONS: usize = 16;

/// What is told about an environment and its neighbour.
#[derive(Clone, Debug)]
pub struct Address {
    pub base_url: String,
    pub other_base_url: String,
    pub operator_name: String,
    /// Mail stays here and can be read at `/outbox`.
    pub is_demo: bool,
}

/// Everything that answers for one environment.
pub struct House {
    pub db: Db,
    pub keys: Arc<KeyRing>,
    pub gateway: Gateway,
    pub web: Web,
    /// The way to other people's servers.
    pub outbound: Outbound,
    /// Without it mail is kept and not sent.
    pub post: Option<Arc<Post>>,
}

impl House {
    pub fn new(db: Db, keys: Arc<KeyRing>, address: &Address, post: Option<Arc<Post>>) -> Result<House, String> {
        let gateway = Gateway::new(db.clone(), keys.clone(), &address.base_url);
        let web = Web::new(web::Setup {
            db: db.clone(),
            keyring: keys.clone(),
            base_url: parse_url(&address.base_url)?,
            other_base_url: parse_url(&address.other_base_url)?,
            operator_name: address.operator_name.clone(),
            demo: address.is_demo,
        })?;
        Ok(House { db, keys, gateway, web, outbound: Outbound::system(), post })
    }

    /// Everything that this environment answers.
    pub fn router(&self) -> Router {
        let health = Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(ready)).with_state(self.db.clone());
        let router = web::router(self.web.clone()).merge(gateway::router(self.gateway.clone())).merge(health);
        // A browser that came by https once is not to be led away from it (RFC 6797). Other hosts of the same domain are not
        // ours to decide for.
        if self.web.is_https() { router.layer(map_response(with_hsts)) } else { router }
    }
}

async fn with_hsts(mut response: Response) -> Response {
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    response
}

/// Alive is not ready: ready is whoever reaches the database.
async fn ready(State(db): State<Db>) -> (StatusCode, &'static str) {
    match db.read(office::jobs::waiting).await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}

fn parse_url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("{text} is not an address such as https://open.example.com: {error}"))
}

/// Makes the directory if it is not there, for its owner alone.
pub fn make_directory(data: &Path) -> Result<(), String> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(|error| format!("cannot write to the directory {}: {error}", data.display()))
}

/// Opens database and keys of an environment, and brings the schema up to date.
pub fn open(storage: &Storage, environment: Environment) -> Result<(Db, Arc<KeyRing>), String> {
    make_directory(&storage.data)?;
    let url = match environment {
        Environment::Production => &storage.production_database,
        Environment::Sandbox => &storage.sandbox_database,
    };
    let location = match url {
        Some(url) => Location::Postgres { url: url.clone(), connections: CONNECTIONS },
        None => Location::Sqlite(storage.data.join(format!("{environment}.db"))),
    };
    let db = Db::open(&location, environment, Clock::System, Randomness::System).map_err(|error| error.to_string())?;
    let keys = keys::open(&storage.data, environment)?;
    Ok((db, Arc::new(keys)))
}
