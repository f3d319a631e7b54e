use crate::{
    app_categories,
    approvals::{self, CaseKind, Verdict},
    developers, grants, listings, merchants,
};
use db::Write;
use kernel::{Actor, Id, Outcome, kinds};

/// Decides a case by the rule of its noun. A page, a bulk approval and the API all come here.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<()> {
    match approvals::require(tx, case)?.kind {
        CaseKind::Developer => developers::decide(tx, by, case, verdict).map(drop),
        CaseKind::Merchant => merchants::decide(tx, by, case, verdict).map(drop),
        CaseKind::CategoryApplication => app_categories::decide(tx, by, case, verdict).map(drop),
        CaseKind::CategoryRequest => app_categories::answer_request(tx, by, case, verdict),
        CaseKind::SelfUseBinding => grants::binding::decide(tx, by, case, verdict).map(drop),
        CaseKind::ListingChange => listings::decide(tx, by, case, verdict).map(drop),
    }
}
