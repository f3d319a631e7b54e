//! The operator's own services that ask how tokens stand.

use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified, merchants::person},
    views::operator::{RemoveResourceServer, ResourceSecretItem, ResourceServerFacts, ResourceServerView, ResourceServers},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, Secret, kinds};
use platform::resource_servers::{self, MAX_SECRETS, ResourceServer};

pub async fn list(operator: Operator) -> Answer {
    operator.query().all_names_known(&[])?;
    show_list(&operator, StatusCode::OK, None).await
}

async fn show_list(operator: &Operator, status: StatusCode, form: Option<FormView>) -> Answer {
    let items = operator.web.db.read(|tx| {
        let all = resource_servers::list(tx)?;
        all.iter().map(|server| facts(tx, server)).collect::<Outcome<Vec<_>>>()
    });
    operator.show_with(status, &ResourceServers { items: items.await?, form })
}

fn facts(tx: &mut Read<'_>, server: &ResourceServer) -> Outcome<ResourceServerFacts> {
    let secrets = resource_servers::secrets(tx, &server.id)?;
    Ok(ResourceServerFacts {
        id: server.id.to_string(),
        name: server.name.clone(),
        registered: server.registered_at,
        registered_by: person(tx, &server.registered_by)?,
        last_used: secrets.iter().filter_map(|secret| secret.last_used_at).max(),
    })
}

pub async fn register(operator: Operator, form: Form) -> Answer {
    let (by, name) = (operator.actor(), form.text("name"));
    match operator.web.db.write(move |tx| resource_servers::register(tx, &by, &name)).await {
        Ok((server, secret)) => show_one(&operator, &server.id, StatusCode::OK, Some(&secret), None).await,
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show_list(&operator, status, Some(form)).await
        }
    }
}

pub async fn show(operator: Operator, Path(server): Path<String>) -> Answer {
    operator.query().all_names_known(&[])?;
    show_one(&operator, &identified(&server)?, StatusCode::OK, None, None).await
}

/// With the text of a new secret, this once.
async fn show_one(
    operator: &Operator,
    id: &Id<kinds::ResourceServer>,
    status: StatusCode,
    secret: Option<&Secret>,
    form: Option<FormView>,
) -> Answer {
    let wanted = id.clone();
    let (server, secrets) = operator
        .web
        .db
        .read(move |tx| {
            let server = resource_servers::require(tx, &wanted)?;
            Ok((facts(tx, &server)?, resource_servers::secrets(tx, &wanted)?))
        })
        .await?;
    let view = ResourceServerView {
        may_add: secrets.len() < MAX_SECRETS,
        may_delete: secrets.len() > 1,
        secrets: secrets
            .into_iter()
            .map(|secret| ResourceSecretItem {
                id: secret.id.to_string(),
                hint: secret.hint,
                created: secret.created_at,
                last_used: secret.last_used_at,
            })
            .collect(),
        curl: format!(
            "curl {} \\\n  -u '{}:'\"$SECRET\" \\\n  -d token=\"$TOKEN\"",
            operator.web.absolute("/oauth/introspect"),
            server.id
        ),
        server,
        new_secret: secret.map(|secret| secret.expose().to_owned()),
        form,
    };
    operator.show_with(status, &view)
}

pub async fn add_secret(operator: Operator, Path(server): Path<String>, form: Form) -> Answer {
    let (by, id): (_, Id<kinds::ResourceServer>) = (operator.actor(), identified(&server)?);
    let wanted = id.clone();
    match operator.web.db.write(move |tx| resource_servers::add_secret(tx, &by, &wanted)).await {
        Ok(secret) => show_one(&operator, &id, StatusCode::OK, Some(&secret), None).await,
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show_one(&operator, &id, status, None, Some(form)).await
        }
    }
}

pub async fn delete_secret(operator: Operator, Path((server, secret)): Path<(String, String)>, form: Form) -> Answer {
    let (by, id): (_, Id<kinds::ResourceServer>) = (operator.actor(), identified(&server)?);
    let (wanted, secret): (_, Id<kinds::ResourceSecret>) = (id.clone(), identified(&secret)?);
    match operator.web.db.write(move |tx| resource_servers::delete_secret(tx, &by, &wanted, &secret)).await {
        Ok(()) => Ok(operator.go_saying(&links::to(links::OPERATOR_RESOURCE_SERVER, &[&server]), "flash-secret-deleted")),
        Err(error) => {
            let (status, form) = form.refused(&operator, error)?;
            show_one(&operator, &id, status, None, Some(form)).await
        }
    }
}

pub async fn confirm_remove(operator: Operator, Path(server): Path<String>) -> Answer {
    operator.query().all_names_known(&[])?;
    let id: Id<kinds::ResourceServer> = identified(&server)?;
    let server = operator.web.db.read(move |tx| {
        let server = resource_servers::require(tx, &id)?;
        facts(tx, &server)
    });
    operator.show(&RemoveResourceServer { server: server.await? })
}

pub async fn remove(operator: Operator, Path(server): Path<String>, _: Form) -> Answer {
    let (by, id): (_, Id<kinds::ResourceServer>) = (operator.actor(), identified(&server)?);
    operator.web.db.write(move |tx| resource_servers::remove(tx, &by, &id)).await?;
    Ok(operator.go_saying(links::OPERATOR_RESOURCE_SERVERS, "flash-resource-server-removed"))
}
