//! What is looked at before a person looks: shown to the developer while they write, and to the reviewer beside the case.

use super::{
    Field, Listing, Policy, Value, names,
    policy::policy,
    probes::{self, Probe, ProbeKind, Probed},
    store,
};
use crate::apps::{self, App};
use db::Read;
use kernel::{Outcome, Refusal};
use office::files::{self, PictureUse};
use outbound::Reach;
use url::Url;

const MIN_DESCRIPTION: usize = 40;

/// The id of every check there is.
pub const CHECKS: &[&str] = &[
    "check.name.one_script",
    "check.name.unique",
    "check.name.words",
    "check.value_proposition.words",
    "check.description.words",
    "check.description.length",
    "check.logo.size",
    "check.website.private",
    "check.website.answers",
    "check.support_email.verified",
    "check.redirect_host.private",
    "check.redirect_host.resolves",
];

/// One look at a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable: `check.website.answers`.
    pub id: &'static str,
    /// The field that it is about; none when it is about the app itself.
    pub field: Option<Field>,
    pub state: CheckState,
    /// What was found, for people: a word, a host, a status.
    pub found: String,
    /// A field is not handed in while this fails.
    pub blocks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Passed,
    Failed,
    /// A job is at it.
    Running,
}

impl CheckState {
    pub fn as_str(self) -> &'static str {
        match self {
            CheckState::Passed => "passed",
            CheckState::Failed => "failed",
            CheckState::Running => "running",
        }
    }

    fn of(passed: bool) -> CheckState {
        if passed { CheckState::Passed } else { CheckState::Failed }
    }
}

/// Every check that has something to look at, of the drafts of `listing`.
pub fn checks(tx: &mut Read<'_>, app: &App, listing: &Listing) -> Outcome<Vec<Check>> {
    let (policy, reach) = (policy(tx)?, apps::reach(tx)?);
    let mut all = texts(&policy, listing);
    all.extend(names_taken(tx, listing)?);
    all.extend(logo(tx, app, listing)?);
    let probed = store::probed(tx, &app.id)?;
    all.extend(website(listing, &probed, reach));
    all.extend(support_email(tx, listing)?);
    all.extend(redirect_hosts(app, &probed, reach));
    Ok(all)
}

/// Refuses to hand in a field while a check of it fails that must not.
pub(super) fn require_passed(tx: &mut Read<'_>, app: &App, listing: &Listing, fields: &[Field]) -> Outcome<()> {
    let failed = checks(tx, app, listing)?.into_iter().find(|check| {
        check.blocks && check.state == CheckState::Failed && check.field.is_some_and(|field| fields.contains(&field))
    });
    match failed {
        Some(check) => {
            let sentence =
                format!("an automatic check fails ({}); mend what it says beside the field, then hand it in", check.id);
            Err(Refusal::conflict("listings.check_failed", sentence).into())
        }
        None => Ok(()),
    }
}

fn check(id: &'static str, field: Field, passed: bool, found: impl Into<String>) -> Check {
    Check { id, field: Some(field), state: CheckState::of(passed), found: found.into(), blocks: true }
}

fn texts(policy: &Policy, listing: &Listing) -> Vec<Check> {
    let mut all = Vec::new();
    for row in &listing.fields {
        let Value::Texts(texts) = &row.draft else { continue };
        if let (Field::Name, false) = (row.field, texts.is_empty()) {
            let mixed = texts.all().find(|name| names::mixes_scripts(name));
            all.push(check("check.name.one_script", row.field, mixed.is_none(), mixed.unwrap_or_default()));
        }
        if let (Field::Description, false) = (row.field, texts.is_empty()) {
            let shortest = texts.all().map(|text| text.chars().count()).min().unwrap_or_default();
            all.push(check("check.description.length", row.field, shortest >= MIN_DESCRIPTION, shortest.to_string()));
        }
        let id = match row.field {
            Field::Name => "check.name.words",
            Field::ValueProposition => "check.value_proposition.words",
            _ => "check.description.words",
        };
        if !policy.forbidden_words.is_empty() && !texts.is_empty() {
            let word = policy.forbidden_words.iter().find(|word| texts.all().any(|text| holds_word(text, word)));
            all.push(check(id, row.field, word.is_none(), word.cloned().unwrap_or_default()));
        }
    }
    all
}

