//! Own reports, newest first, a page at a time.

use dioxus::prelude::*;

use super::super::components::{Hint, ReportCard, Top, Wide};
use super::super::model::use_model;
use super::super::nav::Screen;
use crate::core::{Reply, Request};

/// So many more each time.
const PAGE: usize = 30;

/// The list.
#[component]
pub fn Mine() -> Element {
    let model = use_model();
    let mut pages = use_signal(|| 1_usize);
    let reports = use_resource(move || async move {
        let _ = model.reports.read();
        match model.quiet(Request::Own { skip: 0, take: pages() * PAGE }).await {
            Ok(Reply::Reports(reports)) => reports,
            _ => Vec::new(),
        }
    });
    let all = model.overview.read().as_ref().map_or(0, |overview| overview.reports);
    rsx! {
        Top { title: model.t("mine-title") }
        main {
            if let Some(reports) = &*reports.read() {
                for report in reports.iter() {
                    ReportCard { key: "{report.id}", report: report.clone(), onpress: { let id = report.id; move |()| model.go(Screen::Story(id)) } }
                }
                if reports.is_empty() {
                    Hint { icon: "file-text", title: model.t("mine-empty"), text: model.t("mine-empty-what") }
                }
                if reports.len() < all {
                    Wide { word: model.t("mine-more"), class: "ghost", onpress: move |()| pages += 1 }
                }
            }
        }
    }
}
