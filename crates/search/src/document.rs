use kernel::{Id, Time, kinds};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What the index knows of an app. Texts come in as many languages as there are; whoever puts a document in answers for
/// every word of it being public.
#[derive(Clone, Debug)]
pub struct Document {
    pub app: Id<kinds::App>,
    pub category: Id<kinds::Category>,
    pub names: Vec<String>,
    pub value_propositions: Vec<String>,
    pub descriptions: Vec<String>,
    pub developer: String,
    pub category_names: Vec<String>,
    pub listed_since: Time,
    pub standing: Standing,
}

/// How an app stands with those who use it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// Merchants whose calls were counted in the last 30 days.
    pub merchants: u32,
    /// Stars of all reviews that are shown, added up, and how many reviews they are.
    pub stars: u32,
    pub reviews: u32,
}

/// Where in a document a word stands; the further up, the more it says about the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Description,
    Category,
    ValueProposition,
    Developer,
    Name,
    /// The name as one word, from its beginning.
    WholeName,
}

impl Field {
    const ALL: [Field; 6] =
        [Field::Description, Field::Category, Field::ValueProposition, Field::Developer, Field::Name, Field::WholeName];

    pub(crate) fn weight(self) -> f32 {
        match self {
            Field::Description => 1.0,
            Field::Category => 2.0,
            Field::ValueProposition => 3.0,
            Field::Developer => 4.0,
            Field::Name => 8.0,
            Field::WholeName => 12.0,
        }
    }

    pub(crate) fn from_number(number: u32) -> Field {
        Field::ALL[number as usize % Field::ALL.len()]
    }
}

impl Document {
    /// The same for documents that say the same; how an app stands is not in it.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.category, self.listed_since, &self.names, &self.value_propositions, &self.descriptions).hash(&mut hasher);
        (&self.developer, &self.category_names).hash(&mut hasher);
        hasher.finish()
    }

    /// Each text with its field.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Field, &str)> {
        let fields: [(Field, &[String]); 5] = [
            (Field::Name, &self.names),
            (Field::ValueProposition, &self.value_propositions),
            (Field::Description, &self.descriptions),
            (Field::Category, &self.category_names),
            (Field::Developer, std::slice::from_ref(&self.developer)),
        ];
        fields.into_iter().flat_map(|(field, texts)| texts.iter().map(move |text| (field, text.as_str())))
    }
}
