//! The encryption of a line, as `sslmode` in the address asks for it: by rustls, with the one crypto library of the program.

use super::super::address::{Address, ClientCertificate, Encryption, Proof};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::future::{Ready, ready};
use std::path::Path;
use std::sync::Arc;
use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Why the files of the address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{parameter} names {file:?}, which {fault}; it must be a readable file with PEM blocks")]
    File { parameter: &'static str, file: String, fault: String },
    #[error("sslkey does not belong to sslcert ({0})")]
    Key(Error),
    #[error("this machine trusts no authority ({0}); install its ca-certificates, or name yours in sslrootcert")]
    NoAuthorities(String),
}

/// What was agreed on with a server.
pub enum Secured<S>
where
    MakeRustlsConnect: MakeTlsConnect<S>,
{
    Plain(S),
    Encrypted(Box<<MakeRustlsConnect as MakeTlsConnect<S>>::Stream>),
}

/// Encrypts lines. Files are read anew for every connection: certificates are renewed while a service runs.
#[derive(Clone)]
pub struct Tls {
    connect: MakeRustlsConnect,
    /// Never without it.
    pub is_required: bool,
}

/// Asks PostgreSQL whether it can; it answers with a single letter.
const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const YES: u8 = b'S';

impl Tls {
    /// None: the line is to be plain.
    pub fn of(address: &Address) -> Result<Option<Self>, TlsError> {
        let (proof, is_required) = match &address.encryption {
            Encryption::Never => return Ok(None),
            Encryption::Preferred => (&Proof::None, false),
            Encryption::Required(proof) => (proof, true),
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let roots = match proof {
            Proof::None => None,
            Proof::Authority(file) | Proof::Name(Some(file)) => Some(authorities(certificates("sslrootcert", file)?)),
            Proof::Name(None) => Some(authorities_of_the_machine()?),
        };
        let by_name = matches!(proof, Proof::Name(_));
        let verifier = Verifier { provider: provider.clone(), roots, by_name };
        // The provider has both versions.
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(TlsError::Key)?;
        let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        let config = match &address.client_certificate {
            None => config.with_no_client_auth(),
            Some(ClientCertificate { certificate, key }) => {
                let own = certificates("sslcert", certificate)?;
                let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable("sslkey", key, &error))?;
                config.with_client_auth_cert(own, key).map_err(TlsError::Key)?
            }
        };
        Ok(Some(Self { connect: MakeRustlsConnect::new(config), is_required }))
    }

    /// None: the server cannot, and must.
    pub async fn secure<S>(&self, mut socket: S, name: &str) -> io::Result<Option<Secured<S>>>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        socket.write_all(&REQUEST).await?;
        socket.flush().await?;
        // Not a byte more is read: what follows belongs to TLS.
        if socket.read_u8().await? != YES {
            return Ok((!self.is_required).then_some(Secured::Plain(socket)));
        }
        let made = MakeTlsConnect::<S>::make_tls_connect(&mut self.connect.clone(), name);
        let connect = made.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Some(Secured::Encrypted(Box::new(TlsConnect::connect(connect, socket).await?))))
    }
}

fn unusable(parameter: &'static str, file: &Path, fault: &rustls::pki_types::pem::Error) -> TlsError {
    TlsError::File { parameter, file: file.display().to_string(), fault: format!("cannot be read ({fault})") }
}

fn certificates(parameter: &'static str, file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read.map_err(|error| unusable(parameter, file, &error))? {
        none if none.is_empty() => {
            Err(TlsError::File { parameter, file: file.display().to_string(), fault: "holds no certificate".to_owned() })
        }
        some => Ok(some),
    }
}

fn authorities(certificates: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // What is no certificate of an authority proves nothing, and is passed over.
    roots.add_parsable_certificates(certificates);
    roots
}

fn authorities_of_the_machine() -> Result<RootCertStore, TlsError> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return Err(TlsError::NoAuthorities(why.join("; ")));
    }
    Ok(authorities(found.certs))
}

/// Asks of a certificate as much as the address does: rustls by itself would always ask for everything.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// None: anybody's certificate will do.
    roots: Option<RootCertStore>,
    by_name: bool,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(roots) = &self.roots {
            let certificate = ParsedCertificate::try_from(end_entity)?;
            let known = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, known)?;
            if self.by_name {
                verify_server_name(&certificate, name)?;
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Tells the driver that its line is encrypted already; of the encryption it takes what binds a password to this line.
pub struct Done;

impl<S: TlsStream + Unpin> TlsConnect<S> for Done {
    type Stream = S;
    type Error = io::Error;
    type Future = Ready<io::Result<S>>;

    fn connect(self, line: S) -> Self::Future {
        ready(Ok(line))
    }
}
