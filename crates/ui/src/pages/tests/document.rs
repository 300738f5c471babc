//! A strict reader of our own pages: stricter than a browser, which forgives.
use std::collections::HashSet;

/// An element and where it stands.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Names of the elements around it, outermost first, with their position.
    pub inside: Vec<usize>,
    /// The text directly in it.
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// A page, as its elements in order.
#[derive(Debug)]
pub struct Document(pub Vec<Element>);

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr", "path",
    "rect", "circle",
];

impl Document {
    /// Reads a document in which every element is closed, every attribute is quoted or empty and
    /// every `<`, `>` and `&` of text is escaped. Panics with the place otherwise.
    pub fn parse(html: &str) -> Self {
        let mut rest = html.trim_start();
        rest = rest.strip_prefix("<!doctype html>").expect("a doctype first");
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        while !rest.is_empty() {
            let Some(text_end) = rest.find('<') else {
                assert!(rest.trim().is_empty(), "text after the end: {rest:?}");
                break;
            };
            let text = decode(&rest[..text_end]);
            if let Some(&last) = open.last() {
                elements[last].text.push_str(&text);
            }
            rest = &rest[text_end..];
            if let Some(after) = rest.strip_prefix("</") {
                let (name, after) = after.split_once('>').expect("a closed end tag");
                let last = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
                assert_eq!(elements[last].name, name, "wrongly nested near {after:.80}");
                rest = after;
            } else {
                let (element, closed, after) = start_tag(&rest[1..], &open);
                let leaf = closed || VOID.contains(&element.name.as_str());
                elements.push(element);
                if !leaf {
                    open.push(elements.len() - 1);
                }
                rest = after;
            }
        }
        assert!(open.is_empty(), "unclosed: {:?}", open.iter().map(|i| &elements[*i].name));
        Self(elements)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.0.iter().filter(move |element| element.is(name))
    }

    pub fn by_id(&self, id: &str) -> Option<&Element> {
        self.0.iter().find(|element| element.get("id") == Some(id))
    }

    pub fn with(&self, attribute: &str, value: &str) -> Vec<&Element> {
        self.0.iter().filter(|element| element.get(attribute) == Some(value)).collect()
    }

    /// The elements in `element`.
    pub fn within<'a>(&'a self, element: &'a Element) -> impl Iterator<Item = &'a Element> {
        let at = self.0.iter().position(|held| std::ptr::eq(held, element)).unwrap_or(usize::MAX);
        self.0.iter().filter(move |inner| inner.inside.contains(&at))
    }

    /// All text, in order of its elements.
    pub fn text(&self) -> String {
        self.0.iter().map(|element| element.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The ids, each of which must be there once.
    pub fn ids(&self) -> HashSet<&str> {
        let mut ids = HashSet::new();
        for id in self.0.iter().filter_map(|element| element.get("id")) {
            assert!(ids.insert(id), "the id {id} is there twice");
        }
        ids
    }
}

fn start_tag<'a>(tag: &'a str, open: &[usize]) -> (Element, bool, &'a str) {
    let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').expect("a name");
    let name = tag[..end].to_owned();
    assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()), "<{name}");
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut rest = tag[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            let element = Element { name, attributes, inside: open.to_vec(), text: String::new() };
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            let element = Element { name, attributes, inside: open.to_vec(), text: String::new() };
            return (element, false, after);
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=' || c == '>' || c == '/')
            .expect("an attribute");
        let key = rest[..end].to_owned();
        assert!(!key.is_empty(), "an odd attribute near {rest:.60}");
        assert!(!attributes.iter().any(|(held, _)| *held == key), "{key} twice in <{name}>");
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let (raw, after) = after.split_once('"').expect("a closed value");
            assert!(!raw.contains('<'), "an unescaped value: {raw}");
            value = decode(raw);
            rest = after;
        }
        attributes.push((key, value));
        rest = rest.trim_start();
    }
}

/// Resolves the references that our templates make; any other ampersand is a mistake.
fn decode(text: &str) -> String {
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (reference, rest) = part.split_once(';').expect("a closed reference");
        let code = reference.strip_prefix('#').and_then(|code| code.parse::<u32>().ok());
        decoded.push(match (reference, code.and_then(char::from_u32)) {
            (_, Some(c)) => c,
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            _ => panic!("an odd reference &{reference};"),
        });
        decoded.push_str(rest);
    }
    decoded
}
