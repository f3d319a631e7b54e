//! The apps that a store lets in, what each one did, and taking away what they may.

use crate::{
    form::{Form, FormView},
    links,
    pages::{
        Answer,
        activity::{self, Whose},
        identified,
        merchants::person,
    },
    views::api_settings::{ApiSettings, EndedGrant, GrantItem, GrantPage, PermissionUse, RemoveGrant},
    visit::Merchant,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Fault, Id, Outcome, PageRequest, Refusal, kinds};
use platform::{
    accounts::{Party, Role},
    apis,
    apps::{self, App},
    developers,
    grants::{self, Grant, Removal, RemovalSide},
    listings, text,
    usage::{self, Day, Scope, Span, Tally},
    watch::{self, ComplaintReason},
};
use std::collections::HashMap;

/// More grants than any store has; the page has no pager.
const ALL_GRANTS: u32 = 200;

pub async fn list(visitor: Merchant) -> Answer {
    visitor.query().all_names_known(&[])?;
    let id = visitor.merchant.id.clone();
    let (items, deactivated) = visitor
        .web
        .db
        .read(move |tx| {
            let (mut items, mut deactivated) = (Vec::new(), Vec::new());
            let all = grants::list_of_merchant(tx, &id, &PageRequest::first(ALL_GRANTS))?.items;
            let live = all.iter().filter(|(grant, _)| grant.removal.is_none());
            let mut given: HashMap<_, usize> = HashMap::new();
            live.for_each(|(_, app)| *given.entry(app.id.clone()).or_default() += 1);
            for (grant, app) in all {
                match &grant.removal {
                    None => {
                        let is_one_of_several = given.get(&app.id).is_some_and(|given| *given > 1);
                        items.push(item(tx, &grant, &app, is_one_of_several)?);
                    }
                    Some(removal) => deactivated.push(ended(tx, &grant, &app, removal)?),
                }
            }
            Ok((items, deactivated))
        })
        .await?;
    visitor.show(&ApiSettings { items, deactivated })
}

fn item(tx: &mut Read<'_>, grant: &Grant, app: &App, is_one_of_several: bool) -> Outcome<GrantItem> {
    let policy = grants::idle::policy(tx)?;
    Ok(GrantItem {
        id: app.id.to_string(),
        grant: is_one_of_several.then(|| grant.id.to_string()),
        strategy: grant.strategy.as_str(),
        app: app.name.clone(),
        logo_url: links::logo(&app.id, app.logo.as_ref()),
        developer: developer(tx, app)?,
        slug: listings::live(tx, app)?.map(|live| live.slug),
        permissions: grant.permissions.clone(),
        since: grant.granted_at,
        granted_by: person(tx, grant.granted_by.as_str())?,
        last_used: grant.last_used_at,
        inactive: !app.stage.works() || policy.is_inactive(grant, tx.now),
        ends: policy.ends_at(grant),
    })
}

fn ended(tx: &mut Read<'_>, grant: &Grant, app: &App, removal: &Removal) -> Outcome<EndedGrant> {
    Ok(EndedGrant {
        id: app.id.to_string(),
        app: app.name.clone(),
        logo_url: links::logo(&app.id, app.logo.as_ref()),
        developer: developer(tx, app)?,
        since: grant.granted_at,
        ended: removal.at,
        // Nobody ended what ended by itself.
        ended_by: if removal.side == RemovalSide::Expiry { String::new() } else { person(tx, &removal.by)? },
        ended_as: removal.side.as_str(),
    })
}

fn developer(tx: &mut Read<'_>, app: &App) -> Outcome<String> {
    Ok(developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default())
}

