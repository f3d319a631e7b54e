//! `kontor bench search`: what a question to the App Store takes.

use crate::args::BenchSearchArgs;
use search::{Index, samples};
use std::time::{Duration, Instant};

const SEED: u64 = 1;
/// Apps that a page of results shows, and one more.
const PAGE: usize = 26;

/// Builds an index of generated apps and asks it questions one after the other, on one core.
pub fn run(args: &BenchSearchArgs) -> Result<(), String> {
    let documents = samples::documents(args.apps, SEED);
    let questions = samples::questions(&documents, args.questions, SEED);
    let start = Instant::now();
    let mut index = Index::default();
    documents.iter().for_each(|document| index.put(document));
    println!("{} apps indexed in {}", index.len(), millis(start.elapsed()));

    let mut times: Vec<(Duration, &str)> = Vec::with_capacity(questions.len());
    let mut hits = 0;
    for question in &questions {
        let start = Instant::now();
        hits += index.search(question, None, PAGE).len();
        times.push((start.elapsed(), question));
    }
    times.sort_unstable();
    let at = |share: usize| times.get((times.len().saturating_sub(1)) * share / 100).map_or(Duration::ZERO, |(time, _)| *time);
    println!("{} questions, {} hits: p50 {}, p90 {}, p99 {}", times.len(), hits, millis(at(50)), millis(at(90)), millis(at(99)));
    if let Some((slowest, question)) = times.last() {
        println!("slowest {}: {question:?}", millis(*slowest));
    }
    Ok(())
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
