//! One world: an organization of its own at the centre, its PCs, and what happens to them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result};
use protocol::Position;
use sync::DeviceKey;
use sync_server::Listening;
use tempfile::TempDir;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::deeds::{Doer, Forms, Tried};
use super::line::{Log, Pause, unpoisoned};
use super::pc::{Around, Pc, fingerprint, random};
use super::planted::Planted;
use super::step::{Act, Deed, Fate, Step};
use super::{Simulation, broken};

/// When every world begins, at the centre: 2030-01-07, microseconds since 1970 UTC. It lies behind
/// every moment at which the centre's own database could say that the organization was founded.
const BEGINNING: i64 = 1_893_974_400_000_000;
const STEP: i64 = 60 * 1_000_000;
const DAY: i64 = 24 * 3_600_000_000;
/// At the beginning.
const PCS: u64 = 3;
const PCS_MAX: usize = 5;
/// How often every PC may exchange before everything must have arrived.
const ROUNDS: usize = 4;
/// How often where something was restored: what was written upon a row waits until that is back, and
/// the row may wait for another.
const ROUNDS_AFTER_RESTORE: usize = 7;
/// So long whoever listens may wait for what has happened already.
const PATIENCE: Duration = Duration::from_secs(30);

/// A world while it runs.
pub(super) struct World<'a> {
    pub simulation: &'a Simulation,
    pub around: Around,
    pub pcs: Vec<Pc>,
    pub tried: Vec<Tried>,
    /// The centre or a PC has gone back to a copy of its disk.
    pub restored: bool,
    /// Something was lost with a disk of which there was no copy.
    pub excused: bool,
    forms: Vec<Forms>,
    writings: u64,
    now: u64,
    practitioner: Uuid,
    folder: TempDir,
}

impl<'a> World<'a> {
    /// Founds an organization and enrols its first PCs. One that will be restored is backed up.
    pub async fn begin(
        simulation: &'a Simulation,
        seed: u64,
        planted: Option<Planted>,
        is_restored: bool,
    ) -> Result<Self> {
        let id = random(seed, 0);
        let [organization, site, user, practitioner] =
            [(); 4].map(|()| uuid::Builder::from_random_bytes(id()).into_uuid());
        simulation.clock.store(BEGINNING, Ordering::SeqCst);
        let around = Around {
            servers: simulation.servers.clone(),
            clock: Arc::clone(&simulation.clock),
            log: Arc::new(Mutex::new(Log::default())),
            planted,
            seed,
            user,
            site,
            organization,
        };
        let mut world = Self {
            simulation,
            around,
            pcs: Vec::new(),
            tried: Vec::new(),
            restored: false,
            excused: false,
            forms: Vec::new(),
            writings: 0,
            now: 0,
            practitioner,
            folder: tempfile::tempdir_in(&simulation.memory)?,
        };
        simulation.forget(organization).await?;
        simulation.found(organization, site, user, practitioner).await?;
        for _ in 0..PCS {
            world.join().await?;
        }
        // Two patients whom everybody knows, so that PCs meet from the first step.
        let deed = Deed(vec![Act::Register, Act::Register]);
        // Before it has fetched the organization and its people, nobody can be registered on a PC.
        world.pc(0)?.exchange(0, &[], None)?.await?;
        let registered = world.act(0, &deed)?.filter(|tried| tried.acknowledged);
        world.tried.push(registered.context("the first patients are registered")?);
        for pc in &mut world.pcs {
            pc.exchange(0, &[], None)?.await?;
            pc.sync_log();
        }
        if is_restored {
            simulation.back_up(organization).await?;
        }
        Ok(world)
    }

    async fn join(&mut self) -> Result<()> {
        let number = u64::try_from(self.pcs.len())?;
        let pc = self.enrol(number, &format!("pc{number}")).await?;
        self.pcs.push(pc);
        self.forms.push(Forms::new());
        Ok(())
    }

