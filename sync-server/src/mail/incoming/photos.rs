//! Pictures that are attached to a message. They stay in it; who shows one makes it anew.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::decoded;

/// So many are shown.
const MAX_PHOTOS: usize = 10;
/// What is smaller is a logo in a signature, in bytes.
const LOGO: usize = 8_000;

pub(super) fn count(message: &Message<'_>) -> usize {
    pictures(message).count()
}

/// The bytes of the `nth` picture, from 0 on, as they were sent.
pub fn photo(bytes: &[u8], nth: usize) -> Option<Vec<u8>> {
    std::panic::catch_unwind(|| {
        let message = super::parsed(bytes)?;
        pictures(&message).nth(nth).map(|part| part.contents().to_vec())
    })
    .ok()?
}

fn pictures<'x>(message: &'x Message<'_>) -> impl Iterator<Item = MessagePart<'x>> {
    let large = message.attachments().filter(|part| part.contents().len() > LOGO);
    large.filter_map(|part| decoded(message, part)).filter(is_picture).take(MAX_PHOTOS)
}

fn is_picture(part: &MessagePart<'_>) -> bool {
    let bytes = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
        _ => return false,
    };
    let named = part.attachment_name().unwrap_or_default().to_lowercase();
    let image = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    bytes.len() > LOGO && (image || [".jpg", ".jpeg", ".png", ".webp"].iter().any(|end| named.ends_with(end)))
}
