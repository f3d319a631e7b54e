use super::{Change, Entry, Filter, store};
use db::{Read, Write};
use kernel::{Actor, Outcome, Page, PageRequest};

/// Writes down a change, in the transaction that makes it.
pub fn record(tx: &mut Write<'_>, by: &Actor, change: &Change<'_>) -> Outcome<()> {
    store::insert(tx, by, change)
}

/// Newest first. Whose entries the reader may see is in `filter.party`, set by the caller from who is signed in.
pub fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Entry>> {
    store::list(tx, filter, page)
}
