//! HTML made comparable: one tag or text to a line, attributes and classes in order, white space as a browser sees it.

/// The normal form of some HTML.
pub fn normal(html: &str) -> String {
    let mut lines = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_text(&mut lines, &rest[..start]);
        let end = start + end_of_tag(&rest[start..]);
        lines.push(tag(&rest[start + 1..end]));
        rest = &rest[end + 1..];
    }
    push_text(&mut lines, rest);
    lines.join("\n")
}

fn push_text(lines: &mut Vec<String>, text: &str) {
    let text = decoded(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        lines.push(text);
    }
}

/// Where the tag that `html` begins with ends: at the first `>` outside quotes, or with the text.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    for (place, character) in html.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '>' if !quoted => return place,
            _ => {}
        }
    }
    html.len() - 1
}

fn tag(inside: &str) -> String {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let key = &rest[..end];
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len() - 1);
            value = decoded(&quoted[..end]);
            rest = &quoted[end + 1..];
        }
        if key == "class" {
            let mut classes: Vec<&str> = value.split_whitespace().collect();
            classes.sort_unstable();
            value = classes.join(" ");
        }
        if !key.starts_with("data-") {
            attributes.push(format!(" {key}=\"{value}\""));
        }
    }
    attributes.sort_unstable();
    format!("<{name}{}>", attributes.concat())
}

fn decoded(text: &str) -> String {
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
