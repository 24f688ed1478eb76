//! Icons: Lucide (ISC licence, see `icons/LICENSE`), drawn in `currentColor` on a grid of 24.

/// Builds the table from the file names, so that a name and its file cannot drift apart.
macro_rules! icons {
    ($($name:literal)*) => {
        /// The names that [`icon`] knows.
        pub const ICONS: &[&str] = &[$($name),*];

        /// The SVG of an icon, hidden from screen readers: a word always stands beside it.
        ///
        /// ```
        /// assert!(assets::icon("syringe").is_some_and(|svg| svg.starts_with("<svg")));
        /// assert_eq!(assets::icon("unicorn"), None);
        /// ```
        pub fn icon(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../icons/", $name, ".svg")).trim_ascii_end()),)*
                _ => None,
            }
        }
    };
}

icons! {
    // categories
    "syringe" "skull" "triangle-alert" "shopping-bag" "sofa" "wine" "trash-2" "swing" "road" "lamp" "tree-deciduous" "car"
    "spray-can" "lightbulb" "ellipsis"
    // states of a report
    "smartphone" "inbox" "clock" "send" "mail-x" "user-check" "circle-question-mark" "circle-check" "circle-x" "rotate-ccw"
    "sparkles" "hand-helping" "copy" "undo-2"
    // actions, stops and topics
    "camera" "map-pin" "phone" "volume-2" "chevron-left" "check" "footprints" "messages-square" "mic" "door-closed" "ban"
    "pause" "play" "square" "plus" "shield-alert" "users" "baby" "house" "file-text" "info" "search" "log-out" "external-link" "eye-off"
    "settings" "package" "pencil" "ear"
    // what the office tells, and offers of help
    "megaphone" "heart-handshake" "wallet" "languages" "stethoscope" "briefcase" "coffee" "life-buoy" "mail"
    // people who share a phone
    "lock" "delete"
    // practice
    "graduation-cap"
    // own ways
    "route" "scissors" "chevron-right" "chevrons-left" "chevrons-right"
    // forms and files of the office
    "chevron-up" "chevron-down" "x" "download"
}

/// The icon that stands for a state of a report: its shape tells the state without colour.
pub fn state_icon(state: &str) -> &'static str {
    match state {
        "saved" => "smartphone",
        "received" => "inbox",
        "assigned" => "clock",
        "sent" => "send",
        "bounced" => "mail-x",
        "accepted" => "user-check",
        "not_ours" => "circle-question-mark",
        "done" => "circle-check",
        "reopened" => "rotate-ccw",
        "gone" => "sparkles",
        "self_done" => "hand-helping",
        "duplicate" => "copy",
        "withdrawn" => "undo-2",
        "closed" => "circle-x",
        _ => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::{ICONS, icon, state_icon};
    use crate::words::STATES;

    #[test]
    fn every_icon_takes_the_colour_of_its_text_and_stays_silent() {
        for name in ICONS {
            let svg = icon(name).unwrap();
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{name}");
            assert!(svg.contains("currentColor") && svg.contains("aria-hidden"), "{name}");
            assert!(svg.len() < 1500, "{name} is heavy");
        }
    }

    #[test]
    fn every_state_has_a_shape_of_its_own() {
        let mut shapes: Vec<_> = STATES.iter().map(|state| state_icon(state)).collect();
        shapes.sort_unstable();
        shapes.dedup();
        assert_eq!(shapes.len(), STATES.len());
        assert!(shapes.iter().all(|name| icon(name).is_some()));
    }
}
