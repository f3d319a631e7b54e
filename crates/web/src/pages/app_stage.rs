//! Where an app stands, for its developer: the way online with the gate's figures, and a suspension with what to do.

use super::apps::owned;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, documents, identified},
    views::stages::{AppStage, GateView, StageApp, SuspensionView},
    visit::Developer,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, kinds};
use platform::{
    approvals::{self, CaseKind},
    apps::{App, Stage, StageChange},
    stages::{self, Figures, GoLive},
};

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_stage(&visitor, &app, StatusCode::OK, None).await
}

async fn show_stage(visitor: &Developer, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(app)?);
    let (app, go_live, appeal) = visitor
        .web
        .db
        .read(move |tx| {
            let app = owned(tx, &owner, &id)?;
            let go_live = GoLive::of(tx, &app)?;
            let appeal = approvals::find_open(tx, app.id.as_str(), CaseKind::Appeal)?;
            Ok((app, go_live, appeal))
        })
        .await?;
    let case_url = |case: &Id<kinds::Case>| links::to(links::DEVELOPER_CASE, &[case.as_str()]);
    let view = AppStage {
        may_go_online: app.stage.after(StageChange::BringOnline).is_ok(),
        may_apply: go_live.may_apply,
        gate: gate(&go_live.figures),
        online_case_url: go_live.case.as_ref().map(case_url),
        suspension: suspension(&app),
        appeal_case_url: appeal.as_ref().map(|case| case_url(&case.id)),
        since: app.stage_since,
        reason: app.stage_reason,
        app: StageApp { id: app.id.to_string(), name: app.name, stage: app.stage.as_str() },
        form,
    };
    visitor.show_with(status, &view)
}

pub fn gate(figures: &Figures) -> GateView {
    GateView {
        calls_needed: figures.gate.calls,
        success_needed: figures.gate.success_percent,
        calls: figures.tally.calls,
        success: figures.success_percent(),
        has_enough_calls: figures.has_enough_calls(),
        has_the_rate: figures.has_the_rate(),
    }
}

/// The suspension as both sides see it. Of an app that was suspended before there were steps only the reason is known.
pub fn suspension(app: &App) -> Option<SuspensionView> {
    let of_old = || SuspensionView {
        step: "off",
        since: app.stage_since,
        reason: app.stage_reason.clone().unwrap_or_default(),
        remedy: String::new(),
        read_only_at: None,
        off_at: None,
    };
    let of_now = app.suspension.as_ref().map(|suspension| SuspensionView {
        step: suspension.step.as_str(),
        since: suspension.since,
        reason: suspension.reason.clone(),
        remedy: suspension.remedy.clone(),
        read_only_at: suspension.read_only_at,
        off_at: suspension.off_at,
    });
    of_now.or_else(|| (app.stage == Stage::Suspended).then(of_old))
}

pub async fn apply_online(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(&app)?);
    let reason = form.text("reason");
    let done = visitor.web.db.write(move |tx| stages::apply_online(tx, &by, &owner, &id, &reason)).await;
    after(&visitor, &app, &form, done, "flash-online-applied").await
}

pub async fn appeal(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let done = try_to_appeal(&visitor, &app, &form).await;
    after(&visitor, &app, &form, done, "flash-appealed").await
}

async fn try_to_appeal(visitor: &Developer, app: &str, form: &Form) -> Outcome<()> {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(app)?);
    let (reason, file) = (form.text("reason"), documents::paper(form, "file")?);
    visitor.web.db.write(move |tx| stages::appeal(tx, &by, &owner, &id, &reason, file.as_ref())).await
}

async fn after(visitor: &Developer, app: &str, form: &Form, done: Outcome<()>, flash: &str) -> Answer {
    match done {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_STANDING, &[app]), flash)),
        Err(error) => {
            let (status, form) = form.refused(visitor, error)?;
            show_stage(visitor, app, status, Some(form)).await
        }
    }
}
