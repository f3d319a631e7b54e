use crate::{
    country,
    standing::Standing,
    text::{self, Fields},
};
use commerce::Currency;
use kernel::{Id, Refusal, Time, kinds};
use office::files::{MediaType, Upload};
use serde::Serialize;

const MAX_NAME: usize = 80;
const MAX_LEGAL_NAME: usize = 200;
const MAX_LICENCE_NO: usize = 64;

#[derive(Clone, Debug)]
pub struct Merchant {
    pub id: Id<kinds::Merchant>,
    /// The store's name, which no other store has.
    pub name: String,
    pub legal_name: String,
    pub licence_no: String,
    /// Two letters.
    pub country: String,
    /// An IANA name: `Asia/Shanghai`.
    pub timezone: String,
    /// ISO 4217: three letters.
    pub currency: String,
    pub state: Standing,
    pub created_at: Time,
}

/// What a merchant hands in. Its JSON is what the case and the audit hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewMerchant {
    pub name: String,
    pub legal_name: String,
    pub licence_no: String,
    pub country: String,
    pub timezone: String,
    pub currency: String,
}

/// Checked uploads. Both are needed to register; what is not handed in again stays as it was.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    pub licence: Option<(Upload, MediaType)>,
    pub identity: Option<(Upload, MediaType)>,
}

impl NewMerchant {
    /// The same, trimmed, or every field that is wrong. The name is refused as `store_name`, because the form that
    /// registers a person and a store at once asks for two names.
    pub fn check(&self) -> Result<NewMerchant, Refusal> {
        let mut fields = Fields::new();
        let checked = NewMerchant {
            name: fields.take(text::required("store_name", &self.name, MAX_NAME)),
            legal_name: fields.take(text::required("legal_name", &self.legal_name, MAX_LEGAL_NAME)),
            licence_no: fields.take(text::required("licence_no", &self.licence_no, MAX_LICENCE_NO)),
            country: fields.take(country::read("country", &self.country)),
            timezone: fields.take(text::timezone("timezone", &self.timezone)),
            currency: fields.take(currency("currency", &self.currency)),
        };
        fields.finish().map(|()| checked)
    }
}

impl Merchant {
    pub(super) fn facts(&self) -> NewMerchant {
        NewMerchant {
            name: self.name.clone(),
            legal_name: self.legal_name.clone(),
            licence_no: self.licence_no.clone(),
            country: self.country.clone(),
            timezone: self.timezone.clone(),
            currency: self.currency.clone(),
        }
    }

    /// The same merchant with other facts.
    pub(super) fn with(self, facts: NewMerchant) -> Merchant {
        let NewMerchant { name, legal_name, licence_no, country, timezone, currency } = facts;
        Merchant { name, legal_name, licence_no, country, timezone, currency, ..self }
    }

    /// Why a merchant who is not active may not go on.
    pub(super) fn not_active(&self) -> Option<Refusal> {
        let sentence = match &self.state {
            Standing::Active { .. } => return None,
            Standing::Submitted { .. } => {
                "your store is still being reviewed; you will be told by mail when it is decided".into()
            }
            Standing::Rejected { .. } => {
                "your store was rejected; its registration says why: correct it there and submit it again".into()
            }
            Standing::Withdrawn { .. } => "you have withdrawn your registration; open its page to submit it again".into(),
            Standing::Suspended { reason, .. } => format!("your store is suspended: {reason}; ask the operator"),
        };
        Some(Refusal::conflict("merchants.not_active", sentence))
    }
}

/// What makes two store names the same: neither case nor spacing tells them apart.
pub(super) fn name_key(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn currency(field: &'static str, text: &str) -> Result<String, Refusal> {
    let currency: Result<Currency, _> = text.trim().parse();
    currency.map(|currency| currency.to_string()).map_err(|_| text::unknown_choice(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> NewMerchant {
        NewMerchant {
            name: "Alster Tea".to_owned(),
            legal_name: "Alster Tee GmbH".to_owned(),
            licence_no: "HRB 12345".to_owned(),
            country: "DE".to_owned(),
            timezone: "europe/berlin".to_owned(),
            currency: "eur".to_owned(),
        }
    }

    #[test]
    fn facts_are_written_as_the_lists_have_them() {
        let checked = store().check().unwrap();
        assert_eq!((checked.timezone.as_str(), checked.currency.as_str()), ("Europe/Berlin", "EUR"));
    }

    #[test]
    fn unknown_places_and_money_are_refused() {
        let wrong = NewMerchant {
            country: "Germany".to_owned(),
            timezone: "Mars/Olympus".to_owned(),
            currency: "€".to_owned(),
            ..store()
        };
        let fields: Vec<_> = wrong.check().unwrap_err().fields.iter().map(|field| field.field).collect();
        assert_eq!(fields, ["country", "timezone", "currency"]);
    }

    #[test]
    fn case_and_spacing_do_not_make_another_name() {
        assert_eq!(name_key("Alster  TEA"), name_key("alster tea"));
        assert_eq!(name_key("ÄPFEL 苹果"), "äpfel 苹果");
        assert_ne!(name_key("Alster Tea"), name_key("AlsterTea"));
    }
}
