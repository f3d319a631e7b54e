//! People: who they are, how they prove it, and whom they work for.
//!
//! - An *account* is one person with one e-mail address (unique, in lower case). Anybody may register one; the address
//!   counts as theirs once the link in the mail was opened.
//! - A *session* is a browser that signed in: 14 days, each use carries it on. Only the hash of its token is stored.
//! - A *member* works for a party (a developer, a merchant, the operator) in a role that fits the party. Owners and admins
//!   of a party add others; only an owner, or the platform itself, makes another owner.
//!
//! Passwords are hashed before a transaction and never inside one. Failed sign-ins are slowed down, per account and per
//! address, and never locked out. [`begin_sign_in`] counts the attempt before anyone looks at the password, so that guesses
//! made at the same time meet the delay as well; [`open_session`] takes the account's count back.

mod delay;
mod model;
pub mod password;
mod rules;
mod store;

pub use model::{Account, Candidate, Member, Membership, NewAccount, Party, Role, Session};
pub use password::PasswordHash;
pub use rules::{
    add_member, begin_sign_in, change_language, clear_failures, close_session, confirm_email, ensure_operator, find,
    find_session, list_sessions, members, members_of, next_attempt_at, open_session, parties_of, record_sign_in_failure,
    register, require_member, require_operator, role_in, set_password, sign_in_candidate, sweep, touch_session,
};
