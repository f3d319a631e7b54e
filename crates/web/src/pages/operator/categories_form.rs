//! The form of an app category: read from what was typed, and filled with what there is.

use crate::{
    form::{Form, FormView},
    pages::registering::Wrong,
    views::operator::PermissionBox,
};
use kernel::{Id, Refusal, kinds};
use platform::{
    apis,
    app_categories::{AppCategory, Gate, Strategy},
    text,
};
use std::time::Duration;

/// What was typed, or every field that is no number or no choice. What the numbers may be is the rule's to say.
pub fn typed(form: &Form, id: Id<kinds::Category>) -> Result<AppCategory, Refusal> {
    let mut wrong = Wrong::default();
    let mut length = |field: &'static str, unit: u64| {
        let number = form.text(field).parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
        Duration::from_secs(wrong.take(number.ok_or_else(|| not_a_number(field))).unwrap_or_default())
    };
    let (access_test, access_online) = (length("access_minutes_test", 60), length("access_minutes_online", 60));
    let (refresh_test, refresh_online) = (length("refresh_days_test", 86_400), length("refresh_days_online", 86_400));
    let (drain, retry) = (length("drain_seconds", 1), length("retry_seconds", 1));
    // Nothing typed is nothing asked for.
    let mut count = |field: &'static str| match form.text(field).as_str() {
        "" => None,
        typed => wrong.take(typed.parse::<u32>().map_err(|_| not_a_number(field))),
    };
    let (max_merchants_test, max_merchants_online) = (count("max_merchants_test"), count("max_merchants_online"));
    let gate = Gate { calls: count("go_live_calls").unwrap_or_default(), percent: count("go_live_percent").unwrap_or_default() };
    let strategy = wrong.take(Strategy::parse(&form.text("strategy")).ok_or_else(|| text::unknown_choice("strategy")));
    let version = form.text("version").parse::<i64>();
    let version =
        wrong.take(version.map_err(|_| Refusal::invalid("forms.malformed", "the form could not be read; load the page again")));
    wrong.finish()?;
    Ok(AppCategory {
        id,
        slug: form.text("slug"),
        name_en: form.text("name_en"),
        name_zh: form.text("name_zh"),
        description_en: form.text("description_en"),
        description_zh: form.text("description_zh"),
        strategy: strategy.unwrap_or(Strategy::AnyMerchant),
        access_test,
        access_online,
        refresh_test,
        refresh_online,
        drain,
        retry,
        refresh_fixed: form.text("refresh_fixed") == "yes",
        needs_dpop: form.text("needs_dpop") == "yes",
        permissions: form.all("permissions"),
        requestable: form.all("requestable"),
        max_merchants_test,
        max_merchants_online,
        gate,
        retired_at: None,
        version: version.unwrap_or_default(),
    })
}

fn not_a_number(field: &'static str) -> Refusal {
    Refusal::field(field, "fields.not_a_number", "give a whole number")
}

/// The form with what the category has.
pub fn filled(category: &AppCategory) -> FormView {
    let most = |most: Option<u32>| most.map(|most| most.to_string()).unwrap_or_default();
    let days = |life: Duration| (life.as_secs() / 86_400).to_string();
    FormView::filled(&[
        ("name_en", &category.name_en),
        ("name_zh", &category.name_zh),
        ("description_en", &category.description_en),
        ("description_zh", &category.description_zh),
        ("strategy", category.strategy.as_str()),
        ("access_minutes_test", &(category.access_test.as_secs() / 60).to_string()),
        ("access_minutes_online", &(category.access_online.as_secs() / 60).to_string()),
        ("refresh_days_test", &days(category.refresh_test)),
        ("refresh_days_online", &days(category.refresh_online)),
        ("drain_seconds", &category.drain.as_secs().to_string()),
        ("retry_seconds", &category.retry.as_secs().to_string()),
        ("refresh_fixed", if category.refresh_fixed { "yes" } else { "" }),
        ("needs_dpop", if category.needs_dpop { "yes" } else { "" }),
        ("max_merchants_test", &most(category.max_merchants_test)),
        ("max_merchants_online", &most(category.max_merchants_online)),
        ("go_live_calls", &category.gate.calls.to_string()),
        ("go_live_percent", &category.gate.percent.to_string()),
    ])
}

/// A new one begins with what suits most: a day in test, a month online, nothing limited.
pub fn blank() -> FormView {
    FormView::filled(&[
        ("strategy", Strategy::AnyMerchant.as_str()),
        ("access_minutes_test", "1440"),
        ("access_minutes_online", "43200"),
        ("refresh_days_test", "365"),
        ("refresh_days_online", "365"),
        ("drain_seconds", "0"),
        ("retry_seconds", "86400"),
        ("go_live_calls", "0"),
        ("go_live_percent", "0"),
    ])
}

/// No box ticked is a field all the same.
pub fn with_boxes(mut form: FormView) -> FormView {
    for field in ["permissions", "requestable", "refresh_fixed", "needs_dpop"] {
        form.fields.entry(field.to_owned()).or_default();
    }
    form
}

/// Every group that there is, with those that are ticked to begin with and to ask for.
pub fn boxes(given: &[String], requestable: &[String]) -> Vec<PermissionBox> {
    let has = |names: &[String], name: &str| names.iter().any(|has| has == name);
    let known = apis::PERMISSIONS.iter().map(|permission| permission.name);
    known.map(|name| PermissionBox { value: name, checked: has(given, name), requestable: has(requestable, name) }).collect()
}

pub fn strategies() -> Vec<&'static str> {
    Strategy::ALL.into_iter().map(Strategy::as_str).collect()
}
