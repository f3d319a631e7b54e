//! Writes that share a commit: what one of them does or fails to do is its own.

use crate::database;
use kernel::{Fault, Refusal};
use office::jobs;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::task::JoinSet;

const WRITES: usize = 60;

/// What the write of this number does after it has stored a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Succeeds,
    Refuses,
    Panics,
}

impl Then {
    fn of(number: usize) -> Then {
        [Then::Succeeds, Then::Succeeds, Then::Refuses, Then::Succeeds, Then::Panics][number % 5]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_fail_take_nothing_of_the_others_with_them() {
    let (db, _place) = database::fresh();
    let told = Arc::new(AtomicUsize::new(0));
    let (listening, begun) = (told.clone(), Arc::new(AtomicUsize::new(0)));
    db.on_commit(move |changes| {
        listening.fetch_add(changes.len(), Ordering::SeqCst);
    });
    let mut writes = JoinSet::new();
    for number in 0..WRITES {
        let (db, begun) = (db.clone(), begun.clone());
        writes.spawn(async move {
            begun.fetch_add(1, Ordering::SeqCst);
            let written = db.write(move |tx| {
                // The first one holds the writer until the others wait for it.
                while number == 0 && begun.load(Ordering::SeqCst) < WRITES {
                    std::thread::yield_now();
                }
                let now = tx.now;
                jobs::enqueue(tx, "test.group", &number, now)?;
                match Then::of(number) {
                    Then::Succeeds => Ok(number),
                    Then::Refuses => Err(Refusal::conflict("test.refused", "no").into()),
                    Then::Panics => panic!("a rule of this test panics"),
                }
            });
            (number, written.await)
        });
    }
    while let Some(written) = writes.join_next().await {
        let (number, written) = written.unwrap();
        assert_eq!(written.is_ok(), Then::of(number) == Then::Succeeds, "{number}: {written:?}");
    }
    let claimed = db.write(|tx| jobs::claim(tx, 1000)).await.map_err(|error| Fault::new(error.to_string())).unwrap();
    let mut stored: Vec<usize> = claimed.iter().map(|job| job.args.parse().unwrap()).collect();
    stored.sort_unstable();
    let expected: Vec<usize> = (0..WRITES).filter(|number| Then::of(*number) == Then::Succeeds).collect();
    assert_eq!(stored, expected, "each once, and nothing of those that failed");
    assert_eq!(told.load(Ordering::SeqCst), expected.len(), "what was undone is not announced");
}
