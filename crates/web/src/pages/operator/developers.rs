//! The register of developers.

use super::registers::{decided, members, party_cases, standing_filter};
use crate::{
    links,
    pages::{Answer, facts, identified, standing},
    query::Pager,
    views::operator::{DeveloperApp, DeveloperCategory, DeveloperFacts, DeveloperItem, DeveloperPage, Developers},
    visit::{Operator, Visit},
};
use axum::extract::Path;
use kernel::{Id, Refusal, kinds};
use platform::{
    accounts::Party,
    app_categories::{self},
    approvals::CaseKind,
    apps::{self},
    developers::{self, Standing},
};

pub async fn developer_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let (filter, asked) = standing_filter(&visitor, &query);
    let (state, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Developers { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = developers::list(tx, state, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for developer in list.items {
                items.push(DeveloperItem {
                    id: developer.id.to_string(),
                    apps: apps::list_owned(tx, &developer.id)?.len() as i64,
                    name: developer.name,
                    legal_name: developer.legal_name,
                    kind: developer.kind.as_str(),
                    country: developer.country,
                    state: standing::state(&developer.state),
                    registered: developer.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Developers { items, pager: query.pager(links::OPERATOR_DEVELOPERS, next.as_ref()), filter })
}

pub async fn developer(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (id, language): (Id<kinds::Developer>, _) = (identified(&id)?, visitor.language);
    let visit = Visit::clone(&visitor);
    let page = visitor.web.db.read(move |tx| {
        let developer = developers::find(tx, &id)?;
        let developer = developer.ok_or_else(|| Refusal::not_found("developers.not_found", "there is no such developer"))?;
        let (cases, documents) = party_cases(tx, id.as_str())?;
        let rejection = facts::why_last(tx, id.as_str(), CaseKind::Developer)?;
        let mut owned = Vec::new();
        for app in apps::list_owned(tx, &id)? {
            owned.push(DeveloperApp {
                id: app.id.to_string(),
                logo_url: links::logo(&app.id, app.logo.as_ref()),
                category: app_categories::require(tx, &app.category)?.name(language).to_owned(),
                name: app.name,
                stage: app.stage.as_str(),
            });
        }
        let mut categories = Vec::new();
        for application in app_categories::mine(tx, &id)? {
            let name = app_categories::require(tx, &application.category)?.name(language).to_owned();
            categories.push(DeveloperCategory { name, state: application.state.as_str() });
        }
        Ok(DeveloperPage {
            members: members(tx, &Party::Developer(id.clone()))?,
            developer: DeveloperFacts {
                id: developer.id.to_string(),
                kind: developer.kind.as_str(),
                state: standing::state(&developer.state),
                reason: match &developer.state {
                    Standing::Rejected { .. } => rejection.and_then(|state| facts::why(&visit, &state)),
                    standing => standing.reason().map(str::to_owned),
                },
                submitted: cases.first().map_or(developer.created_at, |case| case.opened),
                decided: decided(&developer.state),
                legal_name: developer.legal_name,
                display_name: developer.name,
                country: developer.country,
                registration_no: developer.registration_no,
                website: Some(developer.website).filter(|website| !website.is_empty()),
                phone: developer.phone,
            },
            apps: owned,
            categories,
            cases,
            documents,
        })
    });
    visitor.show(&page.await?)
}
