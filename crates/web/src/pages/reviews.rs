//! Reviews of apps: a merchant writes, the developer answers, the operator hides.

use super::apps::owned;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified},
    query::Pager,
    views::reviews::{AnswerView, Answering, HiddenView, Judging, List, OfDeveloper, OfOperator, ReviewView, ReviewedApp, Write},
    visit::{Developer, Merchant, Operator, Visit},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, PageRequest, Refusal, kinds};
use office::notices::Language;
use platform::{
    apps::{self, App},
    developers, listings, merchants,
    reviews::{self, NewReview, Review},
};

pub(super) fn review_view(tx: &mut Read<'_>, review: Review) -> Outcome<ReviewView> {
    Ok(ReviewView {
        store: merchants::require(tx, &review.merchant)?.name,
        merchant: review.merchant.to_string(),
        stars: review.stars,
        text: review.text,
        at: review.written_at,
        changed: review.changed_at,
        answer: review.answer.map(|answer| AnswerView { text: answer.text, at: answer.changed_at.unwrap_or(answer.at) }),
        hidden: review.hidden.map(|hidden| HiddenView { reason: hidden.reason, at: hidden.at }),
    })
}

/// As the store shows it, or as it works where the store does not.
fn reviewed_app(tx: &mut Read<'_>, app: &App, language: Language) -> Outcome<ReviewedApp> {
    let developer = developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default();
    let (id, live) = (app.id.to_string(), listings::live(tx, app)?);
    Ok(match live {
        Some(live) => ReviewedApp {
            id,
            name: live.name.in_language(language).to_owned(),
            logo_url: links::logo(&app.id, live.logo.as_ref()),
            developer,
            slug: Some(live.slug),
        },
        None => {
            ReviewedApp { id, name: app.name.clone(), logo_url: links::logo(&app.id, app.logo.as_ref()), developer, slug: None }
        }
    })
}

fn read_list(tx: &mut Read<'_>, app: &App, language: Language, page: &PageRequest) -> Outcome<(List, Option<kernel::Cursor>)> {
    let list = reviews::list_of_app(tx, &app.id, page)?;
    let items = list.items.into_iter().map(|review| review_view(tx, review)).collect::<Outcome<_>>()?;
    Ok((List { app: reviewed_app(tx, app, language)?, items, pager: Pager::default() }, list.next))
}

fn require_app(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<App> {
    Ok(apps::find(tx, app)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app"))?)
}

fn require_review(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<ReviewView> {
    let found = reviews::find(tx, app, merchant)?;
    review_view(tx, found.ok_or_else(|| Refusal::not_found("reviews.not_found", "there is no such review"))?)
}

// === the merchant ===

pub async fn write_page(visitor: Merchant, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_write(&visitor, &app, StatusCode::OK, None).await
}

async fn show_write(visitor: &Merchant, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (merchant, app, language) = (visitor.merchant.id.clone(), identified::<kinds::App>(app)?, visitor.language);
    let store = visitor.merchant.name.clone();
    let read = visitor.web.db.read(move |tx| {
        let app = require_app(tx, &app)?;
        let (review, may_write) = (reviews::find(tx, &app.id, &merchant)?, reviews::may_write(tx, &app.id, &merchant)?);
        let facts = reviewed_app(tx, &app, language)?;
        if facts.slug.is_none() && !may_write {
            // An app that does not stand in the store is nobody's business who has not used it.
            return Err(Refusal::not_found("apps.not_found", "there is no such app").into());
        }
        let review = review.map(|review| review_view(tx, review)).transpose()?;
        Ok(Write { app: facts, store: store.clone(), review, may_write, form: None })
    });
    let view = read.await?;
    visitor.show_with(status, &Write { form, ..view })
}

pub async fn write(visitor: Merchant, Path(app): Path<String>, form: Form) -> Answer {
    let (by, merchant, id) = (visitor.actor(), visitor.merchant.id.clone(), identified::<kinds::App>(&app)?);
    // What is no number is no number of stars.
    let new = NewReview { stars: form.text("stars").parse().unwrap_or(0), text: form.text("text") };
    match visitor.web.db.write(move |tx| reviews::write(tx, &by, &merchant, &id, &new).map(drop)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::MERCHANT_REVIEW, &[&app]), "flash-review-written")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_write(&visitor, &app, status, Some(form)).await
        }
    }
}

