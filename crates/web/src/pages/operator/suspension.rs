//! Suspending an app in steps: beginning, going on before the day, undoing, lifting.

use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, app_stage, identified},
    views::{operator::SuspensionPage, stages::StageApp},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Actor, Id, Outcome, Refusal, Time, kinds};
use platform::{
    apps::{self, App, SuspensionStep},
    grants,
    stages::{self, NewSuspension},
    text,
};

pub async fn page(visitor: Operator, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show(&visitor, &app, StatusCode::OK, None).await
}

async fn show(visitor: &Operator, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let id: Id<kinds::App> = identified(app)?;
    let (app, stores) = visitor
        .web
        .db
        .read(move |tx| {
            let app = apps::find(tx, &id)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app"))?;
            Ok((app, grants::count_active(tx, &id)?))
        })
        .await?;
    let suspension = app_stage::suspension(&app);
    let step = suspension.as_ref().and_then(|suspension| SuspensionStep::parse(suspension.step));
    let view = SuspensionPage {
        may_begin: app.stage.works() && suspension.is_none(),
        may_change: super::apps::may_change(visitor),
        next_step: step.and_then(SuspensionStep::next).map(SuspensionStep::as_str),
        step_before: step.and_then(SuspensionStep::before).map(SuspensionStep::as_str),
        steps: SuspensionStep::ALL.into_iter().map(SuspensionStep::as_str).collect(),
        suspension,
        stores,
        app: StageApp { id: app.id.to_string(), name: app.name, stage: app.stage.as_str() },
        form,
    };
    visitor.show_with(status, &view)
}

pub async fn begin(visitor: Operator, Path(app): Path<String>, form: Form) -> Answer {
    let done = try_to_begin(&visitor, &app, &form).await;
    after(&visitor, &app, &form, done, "flash-suspension-begun").await
}

async fn try_to_begin(visitor: &Operator, app: &str, form: &Form) -> Outcome<()> {
    let (by, id): (_, Id<kinds::App>) = (visitor.actor(), identified(app)?);
    let new = NewSuspension {
        step: SuspensionStep::parse(&form.text("step")).ok_or_else(|| text::unknown_choice("step"))?,
        reason: form.text("reason"),
        remedy: form.text("remedy"),
        read_only_at: day(form, "read_only_on")?,
        off_at: day(form, "off_on")?,
    };
    visitor.web.db.write(move |tx| stages::suspend(tx, &by, &id, &new).map(drop)).await
}

/// The first instant of the day, UTC.
fn day(form: &Form, field: &'static str) -> Result<Option<Time>, Refusal> {
    let typed = form.text(field);
    if typed.is_empty() {
        return Ok(None);
    }
    let not_a_day = |_| Refusal::field(field, "stages.not_a_day", "write the day like 2026-11-30");
    format!("{typed}T00:00:00Z").parse().map(Some).map_err(not_a_day)
}

pub async fn change(visitor: Operator, Path(app): Path<String>, form: Form) -> Answer {
    let (rule, flash): (Rule, _) = match form.text("change").as_str() {
        "advance" => (stages::advance, "flash-suspension-advanced"),
        "undo" => (stages::undo, "flash-suspension-undone"),
        "lift" => (stages::lift, "flash-suspension-lifted"),
        _ => return Err(text::unknown_choice("change").into()),
    };
    let (by, id, reason): (_, Id<kinds::App>, _) = (visitor.actor(), identified(&app)?, form.text("reason"));
    let done = visitor.web.db.write(move |tx| rule(tx, &by, &id, &reason).map(drop)).await;
    after(&visitor, &app, &form, done, flash).await
}

type Rule = fn(&mut db::Write<'_>, &Actor, &Id<kinds::App>, &str) -> Outcome<App>;

async fn after(visitor: &Operator, app: &str, form: &Form, done: Outcome<()>, flash: &str) -> Answer {
    match done {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::OPERATOR_SUSPENSION, &[app]), flash)),
        Err(error) => {
            let (status, form) = form.refused(visitor, error)?;
            show(visitor, app, status, Some(form)).await
        }
    }
}
