//! A case: something that a party hands in and the operator decides, with the facts and evidence as they were then.
//!
//! Open → Approved or Rejected (by the operator, a rejection always with a reason) or Withdrawn (by who asked). A closed
//! case never opens again; asking again opens a new one, and the history of a subject is its cases. A subject has one open
//! case at the most. Of two people who decide at once the first one counts, and the other is told who it was.
//!
//! Account managers decide on merchants, reviewers on everything else; owners and admins of the operator on all. A case
//! knows nothing of what it decides: the noun closes it in its own `decide` and applies the verdict in the same transaction.

mod kind;
mod model;
mod rules;
mod store;

pub use kind::CaseKind;
pub use model::{Case, CaseState, Decider, Evidence, EvidenceKind, Filter, NewCase, Queue, Rejection, StateKind, Verdict};
pub use rules::{close, counts, find, history, keep_evidence, list, may_decide, open_case, open_evidence, require, withdraw};
