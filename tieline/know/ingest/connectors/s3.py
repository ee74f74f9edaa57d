"""S3-compatible object stores. Objects are whole or absent, so nothing has to settle."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError
from s3fs import S3FileSystem

from tieline.foundation.errors import TielineError
from tieline.foundation.outgoing import refuse_host
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.stores import Store
from tieline.know.ingest.definitions.connection import S3Options

BLOCK = 8 * 1024 * 1024


@contextmanager
def open_store(access: Access) -> Iterator[Store]:
    """The bucket, or a prefix of it, as a store."""
    options = access.options(S3Options)
    endpoint = options.endpoint_url
    if endpoint is not None:
        refuse_host(urlsplit(endpoint).hostname or "", access.place)
    fs = S3FileSystem(
        key=access.find_secret(options.key),
        secret=access.find_secret(options.secret),
        token=access.find_secret(options.token),
        anon=options.anonymous,
        endpoint_url=endpoint,
        client_kwargs={"region_name": options.region} if options.region else {},
        config_kwargs={"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 3}},
        default_block_size=BLOCK,
        default_cache_type="readahead",
        skip_instance_cache=True,
        use_listings_cache=False,
    )
    root = f"{access.url.netloc}/{access.path.strip('/')}".rstrip("/")

    def opened(name: str) -> BinaryIO:
        return cast(BinaryIO, fs.open(f"{root}/{name}", "rb"))

    def told(error: BaseException, name: str) -> BaseException:
        return _told(access, error, name)

    yield Store(access, fs, root, timedelta(seconds=options.settle_seconds), opened, told)


def _told(access: Access, error: BaseException, name: str) -> BaseException:
    if isinstance(error, TielineError):
        return error
    if isinstance(error, PermissionError):
        return access.refused(error, "The store does not let us in", where=name)
    if isinstance(error, FileNotFoundError):
        return access.unavailable(error, "The bucket or object is not there", where=name, do="Check bucket and path")
    if isinstance(error, OSError | BotoCoreError | ClientError):
        return access.unavailable(error, "The store does not answer", where=name)
    return error
