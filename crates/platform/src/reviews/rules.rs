use super::{Answer, Hidden, NewReview, Rating, Review, store};
use crate::{
    accounts::{self, Party, Role},
    apps::{self, App},
    listings, merchants,
    text::{self, Fields},
    usage,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{
    audit,
    notices::{self, News},
};
use serde_json::{Value, json};

const MIN_TEXT: usize = 10;
const MAX_TEXT: usize = 2000;
const MIN_REASON: usize = 5;
/// Who speaks for a merchant and for a developer.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];
/// Who hides reviews and shows them again.
const DECIDERS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];

/// Whether somebody of this merchant may review the app: it has called for the merchant.
pub fn may_write(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    usage::has_called(tx, app, merchant)
}

/// Writes the merchant's review, or changes the one that there is. A hidden one stays hidden.
pub fn write(
    tx: &mut Write<'_>,
    by: &Actor,
    merchant: &Id<kinds::Merchant>,
    app: &Id<kinds::App>,
    new: &NewReview,
) -> Outcome<Review> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let mut fields = Fields::new();
    if !(1..=5).contains(&new.stars) {
        fields.refuse("stars", "reviews.stars", "choose one to five stars");
    }
    let text = fields.take(text::paragraphs("text", &new.text, MIN_TEXT, MAX_TEXT));
    fields.finish()?;
    let app = apps::require(tx, app)?;
    if works_for_the_developer(tx, by, &app)? {
        let sentence = "you work for the app's developer; reviews are for those who use an app of somebody else";
        return Err(Refusal::forbidden("reviews.own_app", sentence).into());
    }
    if !may_write(tx, &app.id, merchant)? {
        let sentence = "this app has not called for your store yet; add it and use it first, then say how it was";
        return Err(Refusal::conflict("reviews.not_used", sentence).into());
    }
    let before = store::find(tx, &app.id, merchant)?;
    let review = match &before {
        Some(before) => Review { stars: new.stars, text, changed_at: Some(tx.now), ..before.clone() },
        None => Review {
            app: app.id.clone(),
            merchant: merchant.clone(),
            stars: new.stars,
            text,
            written_at: tx.now,
            changed_at: None,
            answer: None,
            hidden: None,
        },
    };
    store::upsert(tx, &review)?;
    let (action, code) = match &before {
        None => ("reviews.written", "review_written"),
        Some(_) => ("reviews.changed", "review_changed"),
    };
    let party = merchant.as_str();
    record(tx, by, &review, action, party, before.as_ref().map(said), Some(said(&review)), None)?;
    if review.hidden.is_none() {
        tell_developer(tx, &app, &review, code, json!({"stars": review.stars}))?;
    }
    tx.announce("reviews", &review.app);
    Ok(review)
}

/// The developer's one answer, or another wording of it. A hidden review is not answered: nobody would read it.
pub fn answer(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    text: &str,
) -> Outcome<Review> {
    let app = apps::require_owned(tx, by, owner, app)?;
    let text = text::paragraphs("answer", text, MIN_TEXT, MAX_TEXT)?;
    let mut review = require(tx, &app.id, merchant)?;
    if review.hidden.is_some() {
        let sentence = "the operator has hidden this review; it can be answered when it is shown again";
        return Err(Refusal::conflict("reviews.is_hidden", sentence).into());
    }
    let before = review.answer.take();
    let answer = match &before {
        None => Answer { text, at: tx.now, changed_at: None },
        Some(before) => Answer { text, at: before.at, changed_at: Some(tx.now) },
    };
    store::set_answer(tx, &review, &answer)?;
    let worded = |answer: &Answer| json!({"answer": answer.text});
    let (action, party) = ("reviews.answered", owner.as_str());
    record(tx, by, &review, action, party, before.as_ref().map(worded), Some(worded(&answer)), None)?;
    if before.is_none() {
        tell_merchant(tx, &app, &review, "review_answered", json!({}))?;
    }
    review.answer = Some(answer);
    Ok(review)
}

