use crate::approvals::{Case, CaseKind, Rejection};
use kernel::{Fault, Id, Outcome, Refusal, Time, kinds};
use office::notices::Language;
use serde::{Deserialize, Serialize};

/// All that was written or published of one app.
#[derive(Clone, Debug)]
pub struct Listing {
    pub app: Id<kinds::App>,
    /// Its place in the store's addresses, from the first name that was approved.
    pub slug: Option<String>,
    /// One of each, in the order of [`Field::ALL`].
    pub fields: Vec<ListingField>,
    /// When everything required was live for the first time.
    pub listed_since: Option<Time>,
    pub delisting: Option<Delisting>,
}

/// The operator took the app off the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delisting {
    pub at: Time,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingField {
    pub field: Field,
    pub draft: Value,
    pub state: FieldState,
    /// What the store shows; nothing when nothing was approved or its deletion was.
    pub live: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Logo,
    ValueProposition,
    Description,
    Website,
    SupportEmail,
    Screenshots,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldState {
    /// Not handed in.
    Draft,
    InReview {
        case: Id<kinds::Case>,
    },
    /// What is written is what is live.
    Approved,
    /// The draft stays, to be mended.
    Rejected(Rejection),
}

/// What a field holds. The empty value means: nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Website, support e-mail.
    Line(String),
    /// Logo (one at most) and screenshots, in their order: files of the app.
    Images(Vec<Id<kinds::File>>),
    /// Name, value proposition, description.
    Texts(Texts),
}

/// A text in the languages of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

/// The facts of a case about one field: what the reviewer sees and what approving publishes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Facts", into = "Facts")]
pub struct Submitted {
    /// The app's working name.
    pub app: String,
    pub app_id: Id<kinds::App>,
    pub field: Field,
    pub value: Value,
}

/// [`Submitted`] as its case holds it: one fact each for what can differ.
#[derive(Serialize, Deserialize)]
struct Facts {
    app: String,
    app_id: Id<kinds::App>,
    field: Field,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    images: Option<Vec<Id<kinds::File>>>,
}

/// A listed app, as the store may show it: approved values alone.
#[derive(Clone, Debug)]
pub struct Live {
    pub app: Id<kinds::App>,
    pub slug: String,
    pub name: Texts,
    pub value_proposition: Option<Texts>,
    /// Without a text when the operator does not require one.
    pub description: Texts,
    pub website: Option<String>,
    pub support_email: Option<String>,
    pub logo: Option<Id<kinds::File>>,
    pub screenshots: Vec<Id<kinds::File>>,
    pub listed_since: Time,
}

// === impl Submitted ===

impl Submitted {
    /// Out of the case that was opened with it. A case of another noun is not found here.
    pub fn of(case: &Case) -> Outcome<Submitted> {
        if case.kind != CaseKind::ListingChange {
            return Err(Refusal::not_found("approvals.not_found", "there is no such case").into());
        }
        serde_json::from_value(case.facts.clone()).map_err(|error| Fault::because("reading the case of a listing", error).into())
    }
}

impl From<Submitted> for Facts {
    fn from(submitted: Submitted) -> Facts {
        let Submitted { app, app_id, field, value } = submitted;
        let (texts, line, images) = match value {
            Value::Texts(texts) => (texts, None, None),
            Value::Line(line) => (Texts::default(), Some(line), None),
            Value::Images(images) => (Texts::default(), None, Some(images)),
        };
        Facts { app, app_id, field, en: texts.en, zh: texts.zh, line, images }
    }
}

impl From<Facts> for Submitted {
    fn from(facts: Facts) -> Submitted {
        let value = match (facts.line, facts.images) {
            (Some(line), _) => Value::Line(line),
            (None, Some(images)) => Value::Images(images),
            (None, None) => Value::Texts(Texts { en: facts.en, zh: facts.zh }),
        };
        Submitted { app: facts.app, app_id: facts.app_id, field: facts.field, value }
    }
}

// === impl Listing ===

impl Listing {
    pub fn field(&self, field: Field) -> &ListingField {
        // One of each is there.
        &self.fields[field as usize]
    }

    pub(super) fn field_mut(&mut self, field: Field) -> &mut ListingField {
        &mut self.fields[field as usize]
    }

