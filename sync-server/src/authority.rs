//! The organization's own certificate authority: the server's certificate and one per device.
//!
//! Validity runs from 1970 to 9999 on purpose: a device whose clock is decades off must still
//! reach the centre, and what is trusted is the pinned authority and the revocation that the
//! server checks at every request, never a clock.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ED25519, PublicKeyData, SanType, SerialNumber,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::data_folder::DataFolder;
use crate::error::Error;

/// What a device's certificate says after `urn:holdfast:device:`.
const DEVICE_NAME: &str = "urn:holdfast:device:";

/// The certificate authority of one installation, with its key.
pub struct Authority {
    certificate_pem: String,
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate that the authority has just made for a device.
pub(crate) struct DeviceCertificate {
    /// The certificate, PEM.
    pub pem: String,
    /// SHA-256 of its DER, lower-case hex.
    pub fingerprint: String,
    /// The device's Ed25519 public key, 32 bytes; it also signs changesets.
    pub public_key: [u8; 32],
}

impl Authority {
    /// Reads the authority from the data folder, creating it the first time.
    ///
    /// # Errors
    /// [`Error::Certificate`] when a file there is not a certificate or key; nothing is replaced.
    pub fn open(folder: &DataFolder) -> Result<Self, Error> {
        let (certificate_path, key_path) = (folder.file("ca.pem"), folder.file("ca.key"));
        if !certificate_path.exists() && !key_path.exists() {
            Self::create(folder)?;
        }
        let read = |path: &std::path::Path| {
            std::fs::read_to_string(path)
                .map_err(Error::io(format!("cannot read {}", path.display())))
        };
        let certificate_pem = read(&certificate_path)?;
        let key = KeyPair::from_pem(&Zeroizing::new(read(&key_path)?))?;
        let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|error| Error::Certificate(format!("ca.pem: {error}")))?;
        let issuer = Issuer::from_ca_cert_der(&certificate, key)?;
        Ok(Self { certificate_pem, certificate, issuer })
    }

    fn create(folder: &DataFolder) -> Result<(), Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Holdfast clinic authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        always_valid(&mut params)?;
        let certificate = params.self_signed(&key)?;
        // The key first: a certificate without its key would be an authority that cannot sign.
        folder.write_secret("ca.key", Zeroizing::new(key.serialize_pem()).as_bytes())?;
        folder.write_public("ca.pem", certificate.pem().as_bytes())
    }

    /// The authority's certificate, PEM.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// SHA-256 of the authority's certificate (DER), lower-case hex: what an enrolment link pins.
    pub fn fingerprint(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(&self.certificate))
    }

    /// Signs a device's certificate. Of the request only the key is taken: who the device is, is
    /// for the centre to say.
    pub(crate) fn sign_device(
        &self,
        device: Uuid,
        request_pem: &str,
    ) -> Result<DeviceCertificate, Error> {
        let unreadable = || Error::malformed("The certificate request of this PC cannot be read.");
        let request =
            CertificateSigningRequestParams::from_pem(request_pem).map_err(|_| unreadable())?;
        if request.public_key.algorithm() != &PKCS_ED25519 {
            return Err(Error::malformed("The key of this PC is not an Ed25519 key."));
        }
        let public_key: [u8; 32] =
            request.public_key.der_bytes().try_into().map_err(|_| unreadable())?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, device.to_string());
        let name = format!("{DEVICE_NAME}{device}")
            .try_into()
            .map_err(|error: rcgen::Error| Error::Certificate(error.to_string()))?;
        params.subject_alt_names = vec![SanType::URI(name)];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        always_valid(&mut params)?;
        let certificate = params.signed_by(&request.public_key, &self.issuer)?;
        Ok(DeviceCertificate {
            fingerprint: HEXLOWER.encode(&Sha256::digest(certificate.der())),
            pem: certificate.pem(),
            public_key,
        })
    }

    /// The TLS side of the server: TLS 1.3 only; a client certificate is asked for and, where one
    /// is shown, must come from this authority. Which routes need one is the routes' to say.
    ///
    /// # Errors
    /// [`Error::Certificate`] when the server's certificate cannot be made.
    pub(crate) fn tls(
        &self,
        folder: &DataFolder,
        names: &BTreeSet<String>,
    ) -> Result<Arc<ServerConfig>, Error> {
        let (chain, key) = self.server_certificate(folder, names)?;
        let wrong = |error: &dyn std::fmt::Display| Error::Certificate(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(|error| wrong(&error))?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .allow_unauthenticated()
                .build()
                .map_err(|error| wrong(&error))?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|error| wrong(&error))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key)
            .map_err(|error| wrong(&error))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// The server's chain (its own certificate, then the authority's) and key, made anew when the
    /// names it must answer to have changed.
    fn server_certificate(
        &self,
        folder: &DataFolder,
        names: &BTreeSet<String>,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
        let (certificate_path, key_path) = (folder.file("server.pem"), folder.file("server.key"));
        let names_path = folder.file("server.names");
        let wanted = names.iter().cloned().collect::<Vec<_>>().join("\n");
        let present = std::fs::read_to_string(&names_path).unwrap_or_default();
        if present != wanted || !certificate_path.exists() || !key_path.exists() {
            let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
            let mut params = CertificateParams::default();
            params.distinguished_name.push(DnType::CommonName, "Holdfast server");
            for name in names {
                params.subject_alt_names.push(match name.parse::<IpAddr>() {
                    Ok(address) => SanType::IpAddress(address),
                    Err(_) => SanType::DnsName(name.as_str().try_into().map_err(
                        |error: rcgen::Error| Error::Certificate(format!("name {name}: {error}")),
                    )?),
                });
            }
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            params.use_authority_key_identifier_extension = true;
            always_valid(&mut params)?;
            let certificate = params.signed_by(&key, &self.issuer)?;
            folder.write_secret("server.key", Zeroizing::new(key.serialize_pem()).as_bytes())?;
            folder.write_public("server.pem", certificate.pem().as_bytes())?;
            folder.write_public("server.names", wanted.as_bytes())?;
        }
        let wrong = |error: rustls::pki_types::pem::Error| Error::Certificate(error.to_string());
        let leaf = CertificateDer::from_pem_file(&certificate_path).map_err(wrong)?;
        let key = PrivateKeyDer::from_pem_file(&key_path).map_err(wrong)?;
        Ok((vec![leaf, self.certificate.clone()], key))
    }
}

fn always_valid(params: &mut CertificateParams) -> Result<(), Error> {
    params.not_before = rcgen::date_time_ymd(1970, 1, 1);
    params.not_after = rcgen::date_time_ymd(9999, 12, 31);
    let mut serial = [0u8; 16];
    getrandom::fill(&mut serial)
        .map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
    if let Some(first) = serial.first_mut() {
        // A serial number is a positive integer and never starts with a zero byte.
        *first = (*first & 0x7f) | 0x40;
    }
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(())
}

/// Which device a verified certificate belongs to; `None` for a certificate of another kind.
pub(crate) fn device_of(certificate: &CertificateDer<'_>) -> Option<Uuid> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let names = parsed.subject_alternative_name().ok()??;
    names.value.general_names.iter().find_map(|name| match name {
        x509_parser::extensions::GeneralName::URI(uri) => {
            uri.strip_prefix(DEVICE_NAME).and_then(|id| Uuid::parse_str(id).ok())
        }
        _ => None,
    })
}

/// SHA-256 of a certificate, lower-case hex.
pub(crate) fn fingerprint_of(certificate: &CertificateDer<'_>) -> String {
    HEXLOWER.encode(&Sha256::digest(certificate))
}
