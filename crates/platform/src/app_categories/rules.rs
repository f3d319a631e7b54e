use super::{AppCategory, ApplicationState, CategoryApplication, model, shipped, store};
use crate::{
    accounts::{self, Party, Role},
    approvals::{self, CaseKind, CaseState, EvidenceKind, NewCase, Rejection, Verdict},
    developers::{self, Developer},
    text::{self, Fields},
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::{
    audit,
    files::{MediaType, Upload},
    notices::{self, News},
};
use serde_json::{Value, json};
use std::slice;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
const EDITORS: &[Role] = &[Role::Admin, Role::Owner];
/// Who speaks for a developer.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];

// === categories ===

/// Adds the shipped categories that are missing. One that the operator has edited stays as it is.
pub fn ensure_shipped(tx: &mut Write<'_>) -> Outcome<()> {
    for category in shipped::all(|| tx.new_id()) {
        if store::insert(tx, &category)? {
            record(tx, &Actor::system("start"), "app_categories.shipped", None, &category)?;
            tx.announce("app_categories", &category.id);
        }
    }
    Ok(())
}

/// By slug.
pub fn list(tx: &mut Read<'_>) -> Outcome<Vec<AppCategory>> {
    store::list(tx)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Category>) -> Outcome<Option<AppCategory>> {
    store::find(tx, id)
}

pub fn find_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<AppCategory>> {
    store::find_by_slug(tx, slug)
}

/// The category, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::Category>) -> Outcome<AppCategory> {
    let no_such_category = || Refusal::not_found("app_categories.not_found", "there is no such app category");
    store::find(tx, id)?.ok_or_else(|| no_such_category().into())
}

/// Makes a category. Its slug is checked, and taken by no other one.
pub fn create(tx: &mut Write<'_>, by: &Actor, new: &AppCategory) -> Outcome<AppCategory> {
    accounts::require_operator(tx, by, EDITORS)?;
    let mut fields = Fields::new();
    let slug = fields.take(model::check_slug(&new.slug));
    let checked = new.check();
    let terms = fields.take(checked.map(Some));
    fields.finish()?;
    let terms = terms.ok_or_else(|| Fault::new("a category was neither refused nor checked"))?;
    let category = AppCategory { slug, retired_at: None, version: 1, ..terms };
    if !store::insert(tx, &category)? {
        let sentence = "there is a category with this short name already; choose another one";
        return Err(Refusal::field("slug", "app_categories.slug_taken", sentence).into());
    }
    record(tx, by, "app_categories.created", None, &category)?;
    tx.announce("app_categories", &category.id);
    Ok(category)
}

/// The category as it stands and as it would become, for an admin: or what is wrong with the edit. It carries the version
/// it was made from; when somebody else has stored another one since, it is refused and nothing of theirs is lost.
pub(crate) fn examine(tx: &mut Read<'_>, by: &Actor, edited: &AppCategory) -> Outcome<(AppCategory, AppCategory)> {
    accounts::require_operator(tx, by, EDITORS)?;
    let old = require(tx, &edited.id)?;
    let new = AppCategory { slug: old.slug.clone(), retired_at: old.retired_at, ..edited.check()? };
    if new.version != old.version {
        return Err(stale().into());
    }
    Ok((old, new))
}

/// Stores an edit as the next version; the category before and after it.
pub(crate) fn update(tx: &mut Write<'_>, by: &Actor, edited: &AppCategory) -> Outcome<(AppCategory, AppCategory)> {
    let (old, new) = examine(tx, by, edited)?;
    if !store::update(tx, &new)? {
        return Err(stale().into());
    }
    let new = AppCategory { version: new.version + 1, ..new };
    record(tx, by, "app_categories.updated", Some(&old), &new)?;
    tx.announce("app_categories", &new.id);
    Ok((old, new))
}

/// Retires the category or takes that back; nothing when it stands so already.
pub(crate) fn set_retired(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::Category>,
    is_retired: bool,
) -> Outcome<Option<AppCategory>> {
    accounts::require_operator(tx, by, EDITORS)?;
    let old = require(tx, id)?;
    if old.retired_at.is_some() == is_retired {
        return Ok(None);
    }
    let retired_at = is_retired.then_some(tx.now);
    store::set_retired(tx, id, retired_at)?;
    let new = AppCategory { retired_at, version: old.version + 1, ..old.clone() };
    let action = if is_retired { "app_categories.retired" } else { "app_categories.reinstated" };
    record(tx, by, action, Some(&old), &new)?;
    tx.announce("app_categories", id);
    Ok(Some(new))
}