    async fn enrol(&self, number: u64, folder: &str) -> Result<Pc> {
        let bytes = random(self.around.seed, 1_000 + number);
        let device = uuid::Builder::from_random_bytes(bytes()).into_uuid();
        let mut seed = [0; 32];
        for (place, byte) in seed.iter_mut().zip(bytes().into_iter().chain(bytes())) {
            *place = byte;
        }
        let key = DeviceKey::from_seed(&seed);
        let public = key.signing().verifying_key().to_bytes();
        let around = &self.around;
        let print = fingerprint(device);
        self.simulation.admit(around.organization, device, &print, &public, number).await?;
        let folder: PathBuf = self.folder.path().join(folder);
        Pc::new(number, &folder, &self.simulation.template, around, (device, key))
    }

    fn chosen(&self, pc: u8) -> usize {
        usize::from(pc) % self.pcs.len()
    }

    /// Lets one thing happen.
    pub async fn step(&mut self, step: &Step) -> Result<()> {
        self.now += 1;
        self.around.clock.fetch_add(STEP, Ordering::SeqCst);
        self.deliver_late(self.now).await?;
        match step {
            Step::Write { pc, deed } => {
                let pc = self.chosen(*pc);
                if let Some(tried) = self.act(pc, deed)? {
                    self.tried.push(tried);
                }
                self.pc(pc)?.sync_log();
            }
            Step::Exchange { pc, fates, meanwhile } => {
                let pc = self.chosen(*pc);
                self.exchange(pc, fates, meanwhile.as_ref()).await?;
                self.pc(pc)?.sync_log();
                self.repeat_payments().await?;
            }
            Step::Crash { pc, statement, tear, deed } => {
                let pc = self.chosen(*pc);
                self.crash(pc, *statement, *tear, deed.as_ref()).await?;
            }
            Step::Hop { pc, servers } => {
                let pc = self.chosen(*pc);
                self.pc(pc)?.hop(*servers);
            }
            Step::DiskFull { pc, pages, deed } => {
                let pc = self.chosen(*pc);
                self.disk_full(pc, *pages, deed.as_ref()).await?;
            }
            Step::CentreFull { pc, deed, writes, refused } => {
                let pc = self.chosen(*pc);
                let tried = self.act(pc, deed)?;
                self.tried.extend(tried);
                self.simulation.fill_centre(*writes, *refused).await?;
                let exchanged = self.exchange(pc, &[], None).await;
                self.simulation.empty_centre().await?;
                exchanged?;
                self.pc(pc)?.sync_log();
                self.repeat_payments().await?;
            }
            Step::Clock { pc, hours_off } => {
                let pc = self.chosen(*pc);
                self.pc(pc)?.set_clock(*hours_off);
            }
            Step::BackUp => self.simulation.back_up(self.around.organization).await?,
            Step::Restore => {
                self.simulation.restore(self.around.organization).await?;
                self.restored = true;
                self.admit_again().await?;
                self.excuse_what_nobody_has().await?;
            }
            Step::Copy { pc } => {
                let pc = self.chosen(*pc);
                self.pc(pc)?.copy()?;
            }
            Step::PlayBack { pc } => {
                let pc = self.chosen(*pc);
                if self.pc(pc)?.play_back()? {
                    self.restored = true;
                    if let Some(forms) = self.forms.get_mut(pc) {
                        forms.clear();
                    }
                    self.excuse_what_nobody_has().await?;
                }
            }
            Step::Join if self.pcs.len() < PCS_MAX => self.join().await?,
            Step::Join => {}
        }
        self.own_writes_are_shown()
    }

    /// PCs that had joined since the backup are admitted once more, as an administrator would.
    async fn admit_again(&self) -> Result<()> {
        for (number, pc) in (0..).zip(&self.pcs) {
            let public = pc.key.signing().verifying_key().to_bytes();
            let print = fingerprint(pc.device);
            let organization = self.around.organization;
            self.simulation.admit(organization, pc.device, &print, &public, number).await?;
        }
        Ok(())
    }

