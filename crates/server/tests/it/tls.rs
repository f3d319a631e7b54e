//! TLS in the program itself, and what every answer says where people come by https.

use crate::{
    binary::{self, PROGRAM, free_port},
    house::House,
};
use axum::http::header;
use kernel::Environment;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};

/// Writes a fresh self-signed certificate with its key, whole; the certificate.
fn certify(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    for (name, text) in [("key.pem", made.signing_key.serialize_pem()), ("certificate.pem", made.cert.pem())] {
        fs::write(folder.join("unfinished"), text).unwrap();
        fs::rename(folder.join("unfinished"), folder.join(name)).unwrap();
    }
    made.cert.der().clone()
}

/// One request over TLS, by whoever trusts this certificate alone.
async fn get(port: u16, path: &str, trusted: &CertificateDer<'static>) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
    let told = |error: std::io::Error| error.to_string();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(told)?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(told)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(told)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.map_err(told)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn serve(folder: &Path, ports: [u16; 2]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("serve").arg("--data").arg(folder.join("data"));
    command.args(["--production", &format!("127.0.0.1:{}", ports[0]), "--sandbox", &format!("127.0.0.1:{}", ports[1])]);
    command.arg("--production-certificate").arg(folder.join("certificate.pem"));
    command.arg("--production-key").arg(folder.join("key.pem"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

async fn answered(port: u16, trusted: &CertificateDer<'static>) -> String {
    for _ in 0..600 {
        if let Ok(answer) = get(port, "/healthz", trusted).await {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no answer by TLS")
}

#[tokio::test]
async fn production_answers_by_tls_and_takes_a_new_certificate_over() {
    let (folder, ports) = (tempfile::tempdir().unwrap(), [free_port(), free_port()]);
    let first = certify(folder.path());
    let stderr = folder.path().join("stderr");
    let _serving = Serving(serve(folder.path(), ports).stderr(fs::File::create(&stderr).unwrap()).spawn().unwrap());
    let answer = answered(ports[0], &first).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security: max-age="), "{answer}");
    let page = get(ports[0], "/", &first).await.unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    // The sandbox has no certificate here, and speaks as before.
    let plain = binary::get(&format!("http://127.0.0.1:{}/healthz", ports[1]), None).await;
    assert!(plain.status.is_success() && !plain.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    // Somebody who says nothing holds up nobody.
    let _silent = TcpStream::connect(("127.0.0.1", ports[0])).await.unwrap();
    assert!(get(ports[0], "/healthz", &first).await.is_ok());

    let second = certify(folder.path());
    answered(ports[0], &second).await;
    assert!(get(ports[0], "/healthz", &first).await.is_err());
    // What is no certificate is not taken over.
    fs::write(folder.path().join("certificate.pem"), "nonsense").unwrap();
    binary::until("the program has refused it", || {
        fs::read_to_string(&stderr).unwrap().contains("going on with the certificate in memory").then_some(())
    })
    .await;
    assert!(get(ports[0], "/healthz", &second).await.is_ok());
}

#[test]
fn certificate_and_key_that_do_not_belong_together_are_told_apart_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    let key = fs::read(folder.path().join("key.pem")).unwrap();
    certify(folder.path());
    fs::write(folder.path().join("key.pem"), key).unwrap();
    let ended = serve(folder.path(), [free_port(), free_port()]).output().unwrap();
    let words = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && words.contains("do not belong together"), "{words}");
    fs::remove_file(folder.path().join("certificate.pem")).unwrap();
    let ended = serve(folder.path(), [free_port(), free_port()]).output().unwrap();
    let words = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && words.contains("cannot read the certificate"), "{words}");
}

#[tokio::test]
async fn where_people_come_by_https_cookies_are_bound_to_the_host_and_answers_say_to_stay() {
    let house = House::reached_at(Environment::Production, "https://open.example").await;
    let mut operator = house.operator().await;
    let page = operator.open("/operator").await.is(200);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.headers[header::REFERRER_POLICY], "same-origin");
    for path in ["/", "/healthz", "/api/v1/orders", "/.well-known/oauth-authorization-server", "/nowhere"] {
        let answer = house.visitor().visit(path).await;
        assert_eq!(answer.headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000", "{path}");
    }
    let mut visitor = house.visitor();
    let page = visitor.open("/operator/sign-in").await.is(200);
    let form = page.form("/operator/sign-in").fill("email", "operator@kontor.example");
    let answer = visitor.submit(&form.fill("password", crate::house::OPERATOR_PASSWORD)).await;
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Path=/;"), "{cookie}");
        for word in ["HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let plain = House::open().await;
    assert!(!plain.visitor().visit("/").await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}
