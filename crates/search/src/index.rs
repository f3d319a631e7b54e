use crate::{
    Document, Standing,
    document::Field,
    lexicon::{Lexicon, Term},
    pieces::{self, Piece},
    rank, spelling,
};
use kernel::{Id, Time, kinds};
use std::collections::HashMap;

/// More of a question than this is not looked at.
const MAX_LETTERS: usize = 120;
const MAX_PIECES: usize = 8;
/// Beginnings shorter than this are looked for in names alone: they are somewhere in every description.
const MIN_BEGINNING: usize = 3;

/// The apps of one environment.
#[derive(Debug, Default)]
pub struct Index {
    words: Lexicon,
    chinese: Lexicon,
    pinyin: Lexicon,
    initials: Lexicon,
    /// Documents; a slot whose document was removed is used again.
    slots: Vec<Option<Entry>>,
    free: Vec<u32>,
    places: HashMap<Id<kinds::App>, u32>,
}

#[derive(Debug)]
struct Entry {
    app: Id<kinds::App>,
    category: Id<kinds::Category>,
    listed_since: Time,
    standing: Standing,
    /// Of all but the standing.
    fingerprint: u64,
    terms: Vec<(Kind, u32)>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Word,
    Chinese,
    Pinyin,
    Initials,
}

/// In which order apps are listed when nothing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    MostUsed,
    Newest,
}

#[derive(Clone, Debug)]
pub struct Hit {
    pub app: Id<kinds::App>,
    pub score: f32,
}

/// How well each document fits one piece of a question.
struct Fit {
    best: Vec<f32>,
    found: Vec<u32>,
}

/// How many pairs of a Chinese run each document has, and what they weigh together.
struct Pairs {
    counts: Vec<(u8, f32)>,
    found: Vec<u32>,
}

impl Index {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Takes the document in, in place of the one that the app had. One that says the same costs nothing.
    pub fn put(&mut self, document: &Document) {
        let fingerprint = document.fingerprint();
        let slot = self.places.get(&document.app).map(|slot| *slot as usize);
        if let Some(known) = slot.and_then(|slot| self.slots[slot].as_mut())
            && known.fingerprint == fingerprint
        {
            known.standing = document.standing;
            return;
        }
        self.remove(&document.app);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        let mut terms = Vec::new();
        for (field, text) in document.texts() {
            self.take_in(slot, field, text, &mut terms);
        }
        terms.shrink_to_fit();
        self.slots[slot as usize] = Some(Entry {
            app: document.app.clone(),
            category: document.category.clone(),
            listed_since: document.listed_since,
            standing: document.standing,
            fingerprint,
            terms,
        });
        self.places.insert(document.app.clone(), slot);
    }

    /// Forgets the app; nothing happens when it is not there.
    pub fn remove(&mut self, app: &Id<kinds::App>) {
        let Some(slot) = self.places.remove(app) else { return };
        let Some(entry) = self.slots[slot as usize].take() else { return };
        for (kind, number) in entry.terms {
            self.lexicon(kind).remove(number, slot);
        }
        self.free.push(slot);
    }

    /// Forgets every app that is not to be kept.
    pub fn retain(&mut self, keep: impl Fn(&Id<kinds::App>) -> bool) {
        let gone: Vec<_> = self.places.keys().filter(|app| !keep(app)).cloned().collect();
        gone.iter().for_each(|app| self.remove(app));
    }

