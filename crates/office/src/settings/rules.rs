use super::store;
use db::{Read, Write};
use kernel::{Fault, Outcome};
use serde::{Serialize, de::DeserializeOwned};

pub fn get<T: DeserializeOwned>(tx: &mut Read<'_>, key: &str) -> Outcome<Option<T>> {
    let Some(text) = store::find(tx, key)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| Fault::because(format!("reading the setting {key}"), error).into())
}

pub fn set<T: Serialize>(tx: &mut Write<'_>, key: &str, value: &T) -> Outcome<()> {
    let text = serde_json::to_string(value).map_err(|error| Fault::because(format!("writing the setting {key}"), error))?;
    store::upsert(tx, key, &text)
}
