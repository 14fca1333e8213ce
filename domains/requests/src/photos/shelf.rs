//! Where pictures stand: a folder of the machine or a bucket of an S3 server, by day and by a name that nobody can
//! guess.

use super::PhotoError;
use ::object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path};
use base::Moment;
use futures_util::TryStreamExt;
use std::{collections::BTreeSet, fs, io, sync::Arc};
use tokio::sync::Semaphore;

/// Pictures decoded at the same time: each may take a quarter of a gigabyte.
const HANDS: usize = 2;

/// Keeps the pictures of the process; a part of the [`web::App`].
pub struct Shelf {
    objects: Arc<dyn ObjectStore>,
    /// Whoever decodes holds one.
    pub(super) hands: Semaphore,
}

/// A bucket of a server that speaks S3, and the keys that open it.
#[derive(Clone)]
pub struct Bucket {
    /// `https://objects.example`: every answer comes from there.
    pub endpoint: String,
    pub name: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

/// Which of the two pictures of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Whole,
    Small,
}

impl Size {
    const BOTH: [Self; 2] = [Self::Whole, Self::Small];

    fn ending(self) -> &'static str {
        match self {
            Self::Whole => ".jpg",
            Self::Small => "-s.jpg",
        }
    }
}

/// The day a picture is put under: that of its reception, UTC.
fn day(at: Moment) -> String {
    at.to_timestamp().strftime("%Y-%m-%d").to_string()
}

fn place(at: Moment, name: &str, size: Size) -> Path {
    Path::from(format!("{}/{name}{}", day(at), size.ending()))
}

impl Shelf {
    /// A folder, made if it is missing. A picture is on the disk before it is acknowledged.
    pub fn in_folder(folder: &std::path::Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::on(Arc::new(objects)))
    }

    /// A bucket, which must be there. It is not looked at before the first picture.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, PhotoError> {
        // The TLS of the process, unless another part of it has said so before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let objects = AmazonS3Builder::new()
            .with_endpoint(&bucket.endpoint)
            .with_allow_http(bucket.endpoint.starts_with("http://"))
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key)
            .with_secret_access_key(&bucket.secret_key)
            .build()?;
        Ok(Self::on(Arc::new(objects)))
    }

    fn on(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects, hands: Semaphore::new(HANDS) }
    }

    pub(super) async fn put(&self, at: Moment, name: &str, size: Size, bytes: Vec<u8>) -> Result<(), PhotoError> {
        self.objects.put(&place(at, name, size), bytes.into()).await?;
        Ok(())
    }

    pub(super) async fn get(&self, at: Moment, name: &str, size: Size) -> Result<Vec<u8>, PhotoError> {
        let found = self.objects.get(&place(at, name, size)).await?;
        Ok(found.bytes().await?.to_vec())
    }

    /// Removes both pictures. Those that are gone already are as they should be.
    pub(super) async fn remove(&self, at: Moment, name: &str) -> Result<(), PhotoError> {
        for size in Size::BOTH {
            match self.objects.delete(&place(at, name, size)).await {
                Ok(()) | Err(::object_store::Error::NotFound { .. }) => {}
                Err(err) => return Err(err.into()),
            }
        }
        Ok(())
    }

    /// Names of the pictures put under the day of `at`.
    pub(super) async fn names(&self, at: Moment) -> Result<BTreeSet<String>, PhotoError> {
        let folder = Path::from(day(at));
        let found: Vec<_> = self.objects.list(Some(&folder)).try_collect().await?;
        let name = |path: &Path| {
            let file = path.filename()?;
            let name = file.strip_suffix(Size::Small.ending()).or_else(|| file.strip_suffix(Size::Whole.ending()));
            name.map(str::to_owned)
        };
        Ok(found.iter().filter_map(|object| name(&object.location)).collect())
    }
}