    /// The first `limit` apps that fit, best first: those that fit every word of `question`, or where there is none, those
    /// that fit the most words and at least half. Of one category only if it is given. A question without letters fits
    /// nothing.
    pub fn search(&self, question: &str, category: Option<&Id<kinds::Category>>, limit: usize) -> Vec<Hit> {
        let question: String = question.chars().take(MAX_LETTERS).collect();
        let mut pieces = pieces::pieces(&question);
        pieces.truncate(MAX_PIECES);
        let mut fit = Fit { best: vec![0.0; self.slots.len()], found: Vec::new() };
        let mut sums = vec![(0_u8, 0.0_f32); self.slots.len()];
        for piece in &pieces {
            match piece {
                Piece::Word(word) => self.fit_word(word, &mut fit),
                Piece::Chinese(run) => self.fit_chinese(run, &mut fit),
            }
            let rarity = rank::rarity(self.len(), fit.found.len());
            fit.drain(|slot, best| {
                sums[slot].0 += 1;
                sums[slot].1 += best * rarity;
            });
        }
        self.fit_whole_name(&pieces, &mut fit);
        fit.drain(|slot, best| sums[slot].1 += best);
        let most = sums.iter().map(|(words, _)| *words).max().unwrap_or(0);
        if usize::from(most) * 2 < pieces.len() || most == 0 {
            return Vec::new();
        }
        let fitting = self.slots.iter().zip(sums).filter(|(_, (words, _))| *words == most);
        let mut hits: Vec<(f32, &Entry)> = fitting
            .filter_map(|(entry, (_, sum))| entry.as_ref().map(|entry| (entry, sum)))
            .filter(|(entry, _)| category.is_none_or(|category| entry.category == *category))
            .map(|(entry, sum)| (sum * rank::popularity(&entry.standing), entry))
            .collect();
        let better = |a: &(f32, &Entry), b: &(f32, &Entry)| b.0.total_cmp(&a.0).then_with(|| a.1.app.cmp(&b.1.app));
        if limit < hits.len() {
            hits.select_nth_unstable_by(limit, better);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(better);
        hits.into_iter().map(|(score, entry)| Hit { app: entry.app.clone(), score }).collect()
    }

    /// Every app, or those of a category.
    pub fn list(&self, order: Order, category: Option<&Id<kinds::Category>>) -> Vec<Id<kinds::App>> {
        let mut entries: Vec<&Entry> =
            self.slots.iter().flatten().filter(|entry| category.is_none_or(|category| entry.category == *category)).collect();
        entries.sort_by(|a, b| {
            let newest = || b.listed_since.cmp(&a.listed_since).then_with(|| b.app.cmp(&a.app));
            match order {
                Order::Newest => newest(),
                Order::MostUsed => b.standing.merchants.cmp(&a.standing.merchants).then_with(newest),
            }
        });
        entries.into_iter().map(|entry| entry.app.clone()).collect()
    }

    /// How many apps each category has.
    pub fn categories(&self) -> HashMap<Id<kinds::Category>, usize> {
        let mut counts = HashMap::new();
        for entry in self.slots.iter().flatten() {
            *counts.entry(entry.category.clone()).or_default() += 1;
        }
        counts
    }

    // --- taking in ---

    fn take_in(&mut self, slot: u32, field: Field, text: &str, terms: &mut Vec<(Kind, u32)>) {
        let pieces = pieces::pieces(text);
        let mut add = |kind: Kind, word: &str, field: Field| {
            if let Some(number) = self.lexicon(kind).add(word, slot, field) {
                terms.push((kind, number));
            }
        };
        for piece in &pieces {
            match piece {
                Piece::Word(word) => add(Kind::Word, word, field),
                Piece::Chinese(run) => {
                    pieces::pairs(run).for_each(|pair| add(Kind::Chinese, &pair, field));
                    // A description's pinyin would be most of the index, and is found by its characters.
                    if field != Field::Description {
                        let (spelled, initials) = pieces::spoken(run);
                        spelled.iter().for_each(|word| add(Kind::Pinyin, word, field));
                        initials.iter().for_each(|word| add(Kind::Initials, word, field));
                    }
                }
            }
        }
        if field == Field::Name {
            pieces::humps(text).iter().for_each(|word| add(Kind::Word, word, field));
            let whole = pieces::joined(&pieces);
            if !whole.is_empty() {
                add(kind_of(&whole), &whole, Field::WholeName);
            }
        }
    }

    fn lexicon(&mut self, kind: Kind) -> &mut Lexicon {
        match kind {
            Kind::Word => &mut self.words,
            Kind::Chinese => &mut self.chinese,
            Kind::Pinyin => &mut self.pinyin,
            Kind::Initials => &mut self.initials,
        }
    }

    // --- fitting ---

    fn fit_word(&self, word: &str, fit: &mut Fit) {
        let least = if word.chars().count() < MIN_BEGINNING { Field::Developer } else { Field::Description };
        for term in self.words.beginning(word) {
            if *term.text == *word {
                fit.take(term, rank::EXACT, Field::Description);
            } else {
                fit.take(term, rank::BEGINNING, least);
            }
        }
        if word.len() >= 2 && word.is_ascii() {
            self.pinyin.beginning(word).for_each(|term| fit.take(term, rank::PINYIN, least));
            self.initials.beginning(word).for_each(|term| fit.take(term, rank::INITIALS, least));
        }
        if fit.found.len() < rank::ENOUGH && spelling::forgiven(word) > 0 {
            self.words.near(word, false).for_each(|term| fit.take(term, rank::TYPO, Field::Description));
            self.pinyin.near(word, true).for_each(|term| fit.take(term, rank::TYPO * rank::PINYIN, Field::Description));
        }
    }

    /// A run fits by its pairs of characters. There are no spaces to say where its words end, and a pair that reaches
    /// from one word into the next is in no document, so half of them are asked for. Failing that it fits by its sound.
    fn fit_chinese(&self, run: &[char], fit: &mut Fit) {
        let wanted: Vec<String> = match run {
            [_] => Vec::new(),
            _ => run.windows(2).map(|pair| pair.iter().collect()).collect(),
        };
        let mut pairs = Pairs { counts: vec![(0, 0.0); self.slots.len()], found: Vec::new() };
        for pair in &wanted {
            for posting in self.chinese.exact(pair).into_iter().flat_map(|term| &term.postings) {
                pairs.count(posting.slot() as u32, posting.field().weight());
            }
        }
        for slot in pairs.found {
            let (count, sum) = pairs.counts[slot as usize];
            if usize::from(count) * 2 >= wanted.len() {
                fit.note(slot, sum / wanted.len() as f32);
            }
        }
        if let [single] = run {
            let single = single.to_string();
            self.chinese.beginning(&single).for_each(|term| fit.take(term, rank::BEGINNING, Field::Description));
        } else if let Some(sound) = pieces::sound(run) {
            self.pinyin.beginning(&sound).for_each(|term| fit.take(term, rank::PINYIN, Field::Description));
        }
    }

    /// Whoever types a whole name means that app.
    fn fit_whole_name(&self, pieces: &[Piece], fit: &mut Fit) {
        let whole = pieces::joined(pieces);
        let lexicon = if whole.chars().any(pieces::is_chinese) { &self.chinese } else { &self.words };
        if let Some(term) = lexicon.exact(&whole) {
            fit.take(term, rank::EXACT, Field::WholeName);
        }
    }
}

fn kind_of(whole: &str) -> Kind {
    if whole.chars().any(pieces::is_chinese) { Kind::Chinese } else { Kind::Word }
}

impl Pairs {
    fn count(&mut self, slot: u32, weight: f32) {
        let (count, sum) = &mut self.counts[slot as usize];
        if *count == 0 {
            self.found.push(slot);
        }
        (*count, *sum) = (count.saturating_add(1), *sum + weight);
    }
}

impl Fit {
    fn take(&mut self, term: &Term, share: f32, least: Field) {
        for posting in term.postings.iter().filter(|posting| posting.field() >= least) {
            self.note(posting.slot() as u32, posting.field().weight() * share);
        }
    }

    fn note(&mut self, slot: u32, value: f32) {
        let best = &mut self.best[slot as usize];
        if *best == 0.0 {
            self.found.push(slot);
        }
        *best = best.max(value);
    }

    /// Hands over what was found and is empty again.
    fn drain(&mut self, mut take: impl FnMut(usize, f32)) {
        for slot in self.found.drain(..) {
            let slot = slot as usize;
            take(slot, std::mem::take(&mut self.best[slot]));
        }
    }
}

#[cfg(test)]
mod tests;
