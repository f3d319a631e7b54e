use kernel::{Cursor, PageRequest, Time};

/// What a list of orders or products is asked for. Time ranges include both ends.
#[derive(Clone, Debug)]
pub struct Query<S> {
    pub sort: SortBy,
    pub direction: Direction,
    pub updated: TimeRange,
    pub created: TimeRange,
    /// Any of these; all when empty.
    pub statuses: Vec<S>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    Updated,
    Created,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Descending,
    Ascending,
}

#[derive(Clone, Copy, Debug)]
pub struct TimeRange {
    pub min: Time,
    pub max: Time,
}

impl TimeRange {
    pub const ALWAYS: TimeRange = TimeRange { min: Time::MIN, max: Time::MAX };
}

impl Direction {
    /// Where a list begins: after this place.
    pub(crate) fn start(self, page: &PageRequest) -> Cursor {
        match self {
            Direction::Descending => page.start_descending(),
            Direction::Ascending => page.after.clone().unwrap_or(Cursor { time: Time::MIN, id: String::new() }),
        }
    }
}

impl<S> Default for Query<S> {
    /// Everything, the newest change first.
    fn default() -> Query<S> {
        Query {
            sort: SortBy::Updated,
            direction: Direction::Descending,
            updated: TimeRange::ALWAYS,
            created: TimeRange::ALWAYS,
            statuses: Vec::new(),
        }
    }
}

/// Statements have a fixed number of places for statuses; a shorter choice repeats its first. None: any status.
pub(crate) fn places<S: Copy, const N: usize>(statuses: &[S], text: impl Fn(S) -> &'static str) -> [Option<&'static str>; N] {
    std::array::from_fn(|place| statuses.get(place).or(statuses.first()).map(|status| text(*status)))
}
