use crate::usage::{Day, Refused, Tally};
use kernel::{Id, Time, kinds};

/// A merchant says that something is wrong with an app.
#[derive(Clone, Debug)]
pub struct Complaint {
    pub id: Id<kinds::Complaint>,
    pub app: Id<kinds::App>,
    pub merchant: Id<kinds::Merchant>,
    pub reason: ComplaintReason,
    pub text: String,
    pub made_by: Id<kinds::Account>,
    pub made_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComplaintReason {
    DoesNotWork,
    WrongData,
    TooMuchData,
    Misleading,
    NoSupport,
    Other,
}

/// A figure that can be beyond what the operator accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Too many calls do not succeed.
    Errors,
    /// Too many calls with tokens that no longer hold.
    Authentication,
    /// Too many merchants complained.
    Complaints,
    /// Merchants let it in, and it does not call.
    Silent,
}

/// What is done about a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Off the store; it goes on working for those who have it.
    Delist,
    Suspend,
}

/// How an app did lately.
#[derive(Clone, Debug)]
pub struct Health {
    pub total: Tally,
    /// Every day looked at, oldest first, also those without calls.
    pub days: Vec<(Day, Tally)>,
    pub operations: Vec<(String, Tally)>,
    pub refusals: Vec<Refused>,
    /// Calls that were refused because of their token.
    pub authentication_failures: i64,
    /// Merchants who have it authorised, and those of them for whom it has not called for long.
    pub merchants: i64,
    pub inactive_merchants: i64,
    /// Merchants who complained, by reason.
    pub complaints: Vec<(ComplaintReason, i64)>,
    pub last_call: Option<Time>,
}

impl ComplaintReason {
    pub const ALL: [ComplaintReason; 6] = [
        ComplaintReason::DoesNotWork,
        ComplaintReason::WrongData,
        ComplaintReason::TooMuchData,
        ComplaintReason::Misleading,
        ComplaintReason::NoSupport,
        ComplaintReason::Other,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ComplaintReason::DoesNotWork => "does_not_work",
            ComplaintReason::WrongData => "wrong_data",
            ComplaintReason::TooMuchData => "too_much_data",
            ComplaintReason::Misleading => "misleading",
            ComplaintReason::NoSupport => "no_support",
            ComplaintReason::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<ComplaintReason> {
        ComplaintReason::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl Flag {
    pub const ALL: [Flag; 4] = [Flag::Errors, Flag::Authentication, Flag::Complaints, Flag::Silent];

    pub fn as_str(self) -> &'static str {
        match self {
            Flag::Errors => "errors",
            Flag::Authentication => "authentication",
            Flag::Complaints => "complaints",
            Flag::Silent => "silent",
        }
    }
}

impl Measure {
    pub fn parse(text: &str) -> Option<Measure> {
        match text {
            "delist" => Some(Measure::Delist),
            "suspend" => Some(Measure::Suspend),
            _ => None,
        }
    }
}

impl Health {
    pub fn complaints_in_all(&self) -> i64 {
        self.complaints.iter().map(|(_, merchants)| merchants).sum()
    }
}
