use super::{Documents, Merchant, NewMerchant, store};
use crate::{
    accounts::{self, Party, Role},
    approvals::{self, CaseKind, CaseState, Evidence, EvidenceKind, NewCase, Verdict},
    standing::{Standing, StandingKind, WrongStanding},
    text::{self, Fields},
};
use db::{Read, Write};
use kernel::{Actor, Fault, FieldRefusal, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{
    audit,
    notices::{self, News},
};
use serde_json::json;
use std::slice;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
/// Who speaks for a store.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];
const SUSPENDERS: &[Role] = &[Role::Admin, Role::Owner];

/// Registers the store that `account` speaks for and puts it before the account managers. Refuses a name that another
/// store has.
pub fn register(
    tx: &mut Write<'_>,
    by: &Actor,
    account: &Id<kinds::Account>,
    new: &NewMerchant,
    documents: &Documents,
) -> Outcome<Merchant> {
    let facts = new.check()?;
    check_documents(documents)?;
    let parties = accounts::parties_of(tx, account)?;
    if parties.iter().any(|membership| matches!(membership.party, Party::Merchant(_))) {
        let sentence = "your account has a store already; open its registration to see how it stands";
        return Err(Refusal::conflict("merchants.already_registered", sentence).into());
    }
    let merchant = Merchant {
        id: tx.new_id(),
        name: facts.name,
        legal_name: facts.legal_name,
        licence_no: facts.licence_no,
        country: facts.country,
        timezone: facts.timezone,
        currency: facts.currency,
        state: Standing::Submitted { since: tx.now },
        created_at: tx.now,
    };
    if !store::insert(tx, &merchant)? {
        return Err(name_taken().into());
    }
    tx.announce("merchants", &merchant.id);
    record(tx, by, "merchants.registered", None, &merchant)?;
    accounts::add_member(tx, by, &party(&merchant), account, Role::Owner)?;
    submit(tx, by, &merchant, documents, &[])?;
    Ok(merchant)
}

/// Hands in corrected facts after a rejection. A document that is not handed in again stays as it was.
pub fn resubmit(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::Merchant>,
    new: &NewMerchant,
    documents: &Documents,
) -> Outcome<Merchant> {
    let old = require(tx, id)?;
    accounts::require_member(tx, by, &party(&old), SPEAKERS)?;
    let facts = new.check()?;
    let state = old.state.clone().resubmitted(tx.now).map_err(wrong_state)?;
    let merchant = Merchant { state, ..old.clone().with(facts) };
    save(tx, &merchant)?;
    record(tx, by, "merchants.resubmitted", Some(&old), &merchant)?;
    let earlier = approvals::history(tx, id.as_str())?.into_iter().next().map(|case| case.files).unwrap_or_default();
    submit(tx, by, &merchant, documents, &earlier)?;
    Ok(merchant)
}

/// Closes the store's case and applies the verdict.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Merchant> {
    let case = approvals::close(tx, by, case, verdict)?;
    let old = require(tx, &case.subject_id()?)?;
    let (state, code) = match case.state {
        CaseState::Approved { at, .. } => (old.state.clone().approved(at), "merchant_approved"),
        CaseState::Rejected { at, ref rejection, .. } => {
            (old.state.clone().rejected(at, rejection.text.clone()), "merchant_rejected")
        }
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    };
    let merchant = Merchant { state: state.map_err(wrong_state)?, ..old };
    save(tx, &merchant)?;
    tell_of(tx, &merchant, code, case.state.rule())?;
    Ok(merchant)
}

/// The applicant takes the open case back; they may hand in again whenever they like.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>) -> Outcome<()> {
    let case = approvals::withdraw(tx, by, case)?;
    let old = require(tx, &case.subject_id()?)?;
    let state = old.state.clone().withdrawn(tx.now).map_err(wrong_state)?;
    let merchant = Merchant { state, ..old.clone() };
    save(tx, &merchant)?;
    record(tx, by, "merchants.withdrawn", Some(&old), &merchant)
}

/// Stops an active store: what is checked against it is refused.
pub fn suspend(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Merchant>, reason: &str) -> Outcome<Merchant> {
    accounts::require_operator(tx, by, SUSPENDERS)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    let old = require(tx, id)?;
    let state = old.state.clone().suspended(tx.now, reason).map_err(wrong_state)?;
    let merchant = Merchant { state, ..old.clone() };
    save(tx, &merchant)?;
    record(tx, by, "merchants.suspended", Some(&old), &merchant)?;
    tell(tx, &merchant, "merchant_suspended")?;
    Ok(merchant)
}

