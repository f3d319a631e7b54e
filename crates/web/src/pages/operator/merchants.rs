//! The register of merchants.

use super::registers::{decided, members, party_cases, standing_filter};
use crate::{
    links,
    pages::{Answer, facts, identified, standing},
    query::Pager,
    views::operator::{MerchantCounts, MerchantFacts, MerchantGrant, MerchantItem, MerchantPage, Merchants},
    visit::{Operator, Visit},
};
use axum::extract::Path;
use db::Read;
use kernel::{Id, Outcome, PageRequest, kinds};
use platform::{
    accounts::Party,
    approvals::CaseKind,
    apps::{self},
    developers, grants,
    merchants::{self, Standing},
};
use trade::{orders, products};

/// So many of a store's apps are shown with it.
const SHOWN_GRANTS: u32 = 200;

pub async fn merchant_list(visitor: Operator) -> Answer {
    let query = visitor.query();
    let (filter, asked) = standing_filter(&visitor, &query);
    let (state, page) = match asked {
        Ok(asked) => asked,
        Err(status) => return visitor.show_with(status, &Merchants { items: Vec::new(), pager: Pager::default(), filter }),
    };
    let (items, next) = visitor
        .web
        .db
        .read(move |tx| {
            let list = merchants::list(tx, state, &page)?;
            let mut items = Vec::with_capacity(list.items.len());
            for merchant in list.items {
                items.push(MerchantItem {
                    id: merchant.id.to_string(),
                    orders: orders::count(tx, &merchant.id)?,
                    apps: active_grants(tx, &merchant.id)?.len() as i64,
                    name: merchant.name,
                    legal_name: merchant.legal_name,
                    country: merchant.country,
                    currency: merchant.currency,
                    state: standing::state(&merchant.state),
                    registered: merchant.created_at,
                });
            }
            Ok((items, list.next))
        })
        .await?;
    visitor.show(&Merchants { items, pager: query.pager(links::OPERATOR_MERCHANTS, next.as_ref()), filter })
}

fn active_grants(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<Vec<(grants::Grant, apps::App)>> {
    let list = grants::list_of_merchant(tx, merchant, &PageRequest::first(SHOWN_GRANTS))?;
    Ok(list.items.into_iter().filter(|(grant, _)| grant.removal.is_none()).collect())
}

pub async fn merchant(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (id, visit): (Id<kinds::Merchant>, _) = (identified(&id)?, Visit::clone(&visitor));
    let page = visitor.web.db.read(move |tx| {
        let merchant = merchants::require(tx, &id)?;
        let (cases, documents) = party_cases(tx, id.as_str())?;
        let rejection = facts::why_last(tx, id.as_str(), CaseKind::Merchant)?;
        let mut given = Vec::new();
        for (grant, app) in active_grants(tx, &id)? {
            given.push(MerchantGrant {
                app_id: app.id.to_string(),
                logo_url: links::logo(&app.id, app.logo.as_ref()),
                developer: developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default(),
                app: app.name,
                since: grant.granted_at,
                last_used: grant.last_used_at,
            });
        }
        Ok(MerchantPage {
            counts: MerchantCounts { orders: orders::count(tx, &id)?, products: products::count(tx, &id)? },
            members: members(tx, &Party::Merchant(id.clone()))?,
            merchant: MerchantFacts {
                id: merchant.id.to_string(),
                state: standing::state(&merchant.state),
                reason: match &merchant.state {
                    Standing::Rejected { .. } => rejection.and_then(|state| facts::why(&visit, &state)),
                    standing => standing.reason().map(str::to_owned),
                },
                submitted: cases.first().map_or(merchant.created_at, |case| case.opened),
                decided: decided(&merchant.state),
                store_name: merchant.name,
                legal_name: merchant.legal_name,
                licence_no: merchant.licence_no,
                country: merchant.country,
                timezone: merchant.timezone,
                currency: merchant.currency,
            },
            grants: given,
            cases,
            documents,
        })
    });
    visitor.show(&page.await?)
}