    /// The fields that could be handed in now.
    pub fn changed(&self) -> impl Iterator<Item = &ListingField> {
        self.fields.iter().filter(|field| field.may_submit())
    }

    /// What the developer works on, as it would be shown were all of it approved: the preview.
    pub fn drafted(&self, now: Time) -> Live {
        let drafts = self.fields.iter().map(|field| (field.field, field.draft.clone()));
        Live::of(self.app.clone(), self.slug.clone().unwrap_or_default(), self.listed_since.unwrap_or(now), drafts)
    }
}

// === impl ListingField ===

impl ListingField {
    pub(super) fn new(field: Field, draft: Value) -> ListingField {
        ListingField { field, draft, state: FieldState::Draft, live: None }
    }

    /// The draft is something else than what is live.
    pub fn differs(&self) -> bool {
        match &self.live {
            Some(live) => *live != self.draft,
            None => !self.draft.is_empty(),
        }
    }

    pub fn may_submit(&self) -> bool {
        self.differs() && !matches!(self.state, FieldState::InReview { .. })
    }

    /// Takes a new draft. What is in review stays in review, as it was handed in.
    pub(super) fn write(&mut self, draft: Value) {
        self.draft = draft;
        if !matches!(self.state, FieldState::InReview { .. }) {
            self.state = self.unreviewed();
        }
    }

    /// Makes `value` live. What was typed since it was handed in is a draft that nobody has reviewed.
    pub(super) fn publish(&mut self, value: Value) {
        self.live = Some(value).filter(|value| !value.is_empty());
        self.state = self.unreviewed();
    }

    /// Where a field stands that nobody reviews.
    pub(super) fn unreviewed(&self) -> FieldState {
        if self.live.is_some() && !self.differs() { FieldState::Approved } else { FieldState::Draft }
    }
}

// === impl Field ===

impl Field {
    pub const ALL: [Field; 7] = [
        Field::Name,
        Field::Logo,
        Field::ValueProposition,
        Field::Description,
        Field::Website,
        Field::SupportEmail,
        Field::Screenshots,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Logo => "logo",
            Field::ValueProposition => "value_proposition",
            Field::Description => "description",
            Field::Website => "website",
            Field::SupportEmail => "support_email",
            Field::Screenshots => "screenshots",
        }
    }

    pub fn parse(text: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.as_str() == text)
    }

    /// The value of a field that nobody has filled.
    pub fn empty(self) -> Value {
        match self {
            Field::Name | Field::ValueProposition | Field::Description => Value::Texts(Texts::default()),
            Field::Website | Field::SupportEmail => Value::Line(String::new()),
            Field::Logo | Field::Screenshots => Value::Images(Vec::new()),
        }
    }
}

// === impl FieldState ===

impl FieldState {
    pub fn as_str(&self) -> &'static str {
        match self {
            FieldState::Draft => "draft",
            FieldState::InReview { .. } => "in_review",
            FieldState::Approved => "approved",
            FieldState::Rejected(_) => "rejected",
        }
    }
}

// === impl Value ===

impl Value {
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Line(text) => text.is_empty(),
            Value::Images(files) => files.is_empty(),
            Value::Texts(texts) => texts.is_empty(),
        }
    }

    pub fn texts(&self) -> Option<&Texts> {
        match self {
            Value::Texts(texts) => Some(texts),
            Value::Line(_) | Value::Images(_) => None,
        }
    }

    pub fn line(&self) -> Option<&str> {
        match self {
            Value::Line(text) => Some(text),
            Value::Texts(_) | Value::Images(_) => None,
        }
    }

    pub fn images(&self) -> &[Id<kinds::File>] {
        match self {
            Value::Images(files) => files,
            Value::Line(_) | Value::Texts(_) => &[],
        }
    }
}

// === impl Texts ===

impl Texts {
    /// Blank is nothing.
    pub fn new(en: &str, zh: &str) -> Texts {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Texts { en: text(en), zh: text(zh) }
    }

    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// The text in this language.
    pub fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::English => self.en.as_deref(),
            Language::Chinese => self.zh.as_deref(),
        }
    }

    /// In this language, or in the other one when it was not translated.
    pub fn in_language(&self, language: Language) -> &str {
        self.get(language).or_else(|| self.all().next()).unwrap_or_default()
    }

    /// Those that there are.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [self.en.as_deref(), self.zh.as_deref()].into_iter().flatten()
    }
}

