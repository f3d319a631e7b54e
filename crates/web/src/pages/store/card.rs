//! An app as the store's lists show it.

use crate::{
    links,
    views::store::{RatingView, StoreItem},
};
use db::Read;
use kernel::{Id, Outcome, kinds};
use office::notices::Language;
use platform::{
    app_categories,
    apps::{self, App},
    developers, grants,
    listings::{self, Live},
    reviews::{self, Rating},
};

/// Nothing when the app does not stand in the store.
pub(super) fn card(
    tx: &mut Read<'_>,
    id: &Id<kinds::App>,
    language: Language,
    merchant: Option<&Id<kinds::Merchant>>,
) -> Outcome<Option<StoreItem>> {
    let Some((app, live)) = listed(tx, id)? else { return Ok(None) };
    let (category, developer) = names(tx, &app, language)?;
    Ok(Some(StoreItem {
        logo_url: links::logo(id, live.logo.as_ref()),
        name: live.name.in_language(language).to_owned(),
        value_proposition: live.value_proposition.map(|texts| texts.in_language(language).to_owned()),
        slug: live.slug,
        category,
        developer,
        rating: rating_view(reviews::rating(tx, id)?),
        added: is_added(tx, merchant, id)?,
    }))
}

pub(super) fn listed(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<Option<(App, Live)>> {
    let Some(app) = apps::find(tx, id)? else { return Ok(None) };
    Ok(listings::live(tx, &app)?.map(|live| (app, live)))
}

pub(super) fn is_added(tx: &mut Read<'_>, merchant: Option<&Id<kinds::Merchant>>, app: &Id<kinds::App>) -> Outcome<bool> {
    let Some(merchant) = merchant else { return Ok(false) };
    Ok(!grants::live_of_pair(tx, merchant, app)?.is_empty())
}

pub(super) fn rating_view(rating: Rating) -> Option<RatingView> {
    rating.tenths().map(|tenths| RatingView {
        average: format!("{}.{}", tenths / 10, tenths % 10),
        stars: (tenths + 5) / 10,
        reviews: rating.reviews,
    })
}

/// Of its category and its developer.
pub(in crate::pages) fn names(tx: &mut Read<'_>, app: &App, language: Language) -> Outcome<(String, String)> {
    let category = app_categories::require(tx, &app.category)?.name(language).to_owned();
    Ok((category, developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default()))
}
