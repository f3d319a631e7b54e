//! Codes and tokens as machines: a reference model that fits on two pages stands beside the real rules on a real SQLite
//! file. Any sequence of authorising, exchanging, refreshing, giving back, removing, waiting, sweeping and crashing is
//! tried; after each step every code and token that was ever given is asked about, and model and rules must say the same.
//!
//! `KONTOR_TEST_CASES` asks for more than the suite's share of sequences.

#![expect(clippy::unwrap_used, reason = "a story that meets what it did not expect stops there")]

mod model;
mod world;

use model::{Access, Model, Policy};
use platform::grants::{CodeError, RefreshError};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use std::{fmt::Debug, time::Duration};
use world::{Crash, Pair, Who, World};

const CASES: u32 = 96;
const LONGEST: usize = 30;
/// Two tokens die with each refresh, and a sweep leaves twenty.
const MANY: usize = 12;

#[derive(Clone, Copy, Debug)]
enum Step {
    Authorise,
    Exchange {
        code: Nth,
        who: Who,
        wrong: Wrong,
    },
    Refresh {
        pair: Nth,
        who: Who,
    },
    /// One after the other, each with what the one before gave: more than a sweep leaves.
    RefreshOften {
        pair: Nth,
    },
    GiveBackRefresh {
        pair: Nth,
        who: Who,
    },
    GiveBackAccess {
        pair: Nth,
        who: Who,
    },
    MerchantRemoves,
    DeveloperGivesUp,
    Wait(Duration),
    Sweep,
}

/// What is not right about an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Nothing,
    Verifier,
    Redirect,
}

/// Counted from the newest, so that most steps are about what matters at present; there may be fewer.
#[derive(Clone, Copy, Debug)]
struct Nth(usize);

impl Nth {
    fn of(self, count: usize) -> Option<usize> {
        (count > 0).then(|| count - 1 - self.0 % count)
    }
}

fn nth() -> impl Strategy<Value = Nth> {
    prop_oneof![4 => 0..3_usize, 1 => 0..100_usize].prop_map(Nth)
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![9 => Just(Who::Owner), 1 => Just(Who::Stranger)]
}

fn wrong() -> impl Strategy<Value = Wrong> {
    prop_oneof![8 => Just(Wrong::Nothing), 1 => Just(Wrong::Verifier), 1 => Just(Wrong::Redirect)]
}

/// Around each end that a policy can set: a lost answer's, a draining token's, a code's, an access token's, a refresh
/// token's, and how long the dead are kept.
fn wait() -> impl Strategy<Value = Duration> {
    const HOUR: u64 = 3600;
    const SHORT: &[u64] = &[1, 29, 30, 59, 60, 299];
    const LONG: &[u64] = &[300, HOUR - 1, HOUR, 13 * HOUR, 24 * HOUR - 1, 24 * HOUR, 8 * 24 * HOUR];
    prop_oneof![2 => prop::sample::select(SHORT), 1 => prop::sample::select(LONG)].prop_map(Duration::from_secs)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Authorise),
        4 => (nth(), who(), wrong()).prop_map(|(code, who, wrong)| Step::Exchange { code, who, wrong }),
        8 => (nth(), who()).prop_map(|(pair, who)| Step::Refresh { pair, who }),
        1 => nth().prop_map(|pair| Step::RefreshOften { pair }),
        1 => (nth(), who()).prop_map(|(pair, who)| Step::GiveBackRefresh { pair, who }),
        1 => (nth(), who()).prop_map(|(pair, who)| Step::GiveBackAccess { pair, who }),
        1 => prop_oneof![Just(Step::MerchantRemoves), Just(Step::DeveloperGivesUp)],
        4 => wait().prop_map(Step::Wait),
        2 => Just(Step::Sweep),
    ]
}

fn crash() -> impl Strategy<Value = Option<Crash>> {
    prop_oneof![8 => Just(None), 1 => Just(Some(Crash::BeforeCommit)), 1 => Just(Some(Crash::AfterCommit))]
}

