use kernel::Refusal;
use outbound::Reach;
use url::{Host, Url};

const MAX_LENGTH: usize = 2000;

/// Whether a redirect URI may be registered: absolute, without a fragment (RFC 6749 §3.1.2) and without credentials;
/// `https`, or `http` on a loopback address (RFC 8252 §7.3) where `reach` includes those. It is compared letter by letter later,
/// so it is kept as typed.
///
/// A host that only one machine or network reaches is refused, since a merchant's browser would find nothing there, or
/// something else.
pub(super) fn check(text: &str, reach: Reach) -> Result<(), Refusal> {
    let refuse = |code, sentence: &'static str| Err(Refusal::field("redirect_uri", code, sentence));
    if text.len() > MAX_LENGTH {
        return refuse("apps.redirect_too_long", "the redirect URL is longer than 2000 characters");
    }
    let Ok(url) = Url::parse(text) else {
        return refuse("apps.redirect_not_url", "this is not a complete URL; it begins with https://");
    };
    if text.contains(['#', ' ', '\\']) || text.chars().any(char::is_control) || url.fragment().is_some() {
        return refuse("apps.redirect_fragment", "a redirect URL has no #fragment, spaces or backslashes");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("apps.redirect_credentials", "a redirect URL carries no user name or password");
    }
    match url.scheme() {
        "https" if outbound::names_private_host(&url, reach) => {
            refuse("apps.redirect_private", "this host is not on the public internet; name one that every browser reaches")
        }
        "https" => Ok(()),
        "http" if is_loopback_host(&url) && reach == Reach::PublicAndLoopback => Ok(()),
        "http" if is_loopback_host(&url) => {
            let sentence = "use https://: in production http:// on a loopback address is for public apps, which run on the merchant's own machine";
            refuse("apps.redirect_loopback", sentence)
        }
        _ => refuse("apps.redirect_scheme", "use https://, or http:// on a loopback address while you develop"),
    }
}

/// Whether the browser stays on its own machine, where nothing encrypts the way.
pub(super) fn is_loopback(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.scheme() == "http" && is_loopback_host(&url))
}

fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether both are the same loopback address of `http` but for the port (RFC 8252 §7.3). Only literal addresses: a name
/// such as `localhost` can be made to lead elsewhere (§8.3).
pub(super) fn is_same_but_port(registered: &str, named: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]"].iter().any(|host| {
        let rest = |text: &str| text.strip_prefix(host).and_then(without_port).map(str::to_owned);
        rest(registered).is_some_and(|known| rest(named).is_some_and(|named| named == known))
    })
}

/// What follows `:port`, or follows the host where there is none; nothing when the host goes on.
fn without_port(text: &str) -> Option<&str> {
    let rest = match text.strip_prefix(':') {
        None => text,
        Some(text) => {
            let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
            text[..end].parse::<u16>().ok()?;
            &text[end..]
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loopback_address_may_differ_in_its_port_and_in_nothing_else() {
        let registered = "http://127.0.0.1/callback";
        for same in ["http://127.0.0.1/callback", "http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback"] {
            assert!(is_same_but_port(registered, same), "{same}");
        }
        for other in [
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1:80/callback/more",
            "https://127.0.0.1:80/callback",
            "http://[::1]:80/callback",
        ] {
            assert!(!is_same_but_port(registered, other), "{other}");
        }
        assert!(is_same_but_port("http://[::1]:9/cb", "http://[::1]:10/cb"));
        assert!(!is_same_but_port("http://localhost:9/cb", "http://localhost:10/cb"));
    }

    #[test]
    fn what_could_leak_a_code_is_refused() {
        let loose = |text: &str| check(text, Reach::PublicAndLoopback).err().map(|refusal| refusal.fields[0].code);
        assert_eq!(loose("http://127.0.0.1:9000/cb"), None);
        assert_eq!(loose("https://127.0.0.1/cb"), None);
        let code = |text: &str| check(text, Reach::Public).err().map(|refusal| refusal.fields[0].code);
        assert_eq!(code("https://erp.example/callback?from=kontor"), None);
        for loopback in ["http://127.0.0.1:9000/cb", "http://localhost/cb", "http://[::1]/cb", "http://127.9.9.9/cb"] {
            assert_eq!(code(loopback), Some("apps.redirect_loopback"), "{loopback}");
            assert!(is_loopback(loopback), "{loopback}");
        }
        assert!(!is_loopback("https://127.0.0.1/cb"));
        assert_eq!(code("https://localhost/cb"), Some("apps.redirect_private"));
        assert_eq!(code("https://192.168.0.9/cb"), Some("apps.redirect_private"));
        assert_eq!(code("http://erp.example/callback"), Some("apps.redirect_scheme"));
        assert_eq!(code("https://erp.example/#x"), Some("apps.redirect_fragment"));
        assert_eq!(code("https://erp.example\\@evil.example/"), Some("apps.redirect_fragment"));
        assert_eq!(code("https://a:b@erp.example/"), Some("apps.redirect_credentials"));
        assert_eq!(code("javascript:alert(1)"), Some("apps.redirect_scheme"));
        assert_eq!(code("/callback"), Some("apps.redirect_not_url"));
        assert_eq!(code(&format!("https://erp.example/{}", "x".repeat(2000))), Some("apps.redirect_too_long"));
    }
}
