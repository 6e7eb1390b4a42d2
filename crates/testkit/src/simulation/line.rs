//! The line between a PC and the centre: real messages to real routes, and every way in which a
//! network can fail them.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use protocol::{Changeset, HelloAnswer, Page, Position, PushRequest, Signed, from_bytes, to_bytes};
use sync::{Answer, Carrier, DeviceKey, Trouble};
use sync_server::InProcess;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::fuse::Fuse;
use super::planted::Planted;
use super::step::Fate;

/// A message that is still under way.
#[derive(Debug)]
pub(super) struct Late {
    pub due: u64,
    /// To which server.
    pub server: usize,
    pub device: Uuid,
    pub fingerprint: String,
    pub route: String,
    pub kind: String,
    pub body: Vec<u8>,
}

/// What the line has done.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Messages still under way.
    pub late: Vec<Late>,
    /// Changesets that were sent before.
    pub sent: HashSet<Uuid>,
    /// Payments of which the centre was told twice: for the planted double application.
    pub repeated: Vec<Uuid>,
    /// How many messages did not simply arrive.
    pub faults: u64,
    /// What somebody wrote during the exchange that is under way.
    pub written: Option<Uuid>,
    /// The centre's newest position, as the last greeting said.
    pub head: Position,
}

/// Somebody who does something just before a message is sent.
#[derive(Debug)]
pub(super) struct Pause {
    /// The message, counted from 0.
    pub before: u8,
    pub reached: oneshot::Sender<()>,
    pub over: oneshot::Receiver<()>,
}

/// One PC's line.
pub(super) struct Line {
    pub servers: Vec<Arc<InProcess>>,
    /// Which server each message goes to, as in [`super::Step::Hop`].
    pub hops: u8,
    pub device: Uuid,
    pub fingerprint: String,
    pub key: DeviceKey,
    pub fates: Mutex<VecDeque<Fate>>,
    pub now: u64,
    pub fuse: Arc<Fuse>,
    pub log: Arc<Mutex<Log>>,
    pub planted: Option<Planted>,
    pub pause: Mutex<Option<Pause>>,
    pub messages: AtomicU8,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({})", self.device)
    }
}

pub(super) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    async fn ask(
        &self,
        server: usize,
        route: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Result<Answer, Trouble> {
        let body = if route == "v1/push" { self.sent(body) } else { body };
        let (device, fingerprint) = (self.device, self.fingerprint.as_str());
        let server = self.servers.get(server).ok_or(Trouble::Unreachable)?;
        let answered = server.answer(device, fingerprint, route, kind, body).await;
        let (status, body) = answered.map_err(|_| Trouble::Unreachable)?;
        let body = if route == "v1/hello" { self.greeted(body) } else { body };
        let body = if route == "v1/pull" && status == 200 { self.pulled(body) } else { body };
        Ok(Answer { status, body })
    }

    /// What a planted bug makes of an answer to a greeting.
    fn greeted(&self, body: Vec<u8>) -> Vec<u8> {
        let Ok(mut hello) = from_bytes::<HelloAnswer>(&body) else { return body };
        unpoisoned(&self.log).head = hello.head;
        if self.planted != Some(Planted::EpochIgnored) {
            return body;
        }
        hello.lost_after = None;
        to_bytes(&hello).unwrap_or(body)
    }

    /// What a planted bug makes of a push.
    fn sent(&self, body: Vec<u8>) -> Vec<u8> {
        let Ok(mut push) = from_bytes::<PushRequest>(&body) else { return body };
        let mut log = unpoisoned(&self.log);
        let head = log.head;
        for signed in &mut push.changesets {
            let Ok(mut changeset) = Changeset::decode(&signed.body) else { continue };
            if !log.sent.insert(changeset.id) && self.planted == Some(Planted::AppliedTwice) {
                log.repeated.extend(changeset.operations.iter().map(protocol::Operation::row_id));
            }
            if self.planted.is_some_and(|planted| planted.spoils_changeset(&mut changeset, head)) {
                *signed = Signed::sign(changeset.encode(), self.key.signing());
            }
        }
        to_bytes(&push).unwrap_or(body)
    }

    /// What a planted bug makes of a page.
    fn pulled(&self, body: Vec<u8>) -> Vec<u8> {
        let Some(planted) = self.planted else { return body };
        let Ok(mut page) = Page::decode(&body) else { return body };
        planted.spoil_page(&mut page, unpoisoned(&self.log).written.take());
        page.encode().unwrap_or(body)
    }
}

#[async_trait]
impl Carrier for Line {
    async fn carry(&self, route: &str, kind: &str, body: Vec<u8>) -> Result<Answer, Trouble> {
        let number = self.messages.fetch_add(1, Ordering::SeqCst);
        let pause = unpoisoned(&self.pause).take_if(|pause| pause.before == number);
        if let Some(Pause { reached, over, .. }) = pause
            && reached.send(()).is_ok()
        {
            // Whoever does it says when it is done; if they are gone, it will not be.
            let _ = over.await;
        }
        if self.fuse.is_burnt() {
            return Err(Trouble::Stopped);
        }
        let server = usize::from(self.hops >> (number % 8) & 1);
        let fate = unpoisoned(&self.fates).pop_front().unwrap_or(Fate::Delivered);
        if fate != Fate::Delivered {
            unpoisoned(&self.log).faults += 1;
        }
        match fate {
            Fate::Delivered => self.ask(server, route, kind, body).await,
            Fate::RequestLost => Err(Trouble::Unreachable),
            Fate::AnswerLost => {
                self.ask(server, route, kind, body).await?;
                Err(Trouble::Unreachable)
            }
            Fate::Twice => {
                self.ask(server, route, kind, body.clone()).await?;
                self.ask(server, route, kind, body).await
            }
            Fate::Cut(at) => {
                let mut answer = self.ask(server, route, kind, body).await?;
                let length = answer.body.len();
                answer.body.truncate(usize::from(at) % length.max(1));
                Ok(answer)
            }
            Fate::Damaged(at) => {
                // TLS lets no changed byte through: it ends the connection.
                let answer = self.ask(server, route, kind, body).await?;
                if answer.body.is_empty() || at % 2 == 0 {
                    return Err(Trouble::Unreachable);
                }
                Err(Trouble::NotOurCentre)
            }
            Fate::Late(steps) => {
                let late = Late {
                    due: self.now + u64::from(steps),
                    server,
                    device: self.device,
                    fingerprint: self.fingerprint.clone(),
                    route: route.to_owned(),
                    kind: kind.to_owned(),
                    body,
                };
                unpoisoned(&self.log).late.push(late);
                Err(Trouble::Unreachable)
            }
        }
    }
}