// === impl Live ===

impl Live {
    pub(super) fn of(
        app: Id<kinds::App>,
        slug: String,
        listed_since: Time,
        values: impl IntoIterator<Item = (Field, Value)>,
    ) -> Live {
        let mut live = Live {
            app,
            slug,
            name: Texts::default(),
            value_proposition: None,
            description: Texts::default(),
            website: None,
            support_email: None,
            logo: None,
            screenshots: Vec::new(),
            listed_since,
        };
        for (field, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
            match (field, value) {
                (Field::Name, Value::Texts(texts)) => live.name = texts,
                (Field::ValueProposition, Value::Texts(texts)) => live.value_proposition = Some(texts),
                (Field::Description, Value::Texts(texts)) => live.description = texts,
                (Field::Website, Value::Line(url)) => live.website = Some(url),
                (Field::SupportEmail, Value::Line(email)) => live.support_email = Some(email),
                (Field::Logo, Value::Images(files)) => live.logo = files.into_iter().next(),
                (Field::Screenshots, Value::Images(files)) => live.screenshots = files,
                // A field holds its own kind of value; the store reads it by its field.
                (_, Value::Texts(_) | Value::Line(_) | Value::Images(_)) => {}
            }
        }
        live
    }

    /// Whether something is live there.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Name => !self.name.is_empty(),
            Field::Logo => self.logo.is_some(),
            Field::ValueProposition => self.value_proposition.is_some(),
            Field::Description => !self.description.is_empty(),
            Field::Website => self.website.is_some(),
            Field::SupportEmail => self.support_email.is_some(),
            Field::Screenshots => !self.screenshots.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Value {
        Value::Line(text.to_owned())
    }

    fn reviewed(field: &mut ListingField) {
        field.state = FieldState::InReview { case: "case_p01k90000000000000000000000".parse().unwrap() };
    }

    #[test]
    fn fields_stand_where_their_numbers_say() {
        assert!(Field::ALL.iter().enumerate().all(|(place, field)| *field as usize == place));
    }

    #[test]
    fn what_was_typed_after_handing_in_is_not_published() {
        let mut website = ListingField::new(Field::Website, line("https://seen.example"));
        reviewed(&mut website);
        website.write(line("https://unseen.example"));
        assert!(matches!(website.state, FieldState::InReview { .. }));
        website.publish(line("https://seen.example"));
        assert_eq!((&website.live, &website.state), (&Some(line("https://seen.example")), &FieldState::Draft));
        assert!(website.may_submit());
    }

    #[test]
    fn a_deletion_is_a_change_and_leaves_nothing_live() {
        let mut website = ListingField::new(Field::Website, line("https://old.example"));
        website.publish(line("https://old.example"));
        assert_eq!(website.state, FieldState::Approved);
        website.write(line(""));
        assert_eq!((website.may_submit(), &website.live), (true, &Some(line("https://old.example"))));
        website.publish(line(""));
        assert_eq!((website.may_submit(), &website.live, &website.state), (false, &None, &FieldState::Draft));
    }

    #[test]
    fn going_back_to_what_is_live_needs_no_review() {
        let mut website = ListingField::new(Field::Website, line("https://old.example"));
        website.publish(line("https://old.example"));
        website.write(line("https://new.example"));
        assert_eq!(website.state, FieldState::Draft);
        website.write(line("https://old.example"));
        assert_eq!((website.may_submit(), &website.state), (false, &FieldState::Approved));
    }

    #[test]
    fn a_text_that_was_not_translated_is_shown_in_the_other_language() {
        let texts = Texts::new(" ", "珍珠");
        assert_eq!((texts.in_language(Language::English), texts.get(Language::English)), ("珍珠", None));
        assert_eq!(Texts::default().in_language(Language::Chinese), "");
    }

    #[test]
    fn a_value_reads_back_as_what_it_was() {
        let file = "file_p01k90000000000000000000000".parse().unwrap();
        for value in [line(""), line("https://x.example"), Value::Images(Vec::new()), Value::Images(vec![file])] {
            assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&value).unwrap()).unwrap(), value);
        }
        for texts in [Texts::default(), Texts::new("a", ""), Texts::new("a", "b")] {
            let text = serde_json::to_string(&Value::Texts(texts.clone())).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Texts(texts));
        }
    }
}