fn policy() -> impl Strategy<Value = Policy> {
    let retry = prop::sample::select(vec![0, 30, 60, 3600, 24 * 3600]).prop_map(Duration::from_secs);
    let drain = prop::sample::select(vec![0, 30]).prop_map(Duration::from_secs);
    (retry, drain, any::<bool>(), any::<bool>()).prop_map(|(retry, drain, refresh_fixed, is_public)| Policy {
        retry,
        drain,
        refresh_fixed,
        is_public,
        access: Duration::from_secs(3600),
        refresh: Duration::from_secs(24 * 3600),
    })
}

/// The model and the world that it is held against.
struct Beside {
    model: Model,
    world: World,
    codes: Vec<String>,
    pairs: Vec<Pair>,
}

impl Beside {
    fn new(policy: Policy) -> Beside {
        let world = World::new(&policy);
        Beside { model: Model::new(policy, world.now()), world, codes: Vec::new(), pairs: Vec::new() }
    }

    /// A step that dies before its commit has not happened; one that dies afterwards has, though nobody heard of it.
    fn take(&mut self, step: Step, crash: Option<Crash>) {
        self.world.crash_in_next(crash);
        let happens = crash != Some(Crash::BeforeCommit);
        match step {
            Step::Authorise => {
                let code = self.world.authorise();
                if happens {
                    self.model.authorise();
                    self.codes.push(code);
                }
            }
            Step::Exchange { code, who, wrong } => {
                let Some(place) = code.of(self.codes.len()) else { return };
                let answer = self.exchange(place, who, wrong);
                let expected = self.expected_exchange(place, who, wrong);
                agree("exchange", &expected.map(|()| "a pair"), &answer.as_ref().map(|_| "a pair").map_err(|error| *error));
                if happens {
                    self.model.exchanged(place, expected);
                    self.pairs.extend(answer);
                }
            }
            Step::Refresh { pair, who } => {
                let Some(place) = pair.of(self.pairs.len()) else { return };
                self.refresh(place, who, happens);
            }
            Step::RefreshOften { pair } => {
                let Some(mut place) = pair.of(self.pairs.len()) else { return };
                self.world.crash_in_next(None);
                for _ in 0..MANY {
                    self.refresh(place, Who::Owner, true);
                    place = self.pairs.len() - 1;
                }
            }
            Step::GiveBackRefresh { pair, who } => {
                let Some(place) = pair.of(self.pairs.len()) else { return };
                self.world.give_back(who, &self.pairs[place].refresh);
                if happens && who == Who::Owner {
                    self.model.gave_back_refresh(place);
                }
            }
            Step::GiveBackAccess { pair, who } => {
                let Some(place) = pair.of(self.pairs.len()) else { return };
                self.world.give_back(who, &self.pairs[place].access);
                if happens && who == Who::Owner {
                    self.model.gave_back_access(place);
                }
            }
            Step::MerchantRemoves | Step::DeveloperGivesUp => {
                let was_there = self.world.remove(matches!(step, Step::MerchantRemoves));
                assert_eq!(was_there, self.model.was_ever_granted(), "removing");
                if happens {
                    self.model.removed();
                }
            }
            Step::Wait(time) => {
                self.world.wait(time);
                self.model.now = self.world.now();
            }
            Step::Sweep => self.world.sweep(),
        }
        self.world.come_back();
    }

    fn refresh(&mut self, place: usize, who: Who, happens: bool) {
        let answer = self.world.refresh(who, &self.pairs[place].refresh);
        let expected = self.expected_refresh(place, who);
        self.agree_on_refresh(expected, &answer);
        if happens {
            self.model.refreshed(place, expected);
            self.pairs.extend(answer.ok().filter(|_| expected == Ok(None)));
        }
    }

    fn exchange(&self, place: usize, who: Who, wrong: Wrong) -> Result<Pair, CodeError> {
        let redirect = (wrong == Wrong::Redirect).then_some("https://elsewhere.example/");
        self.world.exchange(who, &self.codes[place], wrong != Wrong::Verifier, redirect)
    }

