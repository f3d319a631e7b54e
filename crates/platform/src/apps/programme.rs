//! What the operator asks of every app of the platform.

use crate::{
    accounts::{self, Role},
    text::Fields,
};
use db::{Read, Write};
use kernel::{Actor, Outcome};
use office::{audit, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

const KEY: &str = "apps.programme";
const EDITORS: &[Role] = &[Role::Admin, Role::Owner];
const MAX_GATE_CALLS: u32 = 100_000;

/// What a platform begins with asks for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// In production a redirect URL on a new host waits for a review.
    pub redirect_review: bool,
    pub gate: Gate,
}

/// What an app must have shown before it may apply to go online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// So many calls, counted back from now by whole days. None asks for nothing.
    pub calls: u32,
    /// How many of a hundred of them must have been answered with what they asked for.
    pub success_percent: u32,
}

pub fn programme(tx: &mut Read<'_>) -> Outcome<Programme> {
    Ok(settings::get(tx, KEY)?.unwrap_or_default())
}

pub fn change_programme(tx: &mut Write<'_>, by: &Actor, new: &Programme) -> Outcome<()> {
    accounts::require_operator(tx, by, EDITORS)?;
    let mut fields = Fields::new();
    if new.gate.calls > MAX_GATE_CALLS {
        fields.refuse("gate_calls", "apps.gate_calls_range", "take 0 to 100000 calls; 0 asks for nothing");
    }
    if new.gate.success_percent > 100 {
        fields.refuse("gate_success", "apps.gate_success_range", "take 0 to 100 percent");
    }
    fields.finish()?;
    let (before, after) = (Some(json!(programme(tx)?)), Some(json!(new)));
    settings::set(tx, KEY, new)?;
    let change = audit::Change { action: "apps.programme_changed", subject: KEY, before, after, ..Default::default() };
    audit::record(tx, by, &change)
}