/// All that the store ever allowed the app, the newest first, which is never empty.
fn require(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<(Grant, Vec<Grant>)> {
    let mut grants = grants::all_of_pair(tx, merchant, app)?;
    if grants.is_empty() {
        return Err(Refusal::not_found("grants.not_found", "this app is not authorised for your store").into());
    }
    // What still holds says more than what was given last.
    let place = grants.iter().position(|grant| grant.removal.is_none()).unwrap_or(0);
    Ok((grants.remove(place), grants))
}

/// The newest of the grants, with what all of them together allow.
fn together(tx: &mut Read<'_>, newest: &Grant, older: &[Grant]) -> Outcome<GrantItem> {
    let app = apps::find(tx, &newest.app)?.ok_or_else(|| Fault::new("a grant's app is missing"))?;
    let mut item = item(tx, newest, &app, false)?;
    let live = older.iter().filter(|grant| grant.removal.is_none() && newest.removal.is_none());
    for grant in live {
        item.permissions.extend(grant.permissions.iter().filter(|name| !newest.permissions.contains(name)).cloned());
        item.last_used = item.last_used.max(grant.last_used_at);
    }
    item.permissions.sort_by_key(|name| apis::PERMISSIONS.iter().position(|permission| permission.name == name));
    item.permissions.dedup();
    Ok(item)
}

// === one app ===

pub async fn show(visitor: Merchant, Path(app): Path<String>) -> Answer {
    show_with(&visitor, &app, StatusCode::OK, None).await
}

async fn show_with(visitor: &Merchant, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let path = links::to(links::MERCHANT_API_APP, &[app]);
    let day = activity::chosen(&visitor.query())?;
    let whose = Whose { app: identified(app)?, merchant: Some(visitor.merchant.id.clone()) };
    let (grant, ended, uses, found) = visitor
        .web
        .db
        .read(move |tx| {
            let merchant = whose.merchant.as_ref().ok_or_else(|| Fault::new("a store's page without the store"))?;
            let (grant, older) = require(tx, merchant, &whose.app)?;
            let app = apps::find(tx, &whose.app)?.ok_or_else(|| Fault::new("a grant's app is missing"))?;
            let ended = grant.removal.as_ref().map(|removal| ended(tx, &grant, &app, removal)).transpose()?;
            let item = together(tx, &grant, &older)?;
            let uses = if ended.is_none() { uses(tx, &grant, &item.permissions)? } else { Vec::new() };
            Ok((item, ended, uses, activity::find(tx, &whose, day)?))
        })
        .await?;
    let view = GrantPage {
        activity: activity::view(visitor, &found, &path, day),
        grant,
        ended,
        uses,
        reasons: ComplaintReason::ALL.map(ComplaintReason::as_str).to_vec(),
        may_change: may_change(visitor),
        form,
    };
    visitor.show_with(status, &view)
}

/// Which permissions served a call that succeeded, as far back as the ledger reaches.
fn uses(tx: &mut Read<'_>, grant: &Grant, permissions: &[String]) -> Outcome<Vec<PermissionUse>> {
    let span = Span::until(Day::of(tx.now), usage::KEPT);
    let operations = usage::by_operation(tx, Scope::Grant(&grant.app, &grant.merchant), span)?;
    let served = operations.iter().filter(|(_, tally)| tally.succeeded() > 0);
    let used: Vec<&str> = served.filter_map(|(name, _)| apis::operation(name)?.permission).collect();
    let using = |name: &String| PermissionUse {
        is_used: used.contains(&name.as_str()),
        may_take: permissions.len() > 1,
        name: name.clone(),
    };
    Ok(permissions.iter().map(using).collect())
}

/// Only so that a form is not shown in vain; the rules decide.
fn may_change(visitor: &Merchant) -> bool {
    let party = Party::Merchant(visitor.merchant.id.clone());
    let roles = visitor.signed.as_ref().map(|signed| signed.roles.as_slice()).unwrap_or_default();
    roles.iter().any(|(of, role)| *of == party && matches!(role, Role::Owner | Role::Admin))
}

pub async fn ledger(visitor: Merchant, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let whose = Whose { app: app.clone(), merchant: Some(merchant.clone()) };
    visitor.web.db.read(move |tx| require(tx, &merchant, &app).map(drop)).await?;
    activity::csv(&visitor, whose)
}

pub async fn shrink(visitor: Merchant, Path(app): Path<String>, form: Form) -> Answer {
    let (by, merchant, permission) = (visitor.actor(), visitor.merchant.id.clone(), form.text("permission"));
    let id: Id<kinds::App> = identified(&app)?;
    match visitor.web.db.write(move |tx| grants::shrink(tx, &by, &merchant, &id, &permission)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::MERCHANT_API_APP, &[&app]), "flash-grant-shrunk")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_with(&visitor, &app, status, Some(form)).await
        }
    }
}

