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
    /// How long a refresh token lives. Whole days.
    pub refresh: Duration,
    /// How long an old access token lives on after a refresh. Whole seconds.
    pub drain: Duration,
    /// For how long a lost answer can be asked for again; zero is never. Whole seconds.
    pub retry: Duration,
    /// The end of a refresh token stays where the first one of its family had it; else it moves on with each refresh.
    pub refresh_fixed: bool,
    /// Tokens are given only to who proves a key, and serve only who proves it again (RFC 9449).
    pub needs_dpop: bool,
    /// Names of permission groups, in the catalogue's order.
    pub permissions: Vec<String>,
    /// Grows with each edit.
    pub version: i64,
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
            (self.refresh, REFRESH_SECONDS, "refresh_days", "take 1 to 3650 days"),
            (self.drain, DRAIN_SECONDS, "drain_seconds", "take 0 to 3600 seconds"),
            (self.retry, RETRY_SECONDS, "retry_seconds", "take 0 to 86400 seconds"),
        ];
        for (duration, range, field, sentence) in within {
            if !range.contains(&duration.as_secs()) {
                fields.refuse(field, "app_categories.duration_out_of_range", sentence);
            }
        }
        if self.refresh < self.access_online.max(self.access_test) {
            let sentence = "a refresh token must live at least as long as an access token";
            fields.refuse("refresh_days", "app_categories.refresh_too_short", sentence);
        }
        if self.permissions.is_empty() {
            fields.refuse("permissions", "app_categories.no_permissions", "choose at least one permission");
        } else if !self.permissions.iter().all(|permission| apis::is_permission(permission)) {
            fields.refuse("permissions", "app_categories.unknown_permission", "choose permissions that the form offers");
        }
        let known = apis::PERMISSIONS.iter().map(|permission| permission.name.to_owned());
        checked.permissions = known.filter(|name| self.permissions.contains(name)).collect();
        fields.finish().map(|()| checked)
    }
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
        let wrong = AppCategory { access_test: none, refresh: none, drain: Duration::from_secs(3601), ..category() };
        let expected = ["access_minutes_test", "refresh_days", "drain_seconds", "refresh_days"];
        assert_eq!(codes(&wrong).iter().map(|(field, _)| *field).collect::<Vec<_>>(), expected);
        let short = AppCategory { refresh: Duration::from_secs(29 * DAY), ..category() };
        assert_eq!(codes(&short), [("refresh_days", "app_categories.refresh_too_short")]);
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
}
