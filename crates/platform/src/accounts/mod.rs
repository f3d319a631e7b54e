//! People: who they are, how they prove it, and whom they work for.
//!
//! - An *account* is one person with one e-mail address (unique, in lower case). Anybody may register one; the address
//!   counts as theirs once the link in the mail was opened.
//! - A *session* is a browser that signed in: 14 days, each use carries it on. Only the hash of its token is stored.
//! - A *member* works for a party (a developer, a merchant, the operator) in a role that fits the party. Owners and admins
//!   of a party add others; only an owner, or the platform itself, makes another owner, and the last owner stays. What
//!   `chosen_at` says last is the party that the consoles show.
//! - A *proof* is the password or the second factor, shown when the session was opened or later. What weighs most asks for
//!   one that is not older than ten minutes ([`Session::is_fresh`]).
//!
//! Passwords are hashed before a transaction and never inside one. Failed sign-ins are slowed down, per account and per
//! address, and never locked out. [`begin_sign_in`] counts the attempt before anyone looks at the password, so that guesses
//! made at the same time meet the delay as well; [`open_session`] takes the account's count back.

mod delay;
mod model;
pub mod password;
mod rules;
mod store;

pub use model::{Account, Candidate, Member, Membership, NewAccount, Party, Proof, Role, Session};
pub use password::PasswordHash;
pub use rules::{
    RESET, RESET_ASKED, ResetAsked, add_member, ask_for_reset, begin_sign_in, change_language, change_password, change_role,
    choose_party, clear_failures, close_session, confirm_email, end_other_sessions, end_session, ensure_operator, find,
    find_session, list_sessions, members, members_of, open_session, parties_of, prove_session, record_sign_in_failure, register,
    remove_member, require_member, require_operator, reset_candidate, reset_password, role_in, send_reset, set_password,
    sign_in_candidate, sweep, touch_session,
};
pub(crate) use rules::{fits, join, recipient, require_appointer, tell_of, weaken_sessions};
