use crate::{
    approvals::EvidenceKind,
    country,
    standing::Standing,
    text::{self, Fields},
};
use kernel::{Id, Refusal, Time, kinds};
use serde::Serialize;

const MAX_NAME: usize = 80;
const MAX_LEGAL_NAME: usize = 200;
const MAX_REGISTRATION_NO: usize = 64;

#[derive(Clone, Debug)]
pub struct Developer {
    pub id: Id<kinds::Developer>,
    pub kind: DeveloperKind,
    /// What merchants read.
    pub name: String,
    pub legal_name: String,
    /// Two letters.
    pub country: String,
    /// Empty for an individual who gave none.
    pub registration_no: String,
    /// `https`, or empty.
    pub website: String,
    /// Empty when none was given.
    pub phone: String,
    pub state: Standing,
    pub created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeveloperKind {
    Company,
    Individual,
}

/// What a developer hands in. Its JSON is what the case and the audit hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewDeveloper {
    pub kind: DeveloperKind,
    pub name: String,
    pub legal_name: String,
    pub country: String,
    pub registration_no: String,
    pub website: String,
    pub phone: String,
}

impl DeveloperKind {
    pub const ALL: [DeveloperKind; 2] = [DeveloperKind::Company, DeveloperKind::Individual];

    pub fn as_str(self) -> &'static str {
        match self {
            DeveloperKind::Company => "company",
            DeveloperKind::Individual => "individual",
        }
    }

    pub fn parse(text: &str) -> Option<DeveloperKind> {
        DeveloperKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What the documents of such a developer prove.
    pub fn evidence(self) -> EvidenceKind {
        match self {
            DeveloperKind::Company => EvidenceKind::BusinessRegistration,
            DeveloperKind::Individual => EvidenceKind::Identity,
        }
    }
}

impl NewDeveloper {
    /// The same, trimmed, or every field that is wrong. The name is refused as `display_name`, because the form that
    /// registers a person and a developer at once asks for two names.
    pub fn check(&self) -> Result<NewDeveloper, Refusal> {
        let mut fields = Fields::new();
        let registration_no = match self.kind {
            DeveloperKind::Company => text::required("registration_no", &self.registration_no, MAX_REGISTRATION_NO),
            DeveloperKind::Individual => text::optional("registration_no", &self.registration_no, MAX_REGISTRATION_NO),
        };
        let checked = NewDeveloper {
            kind: self.kind,
            name: fields.take(text::required("display_name", &self.name, MAX_NAME)),
            legal_name: fields.take(text::required("legal_name", &self.legal_name, MAX_LEGAL_NAME)),
            country: fields.take(country::read("country", &self.country)),
            registration_no: fields.take(registration_no),
            website: fields.take(text::optional_https_url("website", &self.website)),
            phone: fields.take(text::optional_phone("phone", &self.phone)),
        };
        fields.finish().map(|()| checked)
    }
}

impl Developer {
    pub(super) fn facts(&self) -> NewDeveloper {
        NewDeveloper {
            kind: self.kind,
            name: self.name.clone(),
            legal_name: self.legal_name.clone(),
            country: self.country.clone(),
            registration_no: self.registration_no.clone(),
            website: self.website.clone(),
            phone: self.phone.clone(),
        }
    }

    /// The same developer with other facts.
    pub(super) fn with(self, facts: NewDeveloper) -> Developer {
        let NewDeveloper { kind, name, legal_name, country, registration_no, website, phone } = facts;
        Developer { kind, name, legal_name, country, registration_no, website, phone, ..self }
    }

    /// Why a developer who is not active may not go on.
    pub(super) fn not_active(&self) -> Option<Refusal> {
        let sentence = match &self.state {
            Standing::Active { .. } => return None,
            Standing::Submitted { .. } => {
                "your registration is still being reviewed; you will be told by mail when it is decided".into()
            }
            Standing::Rejected { .. } => {
                "your registration was rejected; its page says why: correct it there and submit it again".into()
            }
            Standing::Withdrawn { .. } => "you have withdrawn your registration; open its page to submit it again".into(),
            Standing::Suspended { reason, .. } => format!("your registration is suspended: {reason}; ask the operator"),
        };
        Some(Refusal::conflict("developers.not_active", sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> NewDeveloper {
        NewDeveloper {
            kind: DeveloperKind::Company,
            name: " Pearl Harbour Software ".to_owned(),
            legal_name: "珠港软件有限公司".to_owned(),
            country: "cn".to_owned(),
            registration_no: "91310000MA1K".to_owned(),
            website: String::new(),
            phone: String::new(),
        }
    }

    #[test]
    fn facts_are_trimmed_and_the_country_is_upper_case() {
        let checked = company().check().unwrap();
        assert_eq!((checked.name.as_str(), checked.country.as_str()), ("Pearl Harbour Software", "CN"));
    }

    #[test]
    fn a_company_needs_a_registration_number_and_a_person_does_not() {
        let unnumbered = NewDeveloper { registration_no: String::new(), ..company() };
        assert_eq!(unnumbered.check().unwrap_err().fields[0].field, "registration_no");
        assert!(NewDeveloper { kind: DeveloperKind::Individual, ..unnumbered }.check().is_ok());
    }

    #[test]
    fn only_an_active_developer_goes_on() {
        let since = Time::from_unix_millis(1);
        let developer = Developer {
            id: "dev_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().unwrap(),
            kind: DeveloperKind::Company,
            name: String::new(),
            legal_name: String::new(),
            country: String::new(),
            registration_no: String::new(),
            website: String::new(),
            phone: String::new(),
            state: Standing::Submitted { since },
            created_at: since,
        }
        .with(company());
        assert_eq!(developer.not_active().unwrap().code, "developers.not_active");
        let rejected =
            Developer { state: Standing::Rejected { since, reason: "papers are blurred".to_owned() }, ..developer.clone() };
        assert!(rejected.not_active().unwrap().sentence.contains("rejected"));
        assert!(Developer { state: Standing::Active { since }, ..developer }.not_active().is_none());
    }
}
