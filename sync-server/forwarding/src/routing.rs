//! Which department is responsible: rules as data, category × area × hazard.

use chrono::NaiveDate;
use shared::domain::Rule;

/// What rules look at.
#[derive(Clone, Debug, Default)]
pub struct Subject<'a> {
    /// Code of the category.
    pub category: &'a str,
    /// The category is dangerous to people.
    pub hazard: bool,
    /// Layer and foreign id of each area that the place lies in; empty outside all areas and without a place.
    pub areas: &'a [(String, String)],
    /// The day on which the report was stored.
    pub on: NaiveDate,
    /// Departments that said *not ours*.
    pub refused: &'a [String],
}

/// What the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// This department.
    To(String),
    /// This department, but staff look first.
    Hold(String),
    /// Nobody: staff decide.
    Nobody,
}

/// The valid rule of the highest priority that fits and whose department has not refused; at equal priority the more
/// special one, then the code, so that the answer never depends on the order of rows.
pub fn route(rules: &[Rule], subject: &Subject) -> Route {
    let best = rules
        .iter()
        .filter(|rule| fits(rule, subject))
        .max_by_key(|rule| (rule.priority, rule.area.is_some(), rule.category != "*", std::cmp::Reverse(&rule.code)));
    match best {
        Some(Rule { department: Some(department), hold: false, .. }) => Route::To(department.clone()),
        Some(Rule { department: Some(department), hold: true, .. }) => Route::Hold(department.clone()),
        _ => Route::Nobody,
    }
}

fn fits(rule: &Rule, subject: &Subject) -> bool {
    let valid = rule.valid_from <= subject.on && rule.valid_to.is_none_or(|end| subject.on < end);
    let category = rule.category == "*" || rule.category == subject.category;
    let hazard = rule.hazard.is_none_or(|hazard| hazard == subject.hazard);
    let area = match (&rule.layer, &rule.area) {
        (_, None) => true,
        (layer, Some(wanted)) => {
            subject.areas.iter().any(|(l, id)| id == wanted && layer.as_ref().is_none_or(|layer| layer == l))
        }
    };
    let refused = rule.department.as_ref().is_some_and(|department| subject.refused.contains(department));
    valid && category && hazard && area && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(code: &str, category: &str, area: Option<&str>, department: Option<&str>, priority: i64) -> Rule {
        Rule {
            code: code.into(),
            category: category.into(),
            layer: area.map(|_| "district".into()),
            area: area.map(Into::into),
            hazard: None,
            department: department.map(Into::into),
            hold: false,
            priority,
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
        }
    }

    fn subject<'a>(category: &'a str, areas: &'a [(String, String)], refused: &'a [String]) -> Subject<'a> {
        Subject { category, hazard: false, areas, on: "2026-11-23".parse().unwrap(), refused }
    }

    #[test]
    fn the_special_rule_goes_before_the_general_one_and_a_refusal_moves_on() {
        let rules = [rule("a", "*", None, Some("ordnung"), 0), rule("b", "litter", None, Some("edg"), 10)];
        assert_eq!(route(&rules, &subject("litter", &[], &[])), Route::To("edg".into()));
        assert_eq!(route(&rules, &subject("graffiti", &[], &[])), Route::To("ordnung".into()));
        assert_eq!(route(&rules, &subject("litter", &[], &["edg".into()])), Route::To("ordnung".into()));
        assert_eq!(route(&rules, &subject("litter", &[], &["edg".into(), "ordnung".into()])), Route::Nobody);
    }

    #[test]
    fn an_area_decides_at_equal_priority_and_outside_all_areas_the_city_wide_rule_forwards() {
        let rules = [rule("a", "litter", None, Some("edg"), 0), rule("b", "litter", Some("3"), Some("gruen"), 0)];
        let in_three = [("district".to_owned(), "3".to_owned())];
        assert_eq!(route(&rules, &subject("litter", &in_three, &[])), Route::To("gruen".into()));
        assert_eq!(route(&rules, &subject("litter", &[], &[])), Route::To("edg".into()));
        let another_layer = [("council".to_owned(), "3".to_owned())];
        assert_eq!(route(&rules, &subject("litter", &another_layer, &[])), Route::To("edg".into()));
    }

    #[test]
    fn a_rule_counts_only_while_it_is_valid_and_may_hold() {
        let mut old = rule("a", "litter", None, Some("edg"), 9);
        old.valid_to = Some("2026-11-23".parse().unwrap());
        let mut new = rule("b", "litter", None, Some("gruen"), 0);
        new.hold = true;
        assert_eq!(route(&[old, new], &subject("litter", &[], &[])), Route::Hold("gruen".into()));
        assert_eq!(route(&[], &subject("litter", &[], &[])), Route::Nobody);
    }

    #[test]
    fn at_equal_priority_the_rule_that_names_the_category_and_then_the_first_code_decides() {
        let named = rule("z", "litter", None, Some("edg"), 0);
        let any = rule("a", "*", None, Some("ordnung"), 0);
        let twin = rule("b", "litter", None, Some("gruen"), 0);
        for rules in [[named.clone(), any.clone()], [any, named.clone()]] {
            assert_eq!(route(&rules, &subject("litter", &[], &[])), Route::To("edg".into()));
        }
        for rules in [[named.clone(), twin.clone()], [twin, named]] {
            assert_eq!(route(&rules, &subject("litter", &[], &[])), Route::To("gruen".into()));
        }
    }

    #[test]
    fn a_rule_for_hazards_is_for_hazards_alone() {
        let hazards = Rule { hazard: Some(true), ..rule("a", "*", None, Some("feuerwehr"), 9) };
        let others = Rule { hazard: Some(false), ..rule("b", "*", None, Some("edg"), 5) };
        let rules = [hazards, others];
        assert_eq!(route(&rules, &subject("needles", &[], &[])), Route::To("edg".into()));
        let dangerous = Subject { hazard: true, ..subject("needles", &[], &[]) };
        assert_eq!(route(&rules, &dangerous), Route::To("feuerwehr".into()));
        assert_eq!(route(&rules[1..], &dangerous), Route::Nobody);
    }

    #[test]
    fn a_rule_counts_from_its_first_day_and_no_longer_on_its_last() {
        let days = Rule { valid_to: Some("2026-02-01".parse().unwrap()), ..rule("a", "*", None, Some("edg"), 0) };
        for (day, counts) in [("2025-12-31", false), ("2026-01-01", true), ("2026-01-31", true), ("2026-02-01", false)]
        {
            let subject = Subject { on: day.parse().unwrap(), ..subject("litter", &[], &[]) };
            assert_eq!(route(std::slice::from_ref(&days), &subject) != Route::Nobody, counts, "{day}");
        }
    }

    #[test]
    fn an_area_without_a_layer_is_found_in_any_and_another_area_in_none() {
        let rules = [Rule { layer: None, ..rule("a", "*", Some("3"), Some("gruen"), 0) }];
        let area = |layer: &str, id: &str| [(layer.to_owned(), id.to_owned())];
        assert_eq!(route(&rules, &subject("litter", &area("council", "3"), &[])), Route::To("gruen".into()));
        assert_eq!(route(&rules, &subject("litter", &area("district", "4"), &[])), Route::Nobody);
        let held = [Rule { hold: true, department: None, ..rule("a", "*", None, None, 0) }];
        assert_eq!(route(&held, &subject("litter", &[], &[])), Route::Nobody);
    }
}
