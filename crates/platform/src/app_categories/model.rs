use crate::{
    apis,
    text::{self, Fields},
};
use kernel::{Id, Refusal, Time, kinds};
use office::notices::Language;
use serde::Serialize;
use std::{ops::RangeInclusive, time::Duration};

const MAX_NAME: usize = 80;
const MAX_DESCRIPTION: usize = 500;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;
const ACCESS_SECONDS: RangeInclusive<u64> = 5 * MINUTE..=365 * DAY;
const REFRESH_SECONDS: RangeInclusive<u64> = DAY..=3650 * DAY;
const DRAIN_SECONDS: RangeInclusive<u64> = 0..=3600;
const RETRY_SECONDS: RangeInclusive<u64> = 0..=DAY;
const MERCHANTS: RangeInclusive<u32> = 1..=1_000_000;
const MAX_GATE_CALLS: u32 = 1_000_000;
const SLUG: RangeInclusive<usize> = 3..=40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppCategory {
    pub id: Id<kinds::Category>,
    /// Never changes.
    pub slug: String,
    pub name_en: String,
    pub name_zh: String,
    pub description_en: String,
    pub description_zh: String,
    pub strategy: Strategy,
    /// How long an access token lives while the app is in the stage *Test*, and when it is online. Whole minutes.
    pub access_test: Duration,
    pub access_online: Duration,
    /// How long a refresh token lives, stage by stage. Whole days.
    pub refresh_test: Duration,
    pub refresh_online: Duration,
    /// How long an old access token lives on after a refresh. Whole seconds.
    pub drain: Duration,
    /// For how long a lost answer can be asked for again; zero is never. Whole seconds.
    pub retry: Duration,
    /// The end of a refresh token stays where the first one of its family had it; else it moves on with each refresh.
    pub refresh_fixed: bool,
    /// Tokens are given only to who proves a key, and serve only who proves it again (RFC 9449).
    pub needs_dpop: bool,
    /// Names of the permission groups that an app begins with, in the catalogue's order.
    pub permissions: Vec<String>,
    /// The groups that it may ask for beside them, in the same order; none of them is in both.
    pub requestable: Vec<String>,
    /// How many merchants may authorise one app while it is in the stage *Test*, and when it is online; none is no limit.
    pub max_merchants_test: Option<u32>,
    pub max_merchants_online: Option<u32>,
    pub gate: Gate,
    /// Since when it takes no new applications and apps. Those that there are work on.
    pub retired_at: Option<Time>,
    /// Grows with each edit.
    pub version: i64,
}

/// What an app must have shown before it goes online: of its last calls in the sandbox so many percent were answered.
/// Zeros ask for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    pub calls: u32,
    pub percent: u32,
}

/// Who may authorise an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    AnyMerchant,
    /// Merchants who were named.
    Whitelisted,
    /// The app is bound to its owner's store by review, without a redirect.
    SelfUse,
}