pub async fn complain(visitor: Merchant, Path(app): Path<String>, form: Form) -> Answer {
    match try_to_complain(&visitor, &app, &form).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::MERCHANT_API_APP, &[&app]), "flash-complained")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_with(&visitor, &app, status, Some(form)).await
        }
    }
}

async fn try_to_complain(visitor: &Merchant, app: &str, form: &Form) -> Outcome<()> {
    let (by, merchant, words) = (visitor.actor(), visitor.merchant.id.clone(), form.text("text"));
    let app: Id<kinds::App> = identified(app)?;
    let reason = ComplaintReason::parse(&form.text("reason")).ok_or_else(|| text::unknown_choice("reason"))?;
    visitor.web.db.write(move |tx| watch::complain(tx, &by, &merchant, &app, reason, &words).map(drop)).await
}

// === removing ===

/// Before the app is removed, with all that it was given.
pub async fn confirm_remove(visitor: Merchant, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let found = visitor.web.db.read(move |tx| {
        let (grant, older) = require(tx, &merchant, &app)?;
        if grant.removal.is_some() {
            return Ok(None);
        }
        Ok(Some((together(tx, &grant, &older)?, lately(tx, &grant)?)))
    });
    show_remove(&visitor, found.await?)
}

/// Before one of several grants of an app is taken back.
pub async fn confirm_remove_one(visitor: Merchant, Path(grant): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, id): (_, Id<kinds::Grant>) = (visitor.merchant.id.clone(), identified(&grant)?);
    let found = visitor.web.db.read(move |tx| {
        let grant = grants::find(tx, &id)?.filter(|grant| grant.merchant == merchant && grant.removal.is_none());
        let Some(grant) = grant else { return Ok(None) };
        let app = apps::find(tx, &grant.app)?.ok_or_else(|| Fault::new("a grant's app is missing"))?;
        Ok(Some((item(tx, &grant, &app, true)?, lately(tx, &grant)?)))
    });
    show_remove(&visitor, found.await?)
}

/// What the app did for the store in the days that a page shows.
fn lately(tx: &mut Read<'_>, grant: &Grant) -> Outcome<Vec<(String, Tally)>> {
    let span = Span::until(Day::of(tx.now), activity::SHOWN);
    usage::by_operation(tx, Scope::Grant(&grant.app, &grant.merchant), span)
}

fn show_remove(visitor: &Merchant, found: Option<(GrantItem, Vec<(String, Tally)>)>) -> Answer {
    match found {
        Some((grant, lately)) => visitor.show(&RemoveGrant { grant, lately: activity::operations(visitor, &lately) }),
        None => Ok(visitor.go(links::MERCHANT_API)),
    }
}

pub async fn remove(visitor: Merchant, Path(app): Path<String>, _: Form) -> Answer {
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let by = visitor.actor();
    visitor.web.db.write(move |tx| grants::remove(tx, &by, &merchant, &app)).await?;
    Ok(visitor.go_saying(links::MERCHANT_API, "flash-grant-removed"))
}

pub async fn remove_one(visitor: Merchant, Path(grant): Path<String>, _: Form) -> Answer {
    let (merchant, grant): (_, Id<kinds::Grant>) = (visitor.merchant.id.clone(), identified(&grant)?);
    let by = visitor.actor();
    visitor.web.db.write(move |tx| grants::remove_one(tx, &by, &merchant, &grant)).await?;
    Ok(visitor.go_saying(links::MERCHANT_API, "flash-grant-one-removed"))
}
