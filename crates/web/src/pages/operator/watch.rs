//! Watching apps: figures, complaints, flags, and from which figures on there is a flag.

use crate::{
    form::{Form, FormView},
    links,
    pages::{
        Answer,
        activity::{self, Whose},
        health, identified,
        merchants::person,
    },
    views::operator::{ComplaintItem, FlagItem, PolicyNumber, Watch, WatchApp, WatchItem, WatchPolicy},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{FieldRefusal, Id, Outcome, PageRequest, Refusal, kinds};
use platform::{
    approvals,
    apps::{self, App},
    developers,
    grants::idle,
    merchants,
    watch::{self, Flag},
};

const LATEST: u32 = 50;

pub async fn watch_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let page = query.page()?;
    let (days, items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let days = watch::policy(tx)?.days;
            let list = apps::list(tx, None, &page)?;
            let items = list.items.into_iter().map(|app| item(tx, app, days)).collect::<Outcome<Vec<_>>>()?;
            Ok((days, items, list.next))
        })
        .await?;
    visitor.show(&Watch { days, items, pager: query.pager(links::OPERATOR_WATCH, next.as_ref()) })
}

fn item(tx: &mut Read<'_>, app: App, days: u32) -> Outcome<WatchItem> {
    let health = watch::health(tx, &app.id, days)?;
    Ok(WatchItem {
        id: app.id.to_string(),
        logo_url: links::logo(&app.id, app.logo.as_ref()),
        developer: developer(tx, &app)?,
        stage: app.stage.as_str(),
        name: app.name,
        calls: health.total.calls,
        success: activity::success(&health.total),
        most: activity::within(&health.total, 95),
        authentication_failures: health.authentication_failures,
        inactive_merchants: health.inactive_merchants,
        complaints: health.complaints_in_all(),
    })
}

fn developer(tx: &mut Read<'_>, app: &App) -> Outcome<String> {
    Ok(developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default())
}

pub async fn watch_app(visitor: Operator, Path(app): Path<String>) -> Answer {
    let day = activity::chosen(&visitor.query())?;
    let id: Id<kinds::App> = identified(&app)?;
    let path = links::to(links::OPERATOR_WATCH_APP, &[&app]);
    let (app, developer, health, flags, complaints, found) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find(tx, &id)?.ok_or_else(no_such_app)?;
            let developer = developer(tx, &app)?;
            let health = watch::health(tx, &id, watch::DAYS)?;
            let found = activity::find(tx, &Whose { app: id.clone(), merchant: None }, day)?;
            Ok((app, developer, health, flags(tx, &id)?, complaints(tx, &id)?, found))
        })
        .await?;
    visitor.show(&WatchApp {
        id: app.id.to_string(),
        name: app.name,
        developer,
        stage: app.stage.as_str(),
        health: health::facts(&health),
        flags,
        complaints,
        activity: activity::view(&visitor, &found, &path, day),
    })
}

/// The latest case of each flag.
fn flags(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<FlagItem>> {
    let mut items = Vec::new();
    for flag in Flag::ALL {
        let latest = approvals::history(tx, &watch::subject(app, flag))?.into_iter().next();
        items.extend(latest.map(|case| FlagItem {
            flag: flag.as_str(),
            url: links::to(links::OPERATOR_CASE, &[case.id.as_str()]),
            state: case.state.kind().as_str(),
            opened: case.opened_at,
        }));
    }
    Ok(items)
}

fn complaints(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<ComplaintItem>> {
    let list = watch::list_complaints(tx, app, &PageRequest::first(LATEST))?.items;
    let shown = |complaint: watch::Complaint| {
        let store = merchants::find(tx, &complaint.merchant)?.map(|merchant| merchant.name);
        Ok(ComplaintItem {
            store: store.unwrap_or_else(|| complaint.merchant.to_string()),
            store_url: links::to(links::OPERATOR_MERCHANT, &[complaint.merchant.as_str()]),
            by: person(tx, complaint.made_by.as_str())?,
            reason: complaint.reason.as_str(),
            text: complaint.text,
            at: complaint.made_at,
        })
    };
    list.into_iter().map(shown).collect()
}

pub async fn watch_ledger(visitor: Operator, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let id: Id<kinds::App> = identified(&app)?;
    let whose = Whose { app: id.clone(), merchant: None };
    visitor.web.db.read(move |tx| Ok(apps::find(tx, &id)?.map(drop).ok_or_else(no_such_app)?)).await?;
    activity::csv(&visitor, whose)
}

fn no_such_app() -> Refusal {
    Refusal::not_found("apps.not_found", "there is no such app")
}

// === policies ===

pub async fn watch_policy(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_policy(&visitor, StatusCode::OK, None).await
}

async fn show_policy(visitor: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let (idle, watch) = visitor.web.db.read(|tx| Ok((idle::policy(tx)?, watch::policy(tx)?))).await?;
    let of_grants = |name, value, min| PolicyNumber { name, value, min, max: 3650, of_grants: true };
    let of_apps = |name, value, min, max| PolicyNumber { name, value, min, max, of_grants: false };
    let numbers = vec![
        of_grants("inactive_days", idle.inactive_days, 1),
        of_grants("expire_days", idle.expire_days, 0),
        of_grants("notice_days", idle.notice_days, 1),
        of_apps("days", watch.days, 1, 400),
        of_apps("error_percent", watch.error_percent, 0, 100),
        of_apps("min_calls", watch.min_calls, 1, 1_000_000),
        of_apps("authentication_failures", watch.authentication_failures, 0, 1_000_000),
        of_apps("complaints", watch.complaints, 0, 1_000_000),
        of_apps("silent_days", watch.silent_days, 0, 400),
        of_apps("rest_days", watch.rest_days, 1, 400),
    ];
    visitor.show_with(status, &WatchPolicy { numbers, form })
}

pub async fn change_watch_policy(visitor: Operator, form: Form) -> Answer {
    match try_to_change(&visitor, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::OPERATOR_WATCH_POLICY, "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_policy(&visitor, status, Some(form)).await
        }
    }
}

/// Both policies or none of them.
async fn try_to_change(visitor: &Operator, form: &Form) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut number = |name: &'static str| {
        form.text(name).parse::<u32>().unwrap_or_else(|_| {
            let sentence = "this number is not possible; stay within what the field allows".into();
            wrong.push(FieldRefusal { field: name, code: "watch.out_of_range", sentence });
            0
        })
    };
    let idle = idle::Policy {
        inactive_days: number("inactive_days"),
        expire_days: number("expire_days"),
        notice_days: number("notice_days"),
    };
    let watch = watch::Policy {
        days: number("days"),
        error_percent: number("error_percent"),
        min_calls: number("min_calls"),
        authentication_failures: number("authentication_failures"),
        complaints: number("complaints"),
        silent_days: number("silent_days"),
        rest_days: number("rest_days"),
    };
    if !wrong.is_empty() {
        return Err(Refusal::fields(wrong).into());
    }
    let by = visitor.actor();
    visitor
        .web
        .db
        .write(move |tx| {
            idle::set_policy(tx, &by, &idle)?;
            watch::set_policy(tx, &by, &watch)
        })
        .await
}
