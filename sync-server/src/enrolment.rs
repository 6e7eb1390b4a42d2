//! How a device becomes known: one-time codes, the link that carries them, and revocation.

use std::collections::HashSet;
use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use data_encoding::{Encoding, HEXLOWER, Specification};
use deadpool_postgres::GenericClient;
use protocol::{EnrolAnswer, EnrolRequest, Position};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::authority::Authority;
use crate::database::Database;
use crate::error::Error;
use crate::plan;
use crate::security::{Entry, Operator};
use axum::http::StatusCode;

/// Serializes enrolments, so that two PCs do not both bring the server its organization.
const ENROLMENT_LOCK: i64 = 0x686f_6c64_656e_726f;

/// What an administrator decides about a PC before it enrols.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What people will call it; what the PC calls itself where this is empty.
    pub device_name: String,
    /// The code of the site where it stands.
    pub site: Option<String>,
    /// Which tables it may ever hold, such as `front_desk` or `clinical`.
    pub profile: String,
    /// For how long the code is good.
    pub valid_hours: i64,
    /// Who makes the code.
    pub operator: Operator,
}

impl Invitation {
    /// For a PC called `device_name` that holds the whole record, anywhere, good for a day.
    pub fn new(device_name: impl Into<String>) -> Self {
        Self {
            device_name: device_name.into(),
            site: None,
            profile: catalog::Profile::Whole.code().to_owned(),
            valid_hours: 24,
            operator: Operator::default(),
        }
    }
}

/// What an administrator decides about a PC that is enrolled; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Placement {
    /// Which tables it may hold from now on.
    pub profile: Option<String>,
    /// The code of the site where it stands from now on.
    pub site: Option<String>,
    /// The name at sign-in of the person whose PC it is from now on.
    pub person: Option<String>,
    /// It is nobody's own PC any more.
    pub nobodys: bool,
}

/// A device as `devices` lists it.
#[derive(Clone, Debug)]
pub struct KnownDevice {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Which tables it may hold.
    pub profile: String,
    /// When it last spoke to the server.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// 26 characters for 128 bits, without I, L, O and U; small letters and look-alikes read the same.
fn crockford() -> Result<Encoding, Error> {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzILOilo");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ110110");
    specification.ignore.push_str("- ");
    specification.check_trailing_bits = false;
    specification.encoding().map_err(|error| Error::Broken(error.to_string()))
}

/// Makes a one-time code and the link that carries it, as somebody at the server's console asks for.
pub(crate) async fn invite(
    database: &Database,
    authority: &Authority,
    public_url: &str,
    invitation: &Invitation,
) -> Result<String, Error> {
    let Some(profile) = catalog::Profile::from_code(&invitation.profile) else {
        return Err(Error::Broken(format!("there is no profile {}", invitation.profile)));
    };
    if profile != catalog::Profile::Whole && invitation.site.is_none() {
        return Err(Error::Broken(format!(
            "a PC with the profile {} holds what belongs to its site; say which site it stands at",
            invitation.profile
        )));
    }
    let client = database.get().await?;
    let organization = only_organization(&client).await?;
    let site: Option<Uuid> = match &invitation.site {
        None => None,
        Some(code) => Some(site_of(&client, organization, code).await?),
    };
    let invited_by = match organization {
        None => None,
        Some(organization) => invitation.operator.user(&client, organization).await?,
    };
    let invited = Invited {
        organization,
        site,
        device_name: &invitation.device_name,
        profile: &invitation.profile,
        expires_at: Utc::now() + Duration::hours(invitation.valid_hours),
        by: invited_by,
        account: invitation.operator.account.as_deref(),
    };
    invited.link(&client, authority, public_url).await
}

/// An invitation whose names have been looked up.
pub(crate) struct Invited<'a> {
    /// Absent where the first PC is to bring it.
    pub organization: Option<Uuid>,
    /// Where the PC will stand.
    pub site: Option<Uuid>,
    /// What people will call it.
    pub device_name: &'a str,
    /// A profile's word.
    pub profile: &'a str,
    /// Until when the code is good.
    pub expires_at: DateTime<Utc>,
    /// Whose word it was.
    pub by: Option<Uuid>,
    /// The account at the server's console.
    pub account: Option<&'a str>,
}