    fn expected_exchange(&self, place: usize, who: Who, wrong: Wrong) -> Result<(), CodeError> {
        if who == Who::Stranger {
            return Err(CodeError::Unknown);
        }
        match (self.model.exchange(place), wrong) {
            // What is wrong with the code itself is said before what is wrong with the request.
            (Ok(()) | Err(CodeError::Ended), Wrong::Redirect) => Err(CodeError::RedirectMismatch),
            (Ok(()) | Err(CodeError::Ended), Wrong::Verifier) => Err(CodeError::Verifier),
            (answer, _) => answer,
        }
    }

    fn expected_refresh(&self, place: usize, who: Who) -> Result<Option<usize>, RefreshError> {
        if who == Who::Stranger { Err(RefreshError::Unknown) } else { self.model.refresh(place) }
    }

    fn agree_on_refresh(&self, expected: Result<Option<usize>, RefreshError>, answer: &Result<Pair, RefreshError>) {
        let known = answer.as_ref().map(|given| self.pairs.iter().position(|pair| pair == given)).map_err(|error| *error);
        agree("refresh", &expected, &known);
    }

    /// Asks about everything that was ever given, without leaving a trace.
    fn compare(&mut self) {
        for place in 0..self.codes.len() {
            let asked = self.world.without_a_trace(|| self.exchange(place, Who::Owner, Wrong::Nothing));
            if self.forgets(asked.as_ref().err() == Some(&CodeError::Unknown), self.model.exchange(place).is_ok()) {
                self.model.forget_code(place);
            }
            agree("code", &self.model.exchange(place), &asked.map(drop));
        }
        let mut working = Vec::new();
        for place in 0..self.pairs.len() {
            let pair = self.pairs[place].clone();
            let asked = self.world.without_a_trace(|| self.world.refresh(Who::Owner, &pair.refresh));
            if self.forgets(asked.as_ref().err() == Some(&RefreshError::Unknown), self.model.refresh(place).is_ok()) {
                self.model.forget_refresh(place);
            }
            self.agree_on_refresh(self.model.refresh(place), &asked);
            let is_live = self.world.is_live(&pair.refresh);
            assert_eq!(is_live, self.model.refresh(place) == Ok(None), "introspecting the refresh token of pair {place}");
            working.extend(is_live.then(|| self.model.family(place)));

            let access = self.world.access(&pair.access);
            if self.forgets(access.is_none(), self.model.access(place) == Some(Access::Works)) {
                self.model.forget_access(place);
            }
            agree("access", &self.model.access(place), &access);
        }
        let count = working.len();
        working.dedup();
        assert_eq!(working.len(), count, "a family has one working refresh token at the most");
    }

    /// A sweep may make unknown what opened nothing, and nothing else.
    fn forgets(&self, is_unknown: bool, would_work: bool) -> bool {
        assert!(!(is_unknown && would_work), "what works was swept away");
        is_unknown
    }
}

fn agree<T: PartialEq + Debug>(what: &str, model: &T, rules: &T) {
    assert_eq!(model, rules, "{what}: the model says the first, the rules the second");
}

#[expect(clippy::disallowed_methods, reason = "how long to look comes from outside")]
fn config() -> ProptestConfig {
    let asked = std::env::var("KONTOR_TEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn model_and_rules_say_the_same_of_every_token_after_every_step(
        policy in policy(),
        steps in prop::collection::vec((step(), crash()), 1..LONGEST),
    ) {
        let mut beside = Beside::new(policy);
        // Most sequences would spend their first steps on getting here.
        beside.take(Step::Authorise, None);
        beside.take(Step::Exchange { code: Nth(0), who: Who::Owner, wrong: Wrong::Nothing }, None);
        for (step, crash) in steps {
            beside.take(step, crash);
            beside.compare();
        }
    }
}
