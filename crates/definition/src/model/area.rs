//! Where the programme works: sub-areas of partners, communities of place and of interest, and the posts that serve them.

use base::Date;
use serde::Serialize;

/// A group in which partners work together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubArea {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What is to be known about it.
    pub note: Option<String>,
}

/// A community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Of a place or of an interest.
    pub kind: AreaKind,
    /// The key of the area it lies in.
    pub parent: Option<String>,
    /// Keys of the areas that are served as one under this name.
    pub combines: Vec<String>,
    /// Whether the programme works here; the others are known for comparison.
    pub served: bool,
    /// What is to be known about it.
    pub note: Option<String>,
    /// Whether it is kept only for records made earlier.
    pub retired: bool,
}

/// What makes an area one. Wards and neighbourhoods are different geographies and do not nest in one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKind {
    /// A county, region or whole city.
    Region,
    /// A local authority district.
    District,
    /// An electoral ward.
    Ward,
    /// A neighbourhood.
    Neighbourhood,
    /// What people share, wherever they live.
    Interest,
}

impl AreaKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Region, Self::District, Self::Ward, Self::Neighbourhood, Self::Interest];

    /// The word for it in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::District => "district",
            Self::Ward => "ward",
            Self::Neighbourhood => "neighbourhood",
            Self::Interest => "interest",
        }
    }

    /// Whether it is a place.
    #[must_use]
    pub fn is_geographic(self) -> bool {
        self != Self::Interest
    }
}

/// A post of a community builder, and what it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The areas it serves.
    pub shares: Vec<Share>,
    /// What is to be known about it.
    pub note: Option<String>,
}

/// How much of a post goes to one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The area's key.
    pub area: String,
    /// Percent of the post, 1 to 100; the shares of a post come to no more than 100 at a time.
    pub percent: u8,
    /// From when, if not from the start.
    pub from: Option<Date>,
    /// Until when, if not to the end.
    pub to: Option<Date>,
}
