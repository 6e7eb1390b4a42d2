//! Why there is no backup, or why one was not restored.

use std::io::ErrorKind;

/// Why there is no backup, or why one was not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder for the backup does not exist. It is not made: it may be a stick that is not
    /// plugged in.
    #[error(
        "The folder for the backup is not there. Plug in the disk that it is on, or make the folder first."
    )]
    NoFolder,
    /// There is a file of the backup's name.
    #[error(
        "There is already a file of that name, and a backup never replaces one. Choose another name."
    )]
    Exists,
    /// Another program writes a backup of the same name at this moment.
    #[error(
        "Another backup of that name is being written just now. Wait until it is done, or choose another name."
    )]
    Busy,
    /// The disk of the backup is full.
    #[error(
        "There is not enough space for the backup on that disk, so none was made and nothing of it was left there. Free some space (twice the size of the record), or choose another disk."
    )]
    DiskFull,
    /// Somebody had it stopped.
    #[error("Stopped. Nothing of it was kept.")]
    Stopped,
    /// The file system refused the backup.
    #[error("The backup could not be written, so none was made: {0}. Try another disk or folder.")]
    Write(std::io::Error),

    /// Nothing of that name exists.
    #[error("There is no backup of that name. Name the file that holdfast backup made.")]
    Missing,
    /// It is a folder.
    #[error(
        "That is a folder, and a backup is one file. Name the file that holdfast backup made in it."
    )]
    Folder,
    /// The file is something else.
    #[error(
        "That file is not a Holdfast backup, or its beginning is damaged. Nothing was restored. Choose another file."
    )]
    NotOurs,
    /// A newer Holdfast made it.
    #[error(
        "This backup was made by a newer version of Holdfast. Nothing was restored. Install the newer version on this PC, then restore again."
    )]
    Newer,
    /// The file is shorter than it says.
    #[error(
        "The end of this backup is missing: it was not copied completely. Nothing was restored. Copy it again from where it was made, or use another backup."
    )]
    CutShort,
    /// A part is not what was saved.
    #[error(
        "This backup is damaged ({0}). Nothing was restored. Copy it again from where it was made, or use another backup."
    )]
    Damaged(String),
    /// It holds what no Holdfast writes.
    #[error(
        "This backup holds something that Holdfast did not put there. Nothing was restored. Use another backup, and tell your IT person."
    )]
    Foreign,
    /// It names a place that is not the data folder.
    #[error(
        "This backup wants to write outside the data folder, so somebody has changed it. Nothing was restored. Use another backup, and tell your IT person."
    )]
    Outside,
    /// It holds a link.
    #[error(
        "This backup holds a link in place of a file, so somebody has changed it. Nothing was restored. Use another backup, and tell your IT person."
    )]
    Link,
    /// The file system refused to read it.
    #[error("The backup could not be read: {0}. Nothing was restored.")]
    Read(std::io::Error),
    /// The disk of the data folder is full.
    #[error(
        "There is not enough space on this PC for the record in this backup. Nothing was restored. Free some space, then restore again."
    )]
    NoRoom,
}

impl BackupError {
    /// Why the file system did not take a backup.
    pub(super) fn of_writing(error: std::io::Error) -> Self {
        if is_full(&error) { Self::DiskFull } else { Self::Write(error) }
    }
}

/// Whether an error says that there is no space, or none for this account.
pub(super) fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
