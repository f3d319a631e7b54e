use crate::{form::SHARED_MEBIBYTES, languages::Languages, passkeys::Passkeys, storefront::Storefront, templates::Templates};
use db::Db;
use kernel::{Environment, Fault, Outcome, Secret};
use office::{
    files::{Picture, PictureUse, Upload},
    notices::Language,
};
use protocol::KeyRing;
use std::sync::Arc;
use tokio::sync::Semaphore;
use url::Url;

/// What the pages of one environment are made with. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    pub db: Db,
    shared: Arc<Shared>,
}

pub struct Setup {
    pub db: Db,
    pub keyring: Arc<KeyRing>,
    /// Where this environment's pages are reached, and the other's.
    pub base_url: Url,
    pub other_base_url: Url,
    pub operator_name: String,
    /// Shows sent mail at `/outbox` instead of sending it.
    pub demo: bool,
}

struct Shared {
    keyring: Arc<KeyRing>,
    base_url: Url,
    other_base_url: Url,
    operator_name: String,
    demo: bool,
    languages: Arc<Languages>,
    templates: Templates,
    passkeys: Option<Passkeys>,
    storefront: Storefront,
    /// A password hash takes a core and 19 MiB for a while: as many at once as there are cores.
    hashing: Semaphore,
    /// A picture takes a core and up to 200 MiB while it is decoded: two at once.
    decoding: Semaphore,
    /// In MiB.
    form_memory: Arc<Semaphore>,
}

/// Nonces of cookies and links, salts, request ids: what no transaction is open for.
#[expect(clippy::disallowed_methods, reason = "pages draw outside of transactions here and nowhere else")]
pub(crate) fn rng() -> rand::rngs::ThreadRng {
    rand::rng()
}

impl Web {
    /// Fails when a language file is broken.
    pub fn new(setup: Setup) -> Result<Web, String> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let languages = Arc::new(Languages::load()?);
        let templates = Templates::new(&languages, cfg!(debug_assertions));
        let passkeys = Passkeys::new(&setup.base_url, &setup.operator_name);
        let shared = Shared {
            keyring: setup.keyring,
            base_url: setup.base_url,
            other_base_url: setup.other_base_url,
            operator_name: setup.operator_name,
            demo: setup.demo,
            languages,
            templates,
            passkeys,
            storefront: Storefront::new(&setup.db),
            hashing: Semaphore::new(cores),
            decoding: Semaphore::new(2),
            form_memory: Arc::new(Semaphore::new(SHARED_MEBIBYTES)),
        };
        Ok(Web { db: setup.db, shared: Arc::new(shared) })
    }

    pub fn environment(&self) -> Environment {
        self.db.environment()
    }

    pub fn keyring(&self) -> &Arc<KeyRing> {
        &self.shared.keyring
    }

    pub fn base_url(&self) -> &Url {
        &self.shared.base_url
    }

    pub fn other_base_url(&self) -> &Url {
        &self.shared.other_base_url
    }

    pub fn operator_name(&self) -> &str {
        &self.shared.operator_name
    }

    pub fn is_demo(&self) -> bool {
        self.shared.demo
    }

    pub fn is_https(&self) -> bool {
        self.shared.base_url.scheme() == "https"
    }

    pub fn templates(&self) -> &Templates {
        &self.shared.templates
    }

    pub(crate) fn passkeys(&self) -> Option<&Passkeys> {
        self.shared.passkeys.as_ref()
    }

    pub fn storefront(&self) -> &Storefront {
        &self.shared.storefront
    }

    pub fn languages(&self) -> &Languages {
        &self.shared.languages
    }

    pub(crate) fn form_memory(&self) -> &Arc<Semaphore> {
        &self.shared.form_memory
    }

    /// A whole address of one of our paths.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.shared.base_url.as_str().trim_end_matches('/'))
    }

    /// A text without facts, or its key.
    pub fn word(&self, language: Language, key: &str) -> String {
        self.shared.languages.word(language, key).unwrap_or_else(|| key.to_owned())
    }

    /// Works on a password away from the threads that answer requests.
    pub async fn with_password<T: Send + 'static>(
        &self,
        password: Secret,
        work: impl FnOnce(&Secret) -> T + Send + 'static,
    ) -> Outcome<T> {
        let permit = self.shared.hashing.acquire().await.map_err(|error| Fault::because("waiting to hash", error))?;
        let done = tokio::task::spawn_blocking(move || work(&password)).await;
        drop(permit);
        done.map_err(|error| Fault::because("hashing a password", error).into())
    }

    /// Decodes an upload and makes a picture of it, away from the threads that answer requests. `field` is where it stands
    /// in the form.
    pub async fn read_picture(&self, field: &'static str, upload: Upload, used_as: PictureUse) -> Outcome<Picture> {
        let permit = self.shared.decoding.acquire().await.map_err(|error| Fault::because("waiting to decode", error))?;
        let read = tokio::task::spawn_blocking(move || Picture::read(field, &upload, used_as)).await;
        drop(permit);
        Ok(read.map_err(|error| Fault::because("decoding a picture", error))??)
    }
}
