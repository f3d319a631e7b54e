//! A case: something that a party hands in and the operator decides, with the facts and evidence as they were then.
//!
//! Open → Approved or Rejected (by the operator, a rejection always with the rule or field that it names) or Withdrawn (by who
//! asked). A closed case never opens again; asking again opens a new one, and the history of a subject is its cases. A
//! subject has one open case at the most. Of two people who decide at once the first one counts, and the other is told who
//! it was.
//!
//! - While it is open, one reviewer may *claim* it for four hours: until then the others leave it alone, admins excepted.
//! - A reviewer *asks* and the applicant *answers*; in between the case waits for the applicant and its clock stands still.
//! - The *clock* counts working time ([`Hours`]) against the kind's target ([`Service`]); a case past its date is overdue.
//! - A kind that takes *four eyes* is approved by two different people; the first approval leaves the case open. One person
//!   is enough to reject.
//!
//! Account managers decide on merchants, reviewers on everything else; owners and admins of the operator on all. A case
//! knows nothing of what it decides: the noun closes it in its own `decide` and applies the verdict in the same transaction.

mod hours;
mod kind;
mod model;
mod rules;
mod service;
mod store;
mod thread;

pub use hours::Hours;
pub use kind::CaseKind;
pub use model::{
    Case, CaseState, Claim, Clock, Decider, Difference, Evidence, EvidenceKind, Filter, FirstApproval, Message, NewCase, Queue,
    Rejection, Side, StateKind, Verdict,
};
pub use rules::{
    claim, close, counts, earlier_try, find, history, keep_evidence, list, list_of, may_decide, note_first_approval,
    note_refused, open_case, open_evidence, position, release, require, require_own, withdraw,
};
pub use service::{Promise, ReviewTimes, Service, change_service, renew_targets, review_times, service};
pub use thread::{Letter, answer, ask, messages};
