//! Attribute macros for `db`.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// Runs a test on both databases.
///
/// `#[db_test] fn story(db: Db) { … }` becomes the tests `story::sqlite`, on a file in a temporary folder, and
/// `story::postgres`, on a fresh schema of a throw-away server. Neither is ever skipped. What the function returns is what the tests
/// return. Other attributes (`#[should_panic]`, `#[ignore]`) go to both tests when they stand below this one.
#[proc_macro_attribute]
pub fn db_test(arguments: TokenStream, function: TokenStream) -> TokenStream {
    match expand(&arguments, function) {
        Ok(tests) => tests,
        Err((message, at)) => {
            let quoted = TokenTree::from(proc_macro::Literal::string(message));
            let mut macro_call: TokenStream = "compile_error!".parse().unwrap_or_default();
            macro_call.extend([TokenTree::from(Group::new(Delimiter::Brace, quoted.into()))]);
            macro_call.into_iter().map(|token| respanned(token, at)).collect()
        }
    }
}

/// What a story is to the compiler and to clippy: part of a test, though the tests proper only call it.
const STORY: &str =
    "#[cfg(test)] #[allow(clippy::needless_pass_by_value, reason = \"a test has its database to itself\")]";

fn respanned(mut token: TokenTree, at: Span) -> TokenTree {
    token.set_span(at);
    token
}

fn expand(arguments: &TokenStream, function: TokenStream) -> Result<TokenStream, (&'static str, Span)> {
    if !arguments.is_empty() {
        return Err(("#[db_test] takes no arguments", Span::call_site()));
    }
    let mut attributes = TokenStream::new();
    let mut item: TokenStream = STORY.parse().unwrap_or_default();
    let mut name: Option<Ident> = None;
    let mut returns = TokenStream::new();
    let mut tokens = function.into_iter().peekable();
    // The attributes first: documentation stays with the function, the rest goes to the tests.
    while matches!(tokens.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#') {
        let pair: TokenStream = tokens.by_ref().take(2).collect();
        let documents = pair.to_string().replace(' ', "").starts_with("#[doc");
        if documents { item.extend(pair) } else { attributes.extend(pair) }
    }
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(word) = &token
            && word.to_string() == "fn"
            && let Some(TokenTree::Ident(named)) = tokens.peek()
        {
            name = Some(named.clone());
        }
        let parameters = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        item.extend([token]);
        if parameters && name.is_some() {
            break;
        }
    }
    let name = name.ok_or(("#[db_test] stands on a function", Span::call_site()))?;
    for token in tokens {
        let body = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if !body {
            returns.extend([token.clone()]);
        }
        item.extend([token]);
    }
    let mut tests = TokenStream::new();
    for database in ["sqlite", "postgres"] {
        tests.extend(attributes.clone());
        let test = format!("#[test] fn {database}() {returns} {{ ::db::testing::{database}(super::{name}) }}");
        tests.extend(
            test.parse::<TokenStream>().map_err(|_| ("#[db_test] does not understand this function", name.span()))?,
        );
    }
    let module = format!("#[cfg(test)] mod {name}")
        .parse::<TokenStream>()
        .map_err(|_| ("#[db_test] needs a plain name", name.span()))?;
    let uses =
        "#[allow(unused_imports, reason = \"what the return type may need\")] use super::*;".parse::<TokenStream>();
    let mut inside = uses.unwrap_or_default();
    inside.extend(tests);
    item.extend(module);
    item.extend([TokenTree::from(Group::new(Delimiter::Brace, inside))]);
    Ok(item)
}