/// `word` is in lower case. One that begins or ends with a Latin letter or a digit stands by itself there: *art* is not in
/// *party*. Chinese has no blanks between words.
fn holds_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let joins = |one: Option<char>, other: Option<char>| {
        one.zip(other).is_some_and(|(one, other)| one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(|(start, found)| {
        let (before, after) = (text[..start].chars().next_back(), text[start + found.len()..].chars().next());
        !joins(before, found.chars().next()) && !joins(found.chars().next_back(), after)
    })
}

/// Against every name that is live or being reviewed elsewhere.
fn names_taken(tx: &mut Read<'_>, listing: &Listing) -> Outcome<Option<Check>> {
    let Some(texts) = listing.field(Field::Name).draft.texts().filter(|texts| !texts.is_empty()) else { return Ok(None) };
    for name in texts.all() {
        let key = names::key(name);
        if !key.is_empty() && store::is_name_taken(tx, &listing.app, &key)? {
            return Ok(Some(check("check.name.unique", Field::Name, false, name)));
        }
    }
    Ok(Some(check("check.name.unique", Field::Name, true, "")))
}

/// A logo that was uploaded here is in order; the app's own older one may not be.
fn logo(tx: &mut Read<'_>, app: &App, listing: &Listing) -> Outcome<Option<Check>> {
    let Some(file) = listing.field(Field::Logo).draft.images().first() else { return Ok(None) };
    let size = files::open(tx, app.id.as_str(), file)?.and_then(|bytes| files::size_of(&bytes));
    let found = size.map(|(width, height)| format!("{width} × {height}")).unwrap_or_default();
    Ok(Some(check("check.logo.size", Field::Logo, size.is_some_and(|size| PictureUse::Logo.accepts(size)), found)))
}

fn website(listing: &Listing, probed: &[Probed], reach: Reach) -> Vec<Check> {
    let Some(url) = listing.field(Field::Website).draft.line().filter(|url| !url.is_empty()) else { return Vec::new() };
    let probe = Probe { kind: ProbeKind::Website, target: url.to_owned() };
    let mut both = reached(&probe, probed, reach, ["check.website.private", "check.website.answers"]);
    for check in &mut both {
        check.field = Some(Field::Website);
    }
    // A server may be down for an hour; whether it stands in a private network is not left to chance.
    both[0].blocks = true;
    both
}

fn redirect_hosts(app: &App, probed: &[Probed], reach: Reach) -> Vec<Check> {
    let ids = ["check.redirect_host.private", "check.redirect_host.resolves"];
    let mut worst: Vec<Check> = Vec::new();
    for probe in probes::of_redirects(app) {
        let both = reached(&probe, probed, reach, ids);
        if worst.is_empty() || both.iter().any(|check| check.state == CheckState::Failed) {
            worst = both;
        }
    }
    worst
}

/// Whether the target's host is public, and whether it answers.
fn reached(probe: &Probe, probed: &[Probed], reach: Reach, [private, answers]: [&'static str; 2]) -> Vec<Check> {
    let of = |id, state, found: String| Check { id, field: None, state, found, blocks: false };
    let url = Url::parse(&probe.target).ok();
    let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or(&probe.target).to_owned();
    if url.is_none_or(|url| outbound::names_private_host(&url, reach)) {
        return vec![of(private, CheckState::Failed, host)];
    }
    match probed.iter().find(|known| known.probe == *probe).and_then(|known| known.result.as_ref()) {
        None => vec![of(private, CheckState::Running, host.clone()), of(answers, CheckState::Running, host)],
        Some(result) if result.is_private => vec![of(private, CheckState::Failed, host)],
        Some(result) => vec![
            of(private, CheckState::Passed, host.clone()),
            of(answers, CheckState::of(result.is_good), format!("{host}: {}", result.found)),
        ],
    }
}

fn support_email(tx: &mut Read<'_>, listing: &Listing) -> Outcome<Option<Check>> {
    let Some(email) = listing.field(Field::SupportEmail).draft.line().filter(|email| !email.is_empty()) else { return Ok(None) };
    let verified = store::email(tx, &listing.app, email)?.is_some_and(|row| row.verified_at.is_some());
    Ok(Some(check("check.support_email.verified", Field::SupportEmail, verified, email)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_word_stands_by_itself() {
        assert!(holds_word("The best ART here", "art"));
        assert!(holds_word("100% guaranteed!", "100%"));
        assert!(holds_word("全网最低价保证", "最低价"));
        assert!(!holds_word("A party of two", "art"));
        assert!(!holds_word("", "art"));
    }
}
