//! The register of apps, and where an app stands.

use super::registers::status_filter;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified, merchants::person, store},
    query::Pager,
    views::{
        operator::{AppFacts, AppItem, AppPage, Apps, StoreStanding},
        trade::Event,
    },
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, PageRequest, Refusal, kinds};
use office::audit::{self, Entry};
use platform::{
    accounts::{self, Party},
    app_categories::{self, Strategy},
    apps::{self, Stage, StageChange},
    grants, listings, text,
};

pub async fn app_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let stages = Stage::ALL.into_iter().map(Stage::as_str).collect();
    let (filter, asked) = status_filter(&visitor, &query, stages, Stage::parse);
    let (stage, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Apps { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let language = visitor.language;
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = apps::list(tx, stage, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for app in list.items {
                let (category, developer) = store::names(tx, &app, language)?;
                items.push(AppItem {
                    id: app.id.to_string(),
                    logo_url: links::logo(&app.id, app.logo.as_ref()),
                    authorised: grants::count_active(tx, &app.id)?,
                    name: app.name,
                    developer,
                    category,
                    stage: app.stage.as_str(),
                    created: app.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Apps { items, pager: query.pager(links::OPERATOR_APPS, next.as_ref()), filter })
}

pub async fn app(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_app(&visitor, &id, StatusCode::OK, None).await
}

pub(super) async fn show_app(visitor: &Operator, id: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (id, language): (Id<kinds::App>, _) = (identified(id)?, visitor.language);
    let (app, names, rules, authorised, entries, standing) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find(tx, &id)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app"))?;
            let names = store::names(tx, &app, language)?;
            let category = app_categories::require(tx, &app.category)?;
            let filter = audit::Filter { subject: Some(id.to_string()), ..audit::Filter::default() };
            let entries = audit::list(tx, &filter, &PageRequest::first(50))?.items;
            let entries = entries.into_iter().map(|entry| named(tx, entry)).collect::<Outcome<Vec<_>>>()?;
            let listing = listings::find(tx, &app)?;
            let live = listings::live(tx, &app)?;
            Ok((app, names, category, grants::count_active(tx, &id)?, entries, (listing, live)))
        })
        .await?;
    let (category, developer) = names;
    let allowed = |change: &StageChange| app.stage.after(*change).is_ok();
    let changes = StageChange::ALL.into_iter().filter(allowed).map(StageChange::as_str).collect();
    let (listing, live) = standing;
    let view = AppPage {
        store: StoreStanding {
            url: live.map(|live| links::to(links::APP_PAGE, &[&live.slug])),
            was_listed: listing.slug.is_some(),
            delisted: listing.delisting.map(|delisting| delisting.reason),
        },
        app: AppFacts {
            id: app.id.to_string(),
            logo_url: links::logo(&app.id, app.logo.as_ref()),
            client_id: app.id.to_string(),
            name: app.name,
            developer,
            developer_id: app.developer.to_string(),
            category,
            stage: app.stage.as_str(),
            stage_reason: app.stage_reason,
            stage_since: app.stage_since,
            redirect_uri: app.redirect_uris.join(" "),
            is_whitelisting: rules.strategy == Strategy::Whitelisted,
            permissions: rules.permissions,
            authorised,
            created: app.created_at,
        },
        changes,
        may_change: may_change(visitor),
        history: entries
            .into_iter()
            .map(|(entry, by)| Event { title: entry.action, at: entry.at, by: Some(by), text: entry.reason })
            .collect(),
        form,
    };
    visitor.show_with(status, &view)
}

/// Only so that a form is not shown in vain; the rule decides.
pub(super) fn may_change(visitor: &Operator) -> bool {
    let roles = visitor.signed.as_ref().map(|signed| signed.roles.as_slice()).unwrap_or_default();
    let decides =
        |role: &accounts::Role| matches!(role, accounts::Role::Owner | accounts::Role::Admin | accounts::Role::Reviewer);
    roles.iter().any(|(party, role)| *party == Party::Operator && decides(role))
}

fn named(tx: &mut Read<'_>, entry: Entry) -> Outcome<(Entry, String)> {
    let by = person(tx, &entry.actor)?;
    Ok((entry, by))
}

pub async fn change_stage(visitor: Operator, Path(app): Path<String>, form: Form) -> Answer {
    match try_to_change_stage(&visitor, &app, &form).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_APP, &[&app]), "flash-stage-changed")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

async fn try_to_change_stage(visitor: &Operator, app: &str, form: &Form) -> Outcome<()> {
    let (by, id, reason): (_, Id<kinds::App>, _) = (visitor.actor(), identified(app)?, form.text("reason"));
    let change = StageChange::parse(&form.text("change")).ok_or_else(|| text::unknown_choice("change"))?;
    visitor.web.db.write(move |tx| apps::change_stage(tx, &by, &id, change, &reason).map(drop)).await
}
