//! The App Store: what everybody may see of apps that are online.

use crate::{
    evidence, links,
    pages::{Answer, identified},
    views::store::{AppFacts, AppPage, Store, StoreItem},
    visit::Visitor,
};
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use db::Read;
use kernel::{Id, Outcome, Refusal, kinds};
use office::{files, notices::Language};
use platform::{
    app_categories,
    apps::{self, App, Stage},
    developers, grants,
};

pub async fn home(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (page, language, merchant) = (query.page()?, visitor.language, merchant_of(&visitor));
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = apps::list_online(tx, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for app in list.items {
                let (category, developer) = names(tx, &app, language)?;
                items.push(StoreItem {
                    added: is_added(tx, merchant.as_ref(), &app)?,
                    logo_url: links::logo(&app.id, app.logo.as_ref()),
                    slug: app.slug,
                    name: app.name,
                    category,
                    developer,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Store { items, pager: query.pager(visitor.path(), next.as_ref()) })
}

pub async fn app(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (language, merchant) = (visitor.language, merchant_of(&visitor));
    let (id, app, already_added) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find_by_slug(tx, &slug)?.filter(|app| app.stage == Stage::Online);
            let app = app.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app in the store"))?;
            let category = app_categories::require(tx, &app.category)?;
            let (_, developer) = names(tx, &app, language)?;
            let already_added = is_added(tx, merchant.as_ref(), &app)?;
            let facts = AppFacts {
                logo_url: links::logo(&app.id, app.logo.as_ref()),
                slug: app.slug,
                name: app.name,
                developer,
                category: category.name(language).to_owned(),
                access_hours: category.access_online.as_secs().div_ceil(3600),
                permissions: app.permissions,
                added: app.stage_since,
            };
            Ok((app.id, facts, already_added))
        })
        .await?;
    let authorize_url = format!("{}?response_type=code&client_id={id}", links::AUTHORIZE);
    visitor.show(&AppPage { app, authorize_url, already_added })
}

/// A logo is public: merchants see it before they decide. It never changes; a new one has a new address.
pub async fn logo(visitor: Visitor, Path((app, file)): Path<(String, String)>) -> Answer {
    let (app, file): (Id<kinds::App>, Id<kinds::File>) = (identified(&app)?, identified(&file)?);
    let found =
        visitor.web.db.read(move |tx| Ok(files::find(tx, app.as_str(), &file)?.zip(files::open(tx, app.as_str(), &file)?)));
    let (file, bytes) = found.await?.ok_or_else(|| Refusal::not_found("files.not_found", "there is no such file"))?;
    let mut response = evidence::show(&file, bytes);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}

fn merchant_of(visitor: &Visitor) -> Option<Id<kinds::Merchant>> {
    visitor.signed.as_ref().and_then(|signed| signed.merchant.as_ref()).map(|merchant| merchant.id.clone())
}

fn is_added(tx: &mut Read<'_>, merchant: Option<&Id<kinds::Merchant>>, app: &App) -> Outcome<bool> {
    let Some(merchant) = merchant else { return Ok(false) };
    Ok(!grants::live_of_pair(tx, merchant, &app.id)?.is_empty())
}

/// Of its category and its developer.
pub(super) fn names(tx: &mut Read<'_>, app: &App, language: Language) -> Outcome<(String, String)> {
    let category = app_categories::require(tx, &app.category)?.name(language).to_owned();
    Ok((category, developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default()))
}
