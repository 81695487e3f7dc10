//! What a page can offer to filter by.

use super::key::Lookup;
use super::whose::Counted;
use crate::Result;
use crate::programmes::Catalogue;
use base::{Act, Scope};
use definition::{Dimension, Figure};

/// A dimension with the values to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The dimension.
    pub dimension: Dimension,
    /// Key and label of each value, in order.
    pub values: Vec<(String, String)>,
}

/// The values of these dimensions in a programme and those under it, of partners those whose people the asker may count. A
/// dimension without values is left out.
///
/// # Errors
/// When there is no such programme, and when the asker may count nobody in it.
pub fn offers(catalogue: &Catalogue, scope: &Scope, programme: &str, dimensions: &[Dimension]) -> Result<Vec<Offer>> {
    let entry = catalogue.programme(programme)?;
    let lookup = Lookup::new(catalogue, entry, Counted::by(scope, entry, Act::SeeFigures)?);
    let plain = Figure::participants();
    let offer = |dimension: Dimension| {
        let keys = lookup.expected(dimension, &plain);
        let heads = keys.iter().map(|key| lookup.head(dimension, &plain, key));
        Offer { dimension, values: heads.map(|head| (head.key, head.label)).collect() }
    };
    Ok(dimensions.iter().copied().map(offer).filter(|offer| !offer.values.is_empty()).collect())
}
