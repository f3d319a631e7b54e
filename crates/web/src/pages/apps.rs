//! A developer's apps and their secrets.

use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified},
    views::developer::{App as AppView, AppFacts, AppItem, Apps, Choice, HomeApp, NewApp, SecretDelete, SecretShown, SecretView},
    visit::Developer,
};
use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use db::Read;
use kernel::{Id, Outcome, Refusal, Secret, Time, kinds};
use platform::{
    app_categories::{self, AppCategory, ApplicationState},
    apps::{self, App, AppSecret, SettingsChange, Stage},
    grants,
};
use std::time::Duration;

pub async fn list(visitor: Developer) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (id, language) = (visitor.developer.id.clone(), visitor.language);
    let (items, free) = visitor
        .web
        .db
        .read(move |tx| {
            let mut items = Vec::new();
            for app in apps::list_owned(tx, &id)? {
                items.push(AppItem {
                    logo_url: links::logo(&app.id, app.logo.as_ref()),
                    client_id: app.id.to_string(),
                    id: app.id.to_string(),
                    category: app_categories::require(tx, &app.category)?.name(language).to_owned(),
                    name: app.name,
                    stage: app.stage.as_str(),
                    created: app.created_at,
                });
            }
            Ok((items, free_categories(tx, &id)?))
        })
        .await?;
    visitor.show(&Apps { items, may_create: !free.is_empty(), pager: crate::query::Pager::default() })
}

/// Categories that were approved and have no app yet.
fn free_categories(tx: &mut Read<'_>, developer: &Id<kinds::Developer>) -> Outcome<Vec<AppCategory>> {
    let taken: Vec<_> = apps::list_owned(tx, developer)?.into_iter().map(|app| app.category).collect();
    let mut free = Vec::new();
    for application in app_categories::mine(tx, developer)? {
        if matches!(application.state, ApplicationState::Active { .. }) && !taken.contains(&application.category) {
            free.push(app_categories::require(tx, &application.category)?);
        }
    }
    free.retain(|category| category.retired_at.is_none());
    Ok(free)
}

pub async fn new(visitor: Developer) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_new(&visitor, StatusCode::OK, None).await
}

async fn show_new(visitor: &Developer, status: StatusCode, form: Option<FormView>) -> Answer {
    let id = visitor.developer.id.clone();
    let free = visitor.web.db.read(move |tx| free_categories(tx, &id)).await?;
    let choice =
        |category: &AppCategory| Choice { value: category.id.to_string(), label: category.name(visitor.language).to_owned() };
    visitor.show_with(status, &NewApp { form, categories: free.iter().map(choice).collect() })
}

pub async fn create(visitor: Developer, form: Form) -> Answer {
    match try_to_create(&visitor, &form).await {
        Ok((app, Some(secret))) => show_secret(&visitor, &app, &secret, true),
        // A public app has no secret to show.
        Ok((app, None)) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP, &[app.id.as_str()]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_new(&visitor, status, Some(form)).await
        }
    }
}

async fn try_to_create(visitor: &Developer, form: &Form) -> Outcome<(App, Option<Secret>)> {
    let category = form.text("category").parse();
    let category: Id<kinds::Category> = category.map_err(|_| platform::text::unknown_choice("category"))?;
    let new = apps::NewApp {
        developer: visitor.developer.id.clone(),
        category,
        name: form.text("name"),
        redirect_uris: lines(&form.text("redirect_uri")),
        is_public: form.text("is_public") == "yes",
        logo: form.file("logo"),
    };
    let (by, keys) = (visitor.actor(), visitor.web.keyring().clone());
    visitor.web.db.write(move |tx| apps::create(tx, &by, &keys, &new)).await
}

/// Rendered straight into the answer: the text of the secret is nowhere else, and no cache keeps it.
fn show_secret(visitor: &Developer, app: &App, secret: &Secret, is_first: bool) -> Answer {
    let mut response = visitor.show(&SecretShown { app: home_app(app), secret: secret.expose().to_owned(), is_first })?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn home_app(app: &App) -> HomeApp {
    HomeApp { id: app.id.to_string(), name: app.name.clone(), client_id: app.id.to_string() }
}

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_app(&visitor, &app, StatusCode::OK, None).await
}