impl Invited<'_> {
    /// Makes the code and gives the link that carries it; only the code's sum is kept.
    pub async fn link(
        &self,
        client: &impl GenericClient,
        authority: &Authority,
        public_url: &str,
    ) -> Result<String, Error> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
        let code = crockford()?.encode(&random);
        client
            .execute(
                "INSERT INTO enrolment_codes \
                 (code_hash, organization_id, site_id, device_name, profile, expires_at, \
                 invited_by, invited_account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    &hash_code(&random),
                    &self.organization,
                    &self.site,
                    &self.device_name,
                    &self.profile,
                    &self.expires_at,
                    &self.by,
                    &self.account,
                ],
            )
            .await?;
        Ok(format!(
            "holdfast://enrol?server={}&ca={}&code={code}",
            percent_encode(public_url),
            authority.fingerprint(),
        ))
    }
}

async fn site_of(
    client: &impl GenericClient,
    organization: Option<Uuid>,
    code: &str,
) -> Result<Uuid, Error> {
    client
        .query_opt(
            "SELECT id FROM sites WHERE code = $1 AND deleted_at IS NULL \
             AND organization_id = $2",
            &[&code, &organization],
        )
        .await?
        .map(|row| row.get(0))
        .ok_or_else(|| Error::Broken(format!("there is no site with the code {code}")))
}

fn hash_code(random: &[u8]) -> Vec<u8> {
    Sha256::digest(random).to_vec()
}

/// Everything but unreserved characters, as a query needs it.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
            }
        }
    }
    out
}

/// The organization of this server, if it has one yet.
pub(crate) async fn only_organization(client: &impl GenericClient) -> Result<Option<Uuid>, Error> {
    let row = client
        .query_opt(
            "SELECT organization_id FROM sync_positions ORDER BY organization_id LIMIT 1",
            &[],
        )
        .await?;
    Ok(row.map(|row| row.get(0)))
}

/// Takes a one-time code and makes its bearer a device of the organization. Who comes with a wrong
/// one stands in the security log.
pub(crate) async fn enrol(
    database: &Database,
    authority: &Authority,
    request: &EnrolRequest,
    address: Option<IpAddr>,
) -> Result<EnrolAnswer, Error> {
    let enrolled = take_code(database, authority, request, address).await;
    if let Err(Error::Refused { code, .. }) = &enrolled {
        let client = database.get().await?;
        if let Some(organization) = only_organization(&client).await? {
            let entry = Entry {
                organization,
                action: "permission_refused",
                device: None,
                user: None,
                address,
                account: None,
                failure: Some(code),
            };
            entry.write_refusal(&client).await?;
        }
    }
    enrolled
}

