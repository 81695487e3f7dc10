//! What a page can offer to filter by.

use super::key::Lookup;
use crate::Result;
use crate::programmes::Catalogue;
use definition::{Dimension, FactKind, Of};

/// A dimension with the values to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The dimension.
    pub dimension: Dimension,
    /// Key and label of each value, in order.
    pub values: Vec<(String, String)>,
}

/// The values of these dimensions in a programme and those under it. A dimension without values is left out.
///
/// # Errors
/// When there is no such programme.
pub fn offers(catalogue: &Catalogue, programme: &str, dimensions: &[Dimension]) -> Result<Vec<Offer>> {
    let lookup = Lookup::new(catalogue, catalogue.programme(programme)?);
    let of = Of::kind(FactKind::Enrolment);
    let offer = |dimension: Dimension| {
        let keys = lookup.expected(dimension, &of);
        let heads = keys.iter().map(|key| lookup.head(dimension, FactKind::Enrolment, key));
        Offer { dimension, values: heads.map(|head| (head.key, head.label)).collect() }
    };
    Ok(dimensions.iter().copied().map(offer).filter(|offer| !offer.values.is_empty()).collect())
}
