//! TLS 1.3 to the clinic's own centre and to nobody else.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use sha2::{Digest as _, Sha256};

use crate::{DeviceKey, Link, Trouble};

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn bad<E>(_: E) -> Trouble {
    Trouble::Certificate
}

/// The enrolled device's configuration: trusts the clinic's authority, shows its certificate.
pub(crate) fn mutual(link: &Link, key: &DeviceKey) -> Result<ClientConfig, Trouble> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(link.ca_pem.as_bytes()).map_err(bad)?;
    roots.add(authority).map_err(bad)?;
    let chain = CertificateDer::pem_slice_iter(link.certificate_pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(bad)?;
    let key = PrivatePkcs8KeyDer::from(key.pkcs8()?);
    ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(bad)?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key.into())
        .map_err(bad)
}

/// For the one request before the device has a certificate: trusts exactly the authority whose
/// SHA-256 stands in the enrolment link.
pub(crate) fn pinned(authority_sha256: [u8; 32]) -> Result<ClientConfig, Trouble> {
    let verifier = PinnedAuthority { sha256: authority_sha256, provider: provider() };
    Ok(ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(bad)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// Finds the authority among the certificates that the server sends, by its hash, and checks the
/// server's own certificate against it in the ordinary way.
#[derive(Debug)]
struct PinnedAuthority {
    sha256: [u8; 32],
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for PinnedAuthority {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let unknown = || rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let authority = intermediates
            .iter()
            .find(|certificate| <[u8; 32]>::from(Sha256::digest(certificate)) == self.sha256)
            .ok_or_else(unknown)?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned())?;
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider))
            .build()
            .map_err(|_| unknown())?
            .verify_server_cert(end_entity, &[], server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::PeerIncompatible(
            rustls::PeerIncompatible::ServerDoesNotSupportTls12Or13,
        ))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
