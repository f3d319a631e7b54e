use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Which addresses may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Public,
    /// And this very machine, where people develop.
    PublicAndLoopback,
}

impl Reach {
    pub fn allows(self, address: IpAddr) -> bool {
        is_public(address) || self == Reach::PublicAndLoopback && address.to_canonical().is_loopback()
    }
}

/// Whether one can see without asking anybody that the host is out of reach: an address written out, or a name that never
/// leaves a machine or its network (RFC 6761, RFC 6762, RFC 9476, and `.internal`).
pub fn names_private_host(url: &Url, reach: Reach) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !reach.allows(address.into()),
        Some(Host::Ipv6(address)) => !reach.allows(address.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let is_local = name == "localhost" || name.ends_with(".localhost");
            let is_internal = ["local", "internal", "home.arpa", "alt", "onion", "lan"]
                .iter()
                .any(|end| name == *end || name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.')));
            is_internal || is_local && reach == Reach::Public || !is_local && !name.contains('.')
        }
        None => true,
    }
}

/// Whether the address can be a server of the public internet (IANA's special-purpose registries, RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = a == 0
        || a == 10
        || a == 127
        || a >= 224
        || a == 100 && (64..128).contains(&b)
        || a == 169 && b == 254
        || a == 172 && (16..32).contains(&b)
        || a == 192 && b == 168
        || a == 192 && b == 0 && (c == 0 || c == 2)
        || a == 192 && b == 88 && c == 99
        || a == 198 && (b == 18 || b == 19)
        || a == 198 && b == 51 && c == 100
        || a == 203 && b == 0 && c == 113;
    !is_special
}

/// Global unicast is 2000::/3; out of it go protocol assignments with Teredo (2001::/23), documentation (2001:db8::/32,
/// 3fff::/20) and 6to4 (2002::/16), behind which any IPv4 address can stand.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_global = a & 0xe000 == 0x2000;
    let is_special = a == 0x2001 && (b < 0x0200 || b == 0x0db8) || a == 0x2002 || a == 0x3fff && b < 0x1000;
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_public_internet_is_told_by_its_address() {
        for text in ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001:0:1::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_sandbox_reaches_its_own_machine_and_no_other_private_one() {
        let loopback: Vec<IpAddr> = ["127.0.0.1", "127.8.8.8", "::1"].map(|text| text.parse().unwrap()).into();
        assert!(loopback.iter().all(|address| Reach::PublicAndLoopback.allows(*address) && !Reach::Public.allows(*address)));
        assert!(!Reach::PublicAndLoopback.allows("192.168.1.1".parse().unwrap()));
    }

    #[test]
    fn private_hosts_are_told_however_they_are_written() {
        let is_private = |text: &str, reach| names_private_host(&Url::parse(text).unwrap(), reach);
        for text in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://shop.localhost./",
            "https://10.0.0.1/",
            "https://[::ffff:10.0.0.1]/",
            "https://printer.local/",
            "https://vault.internal/",
            "https://intranet/",
        ] {
            assert!(is_private(text, Reach::Public), "{text}");
        }
        assert!(!is_private("https://localhost:9000/", Reach::PublicAndLoopback));
        assert!(!is_private("http://127.0.0.1:9000/", Reach::PublicAndLoopback));
        assert!(is_private("https://10.0.0.1/", Reach::PublicAndLoopback));
        for text in ["https://example.com/", "https://例子.中国/", "https://local.example.com/", "https://1.1.1.1/"] {
            assert!(!is_private(text, Reach::Public), "{text}");
        }
    }
}
