//! What of the listings anybody may see.

use super::{Field, Live, Policy, policy::policy, store};
use crate::apps::{App, Stage};
use db::Read;
use kernel::{Id, Outcome, kinds};

/// What the store may show of the app, if it stands in the store.
pub fn live(tx: &mut Read<'_>, app: &App) -> Outcome<Option<Live>> {
    if app.stage != Stage::Online {
        return Ok(None);
    }
    let Some(head) = store::head(tx, &app.id)? else { return Ok(None) };
    shown(tx, head)
}

/// The app that stands in the store under this address.
pub fn live_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<Live>> {
    match store::online_head_by_slug(tx, slug)? {
        Some(head) => shown(tx, head),
        None => Ok(None),
    }
}

/// Every app of the store, by id, so many rows at a time: begin with nothing and go on after the id that comes back, until
/// none does. A batch may hold fewer apps than `limit`, or none, and still not be the last.
pub fn page_of_live(
    tx: &mut Read<'_>,
    after: Option<&Id<kinds::App>>,
    limit: u32,
) -> Outcome<(Vec<Live>, Option<Id<kinds::App>>)> {
    let heads = store::online_heads(tx, after, limit)?;
    let Some(last) = heads.last().map(|head| head.app.clone()) else { return Ok((Vec::new(), None)) };
    let is_last = heads.len() < limit as usize;
    let mut values = store::live_values_between(tx, after, &last)?;
    let policy = policy(tx)?;
    let mut page = Vec::with_capacity(heads.len());
    for head in heads {
        let own = values.remove(&head.app).unwrap_or_default();
        page.extend(complete(&policy, head, own));
    }
    Ok((page, (!is_last).then_some(last)))
}

/// Whether the store shows this image of the app, or would if the app were online.
pub fn is_live_image(tx: &mut Read<'_>, app: &Id<kinds::App>, file: &Id<kinds::File>) -> Outcome<bool> {
    Ok(store::live_values(tx, app)?.iter().any(|(_, value)| value.images().contains(file)))
}

fn shown(tx: &mut Read<'_>, head: store::Head) -> Outcome<Option<Live>> {
    let values = store::live_values(tx, &head.app)?;
    Ok(complete(&policy(tx)?, head, values))
}

/// Nothing when the operator took it off or something required is missing.
fn complete(policy: &Policy, head: store::Head, values: Vec<(Field, super::Value)>) -> Option<Live> {
    if head.delisting.is_some() {
        return None;
    }
    let live = Live::of(head.app, head.slug, head.listed_since.unwrap_or(head.created_at), values);
    policy.required().all(|field| live.has(field)).then_some(live)
}
