//! The stores that a whitelisting app is open to, for the operator, who says why.

use super::apps::may_change;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, app_stores::typed_store, identified, merchants::person},
    views::operator::{NamedStoreItem, NamedStores, NamingApp, Unname, UnnamedStore},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, Refusal, kinds};
use platform::{
    app_categories::{self, Strategy},
    apps, grants, merchants,
};

pub async fn list(operator: Operator, Path(app): Path<String>) -> Answer {
    operator.query().all_names_known(&[])?;
    show(&operator, &app, StatusCode::OK, None).await
}

async fn show(operator: &Operator, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let id: Id<kinds::App> = identified(app)?;
    let (app, items) = operator
        .web
        .db
        .read(move |tx| {
            let mut items = Vec::new();
            for named in grants::list_named(tx, &id)? {
                items.push(NamedStoreItem {
                    id: named.merchant.to_string(),
                    name: merchants::require(tx, &named.merchant)?.name,
                    by: person(tx, &named.named_by)?,
                    since: named.named_at,
                });
            }
            Ok((naming_app(tx, &id)?, items))
        })
        .await?;
    operator.show_with(status, &NamedStores { app, items, may_change: may_change(operator), form })
}

fn naming_app(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<NamingApp> {
    let app = apps::find(tx, id)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app"))?;
    let is_whitelisting = app_categories::require(tx, &app.category)?.strategy == Strategy::Whitelisted;
    Ok(NamingApp { id: app.id.to_string(), name: app.name, is_whitelisting })
}

pub async fn name(operator: Operator, Path(app): Path<String>, form: Form) -> Answer {
    let (id, by, reason): (Id<kinds::App>, _, _) = (identified(&app)?, operator.actor(), form.text("reason"));
    let outcome = match typed_store(&form) {
        Ok(merchant) => operator.web.db.write(move |tx| grants::name_merchant(tx, &by, &id, &merchant, Some(&reason))).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => Ok(operator.go_saying(&links::to(links::OPERATOR_APP_STORES, &[&app]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show(&operator, &app, status, Some(form)).await
        }
    }
}

pub async fn unname_page(operator: Operator, Path((app, merchant)): Path<(String, String)>) -> Answer {
    operator.query().all_names_known(&[])?;
    show_unname(&operator, &app, &merchant, StatusCode::OK, None).await
}

async fn show_unname(operator: &Operator, app: &str, merchant: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (id, store): (Id<kinds::App>, Id<kinds::Merchant>) = (identified(app)?, identified(merchant)?);
    let found = operator.web.db.read(move |tx| {
        if !grants::list_named(tx, &id)?.iter().any(|named| named.merchant == store) {
            return Ok(None);
        }
        let (app, name) = (naming_app(tx, &id)?, merchants::require(tx, &store)?.name);
        Ok(Some((app, UnnamedStore { id: store.to_string(), name })))
    });
    match found.await? {
        Some((app, store)) => operator.show_with(status, &Unname { app, store, form }),
        // Somebody took it off meanwhile: the list shows how it stands.
        None => Ok(operator.go(&links::to(links::OPERATOR_APP_STORES, &[app]))),
    }
}

pub async fn unname(operator: Operator, Path((app, merchant)): Path<(String, String)>, form: Form) -> Answer {
    let (id, store): (Id<kinds::App>, Id<kinds::Merchant>) = (identified(&app)?, identified(&merchant)?);
    let (by, reason) = (operator.actor(), form.text("reason"));
    match operator.web.db.write(move |tx| grants::unname_merchant(tx, &by, &id, &store, Some(&reason))).await {
        Ok(()) => Ok(operator.go_saying(&links::to(links::OPERATOR_APP_STORES, &[&app]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show_unname(&operator, &app, &merchant, status, Some(form)).await
        }
    }
}
