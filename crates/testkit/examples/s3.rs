//! An S3 to try things with: `cargo run -p testkit --example s3 -- PORT DIR`.
//! It prints the lines of a configuration that uses it. Never for real data.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::PathBuf;
use testkit::{S3_ACCESS_KEY, S3_SECRET_KEY, s3_url, serve_s3};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(port), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: s3 PORT DIR".into());
    };
    let port: u16 = port.parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("CARNET_VAULT_URL='{}'", s3_url(port));
    println!("CARNET_VAULT_ACCESS_KEY={S3_ACCESS_KEY}");
    println!("CARNET_VAULT_SECRET_KEY={S3_SECRET_KEY}");
    serve_s3(listener, &PathBuf::from(folder)).await;
    Ok(())
}
