//! The stores of an app: who has authorised it, who may, and, for a self-use app, whose it is.

use super::apps::owned;
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, facts, identified},
    query::Pager,
    views::developer::{AppStore, AppStores, BindingView, GiveUp, GiveUpApp, NamedStore, StoresApp},
    visit::{Developer, Visit},
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Refusal, kinds};
use platform::{app_categories, grants, merchants};

pub async fn show(visitor: Developer, Path(app): Path<String>) -> Answer {
    show_stores(&visitor, &app, StatusCode::OK, None).await
}

async fn show_stores(visitor: &Developer, app: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["after"])?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(app)?);
    let (page, visit) = (query.page()?, Visit::clone(visitor));
    let (mut view, next) = visitor
        .web
        .db
        .read(move |tx| {
            let app = owned(tx, &owner, &id)?;
            let category = app_categories::require(tx, &app.category)?;
            let list = grants::list_of_app(tx, &id, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for grant in list.items {
                items.push(AppStore {
                    name: merchants::require(tx, &grant.merchant)?.name,
                    id: grant.merchant.to_string(),
                    permissions: grant.permissions.len(),
                    since: grant.granted_at,
                    last_used: grant.last_used_at,
                    ended: grant.removal.map(|removal| removal.at),
                });
            }
            let mut named = Vec::new();
            for one in grants::list_named(tx, &id)? {
                let name = merchants::require(tx, &one.merchant)?.name;
                named.push(NamedStore { name, id: one.merchant.to_string(), since: one.named_at });
            }
            let binding = match grants::binding::latest(tx, &id)? {
                None => None,
                Some((binding, state)) => Some(BindingView {
                    store: merchants::require(tx, &binding.merchant)?.name,
                    state: state.kind().as_str(),
                    reason: facts::why(&visit, &state),
                }),
            };
            let app = StoresApp { id: app.id.to_string(), name: app.name, strategy: category.strategy.as_str() };
            Ok((AppStores { app, items, named, binding, form: None, pager: Pager::default() }, list.next))
        })
        .await?;
    view.pager = query.pager(&links::to(links::DEVELOPER_APP_STORES, &[app]), next.as_ref());
    view.form = form;
    visitor.show_with(status, &view)
}

pub(super) fn typed_store(form: &Form) -> Result<Id<kinds::Merchant>, Refusal> {
    let malformed =
        |_| Refusal::field("merchant", "grants.not_a_store_id", "a store's id looks like mer_p01k9…; ask the store for it");
    form.text("merchant").parse().map_err(malformed)
}

pub async fn name(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (owner, id, by): (_, Id<kinds::App>, _) = (visitor.developer.id.clone(), identified(&app)?, visitor.actor());
    let outcome = match typed_store(&form) {
        Ok(merchant) => {
            let named = visitor.web.db.write(move |tx| {
                owned(tx, &owner, &id)?;
                grants::name_merchant(tx, &by, &id, &merchant, None)
            });
            named.await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_STORES, &[&app]), "flash-settings-saved")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_stores(&visitor, &app, status, Some(form)).await
        }
    }
}

pub async fn unname(visitor: Developer, Path((app, merchant)): Path<(String, String)>, _: Form) -> Answer {
    let (owner, id, by): (_, Id<kinds::App>, _) = (visitor.developer.id.clone(), identified(&app)?, visitor.actor());
    let merchant: Id<kinds::Merchant> = identified(&merchant)?;
    let unnamed = visitor.web.db.write(move |tx| {
        owned(tx, &owner, &id)?;
        grants::unname_merchant(tx, &by, &id, &merchant, None)
    });
    unnamed.await?;
    Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_STORES, &[&app]), "flash-settings-saved"))
}

/// Before all that a store allowed is given back.
pub async fn confirm_remove(visitor: Developer, Path((app, merchant)): Path<(String, String)>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (owner, id): (_, Id<kinds::App>) = (visitor.developer.id.clone(), identified(&app)?);
    let merchant: Id<kinds::Merchant> = identified(&merchant)?;
    let found = visitor.web.db.read(move |tx| {
        let app = owned(tx, &owner, &id)?;
        let live = grants::live_of_pair(tx, &merchant, &id)?;
        let last_used = live.iter().filter_map(|grant| grant.last_used_at).max();
        if live.is_empty() {
            return Ok(None);
        }
        let store = merchants::require(tx, &merchant)?.name;
        let app = GiveUpApp { id: app.id.to_string(), name: app.name };
        Ok(Some(GiveUp { app, store, merchant: merchant.to_string(), last_used }))
    });
    match found.await? {
        Some(view) => visitor.show(&view),
        // Somebody ended it meanwhile: the list shows how it stands.
        None => Ok(visitor.go(&links::to(links::DEVELOPER_APP_STORES, &[&app]))),
    }
}

pub async fn remove(visitor: Developer, Path((app, merchant)): Path<(String, String)>, _: Form) -> Answer {
    let (owner, id, by): (_, Id<kinds::App>, _) = (visitor.developer.id.clone(), identified(&app)?, visitor.actor());
    let merchant: Id<kinds::Merchant> = identified(&merchant)?;
    visitor.web.db.write(move |tx| grants::remove_by_app(tx, &by, &owner, &id, &merchant)).await?;
    Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_STORES, &[&app]), "flash-store-given-up"))
}

pub async fn bind(visitor: Developer, Path(app): Path<String>, form: Form) -> Answer {
    let (owner, id, by): (_, Id<kinds::App>, _) = (visitor.developer.id.clone(), identified(&app)?, visitor.actor());
    let reason = form.text("reason");
    let outcome = match typed_store(&form) {
        Ok(merchant) => {
            let asked =
                visitor.web.db.write(move |tx| grants::binding::request(tx, &by, &owner, &id, &merchant, &reason).map(drop));
            asked.await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => Ok(visitor.go_saying(&links::to(links::DEVELOPER_APP_STORES, &[&app]), "flash-binding-asked")),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_stores(&visitor, &app, status, Some(form)).await
        }
    }
}
