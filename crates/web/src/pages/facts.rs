//! What a case holds, in words: facts by the names that their forms gave them, differences, reasons, messages.

use super::documents;
use crate::{
    links, mail,
    views::cases::{ChangedFact, MessageView, ShownFact},
    visit::Visit,
    words,
};
use db::Read;
use fluent_bundle::FluentArgs;
use kernel::{Outcome, Time};
use office::files;
use platform::approvals::{self, Case, CaseKind, CaseState, Difference, Side};
use serde_json::Value;
use std::time::Duration;

/// The facts of a kind that people read, in their order. Ids that stand beside a name are left out.
fn fields(kind: CaseKind) -> &'static [&'static str] {
    match kind {
        CaseKind::Developer => &["kind", "name", "legal_name", "country", "registration_no", "website", "phone"],
        CaseKind::Merchant => &["name", "legal_name", "licence_no", "country", "timezone", "currency"],
        CaseKind::CategoryApplication => &["developer", "category"],
        CaseKind::CategoryRequest => &["developer"],
        CaseKind::SelfUseBinding => &["app", "app_id", "store_name", "legal_name", "merchant_id"],
    }
}

/// Everything that was handed in.
pub fn shown(visit: &Visit, case: &Case) -> Vec<ShownFact> {
    let fact = |field: &&str| {
        let value = words_of(visit, case, field, case.facts.get(*field).unwrap_or(&Value::Null));
        ShownFact { label: label(visit, field), mono: is_code(field), value }
    };
    let reason = case.reason.clone().map(|value| ShownFact { label: label(visit, "reason"), value, mono: false });
    fields(case.kind).iter().map(fact).chain(reason).collect()
}

/// The names of the facts, for a reviewer to name one in a rejection.
pub fn field_labels(visit: &Visit, kind: CaseKind) -> Vec<(&'static str, String)> {
    fields(kind).iter().map(|field| (*field, label(visit, field))).collect()
}

/// Old and new of each fact that people read.
pub fn changed(visit: &Visit, case: &Case, differences: &[Difference]) -> Vec<ChangedFact> {
    let is_read =
        |difference: &&Difference| difference.field == "reason" || fields(case.kind).contains(&difference.field.as_str());
    let row = |difference: &Difference| ChangedFact {
        label: label(visit, &difference.field),
        old: words_of(visit, case, &difference.field, &difference.old),
        new: words_of(visit, case, &difference.field, &difference.new),
    };
    differences.iter().filter(is_read).map(row).collect()
}

fn label(visit: &Visit, field: &str) -> String {
    visit.word(&format!("fact-{}", field.replace('_', "-")))
}

fn is_code(field: &str) -> bool {
    field.ends_with("_id") || field.ends_with("_no")
}

fn words_of(visit: &Visit, case: &Case, field: &str, value: &Value) -> String {
    match (field, value) {
        (_, Value::Null) => String::new(),
        ("country", Value::String(code)) => visit.word(&format!("country-{}", code.to_ascii_lowercase())),
        ("kind", Value::String(kind)) => visit.word(&format!("developer-kind-{kind}")),
        ("category", Value::String(slug)) => {
            let name = case.facts.get(format!("category_name_{}", visit.language.tag())).and_then(Value::as_str);
            name.unwrap_or(slug).to_owned()
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => items.iter().map(|item| words_of(visit, case, "", item)).collect::<Vec<_>>().join(", "),
        // Texts in several languages.
        (_, Value::Object(texts)) => {
            let text = |(tag, text): (&String, &Value)| format!("{tag}: {}", words_of(visit, case, "", text));
            texts.iter().map(text).collect::<Vec<_>>().join("\n")
        }
        (_, other) => other.to_string(),
    }
}

/// Why it was rejected: the rule in the reader's language, and the reviewer's own words.
pub fn why(visit: &Visit, state: &CaseState) -> Option<String> {
    state.reason().map(|text| mail::reason_words(&visit.web, visit.language, state.rule(), text))
}

/// The latest case of a kind about a subject, in words, if it was rejected.
pub fn why_last(tx: &mut Read<'_>, subject: &str, kind: CaseKind) -> Outcome<Option<CaseState>> {
    let latest = approvals::history(tx, subject)?.into_iter().find(|case| case.kind == kind);
    Ok(latest.map(|case| case.state).filter(|state| matches!(state, CaseState::Rejected { .. })))
}

/// When it was decided, and by whom.
pub fn decision(state: &CaseState) -> (Option<Time>, Option<String>) {
    match state {
        CaseState::Open => (None, None),
        CaseState::Approved { at, by } | CaseState::Rejected { at, by, .. } => (Some(*at), Some(by.called().to_owned())),
        CaseState::Withdrawn { at } => (Some(*at), None),
    }
}

/// As lists and pages call the state: an open case that waits for its applicant is told apart.
pub fn status(case: &Case) -> &'static str {
    if case.is_open() && case.waiting_since.is_some() { "waiting" } else { case.state.kind().as_str() }
}

/// The thread of a case; `pattern` is the address at which this reader opens a file of it.
pub fn messages(tx: &mut Read<'_>, case: &Case, pattern: &str) -> Outcome<Vec<MessageView>> {
    let mut thread = Vec::new();
    for message in approvals::messages(tx, &case.id)? {
        let file = match &message.file {
            Some(file) => files::find(tx, &case.party, file)?,
            None => None,
        };
        let is_applicant_reading = pattern != links::OPERATOR_CASE_FILE;
        thread.push(MessageView {
            side: message.side.as_str(),
            // Reviewers answer for the operator; who of them it was is not the applicant's business.
            by: (message.side == Side::Applicant || !is_applicant_reading).then_some(message.by),
            at: message.at,
            text: message.text,
            file: file.map(|file| documents::document(case, file, "message", pattern)),
        });
    }
    Ok(thread)
}

/// Working time: minutes below an hour, else whole hours. No days, because a working day is not one of 24 hours.
pub fn work(visit: &Visit, duration: Duration) -> String {
    let minutes = duration.as_secs().div_ceil(60);
    let (key, count) = if minutes < 60 { ("work-minutes", minutes) } else { ("work-hours", (minutes + 30) / 60) };
    let mut facts = FluentArgs::new();
    facts.set("count", count);
    let said = visit.web.languages().say(visit.language, key, &facts);
    said.unwrap_or_else(|| words::number(i64::try_from(count).unwrap_or(i64::MAX)))
}
