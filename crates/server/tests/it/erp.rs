//! The app's half: the small ERP of `examples/erp` with a house that really listens, and a wire that can be cut.

use crate::{
    client::{Answer, Browser, HOST},
    house::House,
    people::Merchant,
    wire::App,
};
use kernel::Environment;
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

#[allow(dead_code, reason = "its main is for the program")]
#[path = "../../../../examples/erp/src/main.rs"]
mod small_erp;

use small_erp::{Config, Erp};

/// The wire between the ERP and the house: counts refreshes, and can lose the answer to the next one.
#[derive(Clone, Default)]
struct Wire {
    refreshes: Arc<AtomicU32>,
    is_to_cut: Arc<AtomicBool>,
}

impl Wire {
    /// Carries every connection to the house.
    async fn carry(self, listener: TcpListener, house: SocketAddr) {
        while let Ok((near, _)) = listener.accept().await {
            let Ok(far) = TcpStream::connect(house).await else { continue };
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            let cutting = Arc::new(AtomicBool::new(false));
            tokio::spawn(self.clone().ask(near_in, far_out, cutting.clone()));
            tokio::spawn(answer(far_in, near_out, cutting));
        }
    }

    async fn ask(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cutting: Arc<AtomicBool>) {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut bytes).await {
            if String::from_utf8_lossy(&bytes[..length]).contains("grant_type=refresh_token") {
                self.refreshes.fetch_add(1, Ordering::SeqCst);
                cutting.fetch_or(self.is_to_cut.swap(false, Ordering::SeqCst), Ordering::SeqCst);
            }
            if to.write_all(&bytes[..length]).await.is_err() {
                return;
            }
        }
    }
}

/// What the house has answered is lost when the wire is cut: it has done its work.
async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cutting: Arc<AtomicBool>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        if cutting.load(Ordering::SeqCst) || to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}

/// A listening house, an app that is online, and a store with orders.
struct Scene {
    house: House,
    wire: Wire,
    url: String,
    app: App,
    merchant: Merchant,
    data: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Scene {
        let (near, far) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("http://{}", near.local_addr().unwrap());
        let house = House::reached_at(Environment::Production, &url).await;
        let wire = Wire::default();
        tokio::spawn(wire.clone().carry(near, far.local_addr().unwrap()));
        let router = house.router.clone();
        tokio::spawn(async move { axum::serve(far, router).await });

        house.takes_loopback().await;
        let mut developer = house.approved_developer("Hansa GmbH").await;
        let app = developer.creates_app("Hansa ERP", &format!("http://{HOST}/callback")).await;
        house.operator().await.brings_online(&app).await;
        house.lists(&app, "Hansa ERP").await;
        let mut merchant = house.approved_merchant("Lübeck Tea").await;
        merchant.has_goods_and_orders(&house).await;
        Scene { house, wire, url, app, merchant, data: tempfile::tempdir().unwrap() }
    }

    /// The ERP on its data, as after a start.
    fn erp(&self) -> Browser {
        let config = Config {
            kontor: self.url.clone(),
            client_id: self.app.client_id.clone(),
            client_secret: self.app.client_secret.clone(),
            url: format!("http://{HOST}"),
            listen: "127.0.0.1:0".parse().unwrap(),
            data: self.data.path().to_owned(),
        };
        Browser::new(small_erp::router(Erp::open(config).unwrap()))
    }

    /// The merchant opens the app in the store, adds it and agrees; where the browser is sent.
    async fn adds_app_from_the_store(&mut self) -> String {
        let store = self.merchant.open("/apps").await.is(200);
        let page = self.merchant.open(&store.link("/apps/")).await.is(200);
        let consent = self.merchant.open(&page.link("/oauth/authorize")).await.is(200);
        self.agrees(&consent).await
    }

    async fn agrees(&mut self, consent: &Answer) -> String {
        let answer = self.merchant.submit(&consent.form("/oauth/authorize").press("decision", "allow")).await;
        here(&answer.location().unwrap(), &format!("http://{HOST}"))
    }

    async fn refreshes(&self) -> u32 {
        self.wire.refreshes.load(Ordering::SeqCst)
    }

    /// Until the access token has ended for the house.
    fn token_ends(&self) {
        self.house.passes(Duration::from_secs(31 * 24 * 3600));
    }
}

/// The path of an address at this place.
fn here(address: &str, place: &str) -> String {
    address.strip_prefix(place).unwrap_or_else(|| panic!("{address} is not at {place}")).to_owned()
}

async fn signs_up(erp: &mut Browser, page: &Answer, email: &str) -> Answer {
    let form = page.form("/sign-up").fill("email", email).fill("password", crate::people::PASSWORD);
    erp.submit(&form).await
}

