//! The look keeps its promises: key text has a contrast of 7:1 in both themes, and every token used exists.

use std::collections::BTreeMap;

use crate::{PAGES_CSS, TOKENS_CSS};

/// `--name: value` of the light theme, then of the dark one on top of it.
fn themes() -> [BTreeMap<&'static str, &'static str>; 2] {
    let (light, dark) = TOKENS_CSS.split_once("@media").unwrap();
    let tokens = |css: &'static str| {
        css.lines().filter_map(|line| line.trim().strip_suffix(';')?.strip_prefix("--")?.split_once(": "))
    };
    [tokens(light).collect(), tokens(light).chain(tokens(dark)).collect()]
}

/// Contrast ratio of two `#rrggbb` colours, WCAG 2.1: <https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio>.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(colour.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn key_text_can_be_read_in_the_sun() {
    const TEXT: &[(&str, &str)] = &[
        ("ink", "ground"),
        ("ink", "surface"),
        ("ink", "accent-soft"),
        ("ink", "warn-soft"),
        ("ink", "hazard-soft"),
        ("ink", "good-soft"),
        ("ink-2", "ground"),
        ("ink-2", "surface"),
        ("accent", "ground"),
        ("accent", "surface"),
        ("accent", "accent-soft"),
        ("accent-ink", "accent"),
        ("accent-ink", "accent-strong"),
        ("hazard", "surface"),
        ("hazard", "hazard-soft"),
        ("hazard-ink", "hazard"),
        ("warn", "warn-soft"),
        ("good", "good-soft"),
        ("good-ink", "good"),
        ("bar-ink", "bar"),
    ];
    for theme in themes() {
        for (text, ground) in TEXT {
            let ratio = contrast(theme[text], theme[ground]);
            assert!(ratio >= 7.0, "{text} on {ground}: {ratio:.1}");
        }
        for ground in ["ground", "surface"] {
            assert!(contrast(theme["edge"], theme[ground]) >= 3.0, "edges of controls on {ground}");
            assert!(contrast(theme["focus"], theme[ground]) >= 3.0, "focus on {ground}");
        }
    }
}

#[test]
fn every_token_used_exists() {
    let [light, _] = themes();
    for name in PAGES_CSS.split("var(--").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(light.contains_key(name), "--{name}");
    }
}

#[test]
fn targets_are_large_enough_for_gloves() {
    let [light, _] = themes();
    for name in ["tap", "tap-s"] {
        assert!(light[name].strip_suffix("px").unwrap().parse::<u32>().unwrap() >= 56, "--{name}");
    }
}