async fn take_code(
    database: &Database,
    authority: &Authority,
    request: &EnrolRequest,
    address: Option<IpAddr>,
) -> Result<EnrolAnswer, Error> {
    let refused = |code, sentence| Error::refused(StatusCode::FORBIDDEN, code, sentence);
    let unknown = || {
        refused(
            "code_unknown",
            "This enrolment code is not known here. Ask your administrator for a new one.",
        )
    };
    let device_name = request.device_name.trim();
    if device_name.is_empty() || device_name.chars().count() > 100 {
        return Err(Error::malformed("The name of this PC must have 1 to 100 characters."));
    }
    let random = crockford()?.decode(request.code.as_bytes()).map_err(|_| unknown())?;
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&ENROLMENT_LOCK]).await?;
    let code = transaction
        .query_opt(
            "SELECT organization_id, site_id, profile, expires_at, used_at, invited_by, \
             invited_account, device_name \
             FROM enrolment_codes WHERE code_hash = $1 FOR UPDATE",
            &[&hash_code(&random)],
        )
        .await?
        .ok_or_else(unknown)?;
    if code.get::<_, Option<DateTime<Utc>>>("used_at").is_some() {
        return Err(refused(
            "code_used",
            "This enrolment code has been used already; each is good for one PC. Ask your \
             administrator for a new one.",
        ));
    }
    if code.get::<_, DateTime<Utc>>("expires_at") < Utc::now() {
        return Err(refused(
            "code_expired",
            "This enrolment code has expired. Ask your administrator for a new one.",
        ));
    }
    let existing = match code.get::<_, Option<Uuid>>("organization_id") {
        Some(organization) => Some(organization),
        None => only_organization(&transaction).await?,
    };
    let own = request.organization.as_ref();
    let Some(organization) = existing.or(own.map(|own| own.id)) else {
        return Err(refused(
            "no_organization",
            "This server does not have an organization yet. Enrol the PC first on which the \
             clinic was set up.",
        ));
    };
    if existing.is_some() {
        plan::one_more_pc(&transaction, organization).await?;
    }
    let adopted = own.is_some_and(|own| own.id == organization);
    let before = request.before.as_ref();
    let device = match before {
        None => Uuid::now_v7(),
        Some(_) if existing.is_none() || !adopted => {
            return Err(refused(
                "another_clinic",
                "This link is of another clinic than the record on this PC. Ask your administrator \
                 for one of this clinic.",
            ));
        }
        Some(before) if is_known(&transaction, before.device_id).await? => {
            return Err(refused(
                "device_known",
                "The centre knows this PC already, so it needs no new enrolment.",
            ));
        }
        Some(before) => before.device_id,
    };
    let certificate = authority.sign_device(device, &request.csr_pem)?;
    // The position trigger writes these words beside the rows that the centre now writes.
    transaction.execute("SELECT set_config('holdfast.command', 'device.enrol', true)", &[]).await?;
    if let (None, Some(own)) = (existing, own) {
        // A stand-in until the device's own row arrives. It counts as written by the device, so
        // that the row finds nothing concurrent.
        transaction
            .execute("SELECT set_config('holdfast.device', $1, true)", &[&device.to_string()])
            .await?;
        transaction
            .execute(
                "INSERT INTO organizations (id, organization_id, name, created_at, updated_at) \
                 VALUES ($1, $1, $2, now(), now())",
                &[&own.id, &own.name],
            )
            .await?;
    }
    let site: Option<Uuid> = code.get("site_id");
    let profile: String = code.get("profile");
    // Whoever invited it said what people call it; its own name is often a maker's number.
    let given: String = code.get("device_name");
    let device_name = if given.trim().is_empty() { device_name } else { given.trim() };
    let had = before.map(|before| before.number_prefix.as_str());
    let number_prefix = free_number_prefix(&transaction, organization, had).await?;
    let key = HEXLOWER.encode(&certificate.public_key);
    transaction
        .execute(
            "INSERT INTO devices (id, organization_id, site_id, name, profile, platform, status, \
             signing_public_key, certificate_fingerprint, incarnation, enrolled_at, created_at, \
             updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, 1, now(), now(), now())",
            &[
                &device,
                &organization,
                &site,
                &device_name,
                &profile,
                &request.platform,
                &key,
                &certificate.fingerprint,
            ],
        )
        .await?;
    transaction
        .execute(
            "INSERT INTO device_keys (device_id, organization_id, public_key, \
             certificate_fingerprint, number_prefix, upload_open) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                &device,
                &organization,
                &certificate.public_key.as_slice(),
                &certificate.fingerprint,
                &number_prefix,
                // A device that comes again brings no record in: it goes on with what waits.
                &(own.is_some() && before.is_none()),
            ],
        )
        .await?;
    for kind in NUMBERED {
        transaction
            .execute(
                "INSERT INTO number_blocks (id, organization_id, device_id, site_id, kind, prefix, \
                 first_number, last_number, digits, created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, now(), now())",
                &[
                    &Uuid::new_v5(&device, kind.as_bytes()),
                    &organization,
                    &device,
                    &site,
                    &kind,
                    &number_prefix,
                    &LAST_NUMBER,
                    &DIGITS,
                ],
            )
            .await?;
    }
    let entry = Entry {
        organization,
        action: "device_enrolled",
        device: Some(device),
        user: code.get("invited_by"),
        address,
        account: code.get("invited_account"),
        failure: None,
    };
    entry.write(&transaction).await?;
    transaction
        .execute(
            "UPDATE enrolment_codes SET used_at = now(), device_id = $2 WHERE code_hash = $1",
            &[&hash_code(&random), &device],
        )
        .await?;
    transaction.commit().await?;
    let head: Option<i64> = client
        .query_opt(
            "SELECT position FROM sync_positions WHERE organization_id = $1",
            &[&organization],
        )
        .await?
        .map(|row| row.get(0));
    tracing::info!(%device, %organization, adopted, "a device enrolled");
    Ok(EnrolAnswer {
        device_id: device,
        certificate_pem: certificate.pem,
        ca_pem: authority.certificate_pem().to_owned(),
        organization_id: organization,
        adopted,
        site_id: site,
        number_prefix,
        epoch: Position(head.unwrap_or(0)).epoch(),
    })
}

/// What a PC numbers without asking, as in `number_blocks.kind`.
const NUMBERED: [&str; 5] = ["mrn", "invoice", "accession", "claim", "specimen"];
/// As many as `PREFIX-` leaves digits in the 16 characters of an accession number.
const LAST_NUMBER: i64 = 999_999_999;
/// Shorter numbers are filled with zeros to this length.
const DIGITS: i64 = 6;

