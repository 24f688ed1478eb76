use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand};
use serde_json::{Map, Value, json};
use shared::change::Kind;
use shared::geo::Position;
use shared::merge::Record;
use uuid::Uuid;

use super::{Common, Failure, Opened};
use crate::random;
use crate::storage::Edit;

#[derive(Subcommand)]
pub enum Task {
    /// Send a task to the phones of a route or a team
    Add(Add),
    /// All tasks, and what came of them
    List,
    /// Take a task back
    Close {
        /// Its id
        task: Uuid,
    },
}

#[derive(Args)]
#[command(group(ArgGroup::new("for").required(true)))]
pub struct Add {
    /// One or two short sentences, at most 280 characters
    #[arg(long)]
    text: String,
    /// Code of the route that it is for
    #[arg(long, value_name = "CODE", group = "for")]
    route: Option<String>,
    /// The team that it is for
    #[arg(long, group = "for")]
    team: Option<String>,
    /// Code of the stop where it is
    #[arg(long, value_name = "CODE")]
    stop: Option<String>,
    /// Where it is, in degrees, where no stop says so
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, conflicts_with = "stop")]
    at: Option<Position>,
    /// The last day on which it makes sense
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
}

impl Task {
    pub fn run(self, common: &Common) -> Result<(), Failure> {
        let opened = common.open()?;
        match self {
            Task::Add(add) => add.run(common, &opened),
            Task::List => {
                let tasks: Vec<Value> = opened.storage.records(&Kind::Task)?.iter().map(facts).collect();
                common.print(&tasks, || tasks.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            Task::Close { task } => {
                if !opened.storage.records(&Kind::Task)?.iter().any(|known| known.id == task) {
                    return Err(Failure::NoSuch("task", task.to_string()));
                }
                edit(&opened, task, [("closed".to_owned(), Value::Bool(true))].into_iter().collect())?;
                common.print(&json!({ "id": task, "closed": true }), || format!("task {task} is taken back"))
            }
        }
    }
}

impl Add {
    fn run(self, common: &Common, opened: &Opened) -> Result<(), Failure> {
        let Add { text, route, team, stop, at, until } = self;
        for (kind, code) in [(Kind::Route, &route), (Kind::Stop, &stop)] {
            let Some(code) = code else { continue };
            if !opened.storage.records(&kind)?.iter().any(|known| known.text("code") == Some(code)) {
                return Err(Failure::NoSuch(if kind == Kind::Route { "route" } else { "stop" }, code.clone()));
            }
        }
        let task = random::v7(opened.now);
        let fields = json!({ "text": text, "route": route, "team": team, "stop": stop, "place": at, "until": until });
        let fields: Map<String, Value> = serde_json::from_value(fields)?;
        edit(opened, task, fields.into_iter().filter(|(_, value)| !value.is_null()).collect())?;
        common.print(&json!({ "id": task }), || format!("task {task}"))
    }
}

fn edit(opened: &Opened, record: Uuid, fields: std::collections::BTreeMap<String, Value>) -> Result<(), Failure> {
    let edit = Edit { kind: Kind::Task, record, fields, bases: None };
    opened.storage.edit(None, &[edit], opened.now)??;
    Ok(())
}

fn facts(task: &Record) -> Value {
    let fields = ["text", "route", "team", "stop", "place", "until", "outcome", "closed"];
    let known = fields.iter().filter_map(|name| Some(((*name).to_owned(), task.value(name)?.clone())));
    Value::Object(known.chain([("id".to_owned(), json!(task.id))]).collect())
}

fn line(task: &Value) -> String {
    let word = |field: &str| task.get(field).and_then(Value::as_str).map(str::to_owned);
    let whose = word("route").or_else(|| word("team")).unwrap_or_default();
    let state = match (word("outcome"), task.get("closed").and_then(Value::as_bool)) {
        (Some(outcome), _) => outcome,
        (None, Some(true)) => "closed".to_owned(),
        (None, _) => "open".to_owned(),
    };
    let until = word("until").map(|day| format!(", until {day}")).unwrap_or_default();
    format!("{}  {state:9}  {whose}{until}: {}", word("id").unwrap_or_default(), word("text").unwrap_or_default())
}
