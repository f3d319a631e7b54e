//! The App Store: what everybody may see of apps that are online.

use crate::{
    evidence, links,
    pages::{Answer, identified},
    views::{
        listing::ListingView,
        store::{AppFacts, AppPage, Store, StoreItem},
    },
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
    app_categories::{self, AppCategory},
    apps::{self, App},
    developers, grants,
    listings::{self, Live},
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
                let Some(live) = listings::live(tx, &app)? else { continue };
                let (category, developer) = names(tx, &app, language)?;
                items.push(StoreItem {
                    added: is_added(tx, merchant.as_ref(), &app)?,
                    logo_url: links::logo(&app.id, live.logo.as_ref()),
                    name: live.name.in_language(language).to_owned(),
                    slug: live.slug,
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
            let no_such_app = || Refusal::not_found("apps.not_found", "there is no such app in the store");
            let live = listings::live_by_slug(tx, &slug)?.ok_or_else(no_such_app)?;
            let app = apps::find(tx, &live.app)?.ok_or_else(no_such_app)?;
            let category = app_categories::require(tx, &app.category)?;
            let already_added = is_added(tx, merchant.as_ref(), &app)?;
            let facts = facts(tx, &app, &category, &live, language, |file| logo_url(&app.id, file))?;
            Ok((app.id, facts, already_added))
        })
        .await?;
    let authorize_url = format!("{}?response_type=code&client_id={id}", links::AUTHORIZE);
    visitor.show(&AppPage { app, authorize_url, already_added, edit_url: None })
}

/// An app's page, from what may be shown of its listing. `url` is where an image is shown to this reader.
pub(super) fn facts(
    tx: &mut Read<'_>,
    app: &App,
    category: &AppCategory,
    live: &Live,
    language: Language,
    url: impl Fn(&Id<kinds::File>) -> String,
) -> Outcome<AppFacts> {
    Ok(AppFacts {
        listing: ListingView::of(live, language, url),
        slug: live.slug.clone(),
        developer: developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default(),
        category: category.name(language).to_owned(),
        access_hours: category.access_online.as_secs().div_ceil(3600),
        permissions: category.permissions.clone(),
        added: live.listed_since,
    })
}

fn logo_url(app: &Id<kinds::App>, file: &Id<kinds::File>) -> String {
    links::to(links::LOGO, &[app.as_str(), file.as_str()])
}

/// Images that the store shows, and the mark under which an app asks merchants itself. They never change; a new one has a
/// new address. What waits for a review is not here.
pub async fn logo(visitor: Visitor, Path((app, file)): Path<(String, String)>) -> Answer {
    let (app, file): (Id<kinds::App>, Id<kinds::File>) = (identified(&app)?, identified(&file)?);
    let found = visitor.web.db.read(move |tx| {
        let found = apps::find(tx, &app)?;
        let is_mark = found.is_some_and(|app| app.logo.as_ref() == Some(&file));
        if !is_mark && !listings::is_live_image(tx, &app, &file)? {
            return Ok(None);
        }
        Ok(files::find(tx, app.as_str(), &file)?.zip(files::open(tx, app.as_str(), &file)?))
    });
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
    Ok(grants::find_of_merchant(tx, merchant, &app.id)?.is_some_and(|grant| grant.removal.is_none()))
}

/// Of its category and its developer.
pub(super) fn names(tx: &mut Read<'_>, app: &App, language: Language) -> Outcome<(String, String)> {
    let category = app_categories::require(tx, &app.category)?.name(language).to_owned();
    Ok((category, developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default()))
}
