//! The demo city, and a smaller one where thousands of worlds are made.

use assets::city::City;

/// Musterstadt with everything.
pub fn whole() -> City {
    assets::city::demo().unwrap()
}

/// Musterstadt without what reports do not need: quick to load and to read.
pub fn small() -> City {
    const CATEGORIES: [&str; 5] = ["litter", "needles", "path_damage", "graffiti", "play_equipment"];
    let mut city = whole();
    city.streets.clear();
    city.partners.clear();
    city.notices.clear();
    city.phrases.clear();
    city.chores.clear();
    city.things.clear();
    city.stops.retain(|stop| stop.code == "n1" || stop.code == "s1");
    for route in &mut city.routes {
        route.stops.retain(|stop| stop == "n1" || stop == "s1");
    }
    city.categories.retain(|category| CATEGORIES.contains(&category.code.as_str()));
    city.rules.retain(|rule| rule.category == "*" || CATEGORIES.contains(&rule.category.as_str()));
    city
}
