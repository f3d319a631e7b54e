//! Mail on its way out, by SMTP.

use kernel::{Fault, Outcome};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};
use web::mail::Letter;

/// A mail server and the address that mails come from.
pub struct Post {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    /// `url` is `smtps://user:password@host`, or `smtp://host` for a relay on the same network.
    pub fn new(url: &str, from: &str) -> Result<Post, String> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let server = server.map_err(|error| format!("the mail server's address is not one: {error}"))?.build();
        let from = from.parse().map_err(|error| format!("{from} is not a mail address: {error}"))?;
        Ok(Post { server, from })
    }

    pub async fn send(&self, to: &str, letter: Letter) -> Outcome<()> {
        let message = message(&self.from, to, letter)?;
        self.server.send(message).await.map_err(|error| failed(error.to_string()))?;
        Ok(())
    }
}

/// Plain first and HTML after it (RFC 2046 §5.1.4: the last that a reader understands is the one to show).
fn message(from: &Mailbox, to: &str, letter: Letter) -> Outcome<Message> {
    let to = to.parse().map_err(|error| failed(format!("{error}")))?;
    let parts = MultiPart::alternative_plain_html(letter.plain, letter.html);
    let message = Message::builder().from(from.clone()).to(to).subject(letter.subject).multipart(parts);
    message.map_err(|error| failed(error.to_string()).into())
}

fn failed(error: String) -> Fault {
    Fault::new(format!("sending a mail: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_a_plain_part_and_after_it_an_html_part() {
        let letter = Letter {
            subject: "Tea\r\nBcc: eve@evil.example".to_owned(),
            plain: "plain words".to_owned(),
            html: "<p>html words</p>".to_owned(),
        };
        let sent = message(&"post@kontor.example".parse().unwrap(), "ada@hanse.example", letter).unwrap();
        let text = String::from_utf8(sent.formatted()).unwrap();
        let places =
            ["multipart/alternative", "text/plain; charset=utf-8", "plain words", "text/html; charset=utf-8", "html words"];
        let places = places.map(|words| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}")));
        assert!(places.is_sorted(), "{text}");
        assert!(!text.contains("\r\nBcc:"), "a subject makes no headers: {text}");
    }
}
