//! What a client may take of us: time, memory, places; and what is finished when a
//! server stops.

use super::*;

#[tokio::test]
async fn whoever_is_silent_is_sent_away() {
    let served = Served::with(|limits| {
        limits.wait_command = Duration::from_millis(500);
        limits.wait_data = Duration::from_millis(500);
    })
    .await;
    let client = served.greeted().await;
    assert_eq!(client.rest().await, "421 4.4.2 Too long without a word\r\n");
    let mut client = served.greeted().await;
    client
        .say("MAIL FROM:<a@a.fr>\r\nRCPT TO:<one@b.fr>\r\nDATA\r\n")
        .await;
    client.codes(&[250, 250, 354]).await;
    client.say("Subject").await;
    assert_eq!(client.rest().await, "421 4.4.2 Too long without a word\r\n");
    assert_eq!(served.room.kept(), []);
}

#[tokio::test]
async fn a_mail_that_drips_has_an_end_too() {
    let served = Served::with(|limits| limits.wait_message = Duration::from_millis(200)).await;
    let mut client = served.greeted().await;
    client
        .say("MAIL FROM:<a@a.fr>\r\nRCPT TO:<one@b.fr>\r\nDATA\r\n")
        .await;
    client.codes(&[250, 250, 354]).await;
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if client.line.write_all(b"x").await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(begun.elapsed() < PATIENCE / 2);
    assert_eq!(served.room.kept(), []);
}

#[tokio::test]
async fn no_more_mails_are_in_memory_than_may_be() {
    let served = Served::with(|limits| limits.messages_max = 2).await;
    let mut clients = Vec::new();
    for _ in 0..6 {
        let mut client = served.greeted().await;
        client.asked("MAIL FROM:<a@a.fr>", 250).await;
        client.asked("RCPT TO:<held@b.fr>", 250).await;
        client.say("DATA\r\n").await;
        clients.push(client);
    }
    // Two may begin; the others are not told to.
    for client in &mut clients[..2] {
        client.codes(&[354]).await;
        client.say("x\r\n.\r\n").await;
    }
    let waits = timeout(Duration::from_millis(80), clients[2].line.read_u8()).await;
    assert!(waits.is_err(), "a third mail began");
    served.room.held.add_permits(6);
    for client in &mut clients[..2] {
        client.codes(&[250]).await;
    }
    for client in &mut clients[2..] {
        client.codes(&[354]).await;
        client.say("x\r\n.\r\n").await;
        client.codes(&[250]).await;
    }
    assert_eq!(served.room.kept().len(), 6);
    assert!(served.room.most_inside.load(Ordering::SeqCst) <= 2);
}

#[tokio::test]
async fn whoever_waits_too_long_for_memory_comes_again_later() {
    let served = Served::with(|limits| {
        limits.messages_max = 1;
        limits.wait_message = Duration::from_millis(100);
    })
    .await;
    let mut first = served.greeted().await;
    first
        .say("MAIL FROM:<a@a.fr>\r\nRCPT TO:<held@b.fr>\r\nDATA\r\n")
        .await;
    first.codes(&[250, 250, 354]).await;
    first.say("x\r\n.\r\n").await;
    let mut second = served.greeted().await;
    second
        .say("MAIL FROM:<a@a.fr>\r\nRCPT TO:<one@b.fr>\r\nDATA\r\n")
        .await;
    second.codes(&[250, 250, 451]).await;
    second.asked("NOOP", 250).await;
    served.room.held.add_permits(1);
    first.codes(&[250]).await;
}

#[tokio::test]
async fn one_connection_too_many_is_sent_away() {
    let served = Served::with(|limits| limits.connections_max = 2).await;
    let mut one = served.greeted().await;
    let two = served.greeted().await;
    let three = served.client().await;
    assert_eq!(three.rest().await, "421 4.3.2 Too many connections\r\n");
    drop(two);
    one.asked("QUIT", 221).await;
    assert_eq!(one.rest().await, "");
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let mut again = served.client().await;
        if again.answer().await.starts_with("220") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no place became free");
}

#[tokio::test]
async fn a_server_that_stops_answers_for_the_mail_it_has() {
    let mut served = Served::fair().await;
    let idle = served.greeted().await;
    let mut busy = served.greeted().await;
    busy.say("MAIL FROM:<a@a.fr>\r\nRCPT TO:<held@b.fr>\r\nDATA\r\n")
        .await;
    busy.codes(&[250, 250, 354]).await;
    busy.say("x\r\n").await;
    drop(served.stop.take());
    assert_eq!(idle.rest().await, "421 4.3.2 This server closes\r\n");
    busy.say(".\r\n").await;
    served.room.held.add_permits(1);
    busy.codes(&[250]).await;
    assert_eq!(busy.rest().await, "421 4.3.2 This server closes\r\n");
    timeout(PATIENCE, served.task)
        .await
        .expect("ended")
        .expect("well");
    assert_eq!(served.room.kept().len(), 1);
    assert!(
        TcpStream::connect(("127.0.0.1", served.port))
            .await
            .is_err()
    );
}
