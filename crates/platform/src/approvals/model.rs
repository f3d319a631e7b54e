use crate::accounts::{Party, Role};
use kernel::{Id, Kind, Refusal, Time, kinds};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Case {
    pub id: Id<kinds::Case>,
    pub kind: CaseKind,
    /// The id of what is reviewed.
    pub subject: String,
    /// The id of the developer or merchant who asks, whose the evidence is.
    pub party: String,
    /// A name for people to find it by.
    pub title: String,
    pub state: CaseState,
    /// Why the applicant asks, where they say.
    pub reason: Option<String>,
    /// What was handed in, as a JSON object by field.
    pub facts: Value,
    pub files: Vec<Evidence>,
    pub opened_at: Time,
}

#[derive(Clone, Debug)]
pub struct NewCase {
    pub kind: CaseKind,
    pub subject: String,
    pub party: Party,
    pub title: String,
    pub reason: Option<String>,
    pub facts: Value,
    pub files: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CaseKind {
    Developer,
    Merchant,
    CategoryApplication,
    /// No category fits: the developer asks for another one.
    CategoryRequest,
    SelfUseBinding,
    /// One field of what the store shows of an app.
    ListingChange,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseState {
    Open,
    Approved { at: Time, by: Decider },
    Rejected { at: Time, by: Decider, reason: String },
    Withdrawn { at: Time },
}

/// A state without its facts: what lists are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    Open,
    Approved,
    Rejected,
    Withdrawn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    /// As the audit writes it.
    pub actor: String,
    /// The person's name, where it was a person.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Reject { reason: String },
}

/// A file handed in with a case. It belongs to the case's party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub kind: EvidenceKind,
    pub file: Id<kinds::File>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    BusinessRegistration,
    BusinessLicence,
    Identity,
    /// Supports the reason that is given.
    Reason,
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<CaseKind>,
    pub state: Option<StateKind>,
}

/// How much of a kind waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub kind: CaseKind,
    pub open: i64,
    pub oldest: Option<Time>,
}

// === impl Case ===

impl Case {
    /// The id of what this case is about, for the noun whose case it is. A case of another noun is not found there.
    pub fn subject_id<K: Kind>(&self) -> Result<Id<K>, Refusal> {
        self.subject.parse().map_err(|_| no_such_case())
    }
}

pub(super) fn no_such_case() -> Refusal {
    Refusal::not_found("approvals.not_found", "there is no such case")
}

// === impl CaseKind ===

impl CaseKind {
    pub const ALL: [CaseKind; 6] = [
        CaseKind::Developer,
        CaseKind::Merchant,
        CaseKind::CategoryApplication,
        CaseKind::CategoryRequest,
        CaseKind::SelfUseBinding,
        CaseKind::ListingChange,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            CaseKind::Developer => "developer",
            CaseKind::Merchant => "merchant",
            CaseKind::CategoryApplication => "category_application",
            CaseKind::CategoryRequest => "category_request",
            CaseKind::SelfUseBinding => "self_use_binding",
            CaseKind::ListingChange => "listing_change",
        }
    }

    pub fn parse(text: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The operator's people who decide on cases of this kind.
    pub fn deciders(self) -> &'static [Role] {
        match self {
            CaseKind::Merchant => &[Role::AccountManager, Role::Admin, Role::Owner],
            CaseKind::Developer | CaseKind::CategoryApplication | CaseKind::CategoryRequest | CaseKind::SelfUseBinding | CaseKind::ListingChange => {
                &[Role::Reviewer, Role::Admin, Role::Owner]
            }
        }
    }
}

// === impl CaseState ===

impl CaseState {
    pub fn kind(&self) -> StateKind {
        match self {
            CaseState::Open => StateKind::Open,
            CaseState::Approved { .. } => StateKind::Approved,
            CaseState::Rejected { .. } => StateKind::Rejected,
            CaseState::Withdrawn { .. } => StateKind::Withdrawn,
        }
    }

    /// What an open case becomes; a closed one stays as it is and says so.
    pub fn decided(self, at: Time, by: Decider, verdict: &Verdict) -> Result<CaseState, Refusal> {
        match (self, verdict) {
            (CaseState::Open, Verdict::Approve) => Ok(CaseState::Approved { at, by }),
            (CaseState::Open, Verdict::Reject { reason }) => Ok(CaseState::Rejected { at, by, reason: reason.clone() }),
            (closed, _) => Err(closed.already_decided()),
        }
    }

    pub fn withdrawn(self, at: Time) -> Result<CaseState, Refusal> {
        match self {
            CaseState::Open => Ok(CaseState::Withdrawn { at }),
            closed => Err(closed.already_decided()),
        }
    }

    fn already_decided(&self) -> Refusal {
        let when = |at: &Time| at.format("%Y-%m-%d %H:%M UTC", &jiff::tz::TimeZone::UTC);
        let what = match self {
            CaseState::Open => "this case is still open".to_owned(),
            CaseState::Approved { at, by } => format!("{} approved this case on {}", by.called(), when(at)),
            CaseState::Rejected { at, by, .. } => format!("{} rejected this case on {}", by.called(), when(at)),
            CaseState::Withdrawn { at } => format!("the applicant withdrew this case on {}", when(at)),
        };
        Refusal::conflict("approvals.already_decided", format!("{what}; reload the page to see how it stands"))
    }
}

// === impl StateKind ===

impl StateKind {
    pub const ALL: [StateKind; 4] = [StateKind::Open, StateKind::Approved, StateKind::Rejected, StateKind::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            StateKind::Open => "open",
            StateKind::Approved => "approved",
            StateKind::Rejected => "rejected",
            StateKind::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<StateKind> {
        StateKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

// === impl Decider ===

impl Decider {
    /// The name, or what the audit calls it.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.actor)
    }
}

// === impl EvidenceKind ===

impl EvidenceKind {
    pub fn as_str(self) -> &'static str {
        match self {
            EvidenceKind::BusinessRegistration => "business_registration",
            EvidenceKind::BusinessLicence => "business_licence",
            EvidenceKind::Identity => "identity",
            EvidenceKind::Reason => "reason",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_unix_millis(1_763_837_361_000);

    fn li() -> Decider {
        Decider { actor: "acc_p01".to_owned(), name: Some("Li Wei".to_owned()) }
    }

    #[test]
    fn an_open_case_is_decided_once() {
        let approved = CaseState::Open.decided(NOW, li(), &Verdict::Approve).unwrap();
        let refusal = approved.clone().decided(NOW, li(), &Verdict::Reject { reason: "late".to_owned() }).unwrap_err();
        assert_eq!(refusal.code, "approvals.already_decided");
        assert_eq!(refusal.sentence, "Li Wei approved this case on 2025-11-22 18:49 UTC; reload the page to see how it stands");
        assert!(approved.withdrawn(NOW).is_err());
    }

    #[test]
    fn a_withdrawn_case_cannot_be_decided() {
        let withdrawn = CaseState::Open.withdrawn(NOW).unwrap();
        assert!(withdrawn.decided(NOW, li(), &Verdict::Approve).unwrap_err().sentence.starts_with("the applicant withdrew"));
    }

    #[test]
    fn account_managers_decide_on_merchants_and_on_nothing_else() {
        let kinds = CaseKind::ALL.into_iter().filter(|kind| kind.deciders().contains(&Role::AccountManager));
        assert_eq!(kinds.collect::<Vec<_>>(), [CaseKind::Merchant]);
    }
}