#[derive(Clone, Debug)]
pub struct CategoryApplication {
    pub id: Id<kinds::CategoryApplication>,
    pub developer: Id<kinds::Developer>,
    pub category: Id<kinds::Category>,
    pub state: ApplicationState,
    pub reason: String,
    pub created_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationState {
    Pending {
        since: Time,
    },
    Active {
        since: Time,
    },
    /// The reason is empty where the rule that the case names says it all.
    Rejected {
        since: Time,
        reason: String,
    },
    /// The developer took it back before it was decided.
    Withdrawn {
        since: Time,
    },
}

// === impl AppCategory ===

impl AppCategory {
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::English => &self.name_en,
            Language::Chinese => &self.name_zh,
        }
    }

    pub fn description(&self, language: Language) -> &str {
        match language {
            Language::English => &self.description_en,
            Language::Chinese => &self.description_zh,
        }
    }

    /// How long an access token lives.
    pub fn access(&self, is_online: bool) -> Duration {
        if is_online { self.access_online } else { self.access_test }
    }

    /// How long a refresh token lives.
    pub fn refresh(&self, is_online: bool) -> Duration {
        if is_online { self.refresh_online } else { self.refresh_test }
    }

    /// How many merchants may authorise one app.
    pub fn max_merchants(&self, is_online: bool) -> Option<u32> {
        if is_online { self.max_merchants_online } else { self.max_merchants_test }
    }

    /// Whether an app of this category may have the group at all.
    pub fn offers(&self, permission: &str) -> bool {
        self.permissions.iter().chain(&self.requestable).any(|offered| offered == permission)
    }

    /// The groups that this one offers and `new` does not: what its apps lose by the change.
    pub fn lost_by(&self, new: &AppCategory) -> Vec<String> {
        self.permissions.iter().chain(&self.requestable).filter(|name| !new.offers(name)).cloned().collect()
    }

    /// Whether the next tokens of an app in that stage live shorter by the change to `new`.
    pub fn shortens_to(&self, new: &AppCategory, is_online: bool) -> bool {
        new.access(is_online) < self.access(is_online) || new.refresh(is_online) < self.refresh(is_online)
    }

    /// Refuses who would begin something in a category that was retired.
    pub(super) fn require_open(&self) -> Result<(), Refusal> {
        let sentence = "this category is retired: it takes no new applications and apps; choose another one";
        if self.retired_at.is_some() { Err(Refusal::conflict("app_categories.retired", sentence)) } else { Ok(()) }
    }

    /// The same, trimmed and in order, or every field that is wrong. Fields are called as in a form: with their units.
    pub(super) fn check(&self) -> Result<AppCategory, Refusal> {
        let mut fields = Fields::new();
        let mut checked = AppCategory {
            name_en: fields.take(text::required("name_en", &self.name_en, MAX_NAME)),
            name_zh: fields.take(text::required("name_zh", &self.name_zh, MAX_NAME)),
            description_en: fields.take(text::paragraphs("description_en", &self.description_en, 1, MAX_DESCRIPTION)),
            description_zh: fields.take(text::paragraphs("description_zh", &self.description_zh, 1, MAX_DESCRIPTION)),
            ..self.clone()
        };
        let within = [
            (self.access_test, ACCESS_SECONDS, "access_minutes_test", "take 5 minutes to 365 days"),
            (self.access_online, ACCESS_SECONDS, "access_minutes_online", "take 5 minutes to 365 days"),
            (self.refresh_test, REFRESH_SECONDS, "refresh_days_test", "take 1 to 3650 days"),
            (self.refresh_online, REFRESH_SECONDS, "refresh_days_online", "take 1 to 3650 days"),
            (self.drain, DRAIN_SECONDS, "drain_seconds", "take 0 to 3600 seconds"),
            (self.retry, RETRY_SECONDS, "retry_seconds", "take 0 to 86400 seconds"),
        ];
        for (duration, range, field, sentence) in within {
            if !range.contains(&duration.as_secs()) {
                fields.refuse(field, "app_categories.duration_out_of_range", sentence);
            }
        }
        for (is_online, field) in [(false, "refresh_days_test"), (true, "refresh_days_online")] {
            if self.refresh(is_online) < self.access(is_online) {
                let sentence = "a refresh token must live at least as long as an access token";
                fields.refuse(field, "app_categories.refresh_too_short", sentence);
            }
        }
        for (is_online, field) in [(false, "max_merchants_test"), (true, "max_merchants_online")] {
            if self.max_merchants(is_online).is_some_and(|most| !MERCHANTS.contains(&most)) {
                let sentence = "give a number from 1 to 1000000, or nothing for no limit";
                fields.refuse(field, "app_categories.merchants_out_of_range", sentence);
            }
        }
        self.check_gate(&mut fields);
        if self.permissions.is_empty() {
            fields.refuse("permissions", "app_categories.no_permissions", "choose at least one permission");
        } else if !self.permissions.iter().all(|permission| apis::is_permission(permission)) {
            fields.refuse("permissions", "app_categories.unknown_permission", "choose permissions that the form offers");
        }
        if !self.requestable.iter().all(|permission| apis::is_permission(permission)) {
            fields.refuse("requestable", "app_categories.unknown_permission", "choose permissions that the form offers");
        }
        let known = || apis::PERMISSIONS.iter().map(|permission| permission.name.to_owned());
        checked.permissions = known().filter(|name| self.permissions.contains(name)).collect();
        checked.requestable =
            known().filter(|name| self.requestable.contains(name) && !self.permissions.contains(name)).collect();
        fields.finish().map(|()| checked)
    }

    fn check_gate(&self, fields: &mut Fields) {
        let Gate { calls, percent } = self.gate;
        if calls > MAX_GATE_CALLS {
            fields.refuse("go_live_calls", "app_categories.gate_out_of_range", "take 0 to 1000000 calls");
        }
        if percent > 100 {
            fields.refuse("go_live_percent", "app_categories.gate_out_of_range", "take 0 to 100 percent");
        }
        if (calls == 0) != (percent == 0) {
            let sentence = "a rate needs calls, and calls need a rate; give both, or 0 for both";
            fields.refuse("go_live_percent", "app_categories.gate_half", sentence);
        }
    }
}

