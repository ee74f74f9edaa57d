"""
Backups: both stores and the files beside them as of one instant, in one sealed archive.

Takes: the operational database, the embedded warehouse and the data folder.
Gives: an archive, a key file that lies apart from it, and from both of them an installation again.

Words: a *backup* is one archive; its *key file* holds its own key, wrapped by the key-encryption key. Whoever destroys
the key file has destroyed the backup, wherever its copies are: that is how deleted customers leave backups. To *prune*
is to destroy the keys of backups that are older than ``TIELINE_BACKUP_KEEP_DAYS``.
"""
