//! The settings of the file store.

use super::{Reader, number};
use crate::blobs::{Downloads, Location, S3, Secret};
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;
use url::{Host, Url};

/// What belongs to a bucket only.
const OF_BUCKETS: [&str; 4] = ["PUBDOK_S3_ENDPOINT", "PUBDOK_S3_REGION", "PUBDOK_S3_PATH_STYLE", "PUBDOK_S3_DOWNLOADS"];

/// Names that no public name server answers for.
const PRIVATE_DOMAINS: [&str; 6] = [".internal", ".lan", ".local", ".localhost", ".svc", ".home.arpa"];

pub fn read(reader: &mut Reader<'_>, data_dir: &Path) -> Location {
    let folder = Location::Folder(data_dir.join("blobs"));
    let faults = reader.faults.len();
    let location = reader.read("PUBDOK_BLOB_STORE", folder, |value| {
        let local = value.strip_prefix("file://").filter(|path| path.starts_with('/')).map(|path| Location::Folder(path.into()));
        local
            .or_else(|| bucket(value))
            .ok_or_else(|| "is no store; write file:///absolute/folder or s3://bucket/prefix".to_owned())
    });
    match location {
        Location::Bucket(s3) => Location::Bucket(complete(reader, s3)),
        // Of a store that cannot be read nobody knows what belongs to it.
        Location::Folder(_) if reader.faults.len() > faults => location,
        Location::Folder(_) => {
            for name in OF_BUCKETS.into_iter().filter(|name| reader.text(name).is_some()).collect::<Vec<_>>() {
                reader.bad(name, "belongs to a bucket; set PUBDOK_BLOB_STORE to s3://bucket/prefix too, or unset it");
            }
            location
        }
    }
}

/// Shorter than an hour, a slow upload could be taken for an orphan's.
pub fn grace(reader: &mut Reader<'_>) -> Duration {
    let hours = reader.read("PUBDOK_BLOB_GRACE", 24, |value| number(value, 1..=8760));
    Duration::from_secs(hours as u64 * 3600)
}

fn bucket(value: &str) -> Option<Location> {
    let (bucket, prefix) = value.strip_prefix("s3://")?.split_once('/').unwrap_or((value.strip_prefix("s3://")?, ""));
    let prefix = prefix.trim_end_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_name = |name: &str| name.contains(|c| c != '.') && name.chars().all(is_plain);
    let good = (3..=63).contains(&bucket.len())
        && bucket.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
        && (prefix.is_empty() || prefix.split('/').all(is_name));
    good.then(|| {
        Location::Bucket(S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: None,
            region: String::new(),
            path_style: false,
            access_key_id: String::new(),
            secret_access_key: Secret(String::new()),
            downloads: Downloads::default(),
        })
    })
}

fn complete(reader: &mut Reader<'_>, s3: S3) -> S3 {
    let endpoint = reader.read("PUBDOK_S3_ENDPOINT", None, |value| endpoint(value).map(Some));
    S3 {
        region: reader.read("PUBDOK_S3_REGION", "us-east-1".to_owned(), region),
        path_style: reader.read("PUBDOK_S3_PATH_STYLE", endpoint.is_some(), |value| {
            value.parse().map_err(|_| "is neither true nor false".to_owned())
        }),
        access_key_id: required(reader, "AWS_ACCESS_KEY_ID"),
        secret_access_key: Secret(required(reader, "AWS_SECRET_ACCESS_KEY")),
        downloads: reader.read("PUBDOK_S3_DOWNLOADS", Downloads::Stream, |value| match value {
            "stream" => Ok(Downloads::Stream),
            "redirect" => Ok(Downloads::Redirect),
            _ => Err("is neither stream nor redirect".to_owned()),
        }),
        endpoint,
        ..s3
    }
}

fn required(reader: &mut Reader<'_>, name: &'static str) -> String {
    reader.text(name).unwrap_or_else(|| {
        reader.bad(name, "is missing; the bucket of PUBDOK_BLOB_STORE is opened with it");
        String::new()
    })
}

fn endpoint(value: &str) -> Result<Url, String> {
    let is_bare = |url: &Url| url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let url = Url::parse(value).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host() && is_bare(url));
    let url = url.ok_or_else(|| "is not a server's address; write for example https://s3.example.go.id".to_owned())?;
    if url.scheme() == "http" && !url.host().is_some_and(|host| is_near(&host)) {
        return Err("would carry files unencrypted over a public network; write https://".to_owned());
    }
    Ok(url)
}

