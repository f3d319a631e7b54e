//! Cookies. Both environments may share a host, and cookies know no ports: the environment is in each name.

use crate::Web;
use axum::http::{HeaderMap, HeaderValue, header};

#[derive(Clone, Copy, Debug)]
pub enum Cookie {
    Session,
    Language,
    Flash,
    /// Who gave the right password and has yet to give a code.
    SecondStep,
}

impl Cookie {
    /// `__Host-` binds the cookie to this host and to https, where there is https.
    pub fn name(self, web: &Web) -> String {
        let prefix = if web.is_https() { "__Host-" } else { "" };
        let suffix = match self {
            Cookie::Session => "",
            Cookie::Language => "_language",
            Cookie::Flash => "_flash",
            Cookie::SecondStep => "_second_step",
        };
        format!("{prefix}kontor_{}{suffix}", web.environment())
    }

    pub fn read<'h>(self, web: &Web, headers: &'h HeaderMap) -> Option<&'h str> {
        let name = self.name(web);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(';')).find_map(|pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name).then_some(value)
        })
    }

    /// `None` lives as long as the browser's session.
    pub fn set(self, web: &Web, value: &str, seconds: Option<u64>) -> HeaderValue {
        let mut line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(web));
        if let Some(seconds) = seconds {
            line.push_str(&format!("; Max-Age={seconds}"));
        }
        if web.is_https() {
            line.push_str("; Secure");
        }
        HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
    }

    pub fn forget(self, web: &Web) -> HeaderValue {
        self.set(web, "", Some(0))
    }
}
