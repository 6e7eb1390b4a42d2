//! Where a command's password comes from: a prompt, or standard input. Never an argument, which
//! every program of the machine could read.

use std::io::{BufRead as _, IsTerminal as _};

use clap::Args;
use zeroize::Zeroizing;

use crate::Refusal;

/// Where the password comes from.
#[derive(Args, Clone, Copy)]
pub(super) struct Password {
    /// Read the password from the first line of standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
}

impl Password {
    /// The password.
    pub fn ask(self, prompt: &str) -> Result<Zeroizing<String>, Refusal> {
        if self.password_stdin {
            return first_line();
        }
        if !std::io::stdin().is_terminal() {
            return Err(Refusal::new(
                "There is nobody to ask for the password here. Give it on standard input and say --password-stdin.",
            ));
        }
        let typed = rpassword::prompt_password(prompt).map_err(unreadable)?;
        Ok(Zeroizing::new(typed))
    }

    /// A new password, typed twice where a person types it.
    pub fn ask_new(self, prompt: &str) -> Result<Zeroizing<String>, Refusal> {
        let typed = self.ask(prompt)?;
        if !self.password_stdin && typed != self.ask("The same again: ")? {
            return Err(Refusal::new("The two passwords are not the same. Nothing was changed."));
        }
        Ok(typed)
    }
}

fn first_line() -> Result<Zeroizing<String>, Refusal> {
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Refusal::new("No password came on standard input."));
    }
    Ok(Zeroizing::new(password.to_owned()))
}

fn unreadable(error: std::io::Error) -> Refusal {
    Refusal::new(format!("The password could not be read: {error}"))
}