    /// What was acknowledged, and is neither at the centre nor on the PC that wrote it because their
    /// disks broke, is nobody's fault.
    async fn excuse_what_nobody_has(&mut self) -> Result<()> {
        let known = self.simulation.changesets(self.around.organization).await?;
        let known: BTreeSet<Uuid> = known.into_iter().map(|(_, id)| id).collect();
        for tried in self.tried.iter_mut().filter(|tried| tried.acknowledged) {
            let id = tried.changeset.context("what was acknowledged has a changeset")?;
            let pc = self.pcs.get(tried.pc).context("the PC is one of the world's")?;
            if !known.contains(&id) && !pc.holds(id)? {
                tried.acknowledged = false;
                self.excused = true;
            }
        }
        Ok(())
    }

    fn pc(&mut self, pc: usize) -> Result<&mut Pc> {
        self.pcs.get_mut(pc).context("the PC is one of the world's")
    }

    fn act(&mut self, pc: usize, deed: &Deed) -> Result<Option<Tried>> {
        let store = self.pcs.get(pc).context("the PC is one of the world's")?.store()?;
        let mut doer = Doer {
            pc,
            user: self.around.user,
            site: self.around.site,
            practitioner: self.practitioner,
            day: BEGINNING + 2 * DAY,
            forms: self.forms.get_mut(pc).context("the PC is one of the world's")?,
            writings: &mut self.writings,
        };
        doer.act(store, deed)
    }

    /// What fails here is tried again; only what stays failed is a defect.
    async fn exchange(
        &mut self,
        pc: usize,
        fates: &[Fate],
        meanwhile: Option<&(u8, Deed)>,
    ) -> Result<()> {
        let now = self.now;
        let Some((before, deed)) = meanwhile else {
            let _ = self.pc(pc)?.exchange(now, fates, None)?.await;
            return Ok(());
        };
        let ((reached, is_reached), (resume, over)) = (oneshot::channel(), oneshot::channel());
        let pause = Pause { before: *before, reached, over };
        let exchange = self.pc(pc)?.exchange(now, fates, Some(pause))?;
        let person = async {
            // An exchange that ends before that message is one during which nobody writes.
            if is_reached.await.is_ok() {
                let tried = self.act(pc, deed)?;
                unpoisoned(&self.around.log).written =
                    tried.as_ref().and_then(|tried| tried.changeset);
                self.tried.extend(tried);
            }
            let _ = resume.send(());
            anyhow::Ok(())
        };
        let (_, acted) = tokio::join!(exchange, person);
        unpoisoned(&self.around.log).written = None;
        acted
    }

    async fn crash(
        &mut self,
        pc: usize,
        statement: u16,
        tear: u16,
        deed: Option<&Deed>,
    ) -> Result<()> {
        self.pc(pc)?.light(statement);
        let tried = match deed {
            Some(deed) => self.act(pc, deed)?,
            None => {
                self.exchange(pc, &[], None).await?;
                None
            }
        };
        let killed = self.pc(pc)?.was_killed(tear)?;
        if let Some(mut tried) = tried {
            // Nobody was told that it is kept; it may have been, all the same.
            tried.acknowledged &= !killed;
            self.tried.push(tried);
        }
        if killed && let Some(forms) = self.forms.get_mut(pc) {
            forms.clear();
        }
        if !killed {
            self.pc(pc)?.sync_log();
        }
        self.repeat_payments().await
    }

    /// What a person cannot save for want of space is said, and is not there afterwards; with space
    /// it can be saved.
    async fn disk_full(&mut self, pc: usize, pages: u8, deed: Option<&Deed>) -> Result<()> {
        let Some(disk) = &self.simulation.disk else { return Ok(()) };
        disk.fill(pages)?;
        let done = match deed {
            Some(deed) => self.act(pc, deed),
            None => self.exchange(pc, &[], None).await.map(|()| None),
        };
        disk.empty()?;
        let mut tried = done?;
        if let Some(deed) = deed.filter(|_| tried.as_ref().is_some_and(|tried| tried.disk_full)) {
            unpoisoned(&self.simulation.full).pcs += 1;
            if let Some(forms) = self.forms.get_mut(pc) {
                forms.clear();
            }
            tried = self.act(pc, deed)?;
            if let Some(tried) = tried.as_ref().filter(|tried| tried.disk_full) {
                return Err(broken(
                    "what did not fit on the disk can be saved once there is space",
                    format!("PC {}: {:?}", tried.pc, tried.marks),
                ));
            }
        }
        self.tried.extend(tried);
        self.pc(pc)?.sync_log();
        self.repeat_payments().await
    }

