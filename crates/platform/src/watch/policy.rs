use crate::{
    accounts::{self, Role},
    text::Fields,
};
use db::{Read, Write};
use kernel::{Actor, Outcome, Refusal};
use office::{audit, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

const KEY: &str = "watch.policy";
const MAX_DAYS: u32 = 400;
const MAX_COUNT: u32 = 1_000_000;

/// From which figures on an app is flagged. A threshold of 0 is never reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The figures are those of so many days, today included.
    pub days: u32,
    /// Calls of a hundred that do not succeed, once there were `min_calls`.
    pub error_percent: u32,
    pub min_calls: u32,
    /// Calls that were refused because of their token.
    pub authentication_failures: u32,
    /// Merchants who complained.
    pub complaints: u32,
    /// Days without a call, of an app that merchants let in.
    pub silent_days: u32,
    /// So many days a flag rests after its case was closed.
    pub rest_days: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            days: 7,
            error_percent: 20,
            min_calls: 200,
            authentication_failures: 500,
            complaints: 3,
            silent_days: 60,
            rest_days: 7,
        }
    }
}

impl Policy {
    fn check(&self) -> Result<(), Refusal> {
        let mut fields = Fields::new();
        let mut within = |field, value: u32, least: u32, most: u32| {
            if !(least..=most).contains(&value) {
                fields.refuse(field, "watch.out_of_range", "this number is not possible; stay within what the field allows");
            }
        };
        within("days", self.days, 1, MAX_DAYS);
        within("error_percent", self.error_percent, 0, 100);
        within("min_calls", self.min_calls, 1, MAX_COUNT);
        within("authentication_failures", self.authentication_failures, 0, MAX_COUNT);
        within("complaints", self.complaints, 0, MAX_COUNT);
        within("silent_days", self.silent_days, 0, MAX_DAYS);
        within("rest_days", self.rest_days, 1, MAX_DAYS);
        fields.finish()
    }
}

pub fn policy(tx: &mut Read<'_>) -> Outcome<Policy> {
    Ok(settings::get(tx, KEY)?.unwrap_or_default())
}

/// Counts from the next look on.
pub fn set_policy(tx: &mut Write<'_>, by: &Actor, policy: &Policy) -> Outcome<()> {
    accounts::require_operator(tx, by, &[Role::Owner, Role::Admin])?;
    policy.check()?;
    let before = self::policy(tx)?;
    if before == *policy {
        return Ok(());
    }
    settings::set(tx, KEY, policy)?;
    let (before, after) = (Some(json!(before)), Some(json!(policy)));
    audit::record(tx, by, &audit::Change { action: "watch.policy_changed", subject: KEY, before, after, ..Default::default() })
}
