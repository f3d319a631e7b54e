//! Finds apps by what people type: in English and in Chinese, by the beginning of a word, with a typing mistake, and by a
//! Chinese word's pinyin, written out or in initials. An index in memory; `web` keeps one for each environment and builds
//! it from the database when it starts. No IO, no clock.
//!
//! What ranks first and why is told in `docs/store.md`; the figures stand in [`Field`] and [`rank`].

mod document;
mod index;
mod lexicon;
mod pieces;
mod rank;
pub mod samples;
mod spelling;

pub use document::{Document, Standing};
pub use index::{Hit, Index, Order};
