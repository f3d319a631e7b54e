//! A self-use app serves its owner's own store. Nobody is redirected: somebody who speaks for both asks, a reviewer
//! approves, and the app asks for tokens with its own credentials.

use super::{Binding, Grant, rules, store};
use crate::{
    accounts::{self, Party},
    app_categories::{self, Strategy},
    approvals::{self, CaseKind, CaseState, NewCase, Verdict},
    apps, merchants, text,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::notices::{self, News};
use serde_json::json;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;

/// Asks for the app to be bound to a store. Who asks speaks for the developer and for the store, and says why.
pub fn request(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    reason: &str,
) -> Outcome<Binding> {
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    let asked_by = by.account().ok_or_else(|| Refusal::unauthenticated("grants.sign_in", "sign in to decide"))?.clone();
    let app = apps::require_owned(tx, by, owner, app)?;
    let category = app_categories::require(tx, &app.category)?;
    if category.strategy != Strategy::SelfUse {
        let sentence = "merchants authorise this app themselves; only self-use apps are bound by review";
        return Err(Refusal::conflict("grants.not_self_use", sentence).into());
    }
    let is_theirs = accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), rules::SPEAKERS).is_ok();
    if !is_theirs {
        let sentence = "a self-use app serves its owner's own store; let somebody ask who is owner or admin of both";
        return Err(Refusal::field("merchant", "grants.not_your_store", sentence).into());
    }
    let store_facts = merchants::require_active(tx, merchant)?;
    if store::find_bound(tx, &app.id)?.is_some() {
        let sentence = "the app is bound to a store already; remove it there first";
        return Err(Refusal::conflict("grants.already_bound", sentence).into());
    }
    if let Some(earlier) = store::latest_binding(tx, &app.id)? {
        let is_open = |case: &approvals::Case| case.state == CaseState::Open;
        if approvals::history(tx, earlier.id.as_str())?.iter().any(is_open) {
            let sentence = "this is being reviewed already; wait for the decision";
            return Err(Refusal::conflict("approvals.already_open", sentence).into());
        }
    }
    let id = tx.new_id();
    let binding = Binding { id, app: app.id.clone(), merchant: merchant.clone(), asked_by, asked_at: tx.now };
    store::insert_binding(tx, &binding)?;
    let case = NewCase {
        kind: CaseKind::SelfUseBinding,
        subject: binding.id.to_string(),
        party: Party::Developer(app.developer.clone()),
        title: format!("{} · {}", app.name, store_facts.name),
        reason: Some(reason),
        facts: json!({
            "app": app.name,
            "app_id": app.id,
            "store_name": store_facts.name,
            "merchant_id": merchant,
            "legal_name": store_facts.legal_name,
        }),
        before: None,
        files: Vec::new(),
    };
    approvals::open_case(tx, by, case)?;
    Ok(binding)
}

/// Closes the case. Approved, the app has all permissions of its category in that store, until the store removes it.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Option<Grant>> {
    let case = approvals::close(tx, by, case, verdict)?;
    let binding = store::find_binding(tx, &case.subject_id()?)?.ok_or_else(|| Fault::new("a case's binding is missing"))?;
    let app = apps::require(tx, &binding.app)?;
    let (code, grant) = match &case.state {
        CaseState::Approved { .. } => {
            let category = app_categories::require(tx, &app.category)?;
            merchants::require_active(tx, &binding.merchant)?;
            let gift = rules::Gift {
                account: &binding.asked_by,
                merchant: &binding.merchant,
                app: &app.id,
                permissions: &category.permissions,
                strategy: Strategy::SelfUse,
            };
            ("self_use_approved", Some(rules::give(tx, by, &gift)?))
        }
        CaseState::Rejected { .. } => ("self_use_rejected", None),
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    };
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let store_name = merchants::require(tx, &binding.merchant)?.name;
    let args = json!({"app": app.name, "store": store_name, "reason": case.state.reason(), "rule": case.state.rule()});
    notices::tell(tx, &members, &News { code, args, link: format!("/developer/apps/{}/stores", app.id) })?;
    Ok(grant)
}

/// The store that the app asked for last, with how it stands.
pub fn latest(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Option<(Binding, CaseState)>> {
    let Some(binding) = store::latest_binding(tx, app)? else { return Ok(None) };
    let case = approvals::history(tx, binding.id.as_str())?.into_iter().next();
    Ok(case.map(|case| (binding, case.state)))
}
