//! What is reported: figures as JSON lines or as a table, and notes beside.

use serde_json::json;

/// One figure: ours, the limit it is held against, and what we want.
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// On which store.
    pub store: &'static str,
    /// How many spaces there were.
    pub spaces: usize,
    /// Ours, per second.
    pub value: f64,
    /// The limit, per second, in the same run.
    pub limit: f64,
    /// The ratio we want at least.
    pub target: f64,
}

impl Figure {
    fn ratio(&self) -> f64 {
        self.value / self.limit
    }
}

/// Figures as they come.
pub struct Report {
    json: bool,
    figures: Vec<Figure>,
}

impl Report {
    /// Nothing yet.
    pub const fn new(json: bool) -> Self {
        Self {
            json,
            figures: Vec::new(),
        }
    }

    /// A figure: told at once as JSON, or kept for the table.
    pub fn figure(&mut self, figure: Figure) {
        if self.json {
            let line = json!({
                "name": figure.name,
                "store": figure.store,
                "spaces": figure.spaces,
                "value": rounded(figure.value, 1.0),
                "limit": rounded(figure.limit, 1.0),
                "ratio": rounded(figure.ratio(), 1000.0),
                "target": figure.target,
            });
            println!("{line}");
        }
        self.figures.push(figure);
    }

    /// Something to know that is no figure: among the table, or beside the JSON.
    pub fn note(&self, text: &str) {
        if self.json {
            eprintln!("{text}");
        } else {
            println!("{text}");
        }
    }

    /// The table of what was measured, however the run ends.
    pub fn end(&self) {
        if self.json || self.figures.is_empty() {
            return;
        }
        println!();
        println!("| figure | store | spaces | ours/s | limit/s | ratio | target | met |");
        println!("|---|---|---:|---:|---:|---:|---:|---|");
        for figure in &self.figures {
            println!(
                "| {:<9} | {:<8} | {:>6} | {:>7.0} | {:>7.0} | {:.3} | {:.2} | {:<3} |",
                figure.name,
                figure.store,
                figure.spaces,
                figure.value,
                figure.limit,
                figure.ratio(),
                figure.target,
                if figure.ratio() >= figure.target {
                    "yes"
                } else {
                    "NO"
                },
            );
        }
    }
}

fn rounded(number: f64, places: f64) -> f64 {
    (number * places).round() / places
}
