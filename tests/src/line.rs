//! A line between phones and a server, real sockets at both ends, that breaks at a chosen byte.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sync_server::app::serve;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::World;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the phone to the server.
    Up,
    /// From the server to the phone.
    Down,
}

/// What the two ends see of a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The other side hangs up (FIN).
    Close,
    /// The other side is gone (RST).
    Reset,
    /// Nothing, for ever: the phone went out of reach.
    Stall,
}

/// All breaks.
pub const BREAKS: [Break; 3] = [Break::Close, Break::Reset, Break::Stall];

/// Bytes that are read at once.
const BLOCK: usize = 16 * 1024;

#[derive(Default)]
struct State {
    server: Mutex<Option<SocketAddr>>,
    /// Which way, after how many further bytes, how.
    planned: Mutex<Option<(Way, u64, Break)>>,
    broken: AtomicBool,
    carried: [AtomicU64; 2],
    /// Bytes a second, each way; 0 is as fast as it goes.
    rate: AtomicU64,
}

/// The line. All its connections end with it.
pub struct Line {
    address: SocketAddr,
    state: Arc<State>,
    runtime: Option<Runtime>,
}

impl Line {
    /// To a server that listens at this address.
    pub fn to(server: SocketAddr) -> Line {
        let state = Arc::new(State { server: Mutex::new(Some(server)), ..State::default() });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let line = state.clone();
        runtime.spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(carry(phone, line.clone()));
            }
        });
        Line { address, state, runtime: Some(runtime) }
    }

    /// To the server of this world, which listens at a socket from now on.
    pub fn to_world(world: &World) -> Line {
        let line = Line::to((Ipv4Addr::LOCALHOST, 0).into());
        let runtime = line.runtime.as_ref().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        *line.state.server.lock().unwrap() = Some(listener.local_addr().unwrap());
        runtime.spawn(serve(world.app.clone(), listener, std::future::pending()));
        line
    }

    /// What phones call the server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the line begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks once, after so many further bytes of this way; connections made later are whole.
    pub fn break_after(&self, way: Way, bytes: u64, how: Break) {
        self.state.broken.store(false, Ordering::SeqCst);
        *self.state.planned.lock().unwrap() = Some((way, bytes, how));
    }

    /// Nothing is planned any more; whether what was planned has happened.
    pub fn mend(&self) -> bool {
        self.state.planned.lock().unwrap().take();
        self.state.broken.load(Ordering::SeqCst)
    }

    /// Bytes that went this way since this was last asked.
    pub fn carried(&self, way: Way) -> u64 {
        self.state.carried[way as usize].swap(0, Ordering::SeqCst)
    }

    /// No more than so many bytes a second from now on, each way.
    pub fn slow_down(&self, bytes_per_second: u64) {
        self.state.rate.store(bytes_per_second, Ordering::SeqCst);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// One connection, until both sides have said everything or it breaks.
async fn carry(mut phone: TcpStream, state: Arc<State>) {
    let Some(server) = *state.server.lock().unwrap() else { return };
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    for stream in [&phone, &server] {
        let _ = stream.set_nodelay(true);
    }
    let ended = {
        let (from_phone, to_phone) = phone.split();
        let (from_server, to_server) = server.split();
        tokio::try_join!(pump(Way::Up, from_phone, to_server, &state), pump(Way::Down, from_server, to_phone, &state))
    };
    match ended {
        Ok(_) | Err(Break::Close) => {}
        Err(Break::Reset) => {
            for stream in [&phone, &server] {
                let _ = stream.set_zero_linger();
            }
        }
        // Held open, and nobody reads.
        Err(Break::Stall) => std::future::pending().await,
    }
}

async fn pump(
    way: Way,
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    state: &State,
) -> Result<(), Break> {
    let mut block = [0; BLOCK];
    loop {
        if let Some(how) = state.due(way, 0).1 {
            return Err(how);
        }
        let count = from.read(&mut block).await.map_err(|_| Break::Reset)?;
        if count == 0 {
            let _ = to.shutdown().await;
            return Ok(());
        }
        let (pass, broken) = state.due(way, count);
        for part in block[..pass].chunks(1024) {
            to.write_all(part).await.map_err(|_| Break::Reset)?;
            state.carried[way as usize].fetch_add(part.len() as u64, Ordering::SeqCst);
            match state.rate.load(Ordering::SeqCst) {
                0 => {}
                rate => tokio::time::sleep(Duration::from_secs_f64(part.len() as f64 / rate as f64)).await,
            }
        }
        if let Some(how) = broken {
            return Err(how);
        }
    }
}

impl State {
    /// How many of so many bytes pass, and whether the line breaks then.
    fn due(&self, way: Way, count: usize) -> (usize, Option<Break>) {
        let mut planned = self.planned.lock().unwrap();
        match planned.as_mut().filter(|(planned, ..)| *planned == way) {
            Some((_, left, _)) if *left > count as u64 => *left -= count as u64,
            Some((_, left, how)) => {
                let (pass, how) = (*left as usize, *how);
                *planned = None;
                self.broken.store(true, Ordering::SeqCst);
                return (pass, Some(how));
            }
            None => {}
        }
        (count, None)
    }
}
