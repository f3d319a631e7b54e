//! Two kinds of failure and no third. A [`Refusal`] is an answer: the caller asked for something that the rules do not
//! allow, and is told what to do instead. A [`Fault`] is our own trouble: it is logged once, and the outside sees only a
//! reference number. Each edge (page, OAuth endpoint, dialect, JSON API) translates a refusal in one place.

use std::{borrow::Cow, time::Duration};

pub type Outcome<T> = Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    Refusal(Refusal),
    Fault(Fault),
}

/// What kind of answer a refusal is. Edges map it to an HTTP status or to a dialect's own code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// Who is calling is not known.
    Unauthenticated,
    Forbidden,
    NotFound,
    /// The thing is in a state that does not allow it, or somebody else was first.
    Conflict,
    Invalid,
    /// Was right once and is no longer.
    Expired,
    TooLarge,
    TooMany,
}

/// An answer in the negative: a stable dotted `code` (`apps.secret_limit`), an English sentence that says what to do
/// next (lower case, no full stop), and the fields at fault where there are fields. Pages word it in the reader's
/// language by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusalKind,
    pub code: &'static str,
    pub sentence: Cow<'static, str>,
    pub fields: Vec<FieldRefusal>,
    /// How long to wait before the same may be tried again, where waiting helps.
    pub retry_after: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRefusal {
    pub field: &'static str,
    pub code: &'static str,
    pub sentence: Cow<'static, str>,
}

/// Our own trouble, with its cause chain.
pub struct Fault {
    pub doing: Cow<'static, str>,
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

// === impl Refusal ===

impl Refusal {
    pub fn new(kind: RefusalKind, code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { kind, code, sentence: sentence.into(), fields: Vec::new(), retry_after: None }
    }

    pub fn unauthenticated(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::Unauthenticated, code, sentence)
    }

    pub fn forbidden(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::Forbidden, code, sentence)
    }

    pub fn not_found(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::NotFound, code, sentence)
    }

    pub fn conflict(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::Conflict, code, sentence)
    }

    pub fn invalid(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::Invalid, code, sentence)
    }

    pub fn expired(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::Expired, code, sentence)
    }

    pub fn too_large(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::new(RefusalKind::TooLarge, code, sentence)
    }

    /// Too often: the same may be tried again after this time.
    pub fn too_many(code: &'static str, sentence: impl Into<Cow<'static, str>>, retry_after: Duration) -> Refusal {
        Refusal { retry_after: Some(retry_after), ..Refusal::new(RefusalKind::TooMany, code, sentence) }
    }

    /// A form or body of which at least one field is wrong.
    pub fn fields(fields: Vec<FieldRefusal>) -> Refusal {
        Refusal { fields, ..Refusal::invalid("fields.invalid", "some fields need another look") }
    }

    /// One wrong field.
    pub fn field(field: &'static str, code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal::fields(vec![FieldRefusal { field, code, sentence: sentence.into() }])
    }
}

// === impl Fault ===

impl Fault {
    /// A state that the program itself should have made impossible.
    pub fn new(doing: impl Into<Cow<'static, str>>) -> Fault {
        Fault { doing: doing.into(), cause: None }
    }

    pub fn because(doing: impl Into<Cow<'static, str>>, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
        Fault { doing: doing.into(), cause: Some(cause.into()) }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.doing)?;
        let mut cause = self.cause.as_deref().map(|cause| cause as &dyn std::error::Error);
        while let Some(error) = cause {
            write!(out, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Fault({self})")
    }
}

// === impl Error ===

impl Error {
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refusal(refusal) => Some(refusal),
            Error::Fault(_) => None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refusal(refusal)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::Fault(fault)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Refusal(refusal) => write!(out, "{} ({})", refusal.sentence, refusal.code),
            Error::Fault(fault) => write!(out, "{fault}"),
        }
    }
}
