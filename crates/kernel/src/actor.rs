use crate::{Id, kinds};
use std::{fmt, net::IpAddr};

/// Who does something and from where: written into the audit beside every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub who: Who,
    pub address: Option<IpAddr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Account(Id<kinds::Account>),
    /// An app over the wire.
    App(Id<kinds::App>),
    /// Nobody who is signed in: registration, sign-in.
    Visitor,
    /// The platform itself: a job, a command, a start-up; named.
    System(&'static str),
}

impl Actor {
    pub fn system(name: &'static str) -> Actor {
        Actor { who: Who::System(name), address: None }
    }

    pub fn account(&self) -> Option<&Id<kinds::Account>> {
        match &self.who {
            Who::Account(id) => Some(id),
            Who::App(_) | Who::Visitor | Who::System(_) => None,
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Account(id) => write!(out, "{id}"),
            Who::App(id) => write!(out, "{id}"),
            Who::Visitor => out.write_str("visitor"),
            Who::System(name) => write!(out, "system:{name}"),
        }
    }
}
