//! The clients: each holds one connection and sends one request after the other, checks the answer, and goes on with what it
//! was given. They share the machine with whom they ask, so throughput here is what is left for both.

use super::process::{Announced, Process};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use url::form_urlencoded::Serializer;

/// Paths of the token and the introspection endpoint.
#[derive(Clone, Copy)]
pub struct Endpoints {
    token: &'static str,
    introspect: &'static str,
}

impl Endpoints {
    pub const KONTOR: Endpoints = Endpoints { token: gateway::TOKEN, introspect: gateway::INTROSPECT };
    pub const RIVAL: Endpoints = Endpoints { token: "/token", introspect: "/token/introspection" };
}

/// Requests of one kind, and what they cost whom they were sent to.
pub struct Measured {
    pub requests: u64,
    pub took: Duration,
    /// Of the process that answered.
    pub cpu: Duration,
    /// Durable ones, where it says so.
    pub commits: Option<u64>,
    /// From sending to the last byte, ascending.
    pub latencies: Vec<Duration>,
}

impl Measured {
    pub fn cpu_each(&self) -> Duration {
        self.cpu.div_f64(self.requests.max(1) as f64)
    }

    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }

    /// The latency that so many of a hundred do not exceed.
    pub fn percentile(&self, hundredths: usize) -> Duration {
        self.latencies.get(self.latencies.len().saturating_sub(1) * hundredths / 100).copied().unwrap_or_default()
    }
}

#[derive(Clone, Copy)]
pub enum Work {
    /// Every grant exchanges a code for its pair.
    Exchange,
    /// Asks for so long how the grants' access tokens stand.
    Introspect(Duration),
    /// Exchanges for so long each grant's refresh token for its successor.
    Refresh(Duration),
}

/// Clients that are connected to a process, each with grants of its own.
pub struct Rehearsal {
    process: Process,
    clients: Vec<Client>,
}

struct Client {
    connection: Connection,
    endpoints: Endpoints,
    redirect_uri: String,
    grants: Vec<Grant>,
    latencies: Vec<Duration>,
}

#[derive(Default)]
struct Grant {
    /// Not exchanged yet.
    codes: Vec<String>,
    pair: Pair,
}

#[derive(Default, Deserialize)]
struct Pair {
    access_token: String,
    refresh_token: String,
}

impl Rehearsal {
    pub async fn connect(
        process: Process,
        endpoints: Endpoints,
        announced: Announced,
        (clients, grants): (usize, usize),
    ) -> Result<Rehearsal, String> {
        let address = process.base_url.strip_prefix("http://").and_then(|address| address.parse().ok());
        let address: SocketAddr = address.ok_or_else(|| format!("{} is no address to connect to", process.base_url))?;
        let basic = BASE64_STANDARD.encode(format!("{}:{}", announced.client_id, announced.client_secret));
        let of_grant = announced.codes.chunks(announced.codes.len() / grants);
        let mut of_grant = of_grant.map(|codes| Grant { codes: codes.to_vec(), pair: Pair::default() });
        let mut connected = Vec::new();
        for _ in 0..clients {
            let grants = of_grant.by_ref().take(grants / clients).collect();
            let connection = Connection::open(address, &basic).await?;
            let redirect_uri = announced.redirect_uri.clone();
            connected.push(Client { connection, endpoints, redirect_uri, grants, latencies: Vec::new() });
        }
        Ok(Rehearsal { process, clients: connected })
    }

    /// All clients at once do `work` until all are done.
    pub async fn run(&mut self, work: Work) -> Result<Measured, String> {
        let (cpu, commits, began) = (self.process.cpu()?, self.process.commits(), Instant::now());
        let mut tasks = JoinSet::new();
        for mut client in self.clients.drain(..) {
            tasks.spawn(async move { client.run(work, began).await.map(|()| client) });
        }
        while let Some(client) = tasks.join_next().await {
            self.clients.push(client.map_err(|error| error.to_string())??);
        }
        let took = began.elapsed();
        let cpu = self.process.cpu()?.saturating_sub(cpu);
        let commits = self.process.commits().zip(commits).map(|(after, before)| after - before);
        let mut latencies: Vec<_> = self.clients.iter_mut().flat_map(|client| std::mem::take(&mut client.latencies)).collect();
        latencies.sort_unstable();
        Ok(Measured { requests: latencies.len() as u64, took, cpu, commits, latencies })
    }
}