/// Whether a host can only be one of the own network: a private address, or a name without a public domain.
fn is_near(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Host::Ipv6(ip) => IpAddr::V6(*ip).is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Host::Domain(name) => !name.contains('.') || PRIVATE_DOMAINS.iter().any(|domain| name.ends_with(domain)),
    }
}

fn region(value: &str) -> Result<String, String> {
    let good = value.len() <= 64 && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    good.then(|| value.to_owned()).ok_or_else(|| "is not a region; write for example ap-southeast-3".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AK"), ("AWS_SECRET_ACCESS_KEY", "very-secret")];

    fn read(settings: &[(&str, &str)]) -> Result<Config, Vec<&'static str>> {
        let get = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(&get).map_err(|faults| faults.iter().map(|fault| fault.name).collect())
    }

    fn s3(more: &[(&str, &str)]) -> Result<S3, Vec<&'static str>> {
        let settings = [&[("PUBDOK_BLOB_STORE", "s3://arsip/humas/foto/")], &KEYS[..], more].concat();
        read(&settings).map(|config| match config.blob_store {
            Location::Bucket(s3) => s3,
            Location::Folder(folder) => panic!("{} is no bucket", folder.display()),
        })
    }

    #[test]
    fn a_bucket_needs_little() {
        let plain = s3(&[]).unwrap();
        assert_eq!((plain.bucket.as_str(), plain.prefix.as_str(), plain.region.as_str()), ("arsip", "humas/foto", "us-east-1"));
        assert_eq!((plain.endpoint, plain.path_style, plain.downloads), (None, false, Downloads::Stream));
        let own = s3(&[("PUBDOK_S3_ENDPOINT", "http://minio:9000"), ("PUBDOK_S3_DOWNLOADS", "redirect")]).unwrap();
        assert!(own.path_style && own.downloads == Downloads::Redirect);
        assert_eq!(Location::Bucket(own).to_string(), "s3://arsip/humas/foto at http://minio:9000");
    }

    #[test]
    fn every_bad_setting_of_a_bucket_is_named_at_once() {
        let bad = [
            ("PUBDOK_BLOB_STORE", "s3://arsip"),
            ("PUBDOK_S3_ENDPOINT", "minio:9000/x"),
            ("PUBDOK_S3_REGION", "Jakarta Pusat"),
            ("PUBDOK_S3_PATH_STYLE", "yes"),
            ("PUBDOK_S3_DOWNLOADS", "proxy"),
            ("PUBDOK_BLOB_GRACE", "0"),
        ];
        let mut named = read(&bad).unwrap_err();
        named.sort_unstable();
        let mut all: Vec<_> = bad.iter().skip(1).chain(&KEYS).map(|(name, _)| *name).collect();
        all.sort_unstable();
        assert_eq!(named, all);
    }

    #[test]
    fn what_is_no_store_is_refused_and_so_is_a_bucket_s_setting_without_one() {
        for value in ["s3://", "s3://ab", "s3://Arsip", "s3://arsip/../x", "s3://arsip//x", "s3://arsip/a b", "file://x", "/tmp"]
        {
            assert_eq!(read(&[("PUBDOK_BLOB_STORE", value)]).unwrap_err(), ["PUBDOK_BLOB_STORE"], "{value}");
        }
        assert_eq!(read(&[("PUBDOK_S3_REGION", "ap-southeast-3")]).unwrap_err(), ["PUBDOK_S3_REGION"]);
    }

    #[test]
    fn files_go_unencrypted_over_the_own_network_only() {
        for near in ["127.0.0.1", "10.0.0.7", "[fd00::7]", "minio", "minio.gudang.svc", "s3.kantor.internal"] {
            assert!(s3(&[("PUBDOK_S3_ENDPOINT", &format!("http://{near}:9000"))]).is_ok(), "{near}");
        }
        for far in ["8.8.8.8", "s3.example.go.id", "[2606:4700::1]"] {
            assert!(s3(&[("PUBDOK_S3_ENDPOINT", &format!("http://{far}:9000"))]).is_err(), "{far}");
            assert!(s3(&[("PUBDOK_S3_ENDPOINT", &format!("https://{far}:9000"))]).is_ok(), "{far}");
        }
    }

    #[test]
    fn the_secret_is_told_to_nobody() {
        assert!(!format!("{:?}", s3(&[]).unwrap()).contains("very-secret"));
    }
}
