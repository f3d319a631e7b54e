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
    usage::{self, Day, Scope, Span},
    watch::{self, ComplaintReason},
};

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
            for (grant, app) in grants::list_of_merchant(tx, &id, &PageRequest::first(ALL_GRANTS))?.items {
                match &grant.removal {
                    None => items.push(item(tx, &grant, &app)?),
                    Some(removal) => deactivated.push(ended(tx, &grant, &app, removal)?),
                }
            }
            Ok((items, deactivated))
        })
        .await?;
    visitor.show(&ApiSettings { items, deactivated })
}

fn item(tx: &mut Read<'_>, grant: &Grant, app: &App) -> Outcome<GrantItem> {
    let policy = grants::idle::policy(tx)?;
    Ok(GrantItem {
        id: app.id.to_string(),
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

fn require(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<(Grant, App)> {
    let grant = grants::find_of_merchant(tx, merchant, app)?;
    let grant = grant.ok_or_else(|| Refusal::not_found("grants.not_found", "this app is not authorised for your store"))?;
    let app = apps::find(tx, app)?.ok_or_else(|| Fault::new("a grant's app is missing"))?;
    Ok((grant, app))
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
            let (grant, app) = require(tx, merchant, &whose.app)?;
            let ended = grant.removal.as_ref().map(|removal| ended(tx, &grant, &app, removal)).transpose()?;
            let uses = if ended.is_none() { uses(tx, &grant)? } else { Vec::new() };
            Ok((item(tx, &grant, &app)?, ended, uses, activity::find(tx, &whose, day)?))
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
fn uses(tx: &mut Read<'_>, grant: &Grant) -> Outcome<Vec<PermissionUse>> {
    let span = Span::until(Day::of(tx.now), usage::KEPT);
    let operations = usage::by_operation(tx, Scope::Grant(&grant.app, &grant.merchant), span)?;
    let served = operations.iter().filter(|(_, tally)| tally.succeeded() > 0);
    let used: Vec<&str> = served.filter_map(|(name, _)| apis::operation(name)?.permission).collect();
    let using = |name: &String| PermissionUse {
        is_used: used.contains(&name.as_str()),
        may_take: grant.permissions.len() > 1,
        name: name.clone(),
    };
    Ok(grant.permissions.iter().map(using).collect())
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

pub async fn confirm_remove(visitor: Merchant, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let found = visitor
        .web
        .db
        .read(move |tx| {
            let (grant, app) = require(tx, &merchant, &app)?;
            if grant.removal.is_some() {
                return Ok(None);
            }
            let span = Span::until(Day::of(tx.now), activity::SHOWN);
            let lately = usage::by_operation(tx, Scope::Grant(&app.id, &merchant), span)?;
            Ok(Some((item(tx, &grant, &app)?, lately)))
        })
        .await?;
    match found {
        Some((grant, lately)) => visitor.show(&RemoveGrant { grant, lately: activity::operations(&visitor, &lately) }),
        None => Ok(visitor.go(links::MERCHANT_API)),
    }
}

pub async fn remove(visitor: Merchant, Path(app): Path<String>, _: Form) -> Answer {
    let (merchant, app): (_, Id<kinds::App>) = (visitor.merchant.id.clone(), identified(&app)?);
    let by = visitor.actor();
    visitor.web.db.write(move |tx| grants::remove(tx, &by, &merchant, &app).map(drop)).await?;
    Ok(visitor.go_saying(links::MERCHANT_API, "flash-grant-removed"))
}
