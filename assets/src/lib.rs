//! Style, words and the demo city.
