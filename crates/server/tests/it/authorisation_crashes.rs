//! The program is killed at a random moment of many token operations, again and again: every answer that was given still
//! holds afterwards, and nothing that was refused works.
//!
//! A lane is one store with the app's tokens for it, and does one operation after the other; the lanes work at the same
//! time. Each writes down what it was answered. Where no answer came the operation may have happened or not; asked again it
//! must come to a good end.
//!
//! `KONTOR_TEST_ROUNDS`, `KONTOR_TEST_OPERATIONS` and `KONTOR_TEST_SEED` ask for more than the suite's share, and for the
//! same again.

use crate::{
    authorisation_house::{CHALLENGE, House, Plan, VERIFIER, person, store},
    binary::{PROGRAM, free_port, until},
    client::Answer,
    database::{self, Place},
    line::Line,
};
use axum::http::StatusCode;
use kernel::{Clock, Environment};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::Value;
use std::{
    collections::VecDeque,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Notify, task::JoinSet};

const ROUNDS: u64 = 4;
const OPERATIONS: u64 = 1_000;
const LANES: usize = 16;
/// So many authorisations of one store are alive at a time.
const FAMILIES: usize = 4;
/// What the program says, beside its data.
const LOG: &str = "log";
/// Of an app's own tokens the newest fifty are kept, dead or alive; some may have been given without an answer.
const OWN: usize = 40;

/// A running `kontor serve`.
struct Kontor {
    child: Child,
    place: Place,
    data: tempfile::TempDir,
    ports: [u16; 2],
}

/// What all lanes share.
struct World {
    line: Line,
    client_id: String,
    client_secret: String,
    answered: AtomicUsize,
    /// The program is killed after so many answers.
    kill_after: usize,
    is_time: Notify,
}

/// What came from one code. While it lives its newest pair works, and nothing else.
struct Family {
    code: String,
    pairs: Vec<(String, String)>,
    is_ended: bool,
    /// The newest access token was given back, alone.
    access_ended: bool,
}

struct Lane {
    session: String,
    /// The first lane also asks for the app's own tokens.
    is_first: bool,
    rng: StdRng,
    code: Option<String>,
    families: Vec<Family>,
    /// The newest of the app's own tokens, and which of them work.
    own: VecDeque<(String, bool)>,
    unanswered: Option<Operation>,
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Authorise,
    Exchange,
    Refresh {
        family: usize,
    },
    /// A refresh token whose successor was used.
    Reuse {
        family: usize,
    },
    Replay {
        family: usize,
    },
    GiveBack {
        family: usize,
    },
    GiveBackAccess {
        family: usize,
    },
    Look {
        family: usize,
    },
    Remove,
    AskAlone,
    GiveBackAlone,
}

// === impl Kontor ===

impl Kontor {
    fn start(&mut self) {
        self.child = serve(&self.place, self.data.path(), self.ports);
    }

    /// As the loss of power would, but for what the system still holds.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports[0])
    }
}

impl Drop for Kontor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            let log = fs::read_to_string(self.data.path().join(LOG)).unwrap_or_default();
            log.lines().filter(|line| line.contains("ERROR")).take(20).for_each(|line| eprintln!("{line}"));
        }
    }
}

