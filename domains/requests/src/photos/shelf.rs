//! Where pictures and papers stand: a folder of the machine or a bucket of an S3 server, by day and by a name that nobody can
//! guess.

use super::PhotoError;
use ::object_store::{
    Error as ObjectError, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
};
use base::Moment;
use futures_util::TryStreamExt;
use std::{collections::BTreeSet, fs, io, sync::Arc};
use tokio::sync::Semaphore;

/// Pictures decoded at the same time: each may take a quarter of a gigabyte.
const HANDS: usize = 2;

/// Keeps the pictures and the papers of the process; a part of the [`web::App`].
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
    const fn ending(self) -> &'static str {
        match self {
            Self::Whole => ".jpg",
            Self::Small => "-s.jpg",
        }
    }
}

/// Ending of a paper, which is kept as it came: what it is stands in its row.
const PAPER: &str = ".file";
/// What may stand under a name.
const ENDINGS: [&str; 3] = [PAPER, Size::Small.ending(), Size::Whole.ending()];

/// The day a file is put under: that of its reception, UTC.
fn day(at: Moment) -> String {
    at.to_timestamp().strftime("%Y-%m-%d").to_string()
}

fn place(at: Moment, name: &str, ending: &str) -> Path {
    Path::from(format!("{}/{name}{ending}", day(at)))
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
        self.objects.put(&place(at, name, size.ending()), bytes.into()).await?;
        Ok(())
    }

    pub(super) async fn get(&self, at: Moment, name: &str, size: Size) -> Result<Vec<u8>, PhotoError> {
        let found = self.objects.get(&place(at, name, size.ending())).await?;
        Ok(found.bytes().await?.to_vec())
    }

    pub(crate) async fn put_file(&self, at: Moment, name: &str, bytes: Vec<u8>) -> Result<(), ObjectError> {
        self.objects.put(&place(at, name, PAPER), bytes.into()).await?;
        Ok(())
    }

    pub(crate) async fn get_file(&self, at: Moment, name: &str) -> Result<Vec<u8>, ObjectError> {
        Ok(self.objects.get(&place(at, name, PAPER)).await?.bytes().await?.to_vec())
    }

    /// Removes whatever stands under a name. What is gone already is as it should be.
    pub(super) async fn remove(&self, at: Moment, name: &str) -> Result<(), PhotoError> {
        for ending in ENDINGS {
            match self.objects.delete(&place(at, name, ending)).await {
                Ok(()) | Err(ObjectError::NotFound { .. }) => {}
                Err(err) => return Err(err.into()),
            }
        }
        Ok(())
    }

    /// Names of the files put under the day of `at`.
    pub(super) async fn names(&self, at: Moment) -> Result<BTreeSet<String>, PhotoError> {
        let folder = Path::from(day(at));
        let found: Vec<_> = self.objects.list(Some(&folder)).try_collect().await?;
        let name = |path: &Path| {
            let file = path.filename()?;
            ENDINGS.iter().find_map(|ending| file.strip_suffix(ending)).map(str::to_owned)
        };
        Ok(found.iter().filter_map(|object| name(&object.location)).collect())
    }
}