fn stale() -> Refusal {
    let sentence = "somebody else has changed this category meanwhile; reload the page and make your change again";
    Refusal::conflict("app_categories.stale", sentence)
}

// === applications ===

/// Applies for a category, with a checked file that supports the reason where there is one. A developer has one
/// application for each category; a rejected one can be made again.
pub fn apply(
    tx: &mut Write<'_>,
    by: &Actor,
    developer: &Id<kinds::Developer>,
    category: &Id<kinds::Category>,
    reason: &str,
    file: Option<&(Upload, MediaType)>,
) -> Outcome<CategoryApplication> {
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    accounts::require_member(tx, by, &Party::Developer(developer.clone()), SPEAKERS)?;
    let developer = developers::require_active(tx, developer)?;
    let category = require(tx, category)?;
    category.require_open()?;
    let application = match store::find_application_of(tx, &developer.id, &category.id)? {
        Some(old) => {
            let state = old.state.applied_again(tx.now)?;
            let again = CategoryApplication { state, reason, ..old };
            store::update_application(tx, &again)?;
            again
        }
        None => insert_application(tx, &developer, &category, reason)?,
    };
    submit(tx, by, &application, &developer, &category, file)?;
    tell(tx, &application, &category, "category_application_received", None)?;
    Ok(application)
}

/// Closes the application's case and applies the verdict.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<CategoryApplication> {
    let case = approvals::close(tx, by, case, verdict)?;
    let old = require_application(tx, &case.subject_id()?)?;
    let (state, code) = match case.state {
        CaseState::Approved { at, .. } => (old.state.approved(at)?, "category_application_approved"),
        CaseState::Rejected { at, ref rejection, .. } => {
            (old.state.rejected(at, rejection.text.clone())?, "category_application_rejected")
        }
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    };
    let application = CategoryApplication { state, ..old };
    store::update_application(tx, &application)?;
    let category = require(tx, &application.category)?;
    tell(tx, &application, &category, code, case.state.rule())?;
    Ok(application)
}

/// The developer takes the open application back; they may apply again whenever they like.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>) -> Outcome<()> {
    let case = approvals::withdraw(tx, by, case)?;
    let old = require_application(tx, &case.subject_id()?)?;
    store::update_application(tx, &CategoryApplication { state: old.state.withdrawn(tx.now)?, ..old })
}

/// Asks the operator for a category that is not there yet. A developer asks for one at a time.
pub fn ask_for_another(tx: &mut Write<'_>, by: &Actor, developer: &Id<kinds::Developer>, need: &str) -> Outcome<()> {
    let need = text::paragraphs("need", need, MIN_REASON, MAX_REASON)?;
    let party = Party::Developer(developer.clone());
    accounts::require_member(tx, by, &party, SPEAKERS)?;
    let developer = developers::require_active(tx, developer)?;
    let case = NewCase {
        kind: CaseKind::CategoryRequest,
        subject: developer.id.to_string(),
        party: party.clone(),
        title: developer.name.clone(),
        reason: Some(need),
        facts: json!({"developer": developer.name}),
        before: None,
        files: Vec::new(),
    };
    approvals::open_case(tx, by, case)?;
    tell_about_request(tx, &party, "category_request_received", None)
}