/// Whether the centre has ever heard of the device, as far as it remembers.
async fn is_known(
    transaction: &deadpool_postgres::Transaction<'_>,
    device: Uuid,
) -> Result<bool, Error> {
    let known = "SELECT EXISTS (SELECT 1 FROM device_keys WHERE device_id = $1) \
                 OR EXISTS (SELECT 1 FROM devices WHERE id = $1) \
                 OR EXISTS (SELECT 1 FROM sync_changesets WHERE device_id = $1)";
    Ok(transaction.query_one(known, &[&device]).await?.get(0))
}

/// The prefix that the device `had` before, if it is one and no other device has it now; otherwise
/// the first that nobody has.
async fn free_number_prefix(
    transaction: &deadpool_postgres::Transaction<'_>,
    organization: Uuid,
    had: Option<&str>,
) -> Result<String, Error> {
    let taken: HashSet<String> = transaction
        .query("SELECT number_prefix FROM device_keys WHERE organization_id = $1", &[&organization])
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect();
    let all = || (0..).map_while(number_prefix);
    all()
        .find(|prefix| Some(prefix.as_str()) == had && !taken.contains(prefix))
        .or_else(|| all().find(|prefix| !taken.contains(prefix)))
        .ok_or_else(|| Error::Broken("there are no number prefixes left".to_owned()))
}

/// The prefix of the `index`th device: a letter and a digit for the first 240, then four
/// characters that begin with a digit. No prefix is the beginning of another, so numbers never
/// meet. I and O are left out because they read as 1 and 0.
fn number_prefix(index: u32) -> Option<String> {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = |at: u32| LETTERS.get(usize::try_from(at % 24).ok()?).copied().map(char::from);
    let digit = |at: u32| char::from_digit(at % 10, 10);
    if index < 240 {
        return Some([letter(index)?, digit(index / 24 + 1)?].iter().collect());
    }
    let index = index - 240;
    if index >= 10 * 24 * 24 * 10 {
        return None;
    }
    let parts = [digit(index / 5_760)?, letter(index / 240)?, letter(index / 10)?, digit(index)?];
    Some(parts.iter().collect())
}

/// All devices, the newest first.
pub(crate) async fn devices(database: &Database) -> Result<Vec<KnownDevice>, Error> {
    let rows = database
        .get()
        .await?
        .query(
            "SELECT k.device_id, coalesce(d.name, '') AS name, coalesce(d.profile, '') AS profile, \
             k.last_seen_at, k.revoked_at \
             FROM device_keys k LEFT JOIN devices d ON d.id = k.device_id \
             ORDER BY k.device_id DESC",
            &[],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| KnownDevice {
            id: row.get("device_id"),
            name: row.get("name"),
            profile: row.get("profile"),
            last_seen_at: row.get("last_seen_at"),
            revoked_at: row.get("revoked_at"),
        })
        .collect())
}

/// Says what a device is for, where it stands and whose it is. At its next request the device hears
/// that its scope is another one, and fetches it anew.
pub(crate) async fn place(
    database: &Database,
    device: &str,
    placement: &Placement,
    operator: &Operator,
) -> Result<KnownDevice, Error> {
    let known = active(database, device).await?;
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    let row = transaction
        .query_opt(
            "SELECT organization_id, profile, site_id, user_id FROM devices WHERE id = $1 \
             FOR UPDATE",
            &[&known.id],
        )
        .await?
        .ok_or_else(|| Error::Broken(format!("{device} has no row of its own yet")))?;
    let (organization, mut profile): (Uuid, String) = (row.get(0), row.get(1));
    let (mut site, mut person): (Option<Uuid>, Option<Uuid>) = (row.get(2), row.get(3));
    if let Some(wanted) = &placement.profile {
        profile = catalog::Profile::from_code(wanted)
            .ok_or_else(|| Error::Broken(format!("there is no profile {wanted}")))?
            .code()
            .to_owned();
    }
    if let Some(code) = &placement.site {
        site = Some(site_of(&transaction, Some(organization), code).await?);
    }
    if placement.nobodys {
        person = None;
    } else if let Some(name) = &placement.person {
        let user = transaction
            .query_opt(
                "SELECT id FROM users WHERE organization_id = $1 AND lower(username) = lower($2) \
                 AND deleted_at IS NULL AND held_reason IS NULL",
                &[&organization, name],
            )
            .await?
            .ok_or_else(|| Error::Broken(format!("nobody signs in as {name}")))?;
        person = Some(user.get(0));
    }
    if profile != catalog::Profile::Whole.code() && site.is_none() {
        return Err(Error::Broken(format!(
            "a PC with the profile {profile} holds what belongs to its site; say which site it \
             stands at"
        )));
    }
    put(&transaction, known.id, (&profile, site, person)).await?;
    let entry = Entry {
        organization,
        action: "settings_changed",
        device: Some(known.id),
        user: operator.user(&transaction, organization).await?,
        address: operator.address,
        account: operator.account.as_deref(),
        failure: None,
    };
    entry.write(&transaction).await?;
    transaction.commit().await?;
    tracing::info!(device = %known.id, profile, "a device was placed");
    Ok(KnownDevice { profile, ..known })
}

