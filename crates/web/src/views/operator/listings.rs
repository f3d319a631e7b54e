//! What the operator asks of listings.

use crate::{form::FormView, templates::View, views::samples};
use platform::listings::Field;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ListingPolicy {
    pub fields: Vec<RequiredField>,
    /// One a line.
    pub words: String,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RequiredField {
    pub name: &'static str,
    pub required: bool,
    /// Nobody can do without it.
    pub always: bool,
}

impl View for ListingPolicy {
    const TEMPLATE: &'static str = "operator/listing_policy.html";

    fn samples() -> Vec<ListingPolicy> {
        let policy = |text: &str| ListingPolicy {
            fields: Field::ALL
                .iter()
                .map(|field| RequiredField { name: field.as_str(), required: true, always: *field == Field::Name })
                .collect(),
            words: samples::text(text),
            form: samples::form(text, &["forbidden_words"]),
        };
        let mut all = samples::texts(policy);
        all.push(ListingPolicy { form: None, ..policy("") });
        all
    }
}
