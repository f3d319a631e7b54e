//! Looks at other people's servers: a job asks, and the answer is kept by what was asked.

use super::{Field, Listing, store};
use crate::apps::{self, App};
use db::{Read, Write};
use kernel::{Fault, Id, Outcome, Time, kinds};
use office::jobs;
use outbound::{Failed, Outbound, Reach};
use std::time::Duration;
use url::{Host, Url};

/// The job that asks for what an app's listing and redirects name.
pub const PROBE: &str = "listings.probe";
/// An answer this old is asked for anew; one that is younger is not, however often somebody asks.
const STALE: Duration = Duration::from_secs(60);
/// So many are asked for in one job: an app has a website and ten redirect URIs.
const MOST: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub kind: ProbeKind,
    /// A URL.
    pub target: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    /// Asked with GET: any answer but an error of the server's or the request's is good.
    Website,
    /// Its host is resolved.
    RedirectHost,
}

#[derive(Clone, Debug)]
pub(super) struct Probed {
    pub(super) probe: Probe,
    pub(super) asked_at: Time,
    /// None until the job has been there.
    pub(super) result: Option<ProbeResult>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeResult {
    pub is_private: bool,
    pub is_good: bool,
    /// The status, or what went wrong.
    pub found: String,
}

impl ProbeKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            ProbeKind::Website => "website",
            ProbeKind::RedirectHost => "redirect_host",
        }
    }

    pub(super) fn parse(text: &str) -> Option<ProbeKind> {
        [ProbeKind::Website, ProbeKind::RedirectHost].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Puts what was not asked lately into the queue.
pub(super) fn ask(tx: &mut Write<'_>, app: &App, listing: &Listing) -> Outcome<()> {
    let (known, now) = (store::probed(tx, &app.id)?, tx.now);
    let mut any = false;
    for probe in of_listing(app, listing) {
        let is_fresh = known.iter().any(|known| known.probe == probe && now.since(known.asked_at) < STALE);
        if !is_fresh {
            store::insert_probe(tx, &app.id, &probe)?;
            any = true;
        }
    }
    if any { jobs::enqueue(tx, PROBE, &app.id, now) } else { Ok(()) }
}

/// What the job of this app is to ask, and how far it may reach.
pub fn waiting(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<(Vec<Probe>, Reach)> {
    let waiting = store::probed(tx, id)?.into_iter().filter(|probed| probed.result.is_none());
    Ok((waiting.map(|probed| probed.probe).take(MOST).collect(), apps::reach(tx)?))
}

/// Asks. Never fails: that a server cannot be reached is the answer.
pub async fn probe(outbound: &Outbound, probe: &Probe, reach: Reach) -> ProbeResult {
    let Ok(url) = Url::parse(&probe.target) else { return ProbeResult::failed(&Failed::NoAddress) };
    let asked = match probe.kind {
        ProbeKind::Website => outbound
            .status(&url, reach)
            .await
            .map(|status| (status.is_success() || status.is_redirection(), status.as_u16().to_string())),
        ProbeKind::RedirectHost => outbound.resolve(&url, reach).await.map(|_| (true, String::new())),
    };
    match asked {
        Ok((is_good, found)) => ProbeResult { is_private: false, is_good, found },
        Err(failed) => ProbeResult::failed(&failed),
    }
}

/// Keeps what a job found.
pub fn note(tx: &mut Write<'_>, id: &Id<kinds::App>, probe: &Probe, result: &ProbeResult) -> Outcome<()> {
    if store::answer_probe(tx, id, probe, result)? {
        return Ok(());
    }
    Err(Fault::new("a probe that nobody asked for was answered").into())
}

/// Drops answers that nobody needs any more: how many rows that were.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let before = tx.now - Duration::from_secs(30 * 86_400);
    store::delete_probes(tx, before, limit)
}

fn of_listing(app: &App, listing: &Listing) -> Vec<Probe> {
    let website = listing.field(Field::Website).draft.line().filter(|url| !url.is_empty());
    let website = website.map(|url| Probe { kind: ProbeKind::Website, target: url.to_owned() });
    website.into_iter().chain(of_redirects(app)).collect()
}

/// One a host. A public app's loopback address is the merchant's own machine (RFC 8252), and custom schemes have no host.
pub(super) fn of_redirects(app: &App) -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for url in app.redirect_uris.iter().filter_map(|text| Url::parse(text).ok()) {
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => true,
        };
        if app.is_public && is_loopback {
            continue;
        }
        let probe =
            Probe { kind: ProbeKind::RedirectHost, target: format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default()) };
        if !probes.contains(&probe) {
            probes.push(probe);
        }
    }
    probes
}

impl ProbeResult {
    fn failed(failed: &Failed) -> ProbeResult {
        ProbeResult { is_private: matches!(failed, Failed::Private(_)), is_good: false, found: failed.to_string() }
    }
}
