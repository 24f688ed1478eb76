//! The screen's end of the way to the core: each question gets its answer, and what happens is told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures_channel::mpsc::UnboundedReceiver;
use futures_channel::oneshot;

use crate::actor::{Ask, FromCore, ToCore, Trouble};
use crate::core::Reply;
use crate::platform::Link;

/// One for the whole app.
pub struct Client {
    link: Link,
    next: Cell<u64>,
    waiting: RefCell<BTreeMap<u64, oneshot::Sender<Result<Reply, Trouble>>>>,
}

impl Client {
    /// Starts the core.
    pub fn start() -> (Client, UnboundedReceiver<FromCore>) {
        let (link, told) = Link::start();
        (Client { link, next: Cell::new(1), waiting: RefCell::default() }, told)
    }

    /// Asks and waits for the answer.
    pub async fn ask(&self, ask: Ask) -> Result<Reply, Trouble> {
        let id = self.next.replace(self.next.get() + 1);
        let (answer, answered) = oneshot::channel();
        self.waiting.borrow_mut().insert(id, answer);
        self.link.post(ToCore { id, ask });
        answered.await.unwrap_or(Err(Trouble::Elsewhere))
    }

    /// Hands an answer to who waits for it.
    pub fn answered(&self, id: u64, result: Result<Reply, Trouble>) {
        if let Some(waiting) = self.waiting.borrow_mut().remove(&id) {
            let _ = waiting.send(result);
        }
    }

    /// Makes another window yield, where there can be one.
    pub fn take_over(&self) {
        self.link.take_over();
    }
}
