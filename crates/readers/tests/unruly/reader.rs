//! A child as the service has them, and one that does what its file says: it
//! stands in for a reader that a hostile file has taken over.

use readers::{Answer, Job, Reading, Refusal, child, pdf, words};
use std::fs::File;
use std::net::{TcpStream, UdpSocket};
use std::process::{Command, ExitCode};
use std::{hint, process, thread};

/// How a file begins that says what to do.
const ORDER: &[u8] = b"ORDER ";

/// As the program of the house has it: its memory is limited too.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    child::serve(read).unwrap_or(ExitCode::FAILURE)
}

/// What a child answers that could do what it was told.
const DONE: Reading = Err(Refusal::NoSuchPage);

/// The one word that a child is started with.
const ALLOCATOR: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "0");

fn read(job: &Job, bytes: &[u8]) -> Reading {
    let Some(order) = bytes.strip_prefix(ORDER) else {
        return child::read(job, bytes);
    };
    match order {
        b"nothing" => DONE,
        b"die" => process::abort(),
        b"panic" => panic!("as ordered"),
        b"loop" => loop {
            hint::spin_loop();
        },
        b"eat" => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(vec![1_u8; 1 << 20]);
                hint::black_box(&eaten);
            }
        }
        b"open" => done(File::open("/etc/passwd").is_ok()),
        b"write" => done(File::create("/tmp/carnet-reader-was-here").is_ok()),
        b"connect" => done(TcpStream::connect("127.0.0.1:9").is_ok()),
        b"socket" => done(UdpSocket::bind("127.0.0.1:0").is_ok()),
        b"exec" => done(Command::new("/bin/true").status().is_ok()),
        b"thread" => done(thread::spawn(|| {}).join().is_ok()),
        b"another answer" => Ok(Answer::Words(words::Answer {
            paragraphs: Vec::new(),
            cut: false,
        })),
        b"other pages" => pages(&[1]),
        b"many pages" => pages(&[0, 1]),
        b"same pages" => pages(&[0]),
        b"environment"
            if std::env::vars_os()
                .all(|(name, said)| name == ALLOCATOR.0 && said == ALLOCATOR.1) =>
        {
            DONE
        }
        _ => Err(Refusal::OtherType),
    }
}

/// These pages of a PDF that has three.
fn pages(numbers: &[u32]) -> Reading {
    let pages = numbers.iter().map(|number| pdf::Shown {
        number: *number,
        text: String::new(),
        picture: None,
        shape: None,
    });
    Ok(Answer::Pdf(pdf::Answer {
        count: 3,
        signs: pdf::Signs::default(),
        pages: pages.collect(),
    }))
}

/// Whether it worked is one question; that the child still lives is the other.
fn done(_worked: bool) -> Reading {
    DONE
}
