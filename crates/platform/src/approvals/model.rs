use super::CaseKind;
use crate::{accounts::Party, text};
use kernel::{Id, Kind, Refusal, Time, kinds};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;

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
    /// What holds now and would be replaced, by the same fields; nothing where nothing is live yet.
    pub before: Option<Value>,
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
    /// What holds now and would be replaced, by the same fields, for the reviewer to see the difference.
    pub before: Option<Value>,
    pub files: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseState {
    Open,
    Approved { at: Time, by: Decider },
    Rejected { at: Time, by: Decider, rejection: Rejection },
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
    Reject(Rejection),
}

/// Why a case was rejected, so that the applicant can mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// One of the kind's rules ([`CaseKind::rules`]), which has words in both languages that say how to mend it; or the
    /// name of a fact that was handed in.
    pub rule: String,
    /// The reviewer's own words. Empty where the rule says it all.
    pub text: String,
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
            (CaseState::Open, Verdict::Reject(rejection)) => Ok(CaseState::Rejected { at, by, rejection: rejection.clone() }),
            (closed, _) => Err(closed.already_decided()),
        }
    }

    pub fn withdrawn(self, at: Time) -> Result<CaseState, Refusal> {
        match self {
            CaseState::Open => Ok(CaseState::Withdrawn { at }),
            closed => Err(closed.already_decided()),
        }
    }

    /// The rule that a rejection names.
    pub fn rule(&self) -> Option<&str> {
        match self {
            CaseState::Rejected { rejection, .. } => Some(&rejection.rule),
            CaseState::Open | CaseState::Approved { .. } | CaseState::Withdrawn { .. } => None,
        }
    }

    /// The reviewer's own words of a rejection; empty where its rule says it all.
    pub fn reason(&self) -> Option<&str> {
        match self {
            CaseState::Rejected { rejection, .. } => Some(&rejection.text),
            CaseState::Open | CaseState::Approved { .. } | CaseState::Withdrawn { .. } => None,
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

// === impl Rejection ===

impl Rejection {
    /// The rule of a rejection that fits none: the reviewer's own words say why.
    pub const OTHER: &str = "other";

    /// In the reviewer's own words alone.
    pub fn other(text: impl Into<String>) -> Rejection {
        Rejection { rule: Rejection::OTHER.to_owned(), text: text.into() }
    }

    /// With the text trimmed, or why it cannot stand. Only a canned rule says by itself how to mend what is wrong; a field,
    /// or no rule at all, needs the reviewer's words.
    pub(super) fn check(&self, kind: CaseKind, facts: &Value) -> Result<Rejection, Refusal> {
        let is_canned = kind.rules().contains(&self.rule.as_str());
        let is_field = facts.get(&self.rule).is_some();
        if !is_canned && !is_field && self.rule != Rejection::OTHER {
            let sentence = "choose a reason from the list, or a field that was handed in";
            return Err(Refusal::field("rule", "approvals.unknown_rule", sentence));
        }
        let text = if is_canned && self.text.trim().is_empty() {
            String::new()
        } else {
            text::paragraphs("reason", &self.text, MIN_REASON, MAX_REASON)?
        };
        Ok(Rejection { rule: self.rule.clone(), text })
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
        let refusal = approved.clone().decided(NOW, li(), &Verdict::Reject(Rejection::other("late"))).unwrap_err();
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
    fn a_rejection_names_a_rule_or_a_field_and_says_how_to_mend_it() {
        let facts = serde_json::json!({"website": "http://pearl.example"});
        let check = |rule: &str, text: &str| {
            let rejection = Rejection { rule: rule.to_owned(), text: text.to_owned() };
            rejection.check(CaseKind::Developer, &facts).map_err(|refusal| refusal.fields[0].field)
        };
        assert_eq!(check("document_unreadable", "  ").unwrap().text, "");
        assert_eq!(check("website", " it does not answer ").unwrap().text, "it does not answer");
        assert_eq!(check("website", ""), Err("reason"));
        assert_eq!(check(Rejection::OTHER, ""), Err("reason"));
        assert_eq!(check("moon_phase", "it wanes too much"), Err("rule"));
    }
}
