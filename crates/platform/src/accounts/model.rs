use super::PasswordHash;
use kernel::{Id, Time, kinds};
use office::notices::Language;
use std::time::Duration;

/// A session ends when it was not used for so long.
pub(super) const SESSION_LIFE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// So long after a proof the person is taken to still sit before the browser.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// Use is noted at most this often, so that reading a page is not a write.
const SESSION_TOUCH: Duration = Duration::from_secs(5 * 60);

#[derive(Clone, Debug)]
pub struct Account {
    pub id: Id<kinds::Account>,
    /// Lower case.
    pub email: String,
    pub name: String,
    pub language: Language,
    /// When the link in the mail was opened.
    pub email_verified_at: Option<Time>,
    pub created_at: Time,
}

#[derive(Clone, Debug)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub language: Language,
    /// Made by [`super::password::hash`] before the transaction.
    pub password_hash: PasswordHash,
}

/// Who claims to sign in, before the password was looked at.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub account: Account,
    pub password_hash: PasswordHash,
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: Id<kinds::Session>,
    pub account: Account,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
    pub address: Option<String>,
    pub user_agent: String,
    /// When the person last proved who they are.
    pub proved_at: Time,
    /// With two factors, or a passkey.
    pub is_strong: bool,
}

/// What a person has shown when a session is opened or proved again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Password,
    /// Password and code, or a passkey.
    TwoFactors,
}

/// Whom somebody works for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    Developer(Id<kinds::Developer>),
    Merchant(Id<kinds::Merchant>),
    Operator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, and the say over who else.
    Owner,
    Admin,
    /// Sees, changes nothing.
    Analyst,
    /// Of the operator: decides on developers and their apps.
    Reviewer,
    /// Of the operator: decides on merchants.
    AccountManager,
    /// Of the operator: reads the audit, revokes.
    Security,
}

/// One party that an account works for.
#[derive(Clone, Debug)]
pub struct Membership {
    pub party: Party,
    pub role: Role,
    pub since: Time,
}

/// One person who works for a party.
#[derive(Clone, Debug)]
pub struct Member {
    pub account: Account,
    pub role: Role,
    pub since: Time,
}

// === impl Session ===

impl Session {
    /// Whether its use is worth noting by [`super::touch_session`].
    pub fn wants_touch(&self, now: Time) -> bool {
        now.since(self.seen_at) >= SESSION_TOUCH
    }

    /// Whether the last proof is recent enough for what weighs most: secrets, redirects, members.
    pub fn is_fresh(&self, now: Time) -> bool {
        now.since(self.proved_at) < FRESH
    }
}

// === impl Party ===

impl Party {
    pub fn kind(&self) -> &'static str {
        match self {
            Party::Developer(_) => "developer",
            Party::Merchant(_) => "merchant",
            Party::Operator => "operator",
        }
    }

    /// The id, or `operator`: what audit entries, files and cases call their party.
    pub fn as_str(&self) -> &str {
        match self {
            Party::Developer(id) => id.as_str(),
            Party::Merchant(id) => id.as_str(),
            Party::Operator => "operator",
        }
    }

    pub(crate) fn from_columns(kind: &str, party: &str) -> Option<Party> {
        match kind {
            "developer" => party.parse().ok().map(Party::Developer),
            "merchant" => party.parse().ok().map(Party::Merchant),
            "operator" => Some(Party::Operator),
            _ => None,
        }
    }
}

// === impl Role ===

impl Role {
    pub const ALL: [Role; 6] = [Role::Owner, Role::Admin, Role::Analyst, Role::Reviewer, Role::AccountManager, Role::Security];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Analyst => "analyst",
            Role::Reviewer => "reviewer",
            Role::AccountManager => "account_manager",
            Role::Security => "security",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The roles that there are in a party, weightiest first.
    pub fn of(party: &Party) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| role.fits(party)).collect()
    }

    pub fn fits(self, party: &Party) -> bool {
        match (self, party) {
            (Role::Owner | Role::Admin, _) => true,
            (Role::Analyst, Party::Developer(_) | Party::Merchant(_)) => true,
            (Role::Analyst, Party::Operator) => false,
            (Role::Reviewer | Role::AccountManager | Role::Security, Party::Operator) => true,
            (Role::Reviewer | Role::AccountManager | Role::Security, Party::Developer(_) | Party::Merchant(_)) => false,
        }
    }

    /// Whether somebody in this role may make another person a member in the role `other`.
    pub fn may_appoint(self, other: Role) -> bool {
        match self {
            Role::Owner => true,
            Role::Admin => other != Role::Owner,
            Role::Analyst | Role::Reviewer | Role::AccountManager | Role::Security => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_and_fit_their_parties() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        let developer = Party::Developer("dev_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap());
        assert!(Role::Owner.fits(&developer) && Role::Owner.fits(&Party::Operator));
        assert!(!Role::Reviewer.fits(&developer) && Role::Reviewer.fits(&Party::Operator));
        assert!(Role::Analyst.fits(&developer) && !Role::Analyst.fits(&Party::Operator));
        assert_eq!(Party::from_columns(developer.kind(), developer.as_str()), Some(developer));
    }

    #[test]
    fn only_owners_make_owners() {
        assert!(Role::Owner.may_appoint(Role::Owner));
        assert!(Role::Admin.may_appoint(Role::Admin) && !Role::Admin.may_appoint(Role::Owner));
        assert!(!Role::Reviewer.may_appoint(Role::Analyst));
    }
}
