use super::{Complaint, ComplaintReason, store};
use crate::{
    accounts::{self, Party, Role},
    grants, text,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::audit;
use serde_json::json;
use std::time::Duration;

const MIN_TEXT: usize = 10;
const MAX_TEXT: usize = 2000;
/// A store complains about an app once in so long.
const ONCE_IN: Duration = Duration::from_secs(24 * 3600);

/// A merchant's member complains about an app that the store has authorised, or had.
pub fn complain(
    tx: &mut Write<'_>,
    by: &Actor,
    merchant: &Id<kinds::Merchant>,
    app: &Id<kinds::App>,
    reason: ComplaintReason,
    text: &str,
) -> Outcome<Id<kinds::Complaint>> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), &[Role::Owner, Role::Admin])?;
    let made_by = by.account().ok_or_else(|| Refusal::unauthenticated("grants.sign_in", "sign in to decide"))?.clone();
    let text = text::paragraphs("text", text, MIN_TEXT, MAX_TEXT)?;
    if grants::all_of_pair(tx, merchant, app)?.is_empty() {
        return Err(Refusal::not_found("grants.not_found", "this app is not authorised for your store").into());
    }
    let before = tx.now - ONCE_IN;
    if store::has_complained(tx, app, merchant, before)? {
        let sentence = "your store has complained about this app within a day; the operator has it before them";
        return Err(Refusal::conflict("watch.complained_already", sentence).into());
    }
    let complaint =
        Complaint { id: tx.new_id(), app: app.clone(), merchant: merchant.clone(), reason, text, made_by, made_at: tx.now };
    store::insert_complaint(tx, &complaint)?;
    let change = audit::Change {
        action: "watch.complained",
        subject: app.as_str(),
        party: Some(merchant.as_str()),
        after: Some(json!({"complaint": complaint.id, "reason": reason.as_str()})),
        reason: Some(&complaint.text),
        ..Default::default()
    };
    audit::record(tx, by, &change)?;
    Ok(complaint.id)
}

/// Newest first, for the operator.
pub fn list_complaints(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Complaint>> {
    store::list_complaints(tx, app, page)
}
