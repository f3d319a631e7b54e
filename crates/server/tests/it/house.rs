//! A whole platform for one test: a fresh database, a clock that stands still, randomness from a seed, the real router.

use crate::{
    client::HOST,
    database::{self, Place},
    internet::Internet,
    people::{Developer, Merchant, Operator, Visitor},
    wire::App,
};
use axum::Router;
use db::{Db, Randomness, Read, Write};
use kernel::{Actor, Clock, Environment, Id, Outcome, Secret, Time, kinds};
use platform::{
    accounts::{self, Role},
    approvals::Verdict,
    apps,
    listings::{self, Field, FieldState, Pictures, Texts, Value},
};
use protocol::KeyRing;
use rand::{SeedableRng, rngs::StdRng};
use server::house::{Address, House as Rooms};
use std::{sync::Arc, time::Duration};

/// 2026-11-22T08:00:00Z: an ordinary morning.
const MORNING: Time = Time::from_unix_millis(1_795_334_400_000);
pub const OPERATOR_PASSWORD: &str = "harbour-master-of-lübeck";

pub struct House {
    pub db: Db,
    pub router: Router,
    pub clock: Clock,
    pub rooms: Arc<Rooms>,
    place: Place,
}

impl House {
    /// A production platform with one operator and nobody else.
    pub async fn open() -> House {
        House::of(Environment::Production).await
    }

    pub async fn of(environment: Environment) -> House {
        House::reached_at(environment, &format!("http://{HOST}")).await
    }

    /// One that people and apps reach at this address.
    pub async fn reached_at(environment: Environment, base_url: &str) -> House {
        House::at(environment, base_url, Clock::manual(MORNING), Internet::default()).await
    }

    /// One that looks at the servers of this internet.
    pub async fn on_the(internet: Internet, environment: Environment) -> House {
        House::at(environment, &format!("http://{HOST}"), Clock::manual(MORNING), internet).await
    }

    /// One that listens, in the time of those who come from outside.
    pub async fn listening() -> (House, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let house = House::at(Environment::Production, &url, Clock::System, Internet::default()).await;
        let router = house.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (house, url)
    }

    async fn at(environment: Environment, base_url: &str, clock: Clock, internet: Internet) -> House {
        let place = database::place();
        let db = Db::open(&place.location, environment, clock.clone(), Randomness::Seed(1)).unwrap();
        let mut rng = StdRng::seed_from_u64(2);
        let keys = Arc::new(KeyRing::generate(&mut rng));
        let address = Address {
            base_url: base_url.to_owned(),
            other_base_url: "http://127.0.0.1:8081".to_owned(),
            operator_name: "Kontor".to_owned(),
            is_demo: true,
        };
        db.write(platform::app_categories::ensure_shipped).await.unwrap();
        let mut rooms = Rooms::new(db.clone(), keys, &address, None).unwrap();
        // No story asks a server that somebody else runs.
        rooms.outbound = internet.outbound();
        let rooms = Arc::new(rooms);
        let router = rooms.router();
        let hash = accounts::password::hash(&Secret::new(OPERATOR_PASSWORD), &mut rng).unwrap();
        db.write(move |tx| accounts::ensure_operator(tx, "operator@kontor.example", "Op Erator", &hash, Role::Owner))
            .await
            .unwrap();
        House { db, router, clock, rooms, place }
    }

    /// Where its rows live.
    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(self)
    }

    /// The operator's owner, signed in.
    pub async fn operator(&self) -> Operator {
        Operator::signs_in(self).await
    }

    /// Somebody who has not registered yet.
    pub fn developer(&self, name: &str) -> Developer {
        Developer::new(self, name)
    }

    pub fn merchant(&self, name: &str) -> Merchant {
        Merchant::new(self, name)
    }

    /// A developer who has been approved, in the category for commercial software.
    pub async fn approved_developer(&self, name: &str) -> Developer {
        let (mut operator, mut developer) = (self.operator().await, self.developer(name));
        developer.registers().await;
        operator.approves(name).await;
        developer.applies_for("Commercial Developer").await;
        operator.approves("Commercial Developer").await;
        developer
    }

    /// An app of such a developer, in the stage Test.
    pub async fn app(&self, name: &str) -> App {
        let mut developer = self.approved_developer(&format!("{name} GmbH")).await;
        developer.creates_app(name, "https://erp.example/callback").await
    }

    pub async fn approved_merchant(&self, name: &str) -> Merchant {
        let (mut operator, mut merchant) = (self.operator().await, self.merchant(name));
        merchant.registers().await;
        operator.approves(name).await;
        merchant
    }

    /// An app with tokens of a merchant with goods and orders: where most stories of calls begin.
    pub async fn authorised(&self) -> (App, Merchant) {
        let mut app = self.app("Hansa ERP").await;
        let mut merchant = self.approved_merchant("Lübeck Tea").await;
        merchant.has_goods_and_orders(self).await;
        let code = merchant.allows(&app).await;
        app.redeems(&code).await.is(200);
        (app, merchant)
    }

    /// The operator lets apps of production run on this machine.
    pub async fn takes_loopback(&self) {
        self.write(|tx| {
            let id = accounts::members_of(tx, &accounts::Party::Operator)?.remove(0).account;
            let by = kernel::Actor { who: kernel::Who::Account(id), address: None };
            platform::apps::allow_loopback(tx, &by, true)
        })
        .await;
    }

    /// Everything that the store needs of an app is written, handed in and approved.
    pub async fn lists(&self, app: &App, name: &str) {
        let (id, name): (Id<kinds::App>, _) = (app.client_id.parse().unwrap(), name.to_owned());
        self.write(move |tx| {
            let by = Actor::system("story");
            let owner = apps::find(tx, &id)?.unwrap().developer;
            let about = "Brings the orders and the stock of many shops into one place.";
            let drafts = vec![
                (Field::Name, Value::Texts(Texts::new(&name, ""))),
                (Field::Description, Value::Texts(Texts::new(about, ""))),
                (Field::Website, Value::Line("https://erp.example".to_owned())),
            ];
            listings::save(tx, &by, &owner, &id, drafts, &Pictures::default())?;
            for field in listings::submit(tx, &by, &owner, &id, None)?.fields {
                if let FieldState::InReview { case } = field.state {
                    listings::decide(tx, &by, &case, &Verdict::Approve)?;
                }
            }
            Ok(())
        })
        .await;
    }

    pub fn passes(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Does all the work that waits in the queue.
    pub async fn works(&self) {
        server::worker::run_due(&self.rooms).await.unwrap();
    }

    /// Writes down what calls have left behind, as happens each second.
    pub async fn writes_down_uses(&self) {
        self.rooms.gateway.uses.flush(&self.db).await.unwrap();
    }

    pub async fn read<T: Send + 'static>(&self, rule: impl Fn(&mut Read<'_>) -> Outcome<T> + Send + 'static) -> T {
        self.db.read(rule).await.unwrap()
    }

    pub async fn write<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> T {
        self.db.write(rule).await.unwrap()
    }
}
