//! The one entry: a command's name and its request in, its answer or a refusal out.
//!
//! What the window's own process answers is listed here; everything else is the clinic's and
//! needs a person at work.

use std::time::Instant;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Refusal;
use crate::shell::Shell;

impl Shell {
    /// Carries out one command. Blocks; call it off the async threads.
    pub fn call(&self, name: &str, request: Value) -> Result<Value, Refusal> {
        let read = Asked { name, request };
        match name {
            "session.state" => answer(&self.state()?),
            "session.alive" => {
                self.alive();
                nothing()
            }
            "session.first_run" => answer(&self.first_run(&read.request()?)?),
            "session.enrol_first" => {
                self.enrol_first(&read.request()?)?;
                nothing()
            }
            "session.sign_in" => answer(&self.sign_in(&read.request()?)?),
            "session.lock" => answer(&self.lock()?),
            "session.sign_out" => answer(&self.sign_out()?),
            "session.add_person" => answer(&self.add_person(&read.request()?)?),
            "window.settings" => answer(&self.window_settings()),
            "window.choose" => answer(&self.choose_for_window(read.request()?)?),
            // Tray and notifications speak before anybody is signed in, too.
            "desktop.words" => {
                self.take_words(read.request()?);
                nothing()
            }
            "session.recover" => answer(&self.recover(&read.request()?)?),
            _ => self.call_signed_in(read),
        }
    }

    fn call_signed_in(&self, read: Asked<'_>) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        match read.name {
            "session.change_password" => {
                self.change_password(&read.request()?)?;
                nothing()
            }
            "draft.all" => answer(&store.drafts(user)?),
            "draft.keep" => {
                store.keep_draft(user, &read.request()?)?;
                nothing()
            }
            "draft.drop" => {
                store.drop_draft(user, &read.request::<DraftName>()?.name)?;
                nothing()
            }
            "device.enrol" => {
                self.enrol(&read.request()?)?;
                nothing()
            }
            "desktop.this_pc" => answer(&self.this_pc()?),
            "desktop.change_this_pc" => answer(&self.change_this_pc(read.request()?)?),
            "desktop.opened" => answer(&self.opened()?),
            "device.known" => answer(&self.known_devices()?),
            "device.at_centre" => answer(&self.devices_at_centre()?),
            "device.invite" => answer(&self.invite_device(read.request()?)?),
            "device.place" => answer(&self.place_device(read.request()?)?),
            "device.revoke" => answer(&self.revoke_device(read.request()?)?),
            "work.all" => answer(&self.works()?),
            "work.stop" => {
                self.stop_work(read.request()?)?;
                nothing()
            }
            "work.backups" => answer(&self.backups()?),
            "work.back_up" => answer(&self.begin_backup(read.request()?)?),
            "work.check_backup" => answer(&self.begin_check(read.request()?)?),
            "work.lists" => answer(&self.lists()?),
            "work.export" => answer(&self.begin_export(read.request()?)?),
            "work.import" => answer(&self.begin_import(read.request()?)?),
            "sync.status" => answer(&self.sync_status()?),
            "sync.now" => answer(&self.sync_now()?),
            "sync.centre" => answer(&self.sync_centre()?),
            "sync.withdraw" => {
                self.sync_withdraw(read.request()?)?;
                nothing()
            }
            "sync.offer_again" => {
                self.sync_offer_again(read.request()?)?;
                nothing()
            }
            "sync.verify" => answer(&self.sync_verify()?),
            "people.find_at_centre" => answer(&self.find_at_centre(&read.request()?)?),
            "people.open_from_centre" => {
                self.open_from_centre(read.request()?)?;
                nothing()
            }
            "document.print" => answer(&self.print(&read.request()?)?),
            "document.printing" => answer(&self.printing()),
            "document.choose_printer" => answer(&self.choose_printer(&read.request()?)?),
            "document.print_test_page" => {
                self.print_test_page(&read.request()?)?;
                nothing()
            }
            "document.print_queue" => answer(&self.print_queue()?),
            "document.print_again" => answer(&self.print_again(read.request()?)?),
            "document.drop_print" => {
                self.drop_print(read.request()?)?;
                nothing()
            }
            "document.attach" => answer(&self.attach_file(&read.request()?)?),
            "document.save_attachment" => answer(&self.save_attachment(&read.request()?)?),
            "document.file_state" => answer(&self.file_on_this_pc(&read.request()?)?),
            "document.fetch_attachment" => answer(&self.fetch_attachment(&read.request()?)?),
            "imaging.take_file" => answer(&self.take_file(&read.request()?)?),
            "imaging.install_model" => answer(&self.install_model(&read.request()?)?),
            "imaging.run_analysis" => answer(&self.run_analysis(read.request()?)?),
            "imaging.stop_analysis" => {
                self.analysing.stop();
                nothing()
            }
            "imaging.image" => answer(&self.show_image(read.request()?)?),
            "imaging.check_quality" => answer(&self.check_quality(read.request()?)?),
            "document.folder" => answer(&self.documents_folder()),
            "document.choose_folder" => answer(&self.choose_documents_folder(&read.request()?)?),
            name => {
                self.require_own_password(&store, user)?;
                let began = Instant::now();
                let answer = clinic::dispatch(&store, user, name, read.request);
                self.answers.took(began.elapsed());
                Ok(answer?)
            }
        }
    }
}

/// Which unfinished form.
#[derive(Deserialize)]
struct DraftName {
    name: String,
}

struct Asked<'n> {
    name: &'n str,
    request: Value,
}

impl Asked<'_> {
    fn request<T: DeserializeOwned>(self) -> Result<T, Refusal> {
        serde_json::from_value(self.request).map_err(|error| Refusal::misshapen(self.name, &error))
    }
}

fn answer(answer: &impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(answer).map_err(|error| Refusal::misshapen("an answer", &error))
}

fn nothing() -> Result<Value, Refusal> {
    Ok(json!({}))
}
