//! The real program: started, spoken to over the wire, killed.

use crate::client::Answer;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use hyper_util::{client::legacy::Client, client::legacy::connect::HttpConnector, rt::TokioExecutor};
use serde_json::Value;
use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// Long enough for a debug build on a busy machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(90);

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kontor");

/// A running `kontor demo`.
pub struct Kontor {
    child: Child,
    folder: tempfile::TempDir,
    ports: [u16; 2],
    /// What it wrote about itself.
    pub told: Value,
}

impl Kontor {
    /// Starts the demo on fresh data and waits until it says that it answers.
    pub async fn demo() -> Kontor {
        let folder = tempfile::tempdir().unwrap();
        let ports = [free_port(), free_port()];
        let child = start(folder.path(), ports);
        let mut kontor = Kontor { child, folder, ports, told: Value::Null };
        kontor.wait_until_it_answers().await;
        kontor
    }

    /// Starts the demo on fresh data and kills it after so long, whatever it is at.
    pub async fn demo_cut_short(after: Duration) -> Kontor {
        let folder = tempfile::tempdir().unwrap();
        let ports = [free_port(), free_port()];
        let child = start(folder.path(), ports);
        let mut kontor = Kontor { child, folder, ports, told: Value::Null };
        tokio::time::sleep(after).await;
        kontor.kill();
        kontor
    }

    /// Ends the process at once, as the loss of power would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again on the same data.
    pub async fn start_again(&mut self) {
        self.child = start(self.folder.path(), self.ports);
        self.wait_until_it_answers().await;
    }

    /// Asks it to stop, and says how it ended.
    pub async fn stop(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        until("the program has ended", || self.child.try_wait().unwrap()).await
    }

    /// Where its keys and databases are.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where an environment answers.
    pub fn url(&self, environment: &str) -> &str {
        self.told[environment]["base_url"].as_str().unwrap()
    }

    /// What it has written to its standard error.
    pub fn complaints(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("stderr")).unwrap_or_default()
    }

    async fn wait_until_it_answers(&mut self) {
        let describe = self.folder.path().join("describe.json");
        let told = until("the program has described itself", || {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the program ended with {status}: {}", self.complaints());
            }
            serde_json::from_str(&std::fs::read_to_string(&describe).ok()?).ok()
        });
        self.told = told.await;
    }
}

impl Drop for Kontor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn start(folder: &Path, ports: [u16; 2]) -> Child {
    drop(std::fs::remove_file(folder.join("describe.json")));
    let address = |port: u16| format!("127.0.0.1:{port}");
    Command::new(PROGRAM)
        .args(["demo", "--production", &address(ports[0]), "--sandbox", &address(ports[1])])
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--describe")
        .arg(folder.join("describe.json"))
        .stdin(Stdio::null())
        .stdout(File::create(folder.join("stdout")).unwrap())
        .stderr(File::create(folder.join("stderr")).unwrap())
        .spawn()
        .unwrap()
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Looks again and again until there is something to see.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "not seen in {} s: {what}", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// One request over a real connection; redirects are not followed.
pub async fn fetch(request: Request<Vec<u8>>) -> Answer {
    try_fetch(request).await.unwrap_or_else(|error| panic!("{error}"))
}

/// The same, for when nobody may be there.
pub async fn try_fetch(request: Request<Vec<u8>>) -> Result<Answer, String> {
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request.map(Body::from)).await.map_err(|error| format!("{error:?}"))?;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(Body::new(body), usize::MAX).await.map_err(|error| error.to_string())?;
    Ok(Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() })
}

pub async fn get(url: &str, bearer: Option<&str>) -> Answer {
    let mut request = Request::get(url);
    if let Some(token) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    fetch(request.body(Vec::new()).unwrap()).await
}

#[tokio::test]
async fn the_demo_answers_describes_itself_and_stops_when_asked() {
    let mut kontor = Kontor::demo().await;
    for environment in ["production", "sandbox"] {
        let answer = get(&format!("{}/apps", kontor.url(environment)), None).await;
        assert_eq!(answer.status, StatusCode::OK, "{environment}: {}", answer.text());
        let told = &kontor.told[environment];
        assert_eq!(told["merchants"].as_array().unwrap().len(), 3, "{told}");
        assert!(told["operator"]["password"].as_str().unwrap().len() >= 12, "{told}");
        assert!(told["apps"][0]["redirect_uri"].as_str().unwrap().contains("127.0.0.1"), "{told}");
    }
    assert_ne!(kontor.told["production"]["operator"]["password"], kontor.told["sandbox"]["operator"]["password"]);
    let status = kontor.stop().await;
    assert_eq!(status.code(), Some(0), "{}", kontor.complaints());
}

/// Starts the demo where it cannot start; what it said.
fn refused(folder: &Path, ports: [u16; 2]) -> String {
    let mut child = start(folder, ports);
    let status = child.wait().unwrap();
    let said = std::fs::read_to_string(folder.join("stderr")).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    said
}

#[tokio::test]
async fn what_keeps_it_from_starting_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let said = refused(folder.path(), [port, free_port()]);
    assert!(said.contains(&port.to_string()), "{said}");

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data"), "a file where a directory should be").unwrap();
    let said = refused(folder.path(), [free_port(), free_port()]);
    assert!(said.contains("data"), "{said}");

    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let location = db::Location::Sqlite(folder.path().join("data/production.db"));
    let db = db::Db::open(&location, kernel::Environment::Production, kernel::Clock::System, db::Randomness::System).unwrap();
    let later = "INSERT INTO schema_migrations (name) VALUES ($1)";
    db.write(move |tx| tx.execute(later, &[&"9999_later"])).await.unwrap();
    drop(db);
    let said = refused(folder.path(), [free_port(), free_port()]);
    assert!(said.contains("9999_later") && said.contains("newer"), "{said}");
}
