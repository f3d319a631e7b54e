//! An app's own page, and its pictures.

use super::{card, merchant_of};
use crate::{
    evidence, links,
    pages::{Answer, identified, reviews::review_view},
    views::{
        listing::ListingView,
        store::{AppFacts, AppPage, Head, Standing},
    },
    visit::Visitor,
};
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use db::Read;
use kernel::{Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{files, notices::Language};
use platform::{
    app_categories::{self, AppCategory},
    apps::{self, App},
    developers,
    listings::{self, Live},
    reviews,
};
use serde_json::json;

pub async fn app(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (language, merchant, page) = (visitor.language, merchant_of(&visitor), query.page()?);
    let mut view = visitor.web.db.read(move |tx| read(tx, &slug, language, merchant.as_ref(), &page)).await?;
    view.head = Head::of(&visitor, visitor.path());
    view.pager = query.pager(visitor.path(), view.next.as_ref());
    view.structured = structured(&view);
    visitor.show(&view)
}

fn read(
    tx: &mut Read<'_>,
    slug: &str,
    language: Language,
    merchant: Option<&Id<kinds::Merchant>>,
    page: &PageRequest,
) -> Outcome<AppPage> {
    let (app, live) = require(tx, slug)?;
    let shown: Page<_> = reviews::list_shown(tx, &app.id, page)?;
    let mut items = Vec::with_capacity(shown.items.len());
    for review in shown.items {
        items.push(review_view(tx, review)?);
    }
    let standing = match merchant {
        Some(merchant) => Standing {
            is_added: card::is_added(tx, Some(merchant), &app.id)?,
            may_review: reviews::may_write(tx, &app.id, merchant)?,
            has_reviewed: reviews::find(tx, &app.id, merchant)?.is_some(),
        },
        None => Standing::default(),
    };
    let (id, rating) = (app.id.clone(), card::rating_view(reviews::rating(tx, &app.id)?));
    Ok(AppPage {
        authorize_url: format!("{}?response_type=code&client_id={id}", links::AUTHORIZE),
        review_url: links::to(links::MERCHANT_REVIEW, &[id.as_str()]),
        app: public_facts(tx, &app, &live, language)?,
        standing,
        rating,
        reviews: items,
        next: shown.next,
        ..AppPage::default()
    })
}

pub(super) fn require(tx: &mut Read<'_>, slug: &str) -> Outcome<(App, Live)> {
    let missing = || Refusal::not_found("apps.not_found", "there is no such app in the store");
    let live = listings::live_by_slug(tx, slug)?.ok_or_else(missing)?;
    let app = apps::find(tx, &live.app)?.ok_or_else(missing)?;
    Ok((app, live))
}

/// An app's page, from what may be shown of its listing. `url` is where an image is shown to this reader.
pub(in crate::pages) fn facts(
    tx: &mut Read<'_>,
    app: &App,
    category: &AppCategory,
    live: &Live,
    language: Language,
    url: impl Fn(&Id<kinds::File>) -> String,
) -> Outcome<AppFacts> {
    let developer = developers::find(tx, &app.developer)?;
    let speaks = |language: &Language| live.name.get(*language).is_some() || live.description.get(*language).is_some();
    Ok(AppFacts {
        listing: ListingView::of(live, language, url),
        languages: Language::ALL.into_iter().filter(speaks).map(Language::tag).collect(),
        slug: live.slug.clone(),
        is_verified: developer.as_ref().is_some_and(|developer| developer.state.is_active()),
        developer: developer.map(|developer| developer.name).unwrap_or_default(),
        category: category.name(language).to_owned(),
        category_id: category.id.to_string(),
        access_hours: category.access_online.as_secs().div_ceil(3600),
        permissions: category.permissions.clone(),
        listed_since: live.listed_since,
    })
}

/// [`facts`] of what everybody may see.
pub(super) fn public_facts(tx: &mut Read<'_>, app: &App, live: &Live, language: Language) -> Outcome<AppFacts> {
    let category = app_categories::require(tx, &app.category)?;
    facts(tx, app, &category, live, language, |file| links::to(links::LOGO, &[app.id.as_str(), file.as_str()]))
}

/// The page's facts for machines (schema.org). A data block: browsers do not run it, and the policy does not forbid it.
fn structured(view: &AppPage) -> serde_json::Value {
    let (app, listing) = (&view.app, &view.app.listing);
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": listing.name,
        "url": view.head.canonical,
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Web",
        "author": {"@type": "Organization", "name": app.developer},
        "datePublished": app.listed_since,
        "inLanguage": app.languages,
    });
    if let Some(text) = listing.value_proposition.as_ref().or(listing.description.as_ref()) {
        data["description"] = json!(text);
    }
    if let Some(url) = &listing.logo_url {
        data["image"] = json!(format!("{}{url}", view.head.base));
    }
    if let Some(rating) = &view.rating {
        data["aggregateRating"] =
            json!({"@type": "AggregateRating", "ratingValue": rating.average, "ratingCount": rating.reviews});
    }
    data
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
