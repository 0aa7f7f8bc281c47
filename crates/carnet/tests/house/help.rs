//! What the command line says of itself: every command and every option is told.

use std::process::Command;

/// What a command answers to `--help`, and the commands below it.
fn help(words: &[String]) -> (String, Vec<String>) {
    let asked = Command::new(env!("CARGO_BIN_EXE_carnet"))
        .env_clear()
        .args(words)
        .arg("--help")
        .output()
        .expect("it starts");
    assert!(asked.status.success(), "{words:?}");
    let text = String::from_utf8(asked.stdout).expect("words");
    let mut below = Vec::new();
    let mut lines = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
        // What goes on on the next line stands further in.
        if let Some(command) = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
        {
            let (name, says) = command.split_once(' ').unwrap_or((command, ""));
            assert!(!says.trim().is_empty(), "{words:?} {name} is not told");
            below.push(name.to_owned());
        }
    }
    below.retain(|name| name != "help");
    (text, below)
}

/// Each option and each argument has a sentence, beside it or on the next line.
fn is_told(words: &[String], text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate() {
        let option = line.trim_start();
        let argument = line.starts_with("  <") || line.starts_with("  [");
        if !(line.starts_with("  ") && (option.starts_with('-') || argument)) {
            continue;
        }
        // A value that an argument may have: `- name: what it is`.
        if let Some(value) = option.strip_prefix("- ") {
            assert!(value.contains(": "), "carnet {}: {value}", words.join(" "));
            continue;
        }
        let beside = option.split_once("  ").map_or("", |(_, beside)| beside);
        let next = lines.get(n + 1).map_or("", |next| next.trim());
        let says = [beside.trim(), next];
        let told = says
            .iter()
            .any(|says| says.starts_with(char::is_alphabetic));
        assert!(told, "carnet {}: {option} is not told", words.join(" "));
    }
}

#[test]
fn every_command_and_every_option_of_the_command_line_is_told() {
    let mut waiting = vec![Vec::new()];
    let mut all = String::new();
    let mut names = Vec::new();
    while let Some(words) = waiting.pop() {
        let (text, below) = help(&words);
        is_told(&words, &text);
        let named = ["carnet"]
            .into_iter()
            .chain(words.iter().map(String::as_str));
        let named: Vec<&str> = named.collect();
        names.push(named.join(" "));
        all.push_str(&format!("$ {} --help\n{text}\n", named.join(" ")));
        for name in below.into_iter().rev() {
            waiting.push([&words[..], &[name]].concat());
        }
    }
    for wanted in [
        "carnet demo",
        "carnet serve",
        "carnet import",
        "carnet space dump",
    ] {
        assert!(
            names.iter().any(|name| name == wanted),
            "{wanted}: {names:?}"
        );
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    testkit::golden(folder, "help.txt", &all);
}