pub fn reinstate(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Merchant>) -> Outcome<Merchant> {
    accounts::require_operator(tx, by, SUSPENDERS)?;
    let old = require(tx, id)?;
    let state = old.state.clone().reinstated(tx.now).map_err(wrong_state)?;
    let merchant = Merchant { state, ..old.clone() };
    save(tx, &merchant)?;
    record(tx, by, "merchants.reinstated", Some(&old), &merchant)?;
    tell(tx, &merchant, "merchant_reinstated")?;
    Ok(merchant)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Merchant>) -> Outcome<Option<Merchant>> {
    store::find(tx, id)
}

/// How many there are, in any standing.
pub fn count(tx: &mut Read<'_>) -> Outcome<i64> {
    store::count(tx)
}

/// Newest first.
pub fn list(tx: &mut Read<'_>, state: Option<StandingKind>, page: &PageRequest) -> Outcome<Page<Merchant>> {
    store::list(tx, state, page)
}

/// The merchant, or why they may not go on.
pub fn require_active(tx: &mut Read<'_>, id: &Id<kinds::Merchant>) -> Outcome<Merchant> {
    let merchant = require(tx, id)?;
    match merchant.not_active() {
        Some(refusal) => Err(refusal.into()),
        None => Ok(merchant),
    }
}

/// The store, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::Merchant>) -> Outcome<Merchant> {
    let no_such_merchant = || Refusal::not_found("merchants.not_found", "there is no such store");
    store::find(tx, id)?.ok_or_else(|| no_such_merchant().into())
}

fn check_documents(documents: &Documents) -> Result<(), Refusal> {
    let mut fields = Fields::new();
    for (field, document) in [("licence", &documents.licence), ("identity", &documents.identity)] {
        if document.is_none() {
            fields.refuse(field, "merchants.document_missing", "add this document; a photo or a PDF will do");
        }
    }
    fields.finish()
}

/// Opens the case, and tells the members that it is there.
fn submit(tx: &mut Write<'_>, by: &Actor, merchant: &Merchant, documents: &Documents, earlier: &[Evidence]) -> Outcome<()> {
    let party = party(merchant);
    let mut files = Vec::new();
    for (kind, document) in [(EvidenceKind::BusinessLicence, &documents.licence), (EvidenceKind::Identity, &documents.identity)] {
        match document {
            Some(document) => files.extend(approvals::keep_evidence(tx, &party, kind, slice::from_ref(document))?),
            None => files.extend(earlier.iter().filter(|evidence| evidence.kind == kind).cloned()),
        }
    }
    let case = NewCase {
        kind: CaseKind::Merchant,
        subject: merchant.id.to_string(),
        party,
        title: merchant.name.clone(),
        reason: None,
        facts: json!(merchant.facts()),
        before: None,
        files,
    };
    approvals::open_case(tx, by, case)?;
    tell(tx, merchant, "merchant_received")
}

fn tell(tx: &mut Write<'_>, merchant: &Merchant, code: &'static str) -> Outcome<()> {
    tell_of(tx, merchant, code, None)
}

/// With the rule that a rejection names, which is worded where the notice is read.
fn tell_of(tx: &mut Write<'_>, merchant: &Merchant, code: &'static str, rule: Option<&str>) -> Outcome<()> {
    let members = accounts::members_of(tx, &party(merchant))?;
    let args = json!({"merchant": merchant.name, "reason": merchant.state.reason(), "rule": rule});
    let link = if merchant.state.is_active() { "/merchant" } else { "/merchant/registration" };
    notices::tell(tx, &members, &News { code, args, link: link.to_owned() })
}

fn save(tx: &mut Write<'_>, merchant: &Merchant) -> Outcome<()> {
    if !store::update(tx, merchant)? {
        return Err(name_taken().into());
    }
    tx.announce("merchants", &merchant.id);
    Ok(())
}

fn record(tx: &mut Write<'_>, by: &Actor, action: &'static str, before: Option<&Merchant>, after: &Merchant) -> Outcome<()> {
    let summary = |merchant: &Merchant| json!({"state": merchant.state.kind().as_str(), "facts": merchant.facts()});
    let change = audit::Change {
        action,
        subject: after.id.as_str(),
        party: Some(after.id.as_str()),
        before: before.map(summary),
        after: Some(summary(after)),
        reason: after.state.reason(),
    };
    audit::record(tx, by, &change)
}

fn party(merchant: &Merchant) -> Party {
    Party::Merchant(merchant.id.clone())
}

fn name_taken() -> Refusal {
    let (code, sentence) = ("merchants.name_taken", "another store has this name; choose another one");
    let mut refusal = Refusal::conflict(code, sentence);
    refusal.fields.push(FieldRefusal { field: "store_name", code, sentence: sentence.into() });
    refusal
}

fn wrong_state(WrongStanding(kind): WrongStanding) -> Refusal {
    let sentence = format!("the store is {} and does not allow this; reload the page to see how it stands", kind.as_str());
    Refusal::conflict("merchants.wrong_state", sentence)
}