/// A slug of small letters, digits and single hyphens between them: it stands in addresses and never changes.
pub(super) fn check_slug(slug: &str) -> Result<String, Refusal> {
    let slug = slug.trim();
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    if SLUG.contains(&slug.len()) && slug.split('-').all(is_word) {
        return Ok(slug.to_owned());
    }
    let sentence = "take 3 to 40 small letters a to z and digits, with single hyphens between words";
    Err(Refusal::field("slug", "app_categories.slug_malformed", sentence))
}

// === impl Strategy ===

impl Strategy {
    pub const ALL: [Strategy; 3] = [Strategy::AnyMerchant, Strategy::Whitelisted, Strategy::SelfUse];

    pub fn as_str(self) -> &'static str {
        match self {
            Strategy::AnyMerchant => "any_merchant",
            Strategy::Whitelisted => "whitelisted",
            Strategy::SelfUse => "self_use",
        }
    }

    pub fn parse(text: &str) -> Option<Strategy> {
        Strategy::ALL.into_iter().find(|strategy| strategy.as_str() == text)
    }
}

// === impl ApplicationState ===

impl ApplicationState {
    pub fn as_str(&self) -> &'static str {
        match self {
            ApplicationState::Pending { .. } => "pending",
            ApplicationState::Active { .. } => "active",
            ApplicationState::Rejected { .. } => "rejected",
            ApplicationState::Withdrawn { .. } => "withdrawn",
        }
    }

    pub fn since(&self) -> Time {
        match self {
            ApplicationState::Pending { since }
            | ApplicationState::Active { since }
            | ApplicationState::Withdrawn { since }
            | ApplicationState::Rejected { since, .. } => *since,
        }
    }

    /// Why it was rejected.
    pub fn reason(&self) -> Option<&str> {
        match self {
            ApplicationState::Pending { .. } | ApplicationState::Active { .. } | ApplicationState::Withdrawn { .. } => None,
            ApplicationState::Rejected { reason, .. } => Some(reason),
        }
    }

    pub(super) fn approved(self, now: Time) -> Result<ApplicationState, Refusal> {
        match self {
            ApplicationState::Pending { .. } => Ok(ApplicationState::Active { since: now }),
            _ => Err(not_pending()),
        }
    }

    pub(super) fn rejected(self, now: Time, reason: String) -> Result<ApplicationState, Refusal> {
        match self {
            ApplicationState::Pending { .. } => Ok(ApplicationState::Rejected { since: now, reason }),
            _ => Err(not_pending()),
        }
    }

    pub(super) fn withdrawn(self, now: Time) -> Result<ApplicationState, Refusal> {
        match self {
            ApplicationState::Pending { .. } => Ok(ApplicationState::Withdrawn { since: now }),
            _ => Err(not_pending()),
        }
    }

    pub(super) fn applied_again(self, now: Time) -> Result<ApplicationState, Refusal> {
        match self {
            ApplicationState::Rejected { .. } | ApplicationState::Withdrawn { .. } => {
                Ok(ApplicationState::Pending { since: now })
            }
            ApplicationState::Pending { .. } => Err(already_applied("you have applied for this category; wait for the decision")),
            ApplicationState::Active { .. } => Err(already_applied("this category is yours already; create its app")),
        }
    }

    /// Why an app of this category cannot be made yet.
    pub(super) fn not_active(&self) -> Option<Refusal> {
        let sentence = match self {
            ApplicationState::Active { .. } => return None,
            ApplicationState::Pending { .. } => {
                "your application for this category is still being reviewed; you will be told by mail when it is decided"
            }
            ApplicationState::Rejected { .. } => {
                "your application for this category was rejected; see why and apply again with a better reason"
            }
            ApplicationState::Withdrawn { .. } => {
                "you have withdrawn your application for this category; apply for it again first"
            }
        };
        Some(Refusal::conflict("app_categories.not_active", sentence))
    }
}

pub(super) fn already_applied(sentence: &'static str) -> Refusal {
    Refusal::conflict("app_categories.already_applied", sentence)
}

fn not_pending() -> Refusal {
    Refusal::conflict("app_categories.not_pending", "this application is no longer pending; reload the page to see how it stands")
}

#[cfg(test)]
mod tests {
    use super::{super::shipped, *};

    const NOW: Time = Time::from_unix_millis(1);

