use crate::words::words;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

words! {
    /// How much of a personal field its source shows us.
    Privacy {
        Clear = "clear",
        /// Parts are stars: good for showing, not for sending a parcel.
        Masked = "masked",
        /// The source's cipher text: only the source can use it.
        Encrypted = "encrypted",
        /// The source has it and does not tell.
        Withheld = "withheld",
    }
}

/// A field about a person, together with how much of it we were told. JSON: `{"value": "…", "privacy": "clear"}`; a
/// withheld field has no `value`. "Not given at all" is `Option::None`, which is another thing than withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Personal {
    Clear(String),
    Masked(String),
    Encrypted(String),
    Withheld,
}

impl Personal {
    /// A clear field, or none when the text is blank: a blank says nothing.
    pub fn clear(text: impl Into<String>) -> Option<Personal> {
        let text = text.into();
        if text.trim().is_empty() { None } else { Some(Personal::Clear(text)) }
    }

    pub fn privacy(&self) -> Privacy {
        match self {
            Personal::Clear(_) => Privacy::Clear,
            Personal::Masked(_) => Privacy::Masked,
            Personal::Encrypted(_) => Privacy::Encrypted,
            Personal::Withheld => Privacy::Withheld,
        }
    }

    /// What may be shown to people: clear or masked text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Personal::Clear(text) | Personal::Masked(text) => Some(text),
            Personal::Encrypted(_) | Personal::Withheld => None,
        }
    }

    fn value(&self) -> Option<&str> {
        match self {
            Personal::Clear(text) | Personal::Masked(text) | Personal::Encrypted(text) => Some(text),
            Personal::Withheld => None,
        }
    }
}

#[derive(Serialize)]
struct Borrowed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    privacy: Privacy,
}

#[derive(Deserialize)]
struct Owned {
    value: Option<String>,
    #[serde(default = "clear")]
    privacy: Privacy,
}

fn clear() -> Privacy {
    Privacy::Clear
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Borrowed { value: self.value(), privacy: self.privacy() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Personal, D::Error> {
        match Owned::deserialize(deserializer)? {
            Owned { privacy: Privacy::Withheld, value: None } => Ok(Personal::Withheld),
            Owned { privacy: Privacy::Withheld, value: Some(_) } => Err(D::Error::custom("a withheld field has no value")),
            Owned { value: None, .. } => Err(D::Error::missing_field("value")),
            Owned { privacy: Privacy::Clear, value: Some(text) } => Ok(Personal::Clear(text)),
            Owned { privacy: Privacy::Masked, value: Some(text) } => Ok(Personal::Masked(text)),
            Owned { privacy: Privacy::Encrypted, value: Some(text) } => Ok(Personal::Encrypted(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_field_says_how_much_was_told() {
        for (field, json) in [
            (Personal::Clear("王芳".into()), r#"{"value":"王芳","privacy":"clear"}"#),
            (Personal::Masked("王*".into()), r#"{"value":"王*","privacy":"masked"}"#),
            (Personal::Withheld, r#"{"privacy":"withheld"}"#),
        ] {
            assert_eq!(serde_json::to_string(&field).unwrap(), json);
            assert_eq!(serde_json::from_str::<Personal>(json).unwrap(), field);
        }
        assert!(serde_json::from_str::<Personal>(r#"{"privacy":"masked"}"#).is_err());
        assert_eq!(Personal::clear("  "), None);
    }
}
