//! The permission groups of an app: active, requested, inactive; requesting more and giving one back.

use super::apps::owned;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, documents, identified},
    views::stages::{AppPermissions, StageApp},
    visit::Developer,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, kinds};
use platform::apps::permissions::{self, PermissionRequest};

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_groups(&visitor, &app, StatusCode::OK, None).await
}

async fn show_groups(visitor: &Developer, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(app)?);
    let (app, groups) = visitor
        .web
        .db
        .read(move |tx| {
            let app = owned(tx, &owner, &id)?;
            let groups = permissions::groups(tx, &app)?;
            Ok((app, groups))
        })
        .await?;
    let view = AppPermissions {
        app: StageApp { id: app.id.to_string(), name: app.name, stage: app.stage.as_str() },
        active: groups.active,
        requested: groups.requested,
        inactive: groups.inactive,
        case_url: groups.case.map(|case| links::to(links::DEVELOPER_CASE, &[case.as_str()])),
        form,
    };
    visitor.show_with(status, &view)
}

pub async fn request(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let done = try_to_request(&visitor, &app, &form).await;
    after(&visitor, &app, &form, done, "flash-permissions-requested").await
}

async fn try_to_request(visitor: &Developer, app: &str, form: &Form) -> Outcome<()> {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(app)?);
    let (permissions, reason) = (form.all("permissions"), form.text("reason"));
    let request = PermissionRequest { permissions, reason, file: documents::paper(form, "file")? };
    visitor.web.db.write(move |tx| permissions::request_permissions(tx, &by, &owner, &id, &request)).await
}

pub async fn give_back(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (by, owner, id): (_, _, Id<kinds::App>) = (visitor.actor(), visitor.developer.id.clone(), identified(&app)?);
    let permission = form.text("permission");
    let given = visitor.web.db.write(move |tx| permissions::give_back(tx, &by, &owner, &id, &permission).map(drop)).await;
    after(&visitor, &app, &form, given, "flash-permission-given-back").await
}

async fn after(visitor: &Developer, app: &str, form: &Form, done: Outcome<()>, flash: &str) -> Answer {
    match done {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_PERMISSIONS, &[app]), flash)),
        Err(error) => {
            let (status, form) = form.refused(visitor, error)?;
            show_groups(visitor, app, status, Some(form)).await
        }
    }
}
