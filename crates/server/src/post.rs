//! Mail on its way out, by SMTP.

use kernel::{Fault, Outcome};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};

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

    pub async fn send(&self, to: &str, subject: String, text: String) -> Outcome<()> {
        let failed = |error: String| Fault::new(format!("sending a mail: {error}"));
        let to = to.parse().map_err(|error| failed(format!("{error}")))?;
        let message = Message::builder().from(self.from.clone()).to(to).subject(subject).body(text);
        let message = message.map_err(|error| failed(error.to_string()))?;
        self.server.send(message).await.map_err(|error| failed(error.to_string()))?;
        Ok(())
    }
}
