//! Joining a centre: from a one-time link to a device that may sync.

use protocol::{EnrolAnswer, EnrolOrganization, EnrolRequest, EnrolledBefore};
use store::Store;
use url::Url;
use uuid::Uuid;

use crate::{Client, DeviceKey, Link, Trouble, tls};

/// What an administrator hands out: `holdfast://enrol?server=…&ca=…&code=…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// Where the centre is.
    pub server: Url,
    /// SHA-256 of the authority's certificate.
    pub ca_sha256: [u8; 32],
    /// The one-time code.
    pub code: String,
}

impl EnrolmentLink {
    /// Reads the link as it was pasted, blanks and line breaks around it forgiven.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let url = Url::parse(text.trim()).map_err(|_| Trouble::NotALink)?;
        if url.scheme() != "holdfast" || url.host_str() != Some("enrol") {
            return Err(Trouble::NotALink);
        }
        let part = |name: &str| {
            url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let server = part("server").and_then(|text| Url::parse(&text).ok());
        let ca = part("ca").and_then(|text| {
            data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
        });
        match (server, ca, part("code")) {
            (Some(mut server), Some(ca_sha256), Some(code)) if server.scheme() == "https" => {
                server.set_path("/");
                server.set_query(None);
                Ok(Self { server, ca_sha256, code })
            }
            _ => Err(Trouble::NotALink),
        }
    }
}

/// What an enrolment gives.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// For every later contact.
    pub link: Link,
    /// What the centre said.
    pub answer: EnrolAnswer,
}

/// Enrols this device: the centre at the other end of `link` signs a certificate for `key`.
/// `organization` is the PC's own, if it worked alone until now. Changes nothing on this PC.
pub async fn enrol(
    link: &EnrolmentLink,
    key: &DeviceKey,
    device_name: &str,
    organization: Option<EnrolOrganization>,
) -> Result<Enrolled, Trouble> {
    ask(link, key, device_name, organization, None).await
}

/// Enrols a device anew that a restored centre has forgotten, as the device that it was. What it has
/// not sent stays in its outbox, and what it had sent is offered again with the next exchange. The
/// centre refuses where it knows the device, and where the record is another clinic's; then nothing
/// changes.
///
/// # Errors
/// [`Trouble::NotEnrolled`]; [`Trouble::Refused`] with the centre's words; [`Trouble`].
pub async fn enrol_again(
    store: &Store,
    link: &EnrolmentLink,
    key: &DeviceKey,
    device_name: &str,
    organization: EnrolOrganization,
) -> Result<(), Trouble> {
    let facts = store.facts()?;
    let (Some(device_id), Some(number_prefix)) = (facts.device, facts.number_prefix) else {
        return Err(Trouble::NotEnrolled);
    };
    let before = EnrolledBefore { device_id, number_prefix };
    let enrolled = ask(link, key, device_name, Some(organization), Some(before)).await?;
    store.enrolled_again(&enrolled.answer.number_prefix)?;
    enrolled.link.save(store.folder())
}

async fn ask(
    link: &EnrolmentLink,
    key: &DeviceKey,
    device_name: &str,
    organization: Option<EnrolOrganization>,
    before: Option<EnrolledBefore>,
) -> Result<Enrolled, Trouble> {
    let client = Client::with(link.server.clone(), tls::pinned(link.ca_sha256)?)?;
    let request = EnrolRequest {
        code: link.code.clone(),
        csr_pem: request_certificate(key)?,
        device_name: device_name.to_owned(),
        platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        organization,
        before,
    };
    let answer: EnrolAnswer = client.json("v1/enrol", &request).await?;
    let link = Link {
        server: link.server.clone(),
        ca_pem: answer.ca_pem.clone(),
        certificate_pem: answer.certificate_pem.clone(),
        device_id: answer.device_id,
    };
    Ok(Enrolled { link, answer })
}

/// Makes the record on this PC part of the organization that it was enrolled in: with rows of its
/// own they are prepared for sending (under the centre's organization where that is another one),
/// and where the centre has a record already, a bootstrap is due. Then saves the link.
pub fn adopt_or_join(store: &Store, author: Uuid, enrolled: &Enrolled) -> Result<(), Trouble> {
    let answer = &enrolled.answer;
    store.become_enrolled(store::Enrolment {
        author,
        organization: answer.organization_id,
        device: answer.device_id,
        site: answer.site_id,
        number_prefix: answer.number_prefix.clone(),
        epoch: answer.epoch,
        joins_existing: !answer.adopted,
    })?;
    enrolled.link.save(store.folder())
}

fn request_certificate(key: &DeviceKey) -> Result<String, Trouble> {
    let pair =
        rcgen::KeyPair::try_from(key.pkcs8()?.as_slice()).map_err(|_| Trouble::Certificate)?;
    rcgen::CertificateParams::new(Vec::<String>::new())
        .and_then(|params| params.serialize_request(&pair))
        .and_then(|request| request.pem())
        .map_err(|_| Trouble::Certificate)
}
