//! Own reports, newest first. A page more is read whenever the end comes into sight.

use std::rc::Rc;

use dioxus::prelude::*;

use super::super::components::{Hint, ReportCard, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use crate::core::{Reply, ReportStatus, Request};

/// So many are read and drawn at once: no step takes long, however many there are.
const PAGE: usize = 30;

/// The list.
#[component]
pub fn Mine() -> Element {
    let model = use_model();
    let mut pages = use_signal(Vec::<Rc<Vec<ReportStatus>>>::new);
    let mut wanted = use_signal(|| 1_usize);
    let mut as_of = use_signal(|| None);
    use_resource(move || {
        let (now, wanted) = (*model.reports.read(), *wanted.read());
        async move {
            // Where something changed, all that is shown is read again.
            let first = if *as_of.peek() == Some(now) { pages.peek().len() } else { 0 };
            let mut before = first.checked_sub(1).and_then(|last| Some(pages.peek().get(last)?.last()?.id));
            for page in first..wanted {
                let asked = model.quiet(Request::Own { before, take: PAGE }).await;
                let Ok(Reply::Reports(reports)) = asked else { return };
                let Some(last) = reports.last().map(|report| report.id).filter(|_| reports.len() == PAGE) else {
                    let mut shown = pages.write();
                    shown.truncate(page);
                    shown.push(Rc::new(reports));
                    break;
                };
                before = Some(last);
                let mut shown = pages.write();
                match shown.get_mut(page) {
                    Some(place) => *place = Rc::new(reports),
                    None => shown.push(Rc::new(reports)),
                }
            }
            as_of.set(Some(now));
        }
    });
    let is_whole = pages.read().last().is_some_and(|page| page.len() < PAGE);
    let is_empty = pages.read().first().is_some_and(|page| page.is_empty());
    rsx! {
        Top { title: model.t("mine-title") }
        main {
            for (number, reports) in pages.read().iter().enumerate() {
                Page { key: "{number}", reports: reports.clone() }
            }
            if is_empty {
                Hint { icon: "file-text", title: model.t("mine-empty"), text: model.t("mine-empty-what") }
            }
            // A new one after each page: it tells but once that it came into sight.
            for shown in Some(pages.read().len()).filter(|shown| *shown > 0 && !is_whole) {
                div { key: "{shown}", onvisible: move |end| if end.is_intersecting().unwrap_or_default() { wanted += 1 },
                    Wide { word: model.t("mine-more"), class: "ghost", onpress: move |()| wanted += 1 }
                }
            }
        }
    }
}

/// Drawn again only when something of it changed.
#[component]
fn Page(reports: Rc<Vec<ReportStatus>>) -> Element {
    let model = use_model();
    rsx! {
        for report in reports.iter() {
            ReportCard { key: "{report.id}", report: report.clone(), onpress: { let id = report.id; move |()| model.go(Screen::Story(id)) } }
        }
    }
}
