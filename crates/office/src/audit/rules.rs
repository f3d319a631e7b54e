use super::{Change, Entry, Filter, Line, Mark, Verified, model::Link, store};
use db::{Read, Write};
use kernel::{Actor, Outcome, Page, PageRequest, Time};

/// Writes down a change, in the transaction that makes it, and chains it to the entry before.
pub fn record(tx: &mut Write<'_>, by: &Actor, change: &Change<'_>) -> Outcome<()> {
    let entry = Entry {
        id: tx.new_id(),
        at: tx.now,
        actor: by.who.to_string(),
        address: by.address.map(|address| address.to_string()),
        action: change.action.to_owned(),
        subject: change.subject.to_owned(),
        party: change.party.map(str::to_owned),
        before: change.before.as_ref().map(ToString::to_string),
        after: change.after.as_ref().map(ToString::to_string),
        reason: change.reason.map(str::to_owned),
    };
    let link = store::last(tx)?.next(&entry);
    store::insert(tx, &link, &entry)
}

/// Newest first. Whose entries the reader may see is in `filter.party`, set by the caller from who is signed in.
pub fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Entry>> {
    store::list(tx, filter, page)
}

/// The next `limit` lines of an export, oldest first, and where to go on. Begin with nothing; the end is reached when there
/// is nothing to go on from. Called once a batch, so that an export of any length holds one batch in memory.
pub fn export(tx: &mut Read<'_>, filter: &Filter, after: Option<Mark>, limit: u32) -> Outcome<(Vec<Line>, Option<Mark>)> {
    let rows = store::export(tx, filter, after.unwrap_or(Mark { at: Time::MIN, seq: 0 }), limit)?;
    let is_full = rows.len() >= limit as usize;
    let next = rows.last().filter(|_| is_full).map(|(link, entry)| Mark { at: entry.at, seq: link.seq });
    Ok((rows.into_iter().map(|(link, entry)| Line::of(&link, entry)).collect(), next))
}

/// Checks up to `limit` entries after those that were checked before; begin with [`Verified::START`]. An entry that was
/// changed, taken out or put in breaks the chain at its place.
pub fn verify(tx: &mut Read<'_>, so_far: &Verified, limit: u32) -> Outcome<Verified> {
    let entries = store::chain(tx, so_far.last.seq, limit)?;
    let mut verified = Verified { is_whole: entries.len() < limit as usize, ..so_far.clone() };
    for (stored, entry) in entries {
        let expected: Link = verified.last.next(&entry);
        if stored != expected {
            return Ok(Verified { broken_at: Some((stored.seq, entry.id)), ..verified });
        }
        verified.last = stored;
    }
    Ok(verified)
}
