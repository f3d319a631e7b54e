use kernel::{Environment, Refusal};
use url::{Host, Url};

const MAX_LENGTH: usize = 2000;

/// Whether a redirect URI may be registered: absolute, without a fragment (RFC 6749 §3.1.2) and without credentials;
/// `https`, or `http` on a loopback address (RFC 8252 §7.3). It is compared letter by letter later, so it is kept as typed.
pub(super) fn check(text: &str, environment: Environment) -> Result<(), Refusal> {
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
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback => Ok(()),
        _ => match environment {
            Environment::Sandbox => {
                refuse("apps.redirect_scheme", "use https://, or http:// on a loopback address while you develop")
            }
            Environment::Production => refuse("apps.redirect_scheme", "use https://"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leak_a_code_is_refused() {
        let code = |text: &str| check(text, Environment::Production).err().map(|refusal| refusal.fields[0].code);
        assert_eq!(code("https://erp.example/callback?from=kontor"), None);
        assert_eq!(code("http://127.0.0.1:9000/cb"), None);
        assert_eq!(code("http://erp.example/callback"), Some("apps.redirect_scheme"));
        assert_eq!(code("https://erp.example/#x"), Some("apps.redirect_fragment"));
        assert_eq!(code("https://erp.example\\@evil.example/"), Some("apps.redirect_fragment"));
        assert_eq!(code("https://a:b@erp.example/"), Some("apps.redirect_credentials"));
        assert_eq!(code("javascript:alert(1)"), Some("apps.redirect_scheme"));
        assert_eq!(code("/callback"), Some("apps.redirect_not_url"));
        assert_eq!(code(&format!("https://erp.example/{}", "x".repeat(2000))), Some("apps.redirect_too_long"));
    }
}