/// The operator keeps the review from being shown and counted. Merchant and developer read the reason.
pub fn hide(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    reason: &str,
) -> Outcome<Review> {
    accounts::require_operator(tx, by, DECIDERS)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_TEXT)?;
    let (app, mut review) = (apps::require(tx, app)?, require(tx, app, merchant)?);
    if review.hidden.is_some() {
        return Err(Refusal::conflict("reviews.is_hidden", "this review is hidden already; reload the page").into());
    }
    record(tx, by, &review, "reviews.hidden", merchant.as_str(), Some(said(&review)), None, Some(&reason))?;
    tell_developer(tx, &app, &review, "review_hidden", json!({"reason": reason}))?;
    tell_merchant(tx, &app, &review, "review_hidden", json!({"reason": reason}))?;
    review.hidden = Some(Hidden { at: tx.now, reason });
    store::set_hidden(tx, &review)?;
    tx.announce("reviews", &review.app);
    Ok(review)
}

/// Takes the hiding back.
pub fn show(tx: &mut Write<'_>, by: &Actor, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<Review> {
    accounts::require_operator(tx, by, DECIDERS)?;
    let (app, mut review) = (apps::require(tx, app)?, require(tx, app, merchant)?);
    if review.hidden.take().is_none() {
        return Err(Refusal::conflict("reviews.is_shown", "this review is shown already; reload the page").into());
    }
    store::set_hidden(tx, &review)?;
    record(tx, by, &review, "reviews.shown", merchant.as_str(), None, Some(said(&review)), None)?;
    tell_developer(tx, &app, &review, "review_shown", json!({}))?;
    tell_merchant(tx, &app, &review, "review_shown", json!({}))?;
    tx.announce("reviews", &review.app);
    Ok(review)
}

/// The merchant's own, hidden or not.
pub fn find(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<Option<Review>> {
    store::find(tx, app, merchant)
}

/// What everybody may read, newest first.
pub fn list_shown(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Review>> {
    store::list_shown(tx, app, page)
}

/// All of an app, hidden ones too, newest first: for its developer and for the operator. Who asks has been checked before.
pub fn list_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Review>> {
    store::list_of_app(tx, app, page)
}

/// Of those that are shown.
pub fn rating(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Rating> {
    store::rating(tx, app)
}

/// Of every app that has reviews that are shown.
pub fn ratings(tx: &mut Read<'_>) -> Outcome<Vec<(Id<kinds::App>, Rating)>> {
    store::ratings(tx)
}

fn require(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<Review> {
    let found = store::find(tx, app, merchant)?;
    Ok(found.ok_or_else(|| Refusal::not_found("reviews.not_found", "there is no such review"))?)
}

fn works_for_the_developer(tx: &mut Read<'_>, by: &Actor, app: &App) -> Outcome<bool> {
    let Some(account) = by.account() else { return Ok(false) };
    Ok(accounts::role_in(tx, account, &Party::Developer(app.developer.clone()))?.is_some())
}

fn said(review: &Review) -> Value {
    json!({"stars": review.stars, "text": review.text})
}

#[expect(clippy::too_many_arguments, reason = "an entry has as many parts")]
fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    review: &Review,
    action: &'static str,
    party: &str,
    before: Option<Value>,
    after: Option<Value>,
    reason: Option<&str>,
) -> Outcome<()> {
    audit::record(tx, by, &audit::Change { action, subject: review.app.as_str(), party: Some(party), before, after, reason })
}

/// The app's name in the store, or the one that it works under.
fn told(tx: &mut Write<'_>, app: &App, review: &Review, mut args: Value) -> Outcome<Value> {
    let shown = listings::live(tx, app)?.and_then(|live| live.name.all().next().map(str::to_owned));
    args["app"] = json!(shown.unwrap_or_else(|| app.name.clone()));
    args["store"] = json!(merchants::require(tx, &review.merchant)?.name);
    Ok(args)
}

fn tell_developer(tx: &mut Write<'_>, app: &App, review: &Review, code: &'static str, args: Value) -> Outcome<()> {
    let args = told(tx, app, review, args)?;
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    notices::tell(tx, &members, &News { code, args, link: format!("/developer/apps/{}/reviews", app.id) })
}

fn tell_merchant(tx: &mut Write<'_>, app: &App, review: &Review, code: &'static str, args: Value) -> Outcome<()> {
    let args = told(tx, app, review, args)?;
    let members = accounts::members_of(tx, &Party::Merchant(review.merchant.clone()))?;
    notices::tell(tx, &members, &News { code, args, link: format!("/merchant/apps/{}/review", app.id) })
}
