//! DKIM (RFC 6376): a signature by which the receiving side knows that the city's domain vouches for a mail. `rsa-sha256`,
//! `relaxed/relaxed`. It is made over the finished bytes, so nothing can change between signing and sending.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

/// Fields that are signed where they are there.
const SIGNED: [&str; 14] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Id",
    "Auto-Submitted",
    "Importance",
];
/// Fields of which nobody may add a second one on the way (RFC 6376, 8.15).
const SEALED: [&str; 6] = ["From", "To", "Subject", "Date", "Message-ID", "Reply-To"];
/// Characters of base64 in a line.
const FOLD: usize = 72;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No file, or no private key in it.
    #[error("the file holds no private key in PEM form: {0}")]
    Pem(#[from] rustls_pki_types::pem::Error),
    /// A key of another kind, or with less than 2,048 bits.
    #[error("it is no RSA key of 2048 bits or more: {0}")]
    Rsa(ring::error::KeyRejected),
    /// Another form.
    #[error("it is no RSA key")]
    Other,
}

/// Signs mails.
pub struct Signer {
    key: RsaKeyPair,
    domain: String,
    selector: String,
}

impl Signer {
    /// With the key in this file: PEM, PKCS #8 or PKCS #1, as `openssl genrsa` writes it.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(key: &Path, domain: &str, selector: &str) -> Result<Signer, KeyError> {
        let key = match PrivateKeyDer::from_pem_file(key)? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(KeyError::Rsa)?,
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(KeyError::Rsa)?,
            _ => return Err(KeyError::Other),
        };
        Ok(Signer { key, domain: domain.to_owned(), selector: selector.to_owned() })
    }

    /// Name of the DNS record that tells the public key, and its text.
    pub fn record(&self) -> (String, String) {
        let name = format!("{}._domainkey.{}", self.selector, self.domain);
        (name, format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(public_key_info(self.key.public_key().as_ref()))))
    }

    /// The message with its signature in front. One that has no head comes back as it is.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let Some(end) = message.windows(4).position(|four| four == b"\r\n\r\n") else { return message.to_vec() };
        let (head, body) = message.split_at(end + 4);
        let head = String::from_utf8_lossy(head);
        let fields = fields(&head);
        let names = signed(&fields);
        let hash = STANDARD.encode(Sha256::digest(relaxed_body(body)));
        let unsigned = format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={}; s={};\r\n h={};\r\n bh={hash};\r\n b=",
            self.domain,
            self.selector,
            names.join(":\r\n  "),
        );
        let mut text = String::new();
        let mut used: Vec<&str> = Vec::new();
        for name in &names {
            let before = used.iter().filter(|known| known.eq_ignore_ascii_case(name)).count();
            // From the bottom up; one that is not there counts as empty (RFC 6376, 5.4.2).
            let mut same = fields.iter().rev().filter(|(known, _)| known.eq_ignore_ascii_case(name));
            if let Some((known, value)) = same.nth(before) {
                text.push_str(&relaxed_field(known, value));
                text.push_str("\r\n");
            }
            used.push(name);
        }
        let (name, value) = unsigned.split_once(':').unwrap_or_default();
        text.push_str(&relaxed_field(name, value));
        let mut signature = vec![0; self.key.public().modulus_len()];
        if self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).is_err() {
            // No randomness left for blinding: an unsigned mail is better than none.
            tracing::error!("a mail could not be signed");
            return message.to_vec();
        }
        let signature = STANDARD.encode(signature);
        let lines: Vec<&str> =
            signature.as_bytes().chunks(FOLD).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        [unsigned.as_bytes(), lines.join("\r\n  ").as_bytes(), b"\r\n", message].concat()
    }
}

/// Names and values, unfolded only later.
fn fields(head: &str) -> Vec<(&str, String)> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in head.split("\r\n").filter(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name, value.to_owned()));
        }
    }
    fields
}

/// Which fields the signature names.
fn signed(fields: &[(&str, String)]) -> Vec<&'static str> {
    let there = |name: &str| fields.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
    SIGNED
        .iter()
        .flat_map(|name| std::iter::repeat_n(*name, there(name) + usize::from(SEALED.contains(name))))
        .collect()
}

/// RFC 6376, 3.4.2.
fn relaxed_field(name: &str, value: &str) -> String {
    let value = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{}:{value}", name.trim_end().to_ascii_lowercase())
}

/// RFC 6376, 3.4.4: no space at the ends of lines, one between words, no empty lines at the end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut empty = 0;
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut gap = false;
        let mut words = Vec::with_capacity(line.len());
        for byte in line {
            if matches!(byte, b' ' | b'\t') {
                gap = true;
            } else {
                if std::mem::take(&mut gap) {
                    words.push(b' ');
                }
                words.push(*byte);
            }
        }
        if words.is_empty() {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(&words);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The key as X.509 tells it (RFC 5280, 4.1, SubjectPublicKeyInfo): what DNS is to hold.
fn public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    // rsaEncryption, without parameters.
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = der(0x03, &[&[0], pkcs1].concat());
    der(0x30, &[&ALGORITHM[..], &bits].concat())
}

/// A value in DER: its kind, its length, itself.
fn der(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = length.iter().skip_while(|byte| **byte == 0).copied().collect::<Vec<u8>>();
    let mut out = vec![kind];
    if content.len() < 0x80 {
        out.extend(length.last().or(Some(&0)));
    } else {
        out.push(0x80 | length.len() as u8);
        out.extend(length);
    }
    out.extend_from_slice(content);
    out
}
