//! The decisions as a table that a lawyer can read.

use super::*;

#[test]
fn the_golden_table_is_what_the_code_decides() {
    let questions = questions();
    let mut table = String::from(
        "# Who may do what: every case of the decision, grouped. \"any\" = whatever the answer.\n\
         # Regenerate: cargo xtask golden\n# ",
    );
    let names: Vec<&str> = questions.iter().map(|question| question.name).collect();
    table.push_str(&names.join(" | "));
    table.push_str(" | decision\n");
    branch(&questions, ANY, &mut Vec::new(), &mut table);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    testkit::golden(folder, "decisions.txt", &table);
}

/// The decisions below these answers, in the order of the questions.
fn outcomes(questions: &[Question], case: Case) -> Vec<Decision> {
    let mut outcomes = Vec::new();
    walk(questions, case, &mut |case| outcomes.push(decide(case)));
    outcomes
}

/// Writes the tree of the decision: a question is asked only where its answer
/// changes something below.
fn branch(questions: &[Question], case: Case, said: &mut Vec<String>, table: &mut String) {
    let Some((first, rest)) = questions.split_first() else {
        table.push_str(&said.join(" | "));
        table.push_str(&format!(" | {:?}\n", decide(case)));
        return;
    };
    let below = |set: &dyn Fn(Case) -> Case| outcomes(rest, set(case));
    let (_, some) = &first.answers[0];
    let one = below(some);
    if first.answers.iter().all(|(_, set)| below(set) == one) {
        said.push("any".into());
        branch(rest, some(case), said, table);
        said.pop();
        return;
    }
    for (answer, set) in &first.answers {
        said.push(answer.clone());
        branch(rest, set(case), said, table);
        said.pop();
    }
}
