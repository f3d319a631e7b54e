//! The register of merchants.

use super::registers::{MemberItem, PartyCase, STATES, StatusFilter, cases, filter, members};
use crate::{
    query::Pager,
    templates::View,
    views::{
        documents::{Document, document_samples},
        samples,
    },
};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Merchants {
    pub items: Vec<MerchantItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantItem {
    pub id: String,
    pub name: String,
    pub legal_name: String,
    pub country: String,
    pub currency: String,
    pub state: &'static str,
    pub orders: i64,
    pub apps: i64,
    pub registered: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantPage {
    pub merchant: MerchantFacts,
    pub counts: MerchantCounts,
    pub members: Vec<MemberItem>,
    pub grants: Vec<MerchantGrant>,
    pub cases: Vec<PartyCase>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantFacts {
    pub id: String,
    pub store_name: String,
    pub legal_name: String,
    pub licence_no: String,
    pub country: String,
    pub timezone: String,
    pub currency: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub submitted: Time,
    pub decided: Option<Time>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct MerchantCounts {
    pub orders: i64,
    pub products: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantGrant {
    pub app_id: String,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub since: Time,
    pub last_used: Option<Time>,
}

// === samples ===

impl View for Merchants {
    const TEMPLATE: &'static str = "operator/merchants.html";

    fn samples() -> Vec<Merchants> {
        let item = |text: &str, state| MerchantItem {
            id: samples::text("mer_p1"),
            name: samples::text(text),
            legal_name: samples::text(text),
            country: samples::text("CN"),
            currency: samples::text("CNY"),
            state,
            orders: 1667,
            apps: 1,
            registered: samples::time(),
        };
        let list = |items, is_filtered| Merchants { items, pager: samples::pager(), filter: filter(is_filtered, &STATES) };
        let mut all = samples::texts(|text| list(STATES.iter().map(|state| item(text, *state)).collect(), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for MerchantPage {
    const TEMPLATE: &'static str = "operator/merchant.html";

    fn samples() -> Vec<MerchantPage> {
        let page = |text: &str, state, is_full: bool| MerchantPage {
            merchant: MerchantFacts {
                id: samples::text("mer_p1"),
                store_name: samples::text(text),
                legal_name: samples::text(text),
                licence_no: samples::text(text),
                country: samples::text("CN"),
                timezone: samples::text("Asia/Shanghai"),
                currency: samples::text("CNY"),
                state,
                reason: matches!(state, "rejected" | "suspended").then(|| samples::text(text)),
                submitted: samples::time(),
                decided: is_full.then(samples::time),
            },
            counts: MerchantCounts { orders: 1667, products: 66 },
            members: if is_full { members(text) } else { Vec::new() },
            grants: if is_full {
                let grant = |last_used: bool| MerchantGrant {
                    app_id: samples::text("app_p1"),
                    app: samples::text(text),
                    logo_url: None,
                    developer: samples::text(text),
                    since: samples::time(),
                    last_used: last_used.then(samples::time),
                };
                vec![grant(true), grant(false)]
            } else {
                Vec::new()
            },
            cases: if is_full { cases() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
        };
        let mut all = samples::texts(|text| page(text, "rejected", true));
        all.extend(STATES.map(|state| page("Jade Mountain Tea", state, false)));
        all
    }
}