#[track_caller]
fn shows_orders(page: &Answer) {
    assert!(page.status.is_success() && page.all("tr.order").len() == 20, "{} {}", page.status, page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_without_a_session_adds_the_app_from_the_store_and_sees_the_orders() {
    let mut scene = Scene::new().await;
    let callback = scene.adds_app_from_the_store().await;
    let code = callback.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mut erp = scene.erp();
    let parked = erp.visit(&callback).await.is(303);
    assert_eq!(parked.location().unwrap(), "/sign-in");
    let page = erp.open("/sign-in").await.is(200);
    page.says("wants to be connected");
    assert!(!format!("{parked:?}{page:?}").contains(&code), "the code stays on the server");
    let finished = signs_up(&mut erp, &page, "bao@store.example").await.is(303);
    assert_eq!(finished.location().unwrap(), "/");
    shows_orders(&erp.follow(finished).await);

    // The same ticket gives nothing twice, and neither does the code.
    erp.open("/finish").await.is(410);
    let mut stranger = scene.erp();
    let page = stranger.open(&callback).await.is(200);
    signs_up(&mut stranger, &page, "stranger@store.example").await.is(400).says("redeemed before");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_in_is_asked_before_a_store_is_connected() {
    let mut scene = Scene::new().await;
    let mut erp = scene.erp();
    let page = erp.open("/sign-in").await.is(200);
    signs_up(&mut erp, &page, "bao@store.example").await.is(303);
    let callback = scene.adds_app_from_the_store().await;
    let page = erp.open(&callback).await.is(200);
    page.says("Connect the store to the account bao@store.example?");
    let finished = erp.submit_and_follow(&page.form("/finish")).await;
    shows_orders(&finished);
    // An answer that another server sent, or none that we asked for.
    erp.open("/callback?code=kcp_x&iss=https%3A%2F%2Fevil.example").await.is(400);
    erp.open(&format!("/callback?code=kcp_x&state=forged&iss={}", scene.url)).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_comes_over_the_apps_own_link_and_signs_up_on_the_way() {
    let mut scene = Scene::new().await;
    let mut erp = scene.erp();
    let page = erp.open("/connect").await.is(200);
    let answer = signs_up(&mut erp, &page, "bao@store.example").await.is(303);
    let out = erp.follow(answer).await.is(303).location().unwrap();
    let consent = scene.merchant.open(&here(&out, &scene.url)).await.is(200);
    let callback = scene.agrees(&consent).await;
    // In another browser the answer is worth nothing, and it is used up.
    scene.erp().open(&callback).await.is(400);
    shows_orders(&erp.open(&callback).await);
    erp.open(&callback).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_took_too_long_says_so_and_the_store_can_be_connected_again() {
    let mut scene = Scene::new().await;
    let callback = scene.adds_app_from_the_store().await;
    scene.house.passes(Duration::from_secs(300));
    let mut erp = scene.erp();
    let page = erp.open(&callback).await.is(200);
    signs_up(&mut erp, &page, "bao@store.example").await.is(400).says("the code has expired");
    erp.open("/").await.is(200).link("/connect");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_pages_refresh_once_and_a_lost_answer_loses_nothing() {
    let mut scene = Scene::new().await;
    let callback = scene.adds_app_from_the_store().await;
    let mut erp = scene.erp();
    let page = erp.open(&callback).await.is(200);
    let finished = signs_up(&mut erp, &page, "bao@store.example").await;
    shows_orders(&erp.follow(finished).await);
    assert_eq!(scene.refreshes().await, 0);

    scene.token_ends();
    let pages: Vec<_> = (0..8)
        .map(|_| {
            let mut erp = erp.clone();
            tokio::spawn(async move { erp.open("/").await })
        })
        .collect();
    for page in pages {
        shows_orders(&page.await.unwrap());
    }
    assert_eq!(scene.refreshes().await, 1, "one refresh for all who waited");

    scene.token_ends();
    scene.wire.is_to_cut.store(true, Ordering::SeqCst);
    shows_orders(&erp.open("/").await);
    assert_eq!(scene.refreshes().await, 3, "the same token was sent again after its answer was lost");
    // The house took it for what it was.
    scene.token_ends();
    shows_orders(&erp.open("/").await);
    let mut operator = scene.house.operator().await;
    operator.open("/operator/audit?action=grants.refresh_reused").await.is(200).says("Nothing matches");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_lie_sealed_on_disk_survive_a_restart_and_end_when_the_merchant_says_so() {
    let mut scene = Scene::new().await;
    let callback = scene.adds_app_from_the_store().await;
    let mut erp = scene.erp();
    let page = erp.open(&callback).await.is(200);
    signs_up(&mut erp, &page, "bao@store.example").await.is(303);
    nothing_in_clear(scene.data.path());
    drop(erp);

    let mut erp = scene.erp();
    let page = erp.open("/").await.is(200);
    let form = page.form("/sign-in").fill("email", "bao@store.example");
    erp.submit(&form.clone().fill("password", "another password")).await.is(400);
    shows_orders(&erp.submit_and_follow(&form.fill("password", crate::people::PASSWORD)).await);
    scene.merchant.removes(&scene.app).await.is(200);
    erp.open("/").await.is(200).says("no longer connected").link("/connect");
}

fn nothing_in_clear(data: &Path) {
    for entry in std::fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        let bytes = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        for word in ["kap_", "krp_", "bao@store.example", "argon2"] {
            assert!(!bytes.contains(word), "{} holds {word} in the clear", path.display());
        }
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}
