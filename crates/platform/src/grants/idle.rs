//! Grants that nobody uses: marked as inactive after a while, and ended after a longer one, which is told before.

use super::{Grant, RemovalSide, rules, store};
use crate::{
    accounts::{self, Party, Role},
    apps, merchants,
    text::Fields,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Refusal, Time, kinds};
use office::{
    audit,
    notices::{self, News},
    settings,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

const KEY: &str = "grants.idle";
const MAX_DAYS: u32 = 3650;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What the operator has decided about grants that are not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// After so many days without a call a grant is marked, with the advice to remove it.
    pub inactive_days: u32,
    /// After so many it ends by itself; never where this is 0.
    pub expire_days: u32,
    /// So many days before its end people are told.
    pub notice_days: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { inactive_days: 90, expire_days: 365, notice_days: 30 }
    }
}

impl Policy {
    pub fn is_inactive(&self, grant: &Grant, now: Time) -> bool {
        now.since(grant.last_seen()) > DAY * self.inactive_days
    }

    /// When the grant ends if nothing calls until then, where that has been told.
    pub fn ends_at(&self, grant: &Grant) -> Option<Time> {
        let told = grant.expiry_told_at.filter(|told| self.expire_days > 0 && *told >= grant.last_seen())?;
        Some((told + DAY * self.notice_days).max(grant.last_seen() + DAY * self.expire_days))
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut fields = Fields::new();
        let sentence = "take 1 to 3650 days";
        if !(1..=MAX_DAYS).contains(&self.inactive_days) {
            fields.refuse("inactive_days", "grants.days_out_of_range", sentence);
        }
        if !(1..=MAX_DAYS).contains(&self.notice_days) {
            fields.refuse("notice_days", "grants.days_out_of_range", sentence);
        }
        if self.expire_days > MAX_DAYS || (self.expire_days > 0 && self.expire_days <= self.notice_days) {
            let sentence = "a grant ends later than it is told: take more days than for telling, or 0 for never";
            fields.refuse("expire_days", "grants.expires_before_notice", sentence);
        }
        fields.finish()
    }
}

pub fn policy(tx: &mut Read<'_>) -> Outcome<Policy> {
    Ok(settings::get(tx, KEY)?.unwrap_or_default())
}

pub fn set_policy(tx: &mut Write<'_>, by: &Actor, policy: &Policy) -> Outcome<()> {
    accounts::require_operator(tx, by, &[Role::Owner, Role::Admin])?;
    policy.check()?;
    let before = self::policy(tx)?;
    if before == *policy {
        return Ok(());
    }
    settings::set(tx, KEY, policy)?;
    let (before, after) = (Some(json!(before)), Some(json!(policy)));
    audit::record(tx, by, &audit::Change { action: "grants.idle_changed", subject: KEY, before, after, ..Default::default() })
}

/// How many live grants of the app are inactive.
pub fn count_inactive(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    let before = tx.now - DAY * policy(tx)?.inactive_days;
    store::count_unused(tx, app, before)
}

/// When the app last called for any merchant.
pub fn last_used(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Option<Time>> {
    store::last_used(tx, app)
}

/// Goes through up to `limit` unused grants: tells of those that will end, and ends those of which that was told in time.
/// Where to go on; nothing at the end.
pub fn sweep(tx: &mut Write<'_>, after: Option<&Id<kinds::Grant>>, limit: u32) -> Outcome<Option<Id<kinds::Grant>>> {
    let policy = policy(tx)?;
    if policy.expire_days == 0 {
        return Ok(None);
    }
    let before = tx.now - DAY * (policy.expire_days - policy.notice_days);
    let grants = store::unused(tx, before, after.map_or("", Id::as_str), limit)?;
    for grant in &grants {
        match policy.ends_at(grant) {
            None => tell(tx, grant, &policy)?,
            Some(end) if end <= tx.now => expire(tx, grant)?,
            Some(_) => {}
        }
    }
    let is_full = grants.len() >= limit as usize;
    Ok(grants.last().filter(|_| is_full).map(|grant| grant.id.clone()))
}

fn tell(tx: &mut Write<'_>, grant: &Grant, policy: &Policy) -> Outcome<()> {
    store::note_expiry_told(tx, &grant.id)?;
    tx.announce("grants", &grant.id);
    tell_both(tx, grant, "grant_expiring", i64::from(policy.notice_days))
}

fn expire(tx: &mut Write<'_>, grant: &Grant) -> Outcome<()> {
    rules::end_live(tx, &Actor::system("expiry"), std::slice::from_ref(grant), RemovalSide::Expiry)?;
    tell_both(tx, grant, "grant_expired", 0)
}

fn tell_both(tx: &mut Write<'_>, grant: &Grant, code: &'static str, days: i64) -> Outcome<()> {
    let (app, store_name) = (apps::require(tx, &grant.app)?, merchants::require(tx, &grant.merchant)?.name);
    let args = json!({"app": app.name, "store": store_name, "days": days});
    let merchant = accounts::members_of(tx, &Party::Merchant(grant.merchant.clone()))?;
    notices::tell(tx, &merchant, &News { code, args: args.clone(), link: "/merchant/settings/api".to_owned() })?;
    let developer = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    notices::tell(tx, &developer, &News { code, args, link: format!("/developer/apps/{}/stores", app.id) })
}
