//! How much each thing counts. The sum is told to people in `docs/store.md`; change both together.

use crate::Standing;

/// How well a word of the question fits a word of a document.
pub(crate) const EXACT: f32 = 1.0;
pub(crate) const BEGINNING: f32 = 0.7;
/// A Chinese word by its pinyin; another character that sounds the same counts as much.
pub(crate) const PINYIN: f32 = 0.6;
pub(crate) const INITIALS: f32 = 0.5;
pub(crate) const TYPO: f32 = 0.4;

/// With so many documents already found by a word as it is typed, its misspellings are not looked for.
pub(crate) const ENOUGH: usize = 8;

/// A word that few documents have says more than one that is everywhere.
pub(crate) fn rarity(documents: usize, found: usize) -> f32 {
    (1.0 + documents as f32 / found.max(1) as f32).ln()
}

/// Never less than half and hardly more than twice: use and ratings order what fits alike, and do not lift what does not
/// fit. Ten times the merchants count 0.25 more. Reviews count as if five more had given 3.5 stars, so that one friend
/// does not outweigh a hundred customers.
pub(crate) fn popularity(standing: &Standing) -> f32 {
    let used = 0.25 * (1.0 + standing.merchants as f32).log10();
    let average = (standing.stars as f32 + 3.5 * 5.0) / (standing.reviews as f32 + 5.0);
    (1.0 + used + 0.3 * (average - 3.5) / 1.5).max(0.5)
}
