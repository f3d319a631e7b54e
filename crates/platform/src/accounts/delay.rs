//! How long the next sign-in has to wait after failures: growing, never for ever.

use kernel::{Refusal, Time};
use std::{net::IpAddr, time::Duration};

/// An account's own failures; one person mistypes so often.
const FREE_FOR_ACCOUNT: u32 = 5;
/// A whole office can stand behind one address.
const FREE_FOR_ADDRESS: u32 = 20;
/// Links by mail to one person: more would only fill the mailbox.
const FREE_LINKS: u32 = 3;
const FIRST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Failures older than this are forgotten.
pub(super) const MEMORY: Duration = Duration::from_secs(60 * 60);

/// What failures, and links asked for, are counted by, as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Account(String),
    Address(String),
    /// Links by mail to one account.
    Links(String),
}

/// Failures of one subject so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failures {
    pub(super) count: u32,
    pub(super) last_at: Time,
}

impl Subject {
    pub(super) fn account(email: &str) -> Subject {
        Subject::Account(format!("account:{email}"))
    }

    pub(super) fn links(email: &str) -> Subject {
        Subject::Links(format!("links:{email}"))
    }

    /// Whoever has one address of an IPv6 network has 2⁶⁴ of them.
    pub(super) fn address(address: IpAddr) -> Subject {
        Subject::Address(match address.to_canonical() {
            IpAddr::V4(address) => format!("address:{address}"),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        })
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Subject::Account(text) | Subject::Address(text) | Subject::Links(text) => text,
        }
    }

    /// When the next attempt may be made; `None` when at once.
    pub(super) fn next_attempt_at(&self, failures: Failures, now: Time) -> Option<Time> {
        let free = match self {
            Subject::Account(_) => FREE_FOR_ACCOUNT,
            Subject::Address(_) => FREE_FOR_ADDRESS,
            Subject::Links(_) => FREE_LINKS,
        };
        let beyond = failures.count.checked_sub(free)?;
        let delay = FIRST.saturating_mul(1 << beyond.min(10)).min(LONGEST);
        Some(failures.last_at + delay).filter(|next| *next > now)
    }
}

pub(super) fn too_many_attempts(next: Time, now: Time) -> Refusal {
    let sentence = format!("too many sign-ins have failed; try again in {}", wait(next, now));
    Refusal::too_many("accounts.too_many_attempts", sentence, next.since(now))
}

pub(super) fn too_many_links(next: Time, now: Time) -> Refusal {
    let sentence = format!("several links were asked for already; look in your mail, or try again in {}", wait(next, now));
    Refusal::too_many("accounts.too_many_links", sentence, next.since(now))
}

fn wait(next: Time, now: Time) -> String {
    match next.since(now).as_secs().max(1) {
        1 => "1 second".to_owned(),
        seconds @ 2..=90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_unix_millis(1_763_837_361_000);

    fn wait(subject: &Subject, count: u32) -> u64 {
        subject.next_attempt_at(Failures { count, last_at: NOW }, NOW).map_or(0, |next| next.since(NOW).as_secs())
    }

    #[test]
    fn the_delay_grows_to_a_quarter_of_an_hour_and_no_further() {
        let account = Subject::account("li@example.com");
        let waits: Vec<_> = [0, 4, 5, 6, 7, 8, 9, 10, 11, 1000, u32::MAX].map(|count| wait(&account, count)).into();
        assert_eq!(waits, [0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
    }

    #[test]
    fn an_address_is_given_more_patience_than_an_account() {
        let address = Subject::address("203.0.113.9".parse().unwrap());
        assert_eq!((wait(&address, 19), wait(&address, 20)), (0, 30));
    }

    #[test]
    fn a_delay_ends() {
        let account = Subject::account("li@example.com");
        let failures = Failures { count: 5, last_at: NOW };
        assert_eq!(account.next_attempt_at(failures, NOW + Duration::from_secs(30)), None);
        assert!(account.next_attempt_at(failures, NOW + Duration::from_secs(29)).is_some());
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        let subject = |text: &str| Subject::address(text.parse().unwrap());
        assert_eq!(subject("2001:db8::1"), subject("2001:db8::ffff:2"));
        assert_ne!(subject("2001:db8::1"), subject("2001:db8:0:1::1"));
        assert_eq!(subject("::ffff:203.0.113.9"), subject("203.0.113.9"));
    }

    #[test]
    fn the_refusal_says_when_to_try_again() {
        let sentence = |seconds| too_many_attempts(NOW + Duration::from_secs(seconds), NOW).sentence.into_owned();
        assert_eq!(sentence(30), "too many sign-ins have failed; try again in 30 seconds");
        assert_eq!(sentence(870), "too many sign-ins have failed; try again in 15 minutes");
    }
}
