//! What stands in an address after its question mark.

use crate::Instead;
use axum::extract::{FromRequestParts, Query as Pairs};
use axum::http::Uri;
use axum::http::request::Parts;

/// The longest query that is read, in bytes: far more than any form here sends.
const LONGEST: usize = 8 * 1024;

/// The names and values in an address, in their order, without those that say nothing: a form sends its empty fields too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// [`Instead::Wrong`] when it is far too long or not to be read.
    pub fn read(uri: &Uri) -> Result<Self, Instead> {
        if uri.query().is_some_and(|query| query.len() > LONGEST) {
            return Err(Instead::wrong("The address is too long", "Choose fewer filters at once."));
        }
        let pairs = Pairs::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Instead::wrong("The address cannot be read", "Go back, and follow the link again."))?;
        let pairs = pairs.0.into_iter().map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        Ok(Self(pairs.filter(|(_, value)| !value.is_empty()).collect()))
    }

    /// The value of `name`; of several, the last.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every name and value.
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with one value for `name`; an empty value takes it out.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.keeping(|known, _| known != name);
        if !value.is_empty() {
            changed.0.push((name.to_owned(), value.to_owned()));
        }
        changed
    }

    /// Adds a value for `name`, beside those there are.
    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// The same without `name`.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        self.with(name, "")
    }

    /// Only those names and values that `keep` keeps.
    #[must_use]
    pub fn keeping(&self, keep: impl Fn(&str, &str) -> bool) -> Self {
        Self(self.0.iter().filter(|(name, value)| keep(name, value)).cloned().collect())
    }

    /// The address of `path` with this query.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let mut address = path.to_owned();
        for (place, (name, value)) in self.pairs().enumerate() {
            address.push(if place == 0 { '?' } else { '&' });
            encode(name, &mut address);
            address.push('=');
            encode(value, &mut address);
        }
        address
    }
}

impl<'p> FromIterator<(&'p str, &'p str)> for Query {
    fn from_iter<I: IntoIterator<Item = (&'p str, &'p str)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Instead;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Instead> {
        Self::read(&parts.uri)
    }
}

/// Writes `text` so that it can stand in a query; what need not be escaped stays readable.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,:/*".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Query {
        Query::read(&address.parse().unwrap()).unwrap()
    }

    #[test]
    fn what_a_form_leaves_empty_is_left_out_and_the_rest_comes_back() {
        let query = read("/reports/overview?programme=pc&partner=&over=2021%2F22&where=age%3D25-34");
        assert_eq!(query.at("/x"), "/x?programme=pc&over=2021/22&where=age%3D25-34");
        assert_eq!(query.get("over"), Some("2021/22"));
        assert_eq!(query.with("over", "2022/23").at(""), "?programme=pc&where=age%3D25-34&over=2022/23");
        assert_eq!(query.without("programme").without("over").without("where").at("/y"), "/y");
    }

    #[test]
    fn whatever_is_written_can_be_read_again() {
        let query: Query = [("where", "partner=o'hara & sons,\u{e9}t\u{e9}+#?%")].into_iter().collect();
        assert_eq!(read(&query.at("/z")), query);
    }
}
