//! Letters over SMTP, to a small server of the tests' own.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use web::Mail;

/// A server that takes one conversation, refuses the recipients that `refuses` names, and gives back all that was said to it.
fn server(refuses: &'static str) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let talk = move || {
        let (stream, _) = listener.accept().unwrap();
        let mut to = stream.try_clone().unwrap();
        let mut heard = Vec::new();
        let mut in_letter = false;
        write!(to, "220 post.example.org\r\n").unwrap();
        for line in BufReader::new(stream).lines() {
            let line = line.unwrap();
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                _ if in_letter && line != "." => "",
                "." => "250 taken\r\n",
                "EHLO" => "250-post.example.org\r\n250 AUTH PLAIN\r\n",
                "AUTH" => "235 welcome\r\n",
                "RCPT" if !refuses.is_empty() && line.contains(refuses) => "550 nobody here of that name\r\n",
                "DATA" => "354 go on\r\n",
                "QUIT" => "221 goodbye\r\n",
                _ => "250 yes\r\n",
            };
            in_letter = line == "DATA" || in_letter && line != ".";
            let ends = line == "QUIT";
            heard.push(line);
            to.write_all(answer.as_bytes()).unwrap();
            if ends {
                break;
            }
        }
        heard
    };
    (address, std::thread::spawn(talk))
}

#[test]
fn a_letter_goes_over_smtp_with_the_name_and_password_of_the_setting() {
    let (address, talk) = server("");
    let mail = Mail::open(&format!("smtp://waymark%40example.org:secret@{address}")).unwrap();
    let link = format!("https://waymark.example.org/invitation/{}", "x".repeat(80));
    mail.send("joan@example.org", "You are invited", format!("Hello,\n\n{link}\n")).unwrap();
    drop(mail);
    let heard = talk.join().unwrap();
    let says = |what: &str| heard.iter().any(|line| line.contains(what));
    assert!(says("AUTH PLAIN AHdheW1hcmtAZXhhbXBsZS5vcmcAc2VjcmV0"), "{heard:?}");
    assert!(says("MAIL FROM:<waymark@example.org>") && says("RCPT TO:<joan@example.org>"), "{heard:?}");
    assert!(says("Subject: You are invited") && heard.contains(&link), "the link stands in one piece: {heard:?}");
}

#[test]
fn a_letter_that_is_not_taken_is_said_with_the_reason_of_the_server() {
    let (address, talk) = server("nobody@");
    let mail = Mail::open(&format!("smtp://{address}")).unwrap();
    let refused = mail.send("nobody@example.org", "You are invited", "Hello".to_owned()).unwrap_err();
    assert!(refused.to_string().contains("nobody here of that name"), "{refused}");
    drop(mail);
    drop(talk.join());
    // Nor is there anybody at this port now.
    let mail = Mail::open(&format!("smtp://{address}")).unwrap();
    assert!(mail.send("joan@example.org", "You are invited", "Hello".to_owned()).is_err());
}
