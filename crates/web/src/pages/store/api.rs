//! The store over the wire, for anybody: `GET /api/v1/apps` and `/api/v1/apps/{slug}`, in the form of our own API. It shows
//! what the pages show.

use super::{Asked, app, card};
use crate::{
    Web, links,
    pages::Answer,
    query::Query,
    views::store::{AppFacts, RatingView},
    visit::Visitor,
};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use kernel::{Id, Outcome, PageRequest, Refusal, kinds};
use office::notices::Language;
use platform::reviews;
use serde_json::{Value, json};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

pub async fn list(visitor: Visitor) -> Answer {
    Ok(answered(&visitor, listed(&visitor).await))
}

pub async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    Ok(answered(&visitor, shown(&visitor, slug).await))
}

/// A refusal is a problem document here and no page.
fn answered(visitor: &Visitor, outcome: Outcome<Value>) -> Response {
    match outcome {
        Ok(value) => Json(value).into_response(),
        Err(error) => gateway::problem(&error, &visitor.request_id),
    }
}

async fn listed(visitor: &Visitor) -> Outcome<Value> {
    let query = visitor.query();
    query.all_names_known(&["q", "category", "sort", "limit", "cursor"])?;
    let asked = Asked::of(&query, page(&query)?)?;
    let (apps, next) = asked.answer(&visitor.web).await?;
    let (web, language) = (visitor.web.clone(), visitor.language);
    let read = visitor.web.db.read(move |tx| {
        let mut data = Vec::with_capacity(apps.len());
        for id in &apps {
            if let Some((found, live)) = card::listed(tx, id)? {
                let rating = card::rating_view(reviews::rating(tx, id)?);
                data.push(told(&web, id, &app::public_facts(tx, &found, &live, language)?, rating.as_ref()));
            }
        }
        Ok(data)
    });
    Ok(json!({"data": read.await?, "next_cursor": next.map(|cursor| cursor.to_string())}))
}

async fn shown(visitor: &Visitor, slug: String) -> Outcome<Value> {
    visitor.query().all_names_known(&[])?;
    let (web, language): (Web, Language) = (visitor.web.clone(), visitor.language);
    let read = visitor.web.db.read(move |tx| {
        let (found, live) = app::require(tx, &slug)?;
        let rating = card::rating_view(reviews::rating(tx, &found.id)?);
        Ok(told(&web, &found.id, &app::public_facts(tx, &found, &live, language)?, rating.as_ref()))
    });
    read.await
}

fn page(query: &Query) -> Result<PageRequest, Refusal> {
    let limit =
        match query.text("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or_else(|| {
                Refusal::field("limit", "params.limit", format!("limit is a whole number from 1 to {MAX_LIMIT}"))
            })?,
        };
    let malformed = |_| Refusal::field("cursor", "params.cursor", "cursor is the next_cursor of an earlier page, unchanged");
    Ok(PageRequest { limit, after: query.text("cursor").map(str::parse).transpose().map_err(malformed)? })
}

fn told(web: &Web, id: &Id<kinds::App>, app: &AppFacts, rating: Option<&RatingView>) -> Value {
    json!({
        "id": id,
        "slug": app.slug,
        "url": web.absolute(&links::to(links::APP_PAGE, &[&app.slug])),
        "name": app.listing.name,
        "value_proposition": app.listing.value_proposition,
        "description": app.listing.description,
        "category": {"id": app.category_id, "name": app.category},
        "developer": {"name": app.developer, "verified": app.is_verified},
        "languages": app.languages,
        "permissions": app.permissions,
        "website": app.listing.website,
        "support_email": app.listing.support_email,
        "logo_url": app.listing.logo_url.as_ref().map(|url| web.absolute(url)),
        "screenshot_urls": app.listing.screenshots.iter().map(|url| web.absolute(url)).collect::<Vec<_>>(),
        "rating": rating.map(|rating| json!({"average": rating.average, "reviews": rating.reviews})),
        "listed_since": app.listed_since,
    })
}