// === the developer ===

pub async fn of_developer(visitor: Developer, Path(app): Path<String>) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (owner, id, language) = (visitor.developer.id.clone(), identified::<kinds::App>(&app)?, visitor.language);
    let page = query.page()?;
    let read = visitor.web.db.read(move |tx| {
        let app = owned(tx, &owner, &id)?;
        read_list(tx, &app, language, &page)
    });
    let (mut list, next) = read.await?;
    list.pager = query.pager(visitor.path(), next.as_ref());
    visitor.show(&OfDeveloper { list })
}

pub async fn answer_page(visitor: Developer, Path((app, merchant)): Path<(String, String)>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_answer(&visitor, (&app, &merchant), StatusCode::OK, None).await
}

async fn show_answer(visitor: &Developer, of: (&str, &str), status: StatusCode, form: Option<FormView>) -> Answer {
    let (owner, language) = (visitor.developer.id.clone(), visitor.language);
    let (app, merchant) = (identified::<kinds::App>(of.0)?, identified::<kinds::Merchant>(of.1)?);
    let read = visitor.web.db.read(move |tx| {
        let app = owned(tx, &owner, &app)?;
        Ok((reviewed_app(tx, &app, language)?, require_review(tx, &app.id, &merchant)?))
    });
    let (app, review) = read.await?;
    visitor.show_with(status, &Answering { app, review, form })
}

pub async fn answer(visitor: Developer, Path((app, merchant)): Path<(String, String)>, form: Form) -> Answer {
    let (by, owner, text) = (visitor.actor(), visitor.developer.id.clone(), form.text("answer"));
    let (id, of) = (identified::<kinds::App>(&app)?, identified::<kinds::Merchant>(&merchant)?);
    match visitor.web.db.write(move |tx| reviews::answer(tx, &by, &owner, &id, &of, &text).map(drop)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_REVIEWS, &[&app]), "flash-review-answered")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_answer(&visitor, (&app, &merchant), status, Some(form)).await
        }
    }
}

// === the operator ===

pub async fn of_operator(visitor: Operator, Path(app): Path<String>) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (id, language, page) = (identified::<kinds::App>(&app)?, visitor.language, query.page()?);
    let read = visitor.web.db.read(move |tx| {
        let app = require_app(tx, &id)?;
        read_list(tx, &app, language, &page)
    });
    let (mut list, next) = read.await?;
    list.pager = query.pager(visitor.path(), next.as_ref());
    visitor.show(&OfOperator { list })
}

pub async fn judge_page(visitor: Operator, Path((app, merchant)): Path<(String, String)>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_judging(&visitor, (&app, &merchant), StatusCode::OK, None).await
}

async fn show_judging(visitor: &Visit, of: (&str, &str), status: StatusCode, form: Option<FormView>) -> Answer {
    let language = visitor.language;
    let (app, merchant) = (identified::<kinds::App>(of.0)?, identified::<kinds::Merchant>(of.1)?);
    let read = visitor.web.db.read(move |tx| {
        let app = require_app(tx, &app)?;
        Ok((reviewed_app(tx, &app, language)?, require_review(tx, &app.id, &merchant)?))
    });
    let (app, review) = read.await?;
    visitor.show_with(status, &Judging { app, review, form })
}

pub async fn hide(visitor: Operator, Path((app, merchant)): Path<(String, String)>, form: Form) -> Answer {
    let (by, reason) = (visitor.actor(), form.text("reason"));
    let (id, of) = (identified::<kinds::App>(&app)?, identified::<kinds::Merchant>(&merchant)?);
    match visitor.web.db.write(move |tx| reviews::hide(tx, &by, &id, &of, &reason).map(drop)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_REVIEW, &[&app, &merchant]), "flash-review-hidden")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_judging(&visitor, (&app, &merchant), status, Some(form)).await
        }
    }
}

pub async fn show_again(visitor: Operator, Path((app, merchant)): Path<(String, String)>, form: Form) -> Answer {
    let by = visitor.actor();
    let (id, of) = (identified::<kinds::App>(&app)?, identified::<kinds::Merchant>(&merchant)?);
    match visitor.web.db.write(move |tx| reviews::show(tx, &by, &id, &of).map(drop)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_REVIEW, &[&app, &merchant]), "flash-review-shown")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_judging(&visitor, (&app, &merchant), status, Some(form)).await
        }
    }
}