/// Closes the case of a developer who asked for a category, and tells them. Approving promises one; the operator makes it.
pub fn answer_request(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<()> {
    let case = approvals::close(tx, by, case, verdict)?;
    let party = Party::Developer(case.subject_id()?);
    match verdict {
        Verdict::Approve => tell_about_request(tx, &party, "category_request_approved", None),
        Verdict::Reject(rejection) => tell_about_request(tx, &party, "category_request_rejected", Some(rejection)),
    }
}

fn tell_about_request(tx: &mut Write<'_>, party: &Party, code: &'static str, rejection: Option<&Rejection>) -> Outcome<()> {
    let members = accounts::members_of(tx, party)?;
    let (rule, reason) = rejection.map(|rejection| (&rejection.rule, &rejection.text)).unzip();
    let news = News { code, args: json!({"reason": reason, "rule": rule}), link: "/developer/categories".to_owned() };
    notices::tell(tx, &members, &news)
}

/// How many developers may make an app of the category.
pub fn count_active(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    store::count_active(tx, category)
}

pub fn find_application(tx: &mut Read<'_>, id: &Id<kinds::CategoryApplication>) -> Outcome<Option<CategoryApplication>> {
    store::find_application(tx, id)
}

/// The developer's applications, oldest first.
pub fn mine(tx: &mut Read<'_>, developer: &Id<kinds::Developer>) -> Outcome<Vec<CategoryApplication>> {
    store::list_applications(tx, developer)
}

/// The application that lets the developer make an app of this category, or why none can be made.
pub fn require_active_application(
    tx: &mut Read<'_>,
    developer: &Id<kinds::Developer>,
    category: &Id<kinds::Category>,
) -> Outcome<CategoryApplication> {
    let Some(application) = store::find_application_of(tx, developer, category)? else {
        let sentence = "you have not applied for this category; apply for it first";
        return Err(Refusal::conflict("app_categories.not_active", sentence).into());
    };
    if let Some(refusal) = application.state.not_active() {
        return Err(refusal.into());
    }
    require(tx, category)?.require_open()?;
    Ok(application)
}

// === parts ===

fn insert_application(
    tx: &mut Write<'_>,
    developer: &Developer,
    category: &AppCategory,
    reason: String,
) -> Outcome<CategoryApplication> {
    let application = CategoryApplication {
        id: tx.new_id(),
        developer: developer.id.clone(),
        category: category.id.clone(),
        state: ApplicationState::Pending { since: tx.now },
        reason,
        created_at: tx.now,
    };
    if !store::insert_application(tx, &application)? {
        return Err(model::already_applied("you have applied for this category; wait for the decision").into());
    }
    Ok(application)
}

fn submit(
    tx: &mut Write<'_>,
    by: &Actor,
    application: &CategoryApplication,
    developer: &Developer,
    category: &AppCategory,
    file: Option<&(Upload, MediaType)>,
) -> Outcome<()> {
    let party = Party::Developer(developer.id.clone());
    let uploads = file.map(slice::from_ref).unwrap_or_default();
    let files = approvals::keep_evidence(tx, &party, EvidenceKind::Reason, uploads)?;
    let case = NewCase {
        kind: CaseKind::CategoryApplication,
        subject: application.id.to_string(),
        party,
        title: format!("{} · {}", developer.name, category.name_en),
        reason: Some(application.reason.clone()),
        facts: json!({
            "developer": developer.name,
            "developer_id": developer.id,
            "category": category.slug,
            "category_id": category.id,
            "category_name_en": category.name_en,
            "category_name_zh": category.name_zh,
        }),
        before: None,
        files,
    };
    approvals::open_case(tx, by, case)?;
    Ok(())
}

/// Each in their own language, because the category has a name in each.
fn tell(
    tx: &mut Write<'_>,
    application: &CategoryApplication,
    category: &AppCategory,
    code: &'static str,
    rule: Option<&str>,
) -> Outcome<()> {
    let members = accounts::members_of(tx, &Party::Developer(application.developer.clone()))?;
    for member in &members {
        let args = json!({"category": category.name(member.language), "reason": application.state.reason(), "rule": rule});
        notices::tell(tx, slice::from_ref(member), &News { code, args, link: "/developer/categories".to_owned() })?;
    }
    Ok(())
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    action: &'static str,
    before: Option<&AppCategory>,
    after: &AppCategory,
) -> Outcome<()> {
    let (before, after_facts) = (before.map(summary), Some(summary(after)));
    let change = audit::Change { action, subject: after.id.as_str(), before, after: after_facts, ..Default::default() };
    audit::record(tx, by, &change)
}

fn summary(category: &AppCategory) -> Value {
    json!({
        "slug": category.slug,
        "name_en": category.name_en,
        "name_zh": category.name_zh,
        "description_en": category.description_en,
        "description_zh": category.description_zh,
        "strategy": category.strategy,
        "access_test_seconds": category.access_test.as_secs(),
        "access_online_seconds": category.access_online.as_secs(),
        "refresh_test_seconds": category.refresh_test.as_secs(),
        "refresh_online_seconds": category.refresh_online.as_secs(),
        "drain_seconds": category.drain.as_secs(),
        "retry_seconds": category.retry.as_secs(),
        "refresh_fixed": category.refresh_fixed,
        "needs_dpop": category.needs_dpop,
        "permissions": category.permissions,
        "requestable": category.requestable,
        "max_merchants_test": category.max_merchants_test,
        "max_merchants_online": category.max_merchants_online,
        "go_live_calls": category.gate.calls,
        "go_live_percent": category.gate.percent,
        "retired_at": category.retired_at,
        "version": category.version,
    })
}

fn require_application(tx: &mut Read<'_>, id: &Id<kinds::CategoryApplication>) -> Outcome<CategoryApplication> {
    let no_such_application = || Refusal::not_found("app_categories.no_such_application", "there is no such application");
    store::find_application(tx, id)?.ok_or_else(|| no_such_application().into())
}