/// Writes down what a device is for, where it stands and whose it is.
pub(crate) async fn put(
    transaction: &deadpool_postgres::Transaction<'_>,
    device: Uuid,
    (profile, site, person): (&str, Option<Uuid>, Option<Uuid>),
) -> Result<(), Error> {
    transaction.execute("SELECT set_config('holdfast.command', 'device.place', true)", &[]).await?;
    transaction
        .execute(
            "UPDATE devices SET profile = $2, site_id = $3, user_id = $4 WHERE id = $1",
            &[&device, &profile, &site, &person],
        )
        .await?;
    Ok(())
}

/// The one device with this id or name that is not revoked.
async fn active(database: &Database, device: &str) -> Result<KnownDevice, Error> {
    let matching: Vec<KnownDevice> = devices(database)
        .await?
        .into_iter()
        .filter(|known| known.id.to_string() == device || known.name == device)
        .filter(|known| known.revoked_at.is_none())
        .collect();
    let [known] = matching.as_slice() else {
        return Err(Error::Broken(if matching.is_empty() {
            format!("there is no active device called {device}")
        } else {
            format!("{} devices are called {device}; name one by its id", matching.len())
        }));
    };
    Ok(known.clone())
}

/// Revokes the device with this id or name; it acts on the device's next request.
pub(crate) async fn revoke(
    database: &Database,
    device: &str,
    operator: &Operator,
) -> Result<KnownDevice, Error> {
    let known = active(database, device).await?;
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    let organization: Uuid = transaction
        .query_one("SELECT organization_id FROM device_keys WHERE device_id = $1", &[&known.id])
        .await?
        .get(0);
    let user = operator.user(&transaction, organization).await?;
    turn_away(&transaction, known.id, (user, None)).await?;
    let entry = Entry {
        organization,
        action: "device_revoked",
        device: Some(known.id),
        user,
        address: operator.address,
        account: operator.account.as_deref(),
        failure: None,
    };
    entry.write(&transaction).await?;
    transaction.commit().await?;
    tracing::info!(device = %known.id, "a device was revoked");
    Ok(known)
}

/// Takes a device's leave to work with the record, on somebody's word and for a reason where they
/// are known.
pub(crate) async fn turn_away(
    transaction: &deadpool_postgres::Transaction<'_>,
    device: Uuid,
    (by, reason): (Option<Uuid>, Option<&str>),
) -> Result<(), Error> {
    transaction
        .execute("SELECT set_config('holdfast.command', 'device.revoke', true)", &[])
        .await?;
    transaction
        .execute("UPDATE device_keys SET revoked_at = now() WHERE device_id = $1", &[&device])
        .await?;
    transaction
        .execute(
            "UPDATE devices SET status = 'revoked', revoked_at = now(), revoked_by = $2, \
             revoke_reason = $3 WHERE id = $1",
            &[&device, &by, &reason],
        )
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_prefix_is_the_beginning_of_another() {
        let prefixes: Vec<String> = (0..58_000).filter_map(number_prefix).collect();
        assert_eq!(prefixes.len(), 240 + 57_600);
        assert_eq!(prefixes.first().map(String::as_str), Some("A1"));
        let all: BTreeSet<&str> = prefixes.iter().map(String::as_str).collect();
        assert_eq!(all.len(), prefixes.len());
        let mut sorted = all.iter();
        let mut before = sorted.next().unwrap();
        for prefix in sorted {
            assert!(!prefix.starts_with(before), "{before} {prefix}");
            before = prefix;
        }
    }

    #[test]
    fn a_code_is_26_characters_and_reads_back_however_it_is_typed() {
        let code = crockford().unwrap().encode(&[0xA5; 16]);
        assert_eq!(code.len(), 26);
        let typed = format!("{}-{}", &code[..13].to_lowercase(), &code[13..]);
        assert_eq!(crockford().unwrap().decode(typed.as_bytes()).unwrap(), vec![0xA5; 16]);
    }
}