    fn category() -> AppCategory {
        shipped::all(|| "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap()).remove(0)
    }

    fn codes(category: &AppCategory) -> Vec<(&'static str, &'static str)> {
        category.check().unwrap_err().fields.iter().map(|field| (field.field, field.code)).collect()
    }

    #[test]
    fn only_a_rejected_application_is_made_again() {
        let pending = ApplicationState::Pending { since: NOW };
        let active = pending.clone().approved(NOW).unwrap();
        let rejected = pending.clone().rejected(NOW, "tell us more".to_owned()).unwrap();
        assert_eq!(pending.clone().applied_again(NOW).unwrap_err().code, "app_categories.already_applied");
        assert_eq!(active.clone().applied_again(NOW).unwrap_err().code, "app_categories.already_applied");
        assert_eq!(rejected.clone().applied_again(NOW), Ok(pending.clone()));
        assert!(active.clone().approved(NOW).is_err() && rejected.clone().approved(NOW).is_err());
        assert!(active.clone().not_active().is_none() && pending.not_active().is_some());
        assert!(rejected.not_active().unwrap().sentence.contains("apply again"));
        let withdrawn = pending.clone().withdrawn(NOW).unwrap();
        assert!(active.clone().withdrawn(NOW).is_err() && withdrawn.not_active().is_some());
        assert_eq!(withdrawn.applied_again(NOW), Ok(pending.clone()));
    }

    #[test]
    fn lifetimes_stay_in_their_bounds() {
        let none = Duration::ZERO;
        let wrong = AppCategory { access_test: none, refresh_online: none, drain: Duration::from_secs(3601), ..category() };
        let expected = ["access_minutes_test", "refresh_days_online", "drain_seconds", "refresh_days_online"];
        assert_eq!(codes(&wrong).iter().map(|(field, _)| *field).collect::<Vec<_>>(), expected);
        let short = AppCategory { refresh_online: Duration::from_secs(29 * DAY), ..category() };
        assert_eq!(codes(&short), [("refresh_days_online", "app_categories.refresh_too_short")]);
    }

    #[test]
    fn permissions_are_known_and_in_the_order_of_the_catalogue() {
        let mixed = ["orders:read", "shops:read", "orders:read"].map(str::to_owned).into();
        let checked = AppCategory { permissions: mixed, ..category() }.check().unwrap();
        assert_eq!(checked.permissions, ["shops:read", "orders:read"]);
        let unknown = AppCategory { permissions: vec!["moon:read".to_owned()], ..category() };
        assert_eq!(codes(&unknown), [("permissions", "app_categories.unknown_permission")]);
        let none = AppCategory { permissions: Vec::new(), ..category() };
        assert_eq!(codes(&none), [("permissions", "app_categories.no_permissions")]);
    }

    #[test]
    fn what_is_no_longer_offered_is_lost() {
        let old = AppCategory {
            requestable: vec!["orders:write".to_owned()],
            permissions: vec!["orders:read".to_owned()],
            ..category()
        };
        let swapped = AppCategory { requestable: old.permissions.clone(), permissions: old.requestable.clone(), ..old.clone() };
        assert!(old.lost_by(&swapped).is_empty(), "what can be asked for is not lost");
        assert_eq!(old.lost_by(&AppCategory { requestable: Vec::new(), ..old.clone() }), ["orders:write"]);
        let both = AppCategory { requestable: vec!["orders:read".to_owned(), "stock:read".to_owned()], ..old.clone() };
        assert_eq!(both.check().unwrap().requestable, ["stock:read"], "what it begins with needs no request");
        let unknown = AppCategory { requestable: vec!["moon:read".to_owned()], ..old.clone() };
        assert_eq!(codes(&unknown), [("requestable", "app_categories.unknown_permission")]);
        let shorter = AppCategory { refresh_online: Duration::from_secs(30 * DAY), ..old.clone() };
        assert_eq!([false, true].map(|is_online| old.shortens_to(&shorter, is_online)), [false, true]);
    }

    #[test]
    fn limits_and_the_gate_stay_in_their_bounds() {
        let wrong = AppCategory { max_merchants_test: Some(0), gate: Gate { calls: 1_000_001, percent: 101 }, ..category() };
        let fields: Vec<_> = codes(&wrong).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["max_merchants_test", "go_live_calls", "go_live_percent"]);
        let half = AppCategory { gate: Gate { calls: 0, percent: 85 }, ..category() };
        assert_eq!(codes(&half), [("go_live_percent", "app_categories.gate_half")]);
        for slug in ["", "ab", "Shop", "a--b", "-ab", "<b>", "logistics partner"] {
            assert!(check_slug(slug).is_err(), "{slug}");
        }
        assert_eq!(check_slug(" logistics-3pl ").unwrap(), "logistics-3pl");
    }
}
