//! The words of a Rust file that are code: names and texts, without comments and without tests.

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// What a Rust file says.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Names outside tests.
    pub names: BTreeSet<String>,
    /// Texts between quotes outside tests, their white space made one.
    pub texts: Vec<String>,
    /// Modules in files of their own that exist for tests only.
    pub test_modules: BTreeSet<String>,
}

impl Words {
    pub fn of(text: &str) -> Result<Self, LexError> {
        let mut words = Self::default();
        words.read(text.parse()?);
        Ok(words)
    }

    fn read(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some((tree, after)) = rest.split_first() {
            rest = after;
            match tree {
                TokenTree::Punct(mark) if mark.as_char() == '#' => rest = self.read_attribute(after),
                TokenTree::Punct(_) => {}
                TokenTree::Ident(name) => {
                    self.names.insert(name.to_string());
                }
                TokenTree::Literal(literal) => self.read_literal(&literal.to_string()),
                TokenTree::Group(group) => self.read(group.stream()),
            }
        }
    }

    /// Reads what follows a `#`; answers what is left. A comment and an item for tests say nothing.
    fn read_attribute<'a>(&mut self, trees: &'a [TokenTree]) -> &'a [TokenTree] {
        let is_inner = matches!(trees.first(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
        let trees = if is_inner { trees.get(1..).unwrap_or_default() } else { trees };
        let Some((TokenTree::Group(group), rest)) = trees.split_first() else { return trees };
        if group.delimiter() != Delimiter::Bracket {
            return trees;
        }
        let said: String = group.stream().to_string().split_whitespace().collect();
        match said.as_str() {
            "cfg(test)" => self.skip_item(rest),
            doc if doc.starts_with("doc=\"") => rest,
            _ => {
                self.read(group.stream());
                rest
            }
        }
    }

    /// Steps over one item; remembers the name of a module that stands in its own file.
    fn skip_item<'a>(&mut self, trees: &'a [TokenTree]) -> &'a [TokenTree] {
        let is_end = |tree: &TokenTree| match tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        let end = trees.iter().position(is_end).map_or(trees.len(), |end| end + 1);
        let (item, rest) = trees.split_at(end);
        if let [.., TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(_)] = item
            && word == "mod"
        {
            self.test_modules.insert(name.to_string());
        }
        rest
    }

    fn read_literal(&mut self, written: &str) {
        let Some((_, text)) = written.split_once('"') else { return };
        let text = text.trim_end_matches(['"', '#']);
        let parts: Vec<&str> = text.split_whitespace().filter(|part| *part != "\\").collect();
        self.texts.push(parts.join(" "));
    }
}

/// Whether a text is a statement for a database, and not a sentence that begins alike.
pub(crate) fn is_sql(text: &str) -> bool {
    let text = text.to_lowercase();
    let follows = |first: &str, then: &str| text.strip_prefix(first).is_some_and(|rest| rest.contains(then));
    follows("select ", " from ")
        || follows("update ", " set ")
        || follows("with ", " as (")
        || ["insert into ", "delete from ", "create table ", "create index "]
            .iter()
            .any(|start| text.starts_with(start))
}

#[test]
fn comments_and_tests_say_nothing() {
    let words = Words::of(
        "//! insert into the fire\n#[cfg(test)]\nmod stories;\n/// axum\nfn show() { say(\"a \\\n   b\", r#\"raw\"#) }\n\
         #[cfg(test)]\nmod tests { use sqlx; const S: &str = \"delete from t\"; }",
    )
    .unwrap();
    assert_eq!(words.texts, ["a b", "raw"]);
    assert_eq!(words.names.into_iter().collect::<Vec<_>>(), ["fn", "say", "show"]);
    assert_eq!(words.test_modules.into_iter().collect::<Vec<_>>(), ["stories"]);
}

#[test]
fn statements_are_told_from_sentences() {
    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_sql(text), expected, "{text}");
    }
    check("select id from request where id = $1", true);
    check("Insert into request (id) values ($1)", true);
    check("update request set status = $1", true);
    check("with due as (select 1) select * from due", true);
    check("select a place on the map", false);
    check("update the pack before loading it", false);
    check("with a photo", false);
}
