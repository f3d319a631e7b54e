use super::redirect;
use kernel::{Id, Refusal, Time, kinds};

#[derive(Clone, Debug)]
pub struct App {
    pub id: Id<kinds::App>,
    /// The app's place in the store's addresses.
    pub slug: String,
    pub developer: Id<kinds::Developer>,
    pub category: Id<kinds::Category>,
    pub name: String,
    /// Where a merchant's browser may be sent with a code; never empty. The first is meant when a request names none.
    pub redirect_uris: Vec<String>,
    /// It runs where no secret can be kept (a phone, a desk, a browser): it has none, and proves itself by PKCE alone.
    pub is_public: bool,
    /// The public keys that its assertions are checked with, as the developer typed them (RFC 7517).
    pub jwks: Option<String>,
    pub logo: Option<Id<kinds::File>>,
    pub stage: Stage,
    pub stage_reason: Option<String>,
    pub stage_since: Time,
    pub created_at: Time,
}

/// Test → Online ⇄ Suspended, Online → Offline → Retired. The stage decides how long tokens live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Test,
    Online,
    Suspended,
    Offline,
    Retired,
}

/// What the operator does to an app's stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageChange {
    BringOnline,
    Suspend,
    Resume,
    TakeOffline,
    Retire,
}

/// A secret without its text.
#[derive(Clone, Debug)]
pub struct AppSecret {
    pub id: Id<kinds::AppSecret>,
    /// Its first letters.
    pub hint: String,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
    /// From then on it proves nothing any more.
    pub expires_at: Option<Time>,
}

/// What a live secret is recognised by.
#[derive(Clone, Debug)]
pub struct SecretProof {
    pub id: Id<kinds::AppSecret>,
    pub(super) hash: protocol::Hash,
    pub(super) expires_at: Option<Time>,
}

#[derive(Clone, Debug)]
pub struct NewApp {
    pub developer: Id<kinds::Developer>,
    pub category: Id<kinds::Category>,
    pub name: String,
    pub redirect_uris: Vec<String>,
    pub is_public: bool,
    pub logo: Option<office::files::Picture>,
}

#[derive(Clone, Debug)]
pub struct SettingsChange {
    pub name: String,
    pub redirect_uris: Vec<String>,
    /// A new logo; the old one stays when none is given.
    pub logo: Option<office::files::Picture>,
}

// === impl App ===

impl App {
    /// The first redirect URI.
    pub fn redirect_uri(&self) -> &str {
        self.redirect_uris.first().map_or("", String::as_str)
    }

    /// Whether the browser may be sent to `named`: letter by letter one that is registered. A public app's loopback
    /// address answers on whatever port is free that day (RFC 8252 §7.3).
    pub fn may_redirect_to(&self, named: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == named || self.is_public && redirect::is_same_but_port(known, named))
    }

    /// Whether the browser may be sent there now; what was registered under another setting may no longer be safe.
    pub fn is_redirect_safe(&self, redirect_uri: &str, may_loop_back: bool) -> bool {
        self.is_public || may_loop_back || !redirect::is_loopback(redirect_uri)
    }
}

// === impl Stage ===

impl Stage {
    pub const ALL: [Stage; 5] = [Stage::Test, Stage::Online, Stage::Suspended, Stage::Offline, Stage::Retired];

    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Test => "test",
            Stage::Online => "online",
            Stage::Suspended => "suspended",
            Stage::Offline => "offline",
            Stage::Retired => "retired",
        }
    }

    pub fn parse(text: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether the app may be authorised and may call.
    pub fn works(self) -> bool {
        matches!(self, Stage::Test | Stage::Online)
    }

    pub fn after(self, change: StageChange) -> Result<Stage, Refusal> {
        use Stage::*;
        match (self, change) {
            (Test | Offline, StageChange::BringOnline) => Ok(Online),
            (Test | Online, StageChange::Suspend) => Ok(Suspended),
            (Suspended, StageChange::Resume) => Ok(Online),
            (Online | Suspended, StageChange::TakeOffline) => Ok(Offline),
            (Test | Offline | Suspended, StageChange::Retire) => Ok(Retired),
            (Online, StageChange::BringOnline | StageChange::Resume | StageChange::Retire)
            | (Test, StageChange::Resume | StageChange::TakeOffline)
            | (Suspended, StageChange::BringOnline | StageChange::Suspend)
            | (Offline, StageChange::Suspend | StageChange::Resume | StageChange::TakeOffline)
            | (Retired, _) => {
                let sentence =
                    format!("an app in the stage {} cannot do that; reload the page to see where it stands", self.as_str());
                Err(Refusal::conflict("apps.wrong_stage", sentence))
            }
        }
    }
}

impl StageChange {
    pub const ALL: [StageChange; 5] =
        [StageChange::BringOnline, StageChange::Suspend, StageChange::Resume, StageChange::TakeOffline, StageChange::Retire];

    pub fn as_str(self) -> &'static str {
        match self {
            StageChange::BringOnline => "bring_online",
            StageChange::Suspend => "suspend",
            StageChange::Resume => "resume",
            StageChange::TakeOffline => "take_offline",
            StageChange::Retire => "retire",
        }
    }

    pub fn parse(text: &str) -> Option<StageChange> {
        StageChange::ALL.into_iter().find(|change| change.as_str() == text)
    }
}