fn serve(place: &Place, data: &Path, ports: [u16; 2]) -> Child {
    let address = |port: u16| format!("127.0.0.1:{port}");
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--production", &address(ports[0]), "--sandbox", &address(ports[1])]).args(place.options(data));
    let log = fs::OpenOptions::new().create(true).append(true).open(data.join(LOG)).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

/// A house with an app and a store for each lane, closed again; the lanes, and what the program is started with.
async fn furnish(seed: u64) -> (Vec<Lane>, String, String, Place, tempfile::TempDir) {
    let (place, data) = (database::place(), tempfile::tempdir().unwrap());
    let keys_in = match &place.location {
        db::Location::Sqlite(file) => file.parent().unwrap(),
        db::Location::Postgres { .. } => data.path(),
    };
    let keys = Arc::new(server::keys::open(keys_in, Environment::Production).unwrap());
    let house = House::in_place(place, Clock::System, keys, Plan::default()).await;
    let mut lanes = Vec::new();
    for lane in 0..LANES {
        let operator = house.operator.clone();
        let furnished = house.write(move |tx| {
            let member = person(tx, &format!("mei{lane}@tea.example"))?;
            store(tx, &operator, &member, &format!("Jade Mountain Tea {lane}"))?;
            Ok(member)
        });
        let session = house.session(&furnished.await).await;
        lanes.push(Lane {
            session,
            is_first: lane == 0,
            rng: StdRng::seed_from_u64(seed ^ lane as u64),
            code: None,
            families: Vec::new(),
            own: VecDeque::new(),
            unanswered: None,
        });
    }
    (lanes, house.app.id.to_string(), house.secret, house.place, data)
}

// === impl World ===

impl World {
    async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let mut all = fields.to_vec();
        all.extend([("client_id", self.client_id.as_str()), ("client_secret", &self.client_secret)]);
        self.line.post(path, &all).await
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Result<Answer, String> {
        self.ask("/oauth/token", fields).await
    }

    async fn exchange(&self, code: &str) -> Result<Answer, String> {
        self.token(&[("grant_type", "authorization_code"), ("code", code), ("code_verifier", VERIFIER)]).await
    }

    async fn refresh(&self, refresh: &str) -> Result<Answer, String> {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    async fn give_back(&self, token: &str) -> Result<(), String> {
        let answer = self.ask("/oauth/revoke", &[("token", token)]).await?;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Ok(())
    }

    async fn is_active(&self, token: &str) -> Result<bool, String> {
        let answer = self.ask("/oauth/introspect", &[("token", token)]).await?;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Ok(answer.json()["active"] == true)
    }

    fn note_answer(&self) {
        if self.answered.fetch_add(1, Ordering::SeqCst) + 1 == self.kill_after {
            self.is_time.notify_one();
        }
    }
}

fn pair(answer: &Answer) -> Option<(String, String)> {
    if answer.status != StatusCode::OK {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);
        return None;
    }
    let tokens: Value = answer.json();
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    Some((text("access_token"), text("refresh_token")))
}

// === impl Family ===

impl Family {
    fn newest(&self) -> &(String, String) {
        self.pairs.last().unwrap()
    }

    fn access_works(&self, place: usize) -> bool {
        !self.is_ended && !self.access_ended && place + 1 == self.pairs.len()
    }

    fn refresh_works(&self, place: usize) -> bool {
        !self.is_ended && place + 1 == self.pairs.len()
    }
}

// === impl Lane ===

impl Lane {
    /// One operation after the other until an answer does not come.
    async fn work(mut self, world: Arc<World>) -> Lane {
        loop {
            let operation = self.choose();
            if self.take(&world, operation).await.is_err() {
                self.unanswered = Some(operation);
                return self;
            }
            world.note_answer();
        }
    }

    fn choose(&mut self) -> Operation {
        let alive: Vec<usize> = (0..self.families.len()).filter(|place| !self.families[*place].is_ended).collect();
        if self.is_first && self.rng.random_ratio(1, 3) {
            let newest_works = self.own.back().is_some_and(|(_, works)| *works);
            return if newest_works && self.rng.random() { Operation::GiveBackAlone } else { Operation::AskAlone };
        }
        let Some(&family) = alive.choose(&mut self.rng).filter(|_| alive.len() >= FAMILIES || self.rng.random_ratio(2, 3)) else {
            return if self.code.is_some() { Operation::Exchange } else { Operation::Authorise };
        };
        match self.rng.random_range(0..100) {
            0..60 => Operation::Refresh { family },
            60..66 if self.families[family].pairs.len() > 2 => Operation::Reuse { family },
            66..70 => Operation::Replay { family },
            70..76 => Operation::GiveBack { family },
            76..80 => Operation::GiveBackAccess { family },
            80..82 => Operation::Remove,
            _ => Operation::Look { family },
        }
    }

    /// What was answered is held against what was answered before, and written down.
    async fn take(&mut self, world: &World, operation: Operation) -> Result<(), String> {
        match operation {
            Operation::Authorise => self.code = Some(self.authorise(world).await?),
            Operation::Exchange => {
                let code = self.code.clone().unwrap();
                let pairs = vec![pair(&world.exchange(&code).await?).expect("a new code gives a pair")];
                self.families.push(Family { code, pairs, is_ended: false, access_ended: false });
                self.code = None;
            }
            Operation::Refresh { family } => {
                let family = &mut self.families[family];
                let given = pair(&world.refresh(&family.newest().1).await?).expect("the newest refresh token gives a pair");
                family.pairs.push(given);
                family.access_ended = false;
            }
            Operation::Reuse { family } => {
                let family = &mut self.families[family];
                let old = self.rng.random_range(0..family.pairs.len() - 2);
                assert_eq!(pair(&world.refresh(&family.pairs[old].1).await?), None, "a used refresh token was taken");
                family.is_ended = true;
            }
            Operation::Replay { family } => {
                let family = &mut self.families[family];
                assert_eq!(pair(&world.exchange(&family.code).await?), None, "a used code was taken");
                family.is_ended = true;
            }
            Operation::GiveBack { family } => {
                let family = &mut self.families[family];
                world.give_back(&family.newest().1).await?;
                family.is_ended = true;
            }
            Operation::GiveBackAccess { family } => {
                let family = &mut self.families[family];
                world.give_back(&family.newest().0).await?;
                family.access_ended = true;
            }
            Operation::Look { family } => {
                let family = &self.families[family];
                let place = self.rng.random_range(0..family.pairs.len());
                let access = &family.pairs[place].0;
                assert_eq!(world.is_active(access).await?, family.access_works(place), "introspecting {place}");
            }
            Operation::Remove => {
                let path = format!("/merchant/settings/api/{}/remove", world.client_id);
                let answer = world.line.post_as(&self.session, &path, &[]).await?;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
                self.families.iter_mut().for_each(|family| family.is_ended = true);
                self.code = None;
            }
            Operation::AskAlone => {
                let answer = world.token(&[("grant_type", "client_credentials")]).await?;
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
                self.own.push_back((answer.json()["access_token"].as_str().unwrap().to_owned(), true));
                self.own.drain(..self.own.len().saturating_sub(OWN));
            }
            Operation::GiveBackAlone => {
                let (newest, works) = self.own.back_mut().unwrap();
                world.give_back(newest).await?;
                *works = false;
            }
        }
        Ok(())
    }

    async fn authorise(&self, world: &World) -> Result<String, String> {
        let fields = [
            ("client_id", world.client_id.as_str()),
            ("response_type", "code"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("decision", "allow"),
        ];
        let answer = world.line.post_as(&self.session, "/oauth/authorize", &fields).await?;
        let back = answer.location().unwrap_or_else(|| panic!("{} {}", answer.status, answer.body));
        let back = url::Url::parse(&back).unwrap();
        Ok(back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned())
    }

    /// Asks again for what was not answered. It may have happened; either way it ends as if it had been answered.
    async fn finish(&mut self, world: &World) -> Result<(), String> {
        match self.unanswered.take() {
            None | Some(Operation::Authorise | Operation::AskAlone | Operation::Look { .. }) => Ok(()),
            Some(Operation::Exchange) => {
                let code = self.code.take().unwrap();
                // Used up, its tokens went the way of the answer; asking again has ended them.
                if let Some(given) = pair(&world.exchange(&code).await?) {
                    self.families.push(Family { code, pairs: vec![given], is_ended: false, access_ended: false });
                }
                Ok(())
            }
            Some(operation) => self.take(world, operation).await,
        }
    }

    /// Everything that was ever answered, against what is answered now; how many tokens and codes were looked at.
    async fn check(&mut self, world: &World) -> Result<usize, String> {
        let mut count = 0;
        for family in &self.families {
            for (place, (access, refresh)) in family.pairs.iter().enumerate() {
                let (is_access, is_refresh) = (world.is_active(access).await?, world.is_active(refresh).await?);
                assert_eq!(is_access, family.access_works(place), "access token {place} of {}", family.pairs.len());
                assert_eq!(is_refresh, family.refresh_works(place), "refresh token {place} of {}", family.pairs.len());
                count += 2;
            }
            let called = world.line.get("/api/v1/grant", &family.newest().0).await?.status;
            assert_eq!(called == StatusCode::OK, family.access_works(family.pairs.len() - 1), "a call: {called}");
            if family.is_ended {
                assert_eq!(pair(&world.refresh(&family.newest().1).await?), None, "a refused refresh token works");
                assert_eq!(pair(&world.exchange(&family.code).await?), None, "a used code works");
                count += 1;
            }
        }
        for (own, works) in &self.own {
            assert_eq!(world.is_active(own).await?, *works, "the app's own token");
            count += 1;
        }
        // What has ended was looked at often enough; of what lives, what was used up is looked at again in the next round.
        self.families.retain(|family| !family.is_ended);
        Ok(count)
    }
}

async fn until_it_answers(kontor: &mut Kontor) {
    let address = format!("127.0.0.1:{}", kontor.ports[0]);
    until("the program answers", || {
        assert!(kontor.child.try_wait().unwrap().is_none(), "the program ended by itself");
        std::net::TcpStream::connect(&address).ok()
    })
    .await;
}

#[expect(clippy::disallowed_methods, reason = "how much to do comes from outside")]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_every_answer_still_holds_and_nothing_refused_works() {
    let seed = setting("KONTOR_TEST_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let operations = setting("KONTOR_TEST_OPERATIONS").unwrap_or(OPERATIONS);
    println!("KONTOR_TEST_SEED={seed} KONTOR_TEST_OPERATIONS={operations}");
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut lanes, client_id, client_secret, place, data) = furnish(seed).await;
    let ports = [free_port(), free_port()];
    let child = serve(&place, data.path(), ports);
    let mut kontor = Kontor { child, place, data, ports };
    until_it_answers(&mut kontor).await;
    for round in 0..setting("KONTOR_TEST_ROUNDS").unwrap_or(ROUNDS) {
        let world = Arc::new(World {
            line: Line::to(&kontor.url()),
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
            answered: AtomicUsize::new(0),
            kill_after: rng.random_range(1..=operations) as usize,
            is_time: Notify::new(),
        });
        let mut working: JoinSet<_> = lanes.into_iter().map(|lane| lane.work(world.clone())).collect();
        tokio::select! {
            () = world.is_time.notified() => {}
            Some(ended) = working.join_next() => panic!("a lane stopped by itself: {:?}", ended.unwrap().unanswered),
        }
        // Where in an operation the kill falls is the point of so many rounds.
        tokio::time::sleep(Duration::from_micros(rng.random_range(0..10_000))).await;
        kontor.kill();
        let stopped = working.join_all().await;
        kontor.start();
        until_it_answers(&mut kontor).await;

        let mut unanswered = 0;
        let mut checking = JoinSet::new();
        for mut lane in stopped {
            unanswered += usize::from(lane.unanswered.is_some());
            let world = world.clone();
            checking.spawn(async move {
                lane.finish(&world).await.unwrap();
                let count = lane.check(&world).await.unwrap();
                (lane, count)
            });
        }
        let checked = checking.join_all().await;
        let tokens: usize = checked.iter().map(|(_, count)| count).sum();
        lanes = checked.into_iter().map(|(lane, _)| lane).collect();
        let answered = world.answered.load(Ordering::SeqCst);
        println!("round {round}: {answered} answers, {unanswered} operations without one, {tokens} tokens and codes hold");
    }
}
