use crate::{Id, kinds};

/// Who does something: written into the audit beside every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Account(Id<kinds::Account>),
    /// An app over the wire.
    App(Id<kinds::App>),
    /// Nobody who is signed in: registration, sign-in.
    Visitor,
    /// The platform itself: a job, a command, a start-up; named.
    System(&'static str),
}

impl std::fmt::Display for Actor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Account(id) => write!(out, "{id}"),
            Actor::App(id) => write!(out, "{id}"),
            Actor::Visitor => out.write_str("visitor"),
            Actor::System(name) => write!(out, "system:{name}"),
        }
    }
}
