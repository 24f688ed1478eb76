//! The codes behind the words: each list with its prefix gives keys of [`Texts`](crate::Texts), `topic-` + `housing`.
//!
//! Codes stay; words and languages may change.

/// States of a report, as printed by `status --json`; keys `phone-state-…`, `office-state-…`, `department-state-…`.
pub const STATES: &[&str] = &[
    "saved",
    "received",
    "assigned",
    "sent",
    "bounced",
    "accepted",
    "not_ours",
    "done",
    "reopened",
    "gone",
    "self_done",
    "duplicate",
    "withdrawn",
    "closed",
];

/// Categories of the start set; keys `category-…`.
pub const CATEGORIES: &[&str] = &[
    "needles",
    "hazardous_substance",
    "acute_danger",
    "litter",
    "illegal_dumping",
    "broken_glass",
    "overfull_container",
    "play_equipment",
    "path_damage",
    "street_light",
    "greenery",
    "abandoned_vehicle",
    "graffiti",
    "suggestion",
    "other",
];

/// The start set with its icons, and whether it is a danger to people: until the city's own is known.
pub const START_SET: &[(&str, &str, bool)] = &[
    ("needles", "syringe", true),
    ("hazardous_substance", "skull", true),
    ("acute_danger", "triangle-alert", true),
    ("litter", "shopping-bag", false),
    ("illegal_dumping", "sofa", false),
    ("broken_glass", "wine", false),
    ("overfull_container", "trash-2", false),
    ("play_equipment", "swing", false),
    ("path_damage", "road", false),
    ("street_light", "lamp", false),
    ("greenery", "tree-deciduous", false),
    ("abandoned_vehicle", "car", false),
    ("graffiti", "spray-can", false),
    ("suggestion", "lightbulb", false),
    ("other", "ellipsis", false),
];

/// How much lies there; keys `amount-…`.
pub const AMOUNTS: &[&str] = &["bag", "trunk", "van", "more"];

/// What a check of a stop found; keys `stop-…`.
pub const STOP_OUTCOMES: &[&str] = &["ok", "problem", "no_access"];

/// What the office's task to a round led to; keys `task-…`.
pub const TASK_OUTCOMES: &[&str] = &["seen", "not_found", "no_access"];

/// What a contact was about; keys `topic-…`.
pub const TOPICS: &[&str] =
    &["info", "cleanliness", "neighbours", "fear", "company", "letters", "children", "housing", "other"];

/// What came of a contact; keys `outcome-…`.
pub const OUTCOMES: &[&str] = &["listened", "helped", "referred", "open"];

/// Where a visit was; keys `institution-…`.
pub const INSTITUTIONS: &[&str] =
    &["school", "day_care", "old_age", "youth", "club", "worship", "shop", "office", "other"];

/// What came of a visit; keys `visit-…`.
pub const VISIT_OUTCOMES: &[&str] = &["talked", "handed_over", "agreed", "nobody"];

/// What somebody needs who is shown the way (Lotse); keys `need-…`.
pub const NEEDS: &[&str] =
    &["debt", "housing", "language", "health", "family", "work", "lonely", "addiction", "letters", "other"];

/// Where the way leads; keys `offer-…`. Partners in the directory name the same codes.
pub const OFFERS: &[&str] = &[
    "debt_advice",
    "tenant_advice",
    "language_course",
    "medical_help",
    "family_help",
    "job_centre",
    "meeting_place",
    "addiction_help",
    "letter_help",
    "other",
];

/// What came of showing the way; keys `referral-outcome-…`.
pub const REFERRAL_OUTCOMES: &[&str] = &["goes", "accompanied", "declined", "open"];

/// What a department may answer; keys `answer-outcome-…`. `note` is the question back.
pub const ANSWERS: &[&str] = &["done", "not_ours", "accepted", "note"];

/// Why a report is closed without repair; keys `close-reason-…`.
pub const CLOSE_REASONS: &[&str] = &[
    "private_ground",
    "not_city",
    "not_found",
    "already_gone",
    "planned",
    "no_money",
    "no_danger",
    "nesting",
    "unclear",
    "not_allowed",
];

/// What happened to a report, for its history; keys `event-…`.
pub const EVENTS: &[&str] = &[
    "stored",
    "received",
    "assigned",
    "mailed",
    "bounced",
    "answered-done",
    "answered-not_ours",
    "answered-accepted",
    "answered-note",
    "sighted-still_there",
    "sighted-gone",
    "corrected",
    "withdrawn",
    "closed",
    "reopened",
    "merged",
    "unmerged",
    "held",
    "released",
    "redacted",
    "photo-late",
    "self_done",
];

/// What languages call themselves, for whoever looks for the own one.
pub const LANGUAGE_NAMES: &[(&str, &str)] = &[
    ("de", "Deutsch"),
    ("en", "English"),
    ("ar", "العربية"),
    ("bg", "Български"),
    ("el", "Ελληνικά"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sq", "Shqip"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
];

/// Why a photo cannot be used; keys `photo-unreadable-…`.
pub const PHOTO_FAULTS: &[&str] =
    &["empty", "too-large", "unknown-format", "heic", "broken", "too-many-pixels", "too-many-scans"];
