//! How an app does: for its developer.

use crate::{
    links,
    pages::{
        Answer,
        activity::{self, Whose},
        identified,
    },
    views::health::{AppHealth, ComplaintCount, HealthFacts},
    visit::Developer,
};
use axum::extract::Path;
use kernel::{Id, Refusal, kinds};
use platform::{
    apps,
    watch::{self, Health},
};

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    let day = activity::chosen(&visitor.query())?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (app, health, found) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find_owned(tx, &owner, &id)?.ok_or_else(no_such_app)?;
            let health = watch::health(tx, &id, watch::DAYS)?;
            let found = activity::find(tx, &Whose { app: id.clone(), merchant: None }, day)?;
            Ok((app, health, found))
        })
        .await?;
    let path = links::to(links::DEVELOPER_APP_HEALTH, &[app.id.as_str()]);
    visitor.show(&AppHealth {
        id: app.id.to_string(),
        name: app.name,
        stage: app.stage.as_str(),
        health: facts(&health),
        activity: activity::view(&visitor, &found, &path, day),
    })
}

pub fn facts(health: &Health) -> HealthFacts {
    let count =
        |(reason, merchants): &(watch::ComplaintReason, i64)| ComplaintCount { reason: reason.as_str(), merchants: *merchants };
    HealthFacts {
        merchants: health.merchants,
        inactive_merchants: health.inactive_merchants,
        authentication_failures: health.authentication_failures,
        complaints: health.complaints_in_all(),
        by_reason: health.complaints.iter().map(count).collect(),
        last_call: health.last_call,
    }
}

/// The totals of the app; which store did what is the stores' business.
pub async fn ledger(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let whose = Whose { app: id.clone(), merchant: None };
    visitor.web.db.read(move |tx| Ok(apps::find_owned(tx, &owner, &id)?.map(drop).ok_or_else(no_such_app)?)).await?;
    activity::csv(&visitor, whose)
}

fn no_such_app() -> Refusal {
    Refusal::not_found("apps.not_found", "there is no such app")
}