    /// Brings what was under way for so long that nobody waits for it.
    async fn deliver_late(&self, until: u64) -> Result<()> {
        let due = {
            let mut log = unpoisoned(&self.around.log);
            let (due, later) = log.late.drain(..).partition(|late| late.due <= until);
            log.late = later;
            due
        };
        let due: Vec<super::line::Late> = due;
        for late in due {
            let server = self.around.servers.get(late.server).context("a server of the centre")?;
            server
                .answer(late.device, &late.fingerprint, &late.route, &late.kind, late.body)
                .await?;
        }
        Ok(())
    }

    /// The planted double application: what was sent twice is written twice.
    async fn repeat_payments(&self) -> Result<()> {
        let repeated = std::mem::take(&mut unpoisoned(&self.around.log).repeated);
        for row in repeated {
            self.simulation.repeat_payment(self.around.organization, row).await?;
        }
        Ok(())
    }

    /// The network heals; everything must arrive.
    pub async fn heal(&mut self) -> Result<()> {
        self.deliver_late(u64::MAX).await?;
        let organization = self.around.organization;
        let listening: Vec<Listening> =
            self.around.servers.iter().map(|server| server.listen(organization)).collect();
        for round in 0..if self.restored { ROUNDS_AFTER_RESTORE } else { ROUNDS } {
            for pc in &mut self.pcs {
                pc.set_clock(0);
                pc.hop(if round % 2 == 0 { 0b0101_0101 } else { 0 });
                let exchanged = pc.exchange(self.now, &[], None)?.await;
                pc.sync_log();
                if let Err(trouble) = exchanged {
                    return Err(broken(
                        "an exchange over a whole line succeeds",
                        format!("{}: {trouble}", pc.name),
                    ));
                }
            }
        }
        for pc in &self.pcs {
            let waiting = pc.store()?.waiting(10)?;
            if !waiting.is_empty() {
                let what = format!("{}: {waiting:?}", pc.name);
                return Err(broken("every outbox drains", what));
            }
        }
        self.everybody_hears(listening).await?;
        if self.around.planted == Some(Planted::DigestBlind) {
            let pc = self.pcs.first().context("there is a PC")?;
            pc.meddle("UPDATE appointments SET room = 'another'; UPDATE users SET avatar = 'x'")?;
        }
        Ok(())
    }

    /// Whoever listens at one server hears of what was written at another.
    async fn everybody_hears(&self, listening: Vec<Listening>) -> Result<()> {
        let changesets = self.simulation.changesets(self.around.organization).await?;
        let head = changesets.last().map_or(Position::START, |(position, _)| Position(*position));
        for (number, mut listening) in listening.into_iter().enumerate() {
            let heard = listening.beyond(Position(head.0 - 1));
            let heard = tokio::time::timeout(PATIENCE, heard).await;
            if heard.is_err() {
                return Err(broken(
                    "who listens hears of what was written at any server",
                    format!("server {number} says nothing of {}", head.0),
                ));
            }
        }
        Ok(())
    }

    /// A PC that joins now and fetches everything at once: what the others must equal.
    pub async fn newcomer(&self) -> Result<Pc> {
        let pc = self.enrol(900, "newcomer").await?;
        let exchanged = pc.exchange(self.now, &[], None)?.await;
        exchanged
            .map_err(|trouble| broken("a new PC can fetch everything", trouble.to_string()))?;
        Ok(pc)
    }
}