async fn show_app(visitor: &Developer, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(app)?);
    let (app, category, secrets, authorised) = visitor
        .web
        .db
        .read(move |tx| {
            let app = owned(tx, &owner, &id)?;
            let category = app_categories::require(tx, &app.category)?;
            Ok((app, category, apps::secrets(tx, &id)?, grants::count_active(tx, &id)?))
        })
        .await?;
    let web = &visitor.web;
    let access = if app.stage == Stage::Online { category.access_online } else { category.access_test };
    let view = AppView {
        secrets: secrets.iter().map(|secret| secret_view(secret, &secrets, visitor.now)).collect(),
        authorize_url: web.absolute(&format!("{}?response_type=code&client_id={}", links::AUTHORIZE, app.id)),
        wish_authorize_url: web.absolute(&format!("{}?client_id={}", links::AUTHORIZE_WISH, app.id)),
        curl_token: curl_token(&app, &web.absolute("/oauth/token")),
        curl_orders: format!("curl {} \\\n  -H \"Authorization: Bearer $ACCESS_TOKEN\"", web.absolute("/api/v1/orders")),
        app: AppFacts {
            logo_url: links::logo(&app.id, app.logo.as_ref()),
            client_id: app.id.to_string(),
            id: app.id.to_string(),
            name: app.name,
            category: category.name(visitor.language).to_owned(),
            stage: app.stage.as_str(),
            stage_reason: app.stage_reason,
            created: app.created_at,
            redirect_uri: app.redirect_uris.join("\n"),
            is_public: app.is_public,
            jwks: app.jwks,
            permissions: category.permissions,
            authorised,
            access_hours: access.as_secs().div_ceil(3600),
        },
        form,
    };
    visitor.show_with(status, &view)
}

fn curl_token(app: &App, url: &str) -> String {
    // In single quotes, with the one character that would end them written out.
    let redirect_uri = app.redirect_uri().replace('\'', "%27");
    format!(
        "curl {url} \\\n  -u '{}:'\"$CLIENT_SECRET\" \\\n  -d grant_type=authorization_code \\\n  -d code=\"$CODE\" \\\n  \
         --data-urlencode 'redirect_uri={redirect_uri}'",
        app.id
    )
}

pub(super) fn owned(tx: &mut Read<'_>, owner: &Id<kinds::Developer>, id: &Id<kinds::App>) -> Outcome<App> {
    apps::find_owned(tx, owner, id)?.ok_or_else(|| Refusal::not_found("apps.not_found", "there is no such app").into())
}

pub async fn change_settings(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let redirect_uris = lines(&form.text("redirect_uri"));
    let change = SettingsChange { name: form.text("name"), redirect_uris, logo: form.file("logo") };
    let by = visitor.actor();
    match visitor.web.db.write(move |tx| apps::change_settings(tx, &by, &owner, &id, &change)).await {
        Ok(app) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP, &[app.id.as_str()]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

/// What was typed one a line.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

pub async fn change_keys(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (by, jwks) = (visitor.actor(), form.text("jwks"));
    match visitor.web.db.write(move |tx| apps::change_keys(tx, &by, &owner, &id, &jwks)).await {
        Ok(app) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP, &[app.id.as_str()]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

// === secrets ===

pub async fn add_secret(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (by, keys) = (visitor.actor(), visitor.web.keyring().clone());
    let expiry = match form.text("expire_hours").trim() {
        "" => None,
        // What is no number is out of the range too.
        text => Some(text.parse().unwrap_or(0)),
    };
    let added = visitor.web.db.write(move |tx| {
        let (_, secret) = apps::add_secret(tx, &by, &keys, &owner, &id, expiry)?;
        Ok((owned(tx, &owner, &id)?, secret))
    });
    match added.await {
        Ok((app, secret)) => show_secret(&visitor, &app, &secret, false),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

pub async fn confirm_delete_secret(visitor: Developer, Path((app, secret)): Path<(String, String)>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (app, secrets) = visitor.web.db.read(move |tx| Ok((owned(tx, &owner, &id)?, apps::secrets(tx, &id)?))).await?;
    let secret: Response = match secrets.iter().find(|found| found.id.as_str() == secret) {
        Some(found) => visitor.show(&SecretDelete { app: home_app(&app), secret: secret_view(found, &secrets, visitor.now) })?,
        // Somebody deleted it meanwhile: the app's page shows how it stands.
        None => visitor.go(&links::to(links::DEVELOPER_APP, &[app.id.as_str()])),
    };
    Ok(secret)
}

pub async fn delete_secret(visitor: Developer, Path((app, secret)): Path<(String, String)>, form: Form) -> Answer {
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let (by, secret): (_, Id<kinds::AppSecret>) = (visitor.actor(), identified(&secret)?);
    match visitor.web.db.write(move |tx| apps::delete_secret(tx, &by, &owner, &id, &secret)).await {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP, &[&app]), "flash-secret-deleted")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_app(&visitor, &app, status, Some(form)).await
        }
    }
}

fn secret_view(secret: &AppSecret, all: &[AppSecret], now: Time) -> SecretView {
    SecretView {
        id: secret.id.to_string(),
        hint: secret.hint.clone(),
        created: secret.created_at,
        last_used: secret.last_used_at,
        may_delete: all.iter().any(|other| other.id != secret.id && other.expires_at.is_none()),
        expires: secret.expires_at,
        expires_soon: secret.expires_at.is_some_and(|at| at.since(now) < Duration::from_secs(60)),
    }
}
