//! What came of one piece of evidence.

use rts_core::election::{Code, Refusal};
use serde_json::{Map, Value, json};

/// A piece and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The piece.
    pub(super) name: String,
    /// What it is, for programs.
    pub(super) facts: Map<String, Value>,
    /// What it says, for people.
    pub(super) lines: String,
    /// Why it is not good.
    pub(super) refusal: Option<Refusal>,
}

impl Finding {
    /// A piece that verifies.
    pub(super) fn good(name: &str, facts: Map<String, Value>, lines: String) -> Self {
        Self { name: name.to_owned(), facts, lines, refusal: None }
    }

    /// A piece that does not, of which nothing is shown.
    pub(super) fn bad(name: &str, refusal: Refusal) -> Self {
        Self { name: name.to_owned(), facts: Map::new(), lines: String::new(), refusal: Some(refusal) }
    }

    /// Adds something that is wrong all the same; the first such thing gives the code.
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        match &self.refusal {
            None => format!("GOOD  {}\n{}", self.name, self.lines),
            Some(refusal) => {
                let verdict = if refusal.code == Code::ResultDiffers { "DIFFERS " } else { "BAD   " };
                format!("{verdict}{}\n  {refusal}\n{}", self.name, self.lines)
            }
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let mut facts = self.facts.clone();
        facts.insert("name".to_owned(), json!(self.name));
        facts.insert("good".to_owned(), json!(self.refusal.is_none()));
        if let Some(refusal) = &self.refusal {
            facts.insert("code".to_owned(), json!(refusal.code.as_str()));
            facts.insert("message".to_owned(), json!(refusal.to_string()));
        }
        Value::Object(facts)
    }
}
