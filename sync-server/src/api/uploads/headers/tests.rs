use axum::http::HeaderValue;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};

use super::*;

fn with(name: HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

#[test]
fn numbers_are_digits_only_and_stand_once() {
    assert_eq!(offset(&with(UPLOAD_OFFSET, "0")).unwrap(), 0);
    assert_eq!(offset(&with(UPLOAD_OFFSET, "18446744073709551615")).unwrap(), u64::MAX);
    for wrong in ["", "-1", "+1", "1.0", "1 ", "0x1", "18446744073709551616", "٣"] {
        let headers = HeaderMap::from_iter([(UPLOAD_OFFSET, HeaderValue::from_bytes(wrong.as_bytes()).unwrap())]);
        assert!(matches!(offset(&headers), Err(Refusal::Malformed("Upload-Offset"))), "{wrong:?}");
    }
    let mut twice = with(UPLOAD_OFFSET, "0");
    twice.append(UPLOAD_OFFSET, HeaderValue::from_static("0"));
    assert!(offset(&twice).is_err());
    assert!(offset(&HeaderMap::new()).is_err());
}

#[test]
fn the_attachment_is_found_among_other_metadata() {
    let id = Uuid::from_u128(0x0192_f0c4);
    let own = metadata_of(id);
    for text in [own.clone(), format!("filename Zm90by5qcGc=, {own}"), format!("is_confidential,{own}")] {
        assert_eq!(attachment(&with(UPLOAD_METADATA, &text)).unwrap(), id, "{text}");
    }
    for wrong in
        ["", "filename Zm90by5qcGc=", "attachment", "attachment Zm90", "attachment !!", &format!("{own},{own}")]
    {
        assert!(attachment(&with(UPLOAD_METADATA, wrong)).is_err(), "{wrong:?}");
    }
}

#[test]
fn metadata_is_read_as_the_protocol_writes_it() {
    let pairs = metadata("filename d29ybGRfZG9taW5hdGlvbl9wbGFuLnBkZg==,is_confidential").unwrap();
    assert_eq!(pairs, [("filename", b"world_domination_plan.pdf".to_vec()), ("is_confidential", Vec::new())]);
    assert_eq!(metadata("a YQ").unwrap(), [("a", b"a".to_vec())], "padding may be left out");
    for wrong in ["a YQ==,a YQ==", ",", "a YQ==,", "a  YQ=="] {
        assert_eq!(metadata(wrong), None, "{wrong:?}");
    }
}

#[test]
fn checksums_match_their_bytes_only() {
    // The example of the protocol: "hello world".
    let mut sum = Checksum::parse("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").ok().unwrap();
    sum.update(b"hello ");
    sum.update(b"world");
    assert!(sum.matches());
    let mut sum = Checksum::parse("sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").ok().unwrap();
    assert!(sum.matches(), "of nothing");
    sum.update(b"x");
    assert!(!sum.matches());
    assert!(matches!(Checksum::parse("md5 1B2M2Y8AsgTpgAmY7PhCfg=="), Err(Refusal::Algorithm)));
    for wrong in ["", "sha1", "sha1 ", "sha1 AAAA", "sha1 !", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0="] {
        assert!(matches!(Checksum::parse(wrong), Err(Refusal::Malformed(_))), "{wrong:?}");
    }
}

#[test]
fn the_overriding_method_wins() {
    let patch = with(METHOD_OVERRIDE, "PATCH");
    assert_eq!(method(&patch, &Method::POST).unwrap(), Method::PATCH);
    assert_eq!(method(&HeaderMap::new(), &Method::POST).unwrap(), Method::POST);
    assert!(method(&with(METHOD_OVERRIDE, "PA TCH"), &Method::POST).is_err());
}

#[test]
fn dates_are_those_of_http() {
    let at = DateTime::parse_from_rfc3339("1994-11-06T09:49:37+01:00").unwrap().to_utc();
    assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
}

proptest! {
    #[test]
    fn nothing_in_a_header_makes_it_panic(bytes in vec(any::<u8>(), 0..80)) {
        let Ok(value) = HeaderValue::from_bytes(&bytes) else { return Ok(()) };
        for name in [UPLOAD_OFFSET, UPLOAD_METADATA, UPLOAD_CHECKSUM, METHOD_OVERRIDE, TUS_RESUMABLE, header::CONTENT_TYPE] {
            let headers = HeaderMap::from_iter([(name, value.clone())]);
            let _ = (offset(&headers), attachment(&headers), method(&headers, &Method::POST), version(&headers));
            let _ = (Checksum::of(&headers).is_ok(), media_type(&headers));
        }
    }

    #[test]
    fn metadata_survives_the_way(pairs in btree_map("[!-+\\--~]{1,9}", vec(any::<u8>(), 0..20), 1..5)) {
        let text: Vec<_> = pairs.iter().map(|(key, value)| format!("{key} {}", BASE64.encode(value))).collect();
        let text = text.join(",");
        let read = metadata(&text).unwrap();
        prop_assert_eq!(read, pairs.iter().map(|(key, value)| (&**key, value.clone())).collect::<Vec<_>>());
    }
}
