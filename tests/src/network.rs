//! What happens to requests on their way. Every copy that a server could still get is kept, so that a test can let it
//! arrive late, out of order, and again.

use std::cell::RefCell;

use app::core::sync::{Transport, TransportError};
use http::{Request, Response};

use crate::{Dice, World};

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does its answer.
    Through,
    /// It never arrives.
    Lost,
    /// It arrives; its answer does not.
    AnswerLost,
    /// It arrives twice; the phone hears the second answer.
    Doubled,
    /// The phone gives up; it arrives later, or never.
    Delayed,
}

/// All fates.
pub const FATES: [Fate; 5] = [Fate::Through, Fate::Lost, Fate::AnswerLost, Fate::Doubled, Fate::Delayed];

/// The network between phones and server.
#[derive(Default)]
pub struct Network {
    /// Requests that reached the server, in their order.
    pub arrived: Vec<Request<Vec<u8>>>,
    /// Copies that are still on their way.
    pub late: Vec<Request<Vec<u8>>>,
}

impl Network {
    /// Sends a request into this fate.
    pub fn send(
        &mut self,
        world: &World,
        request: Request<Vec<u8>>,
        fate: Fate,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        world.wait(self.carry(world, request, fate))
    }

    /// One of the late copies arrives now; nobody hears the answer.
    pub fn deliver_late(&mut self, world: &World, which: usize) {
        if !self.late.is_empty() {
            let request = self.late.swap_remove(which % self.late.len());
            world.wait(self.arrive(world, request));
        }
    }

    /// All late copies arrive, the youngest first.
    pub fn deliver_all_late(&mut self, world: &World) {
        while let Some(request) = self.late.pop() {
            world.wait(self.arrive(world, request));
        }
    }

    /// Everything that ever arrived arrives once more, in its old order.
    pub fn replay(&self, world: &World) {
        for request in &self.arrived {
            world.call(request.clone());
        }
    }

    async fn carry(
        &mut self,
        world: &World,
        request: Request<Vec<u8>>,
        fate: Fate,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        match fate {
            Fate::Through => return Ok(self.arrive(world, request).await),
            Fate::Doubled => {
                self.arrive(world, request.clone()).await;
                return Ok(self.arrive(world, request).await);
            }
            Fate::AnswerLost => drop(self.arrive(world, request).await),
            Fate::Delayed => self.late.push(request),
            Fate::Lost => {}
        }
        Err(TransportError::new("the tunnel"))
    }

    async fn arrive(&mut self, world: &World, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.arrived.push(request.clone());
        world.serve(request).await
    }
}

/// A network as the phone's own loop uses it, whose faults follow from a seed.
pub struct Faulty<'a> {
    world: &'a World,
    network: RefCell<Network>,
    dice: RefCell<Dice>,
    /// Faults in a hundred requests.
    percent: u64,
}

impl<'a> Faulty<'a> {
    /// So many faults in a hundred requests, of all kinds, the same ones for the same seed.
    pub fn new(world: &'a World, seed: u64, percent: u64) -> Faulty<'a> {
        let (network, dice) = (RefCell::default(), RefCell::new(Dice::new(seed)));
        Faulty { world, network, dice, percent }
    }

    /// A network without faults.
    pub fn never(world: &'a World) -> Faulty<'a> {
        Faulty::new(world, 0, 0)
    }

    /// What reached the server, and what is still on its way.
    pub fn into_network(self) -> Network {
        self.network.into_inner()
    }
}

impl Transport for Faulty<'_> {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let fate = {
            let mut dice = self.dice.borrow_mut();
            let faulty = dice.below(100) < self.percent;
            if faulty { FATES[1 + dice.below(4) as usize] } else { Fate::Through }
        };
        // One phone, one request at a time: nobody else borrows meanwhile.
        let mut network = std::mem::take(&mut *self.network.borrow_mut());
        let answer = network.carry(self.world, request, fate).await;
        *self.network.borrow_mut() = network;
        answer
    }
}