// === impl Client ===

impl Client {
    async fn run(&mut self, work: Work, began: Instant) -> Result<(), String> {
        match work {
            Work::Exchange => {
                for place in 0..self.grants.len() {
                    self.exchange(place).await?;
                }
            }
            Work::Introspect(lasts) | Work::Refresh(lasts) => {
                let mut places = (0..self.grants.len()).cycle();
                while let (true, Some(place)) = (began.elapsed() < lasts, places.next()) {
                    match work {
                        Work::Introspect(_) => self.introspect(place).await?,
                        _ => self.refresh(place).await?,
                    }
                }
            }
        }
        Ok(())
    }

    async fn exchange(&mut self, place: usize) -> Result<(), String> {
        let code = self.grants[place].codes.pop().ok_or("all codes are exchanged")?;
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &self.redirect_uri)];
        let answer = self.connection.post(self.endpoints.token, &form, &mut self.latencies).await?;
        self.grants[place].pair = pair(answer)?;
        Ok(())
    }

    async fn refresh(&mut self, place: usize) -> Result<(), String> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", &self.grants[place].pair.refresh_token)];
        let answer = self.connection.post(self.endpoints.token, &form, &mut self.latencies).await?;
        self.grants[place].pair = pair(answer)?;
        Ok(())
    }

    async fn introspect(&mut self, place: usize) -> Result<(), String> {
        let form = [("token", self.grants[place].pair.access_token.as_str())];
        let answer = self.connection.post(self.endpoints.introspect, &form, &mut self.latencies).await?;
        let is_active = answer.windows(ACTIVE.len()).any(|window| window == ACTIVE);
        if is_active { Ok(()) } else { Err(format!("a live token is not active: {}", String::from_utf8_lossy(answer))) }
    }
}

const ACTIVE: &[u8] = b"\"active\":true";

fn pair(answer: &[u8]) -> Result<Pair, String> {
    serde_json::from_slice(answer).map_err(|error| format!("no tokens came: {error}"))
}

// === impl Connection ===

/// One connection of HTTP/1.1, kept open; just as much of it as the programs here answer with.
struct Connection {
    stream: TcpStream,
    host: SocketAddr,
    basic: String,
    sent: String,
    received: Vec<u8>,
}

impl Connection {
    async fn open(host: SocketAddr, basic: &str) -> Result<Connection, String> {
        let failed = |error: std::io::Error| format!("cannot connect to {host}: {error}");
        let stream = TcpStream::connect(host).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Connection { stream, host, basic: basic.to_owned(), sent: String::new(), received: Vec::new() })
    }

    /// The body of the answer, which must be a 200.
    async fn post(&mut self, path: &str, form: &[(&str, &str)], latencies: &mut Vec<Duration>) -> Result<&[u8], String> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let Connection { host, basic, .. } = self;
        self.sent = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Basic {basic}\r\naccept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let began = Instant::now();
        self.stream.write_all(self.sent.as_bytes()).await.map_err(|error| format!("cannot send a request: {error}"))?;
        let start = self.receive().await?;
        latencies.push(began.elapsed());
        Ok(&self.received[start..])
    }

    /// Reads one answer to its end; says where its body starts.
    async fn receive(&mut self) -> Result<usize, String> {
        self.received.clear();
        loop {
            let got = self.stream.read_buf(&mut self.received).await.map_err(|error| format!("no answer came: {error}"))?;
            if got == 0 {
                return Err("the connection was closed".to_owned());
            }
            let Some(start) = self.received.windows(4).position(|window| window == b"\r\n\r\n").map(|end| end + 4) else {
                continue;
            };
            if self.received.len() >= start + body_length(&self.received[..start])? {
                let is_fine = self.received.starts_with(b"HTTP/1.1 200");
                return if is_fine { Ok(start) } else { Err(format!("refused: {}", String::from_utf8_lossy(&self.received))) };
            }
        }
    }
}

fn body_length(head: &[u8]) -> Result<usize, String> {
    let head = std::str::from_utf8(head).map_err(|error| error.to_string())?;
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, length)| length.trim().parse().ok()).ok_or_else(|| format!("an answer without content-length: {head}"))
}
