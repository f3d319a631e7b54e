//! The words of one kind, each with the documents that have it.

use crate::{document::Field, spelling};
use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    sync::Arc,
};

/// A document's slot and the best field in which the word stands: the field in the lowest three bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting(u32);

#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    numbers: HashMap<Arc<str>, u32>,
    order: BTreeMap<Arc<str>, u32>,
    terms: Vec<Term>,
    /// Beside the terms, so that looking for misspellings passes over most of them without touching their text.
    shapes: Vec<Shape>,
}

#[derive(Debug)]
pub(crate) struct Term {
    pub text: Arc<str>,
    /// By slot.
    pub postings: Vec<Posting>,
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    letters: u64,
    length: u8,
}

impl Posting {
    fn new(slot: u32, field: Field) -> Posting {
        Posting(slot << 3 | field as u32)
    }

    pub(crate) fn slot(self) -> usize {
        (self.0 >> 3) as usize
    }

    pub(crate) fn field(self) -> Field {
        Field::from_number(self.0 & 7)
    }
}

impl Lexicon {
    /// Notes that the document has the word in this field, unless it has it in a better one. Gives the term's number when
    /// the word is new to the document.
    pub(crate) fn add(&mut self, word: &str, slot: u32, field: Field) -> Option<u32> {
        let number = self.number(word);
        let postings = &mut self.terms[number as usize].postings;
        let place = postings.partition_point(|posting| posting.slot() < slot as usize);
        match postings.get_mut(place) {
            Some(known) if known.slot() == slot as usize => {
                *known = Posting::new(slot, known.field().max(field));
                None
            }
            _ => {
                postings.insert(place, Posting::new(slot, field));
                Some(number)
            }
        }
    }

    /// A word that no document has any more keeps its place for when it comes again.
    pub(crate) fn remove(&mut self, number: u32, slot: u32) {
        self.terms[number as usize].postings.retain(|posting| posting.slot() != slot as usize);
    }

    pub(crate) fn exact(&self, word: &str) -> Option<&Term> {
        self.numbers.get(word).map(|number| &self.terms[*number as usize])
    }

    /// Words that begin so, in order; the word itself first.
    pub(crate) fn beginning<'l>(&'l self, word: &'l str) -> impl Iterator<Item = &'l Term> {
        let after = self.order.range::<str, _>((Bound::Included(word), Bound::Unbounded));
        after.take_while(move |(text, _)| text.starts_with(word)).map(|(_, number)| &self.terms[*number as usize])
    }

    /// Words that are spelled nearly so; with `by_beginning`, words of which a beginning is.
    pub(crate) fn near<'l>(&'l self, word: &str, by_beginning: bool) -> impl Iterator<Item = &'l Term> {
        let forgiven = spelling::forgiven(word);
        let typed: Vec<char> = word.chars().collect();
        let shape = Shape::of(word);
        let candidates =
            self.shapes.iter().zip(&self.terms).filter(move |(known, _)| shape.may_be(known, forgiven, by_beginning));
        candidates.map(|(_, term)| term).filter(move |term| {
            let found = spelling::distances(&typed, &term.text, forgiven);
            found.is_some_and(|(whole, beginning)| (if by_beginning { beginning } else { whole }) <= forgiven)
        })
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let (text, number): (Arc<str>, _) = (word.into(), self.terms.len() as u32);
        self.numbers.insert(text.clone(), number);
        self.order.insert(text.clone(), number);
        self.shapes.push(Shape::of(word));
        self.terms.push(Term { text, postings: Vec::new() });
        number
    }
}

impl Shape {
    fn of(word: &str) -> Shape {
        let bit = |letter: char| match letter {
            'a'..='z' => letter as u32 - 'a' as u32,
            '0'..='9' => 26 + letter as u32 - '0' as u32,
            other => 36 + other as u32 % 28,
        };
        let letters = word.chars().fold(0, |letters, letter| letters | 1 << bit(letter));
        Shape { letters, length: word.chars().count().min(255) as u8 }
    }

    /// A mistake brings in at most one letter that the other has not, and leaves out at most one.
    fn may_be(&self, known: &Shape, forgiven: usize, by_beginning: bool) -> bool {
        let missing = (self.letters & !known.letters).count_ones() as usize;
        let added = (known.letters & !self.letters).count_ones() as usize;
        let (own, other) = (usize::from(self.length), usize::from(known.length));
        missing <= forgiven && other + forgiven >= own && (by_beginning || added <= forgiven && other <= own + forgiven)
    }
}
