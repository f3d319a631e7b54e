//! Parameters of a query or a form body, each at most once: what a server and a proxy would read differently is refused.

use std::collections::BTreeMap;

/// More than any call has.
const MAX_PARAMS: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<String, Vec<String>>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamsError {
    /// Percent-encoding that is not UTF-8.
    NotText,
    TooMany,
}

impl Params {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(encoded: &[u8]) -> Result<Params, ParamsError> {
        let mut params = Params::default();
        for (place, pair) in encoded.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).enumerate() {
            if place >= MAX_PARAMS {
                return Err(ParamsError::TooMany);
            }
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            params.0.entry(decode(name)?).or_default().push(decode(value)?);
        }
        Ok(params)
    }

    /// From pairs that were decoded already.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Params {
        let mut params = Params::default();
        for (name, value) in pairs {
            params.0.entry(name).or_default().push(value);
        }
        params
    }

    /// One name or value, out of its encoding.
    pub fn decoded(encoded: &[u8]) -> Result<String, ParamsError> {
        decode(encoded)
    }

    /// From a JSON object of strings and numbers.
    pub fn from_json(object: &serde_json::Map<String, serde_json::Value>) -> Option<Params> {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let pairs = object.iter().map(|(name, value)| Some((name.clone(), vec![text(value)?])));
        pairs.collect::<Option<_>>().map(Params)
    }

    /// A parameter that came more than once.
    pub fn repeated(&self) -> Option<&str> {
        self.0.iter().find(|(_, values)| values.len() > 1).map(|(name, _)| name.as_str())
    }

    /// A parameter other than `may_repeat` that came more than once.
    pub fn repeated_but(&self, may_repeat: &str) -> Option<&str> {
        self.0.iter().find(|(name, values)| *name != may_repeat && values.len() > 1).map(|(name, _)| name.as_str())
    }

    /// The value; empty counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|values| values.first()).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Every value of a parameter that may be repeated or hold a comma list.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let values = self.0.get(name).into_iter().flatten();
        values.flat_map(|value| value.split(',')).map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// Every value of a parameter that may be repeated.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

fn decode(text: &[u8]) -> Result<String, ParamsError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digits = (ahead.next().and_then(hex_digit), ahead.next().and_then(hex_digit));
                if let (Some(high), Some(low)) = digits {
                    bytes.push(high << 4 | low);
                    rest = ahead;
                } else {
                    bytes.push(b'%');
                }
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| ParamsError::NotText)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_repeats_are_seen() {
        let params = Params::parse("a=1&name=%E5%BA%94%E7%94%A8+x&empty=&a=2,3&odd=%zz".as_bytes()).unwrap();
        assert_eq!(params.get("name"), Some("应用 x"));
        assert_eq!(params.get("empty"), None);
        assert_eq!(params.get("odd"), Some("%zz"));
        assert_eq!(params.repeated(), Some("a"));
        assert_eq!(params.list("a"), ["1", "2", "3"]);
        assert_eq!(Params::parse(b"a=%ff"), Err(ParamsError::NotText));
        assert_eq!(Params::parse("a=1&".repeat(101).as_bytes()), Err(ParamsError::TooMany));
    }
}
