use super::{CaseKind, Hours};
use crate::{accounts::Party, text};
use kernel::{Fault, Id, Kind, Outcome, Refusal, Time, kinds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};

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
    /// Who is at it. Counts until it lapses; ask [`Case::claim_at`].
    pub claim: Option<Claim>,
    /// The first of the two approvals that the kind takes.
    pub first_approval: Option<FirstApproval>,
    pub clock: Clock,
    /// When it should be decided; nothing while the clock is stopped and when it is closed.
    pub due_at: Option<Time>,
    /// Since when the applicant owes an answer.
    pub waiting_since: Option<Time>,
}

/// A reviewer has taken a case for a while, so that two do not read the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub by: Decider,
    pub until: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstApproval {
    pub by: Decider,
    pub at: Time,
}

/// The clock of the service target, in working time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Since when it runs; nothing while the applicant is waited for.
    pub since: Option<Time>,
    /// What it had run before.
    pub spent: Duration,
}

/// A question of a reviewer or an answer of the applicant.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Id<kinds::CaseMessage>,
    pub at: Time,
    pub side: Side,
    /// The person's name. The applicant is not told the reviewer's.
    pub by: String,
    pub text: String,
    /// A file of the case's party, whoever of both sent it.
    pub file: Option<Id<kinds::File>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Reviewer,
    Applicant,
}

/// A fact that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub old: Value,
    pub new: Value,
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

/// What is asked of the claim and of the clock holds for open cases alone.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<CaseKind>,
    pub state: Option<StateKind>,
    /// Claimed by this account.
    pub claimed_by: Option<Id<kinds::Account>>,
    pub unclaimed: bool,
    /// Past the date of its service target.
    pub overdue: bool,
    /// The applicant owes an answer.
    pub waiting: bool,
}

/// How much of a kind waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub kind: CaseKind,
    pub open: i64,
    pub overdue: i64,
    pub oldest: Option<Time>,
}

// === impl Case ===

impl Case {
    /// The id of what this case is about, for the noun whose case it is. A case of another noun is not found there.
    pub fn subject_id<K: Kind>(&self) -> Result<Id<K>, Refusal> {
        self.subject.parse().map_err(|_| no_such_case())
    }
}

impl Case {
    pub fn is_open(&self) -> bool {
        self.state == CaseState::Open
    }

    /// Who is at it at this moment.
    pub fn claim_at(&self, now: Time) -> Option<&Claim> {
        self.claim.as_ref().filter(|claim| now < claim.until)
    }

    pub fn is_overdue_at(&self, now: Time) -> bool {
        self.due_at.is_some_and(|due| due < now)
    }

    /// The developer or merchant who asks.
    pub fn applicant(&self) -> Outcome<Party> {
        let developer = || self.party.parse().ok().map(Party::Developer);
        let merchant = || self.party.parse().ok().map(Party::Merchant);
        developer().or_else(merchant).ok_or_else(|| Fault::new("a case belongs to nobody").into())
    }

    /// What would change of what holds now, where something does.
    pub fn changes(&self) -> Option<Vec<Difference>> {
        self.before.as_ref().map(|before| differences(before, &self.facts))
    }

    /// What the applicant changed since `earlier`, a case about the same.
    pub fn changes_since(&self, earlier: &Case) -> Vec<Difference> {
        let mut changes = differences(&earlier.facts, &self.facts);
        if self.reason != earlier.reason {
            let text = |reason: &Option<String>| reason.clone().map_or(Value::Null, Value::String);
            changes.push(Difference { field: "reason".to_owned(), old: text(&earlier.reason), new: text(&self.reason) });
        }
        changes
    }
}

/// Fact by fact, in the order of their names; a fact that one of them does not have is null there.
fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let fields: BTreeSet<&String> = [old, new].into_iter().filter_map(Value::as_object).flat_map(|facts| facts.keys()).collect();
    let of = |facts: &Value, field: &str| facts.get(field).cloned().unwrap_or_default();
    let difference = |field: &String| Difference { field: field.clone(), old: of(old, field), new: of(new, field) };
    fields.into_iter().map(difference).filter(|difference| difference.old != difference.new).collect()
}

impl Clock {
    /// Stands from `now` on.
    pub(super) fn stopped(self, hours: &Hours, now: Time) -> Clock {
        Clock { since: None, spent: self.spent_until(hours, now) }
    }

    /// Runs from `now` on.
    pub(super) fn started(self, now: Time) -> Clock {
        Clock { since: self.since.or(Some(now)), ..self }
    }

    /// The working time that it has run.
    pub(super) fn spent_until(self, hours: &Hours, now: Time) -> Duration {
        self.spent + self.since.map_or(Duration::ZERO, |since| hours.between(since, now))
    }
}

impl Side {
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Reviewer => "reviewer",
            Side::Applicant => "applicant",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Side> {
        [Side::Reviewer, Side::Applicant].into_iter().find(|side| side.as_str() == text)
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

    pub(super) fn require_open(&self) -> Result<(), Refusal> {
        if *self == CaseState::Open { Ok(()) } else { Err(self.already_decided()) }
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

    #[test]
    fn only_what_changed_is_a_difference() {
        let old = serde_json::json!({"name": "Pearl", "website": "", "phone": null});
        let new = serde_json::json!({"name": "Pearl", "website": "https://pearl.example"});
        let changes = differences(&old, &new);
        assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["website"]);
    }

    #[test]
    fn a_clock_counts_working_time_while_it_runs() {
        let (hours, at) = (Hours::default(), |text: &str| text.parse::<Time>().unwrap());
        let opened = Clock::default().started(at("2026-11-23T09:00:00Z"));
        let asked = opened.stopped(&hours, at("2026-11-23T12:00:00Z"));
        assert_eq!(asked, Clock { since: None, spent: Duration::from_secs(3 * 3600) });
        let answered = asked.started(at("2026-11-27T16:00:00Z"));
        assert_eq!(answered.spent_until(&hours, at("2026-11-30T10:00:00Z")), Duration::from_secs(5 * 3600));
    }
}
