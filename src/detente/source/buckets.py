"""Object storage: which addresses name it, how it is reached, and what goes wrong there in our words.

Needs `detente[cloud]`. Who may read what is told by the environment alone (`AWS_*`, `GOOGLE_*`, `AZURE_*`, and
the files of Amazon's own tools); nothing of it is kept, shown, or written anywhere.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from detente.errors import DetenteError, FetchFailed, InputError, LibraryMissing, MissingPath, NoPermission

#: How often a request is tried again after a passing error, waiting ever longer; and for how long at most.
RETRIES = 6
_PATIENCE = timedelta(seconds=90)
_TIMEOUT = timedelta(seconds=120)
_ADDRESS = re.compile(r"(s3|gs|az)://", re.IGNORECASE)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}\Z")
_SIGNED = re.compile(r"\?(?:.*&)?(?:x-amz-|x-goog-|sig=|se=|signature=|awsaccesskeyid=|googleaccessid=)", re.I)
_SETTINGS = ("AWS_", "GOOGLE_", "AZURE_")
_ACCESS = {
    "s3": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=true for a public bucket.",
    "gs": "Set GOOGLE_APPLICATION_CREDENTIALS, or GOOGLE_SKIP_SIGNATURE=true for a public bucket.",
    "az": "Set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or AZURE_SKIP_SIGNATURE=true for a "
    "public container.",
}
_ENDPOINT = {"s3": "AWS_ENDPOINT_URL", "gs": "GOOGLE_BASE_URL", "az": "AZURE_STORAGE_ENDPOINT"}


def is_cloud(place: object) -> bool:
    """Whether a place names object storage.

    >>> is_cloud("s3://news/2024/"), is_cloud("https://news.example/"), is_cloud("s3/news")
    (True, False, False)
    """
    return bool(_ADDRESS.match(str(place).strip()))


@dataclass(frozen=True, slots=True)
class Address:
    """Where an object lies, or where the keys of many begin.

    Attributes:
        scheme: `s3`, `gs` or `az`.
        bucket: Name of the bucket or container.
        key: Key of the object, without a slash at its end; "" is the whole bucket.
    """

    scheme: str
    bucket: str
    key: str = ""

    @classmethod
    def parse(cls, place: str) -> Address:
        """Take an address apart. A key stands for itself: nothing in it is escaped.

        Raises:
            MissingPath: It is none, or holds what belongs into the environment.

        >>> Address.parse("s3://news/2024/")
        Address(scheme='s3', bucket='news', key='2024')
        """
        scheme, _, rest = place.strip().partition("://")
        bucket, _, key = rest.partition("/")
        # What is refused here is not shown: it may hold a password or a signature.
        if "@" in bucket or ":" in bucket or _SIGNED.search(rest):
            raise MissingPath(
                f"The {scheme.lower()} address holds more than a bucket and a key.",
                f"Give {scheme.lower()}://BUCKET/KEY alone; who may read it is told by the environment.",
            )
        if not is_cloud(place) or not _BUCKET.match(bucket):
            raise MissingPath(f"{place[:200]} is no address of a bucket.", "Give one such as s3://BUCKET/KEY.")
        key = key.rstrip("/")
        if any(not piece or piece in {".", ".."} for piece in key.split("/")) and key:
            raise MissingPath(
                f"{place[:200]} has an empty piece in its key.", "Name the object without // and /../."
            )
        if not key.isprintable():
            raise MissingPath("The key of the object holds control characters.", "Rename the object.")
        return cls(scheme.lower(), bucket, key)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.bucket}/{self.key}".rstrip("/")

    def below(self, name: str) -> Address:
        """The object of a name below this address."""
        return Address(self.scheme, self.bucket, f"{self.key}/{name}" if self.key else name)

    def as_uri(self) -> str:
        """The address with everything escaped that has a meaning in addresses.

        >>> Address("s3", "news", "May 2024/a#1.html").as_uri()
        's3://news/May%202024/a%231.html'
        """
        return f"{self.scheme}://{self.bucket}/{quote(self.key)}".rstrip("/")


def bucket_of(address: Address) -> Any:
    """The bucket as the library has it; nothing has been asked of it yet.

    Raises:
        LibraryMissing: `detente[cloud]` is not installed.
        InputError: The environment says what cannot be.
    """
    told = tuple(sorted((n, v) for n, v in os.environ.items() if n.startswith(_SETTINGS)))
    return _bucket(address.scheme, address.bucket, told, RETRIES)


@lru_cache(maxsize=32)
def _bucket(scheme: str, bucket: str, told: tuple[tuple[str, str], ...], retries: int) -> Any:
    store = library().store
    settings = dict(told)
    endpoints = [v for n, v in told if "ENDPOINT" in n or n == "GOOGLE_BASE_URL"]
    client: dict[str, Any] = {"timeout": _TIMEOUT, "connect_timeout": timedelta(seconds=10)}
    if any(v.startswith("http://") for v in endpoints):
        client["allow_http"] = True
    wait = {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=15), "base": 2}
    more: dict[str, Any] = {"client_options": client}
    more["retry_config"] = {"max_retries": retries, "retry_timeout": _PATIENCE, "backoff": wait}
    try:
        with translated(Address(scheme, bucket)):
            if scheme == "gs":
                return store.GCSStore(bucket, **more)
            if scheme == "az":
                return store.AzureStore(bucket, **more)
            return store.S3Store(bucket, config=_amazon(settings), **more)
    except (TypeError, ValueError):
        raise InputError(
            f"A setting of the environment for {scheme}:// cannot be used.",
            "Check the variables that begin with AWS_, GOOGLE_ or AZURE_.",
        ) from None


def library() -> Any:
    """The library that speaks to object storage.

    Raises:
        LibraryMissing: It is not installed.
    """
    try:
        import obstore
        import obstore.exceptions
        import obstore.store
    except ImportError:
        raise LibraryMissing(
            "Reading object storage needs a library that is not installed.",
            "Install it with `pip install 'detente[cloud]'`.",
        ) from None
    return obstore


def _amazon(settings: dict[str, str]) -> dict[str, str]:
    """What the library does not take from the environment by itself: files of Amazon's tools, and an endpoint."""
    config = {}
    if "AWS_ENDPOINT_URL_S3" in settings:
        config["endpoint"] = settings["AWS_ENDPOINT_URL_S3"]
    home = Path(os.environ.get("HOME") or os.environ.get("USERPROFILE") or ".") / ".aws"
    profile = settings.get("AWS_PROFILE", "default")
    named = "default" if profile == "default" else f"profile {profile}"
    files = (
        (settings.get("AWS_SHARED_CREDENTIALS_FILE", home / "credentials"), profile),
        (settings.get("AWS_CONFIG_FILE", home / "config"), named),
    )
    found: dict[str, str] = {}
    for path, section in files:
        parser = configparser.RawConfigParser()
        with contextlib.suppress(OSError, configparser.Error, UnicodeDecodeError):
            parser.read(path, encoding="utf-8")
        if parser.has_section(section):
            found = dict(parser.items(section)) | found
    own = {"AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_SKIP_SIGNATURE"} & settings.keys()
    if not own and not any(n.startswith("AWS_CONTAINER_") for n in settings):
        keys = {"aws_access_key_id": "access_key_id", "aws_secret_access_key": "secret_access_key"}
        keys["aws_session_token"] = "session_token"
        config |= {ours: found[theirs] for theirs, ours in keys.items() if theirs in found}
    if "region" in found and not {"AWS_REGION", "AWS_DEFAULT_REGION"} & settings.keys():
        config["region"] = found["region"]
    return config


@contextlib.contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the library's errors into ours. Theirs hold requests, with what may be secret in them: none is shown.

    Args:
        address: What is asked for, for the message.

    Raises:
        MissingPath: No such object or bucket.
        NoPermission: It may not be read, or nobody said who asks.
        FetchFailed: The storage cannot be reached, or fails, also when asked again; or the object has changed.
        InputError: Another region; a key that cannot be named.
    """
    errors = library().exceptions
    try:
        yield
    except (errors.BaseError, OSError) as error:
        raise _told(error, address) from None
    except BaseException as error:
        # A Rust panic is no `Exception`, but it must not end the process.
        if type(error).__name__ != "PanicException":
            raise
        raise FetchFailed(f"The library that reads {address} broke down.", "Check the address; tell us.") from None


def _told(error: Exception, address: Address) -> DetenteError:
    text = str(error)
    found = re.search(r"status code: (\d{3})", text)
    status = int(found[1]) if found else 0
    named = re.search(r"<Code>(\w{1,60})</Code>", text)
    code = named[1] if named else ""
    kind = type(error).__name__
    bucket = f"{address.scheme}://{address.bucket}"
    where = _ENDPOINT[address.scheme]
    if kind == "InvalidPathError":
        key = re.search(r'Path "([^"\n]{1,200})"', text)
        return InputError(
            f"{bucket} has an object whose key cannot be named ({key[1] if key else 'an empty piece in it'}).",
            "Rename it, or give a place that does not hold it.",
        )
    if kind == "PreconditionError":
        return FetchFailed(
            f"{address} has changed since it was first looked at.", "Read it again when nobody writes it any more."
        )
    if code in {"NoSuchBucket", "ContainerNotFound"}:
        return MissingPath(f"There is no bucket {bucket}.", f"Check its name, and the endpoint ({where}).")
    if isinstance(error, FileNotFoundError) or kind == "NotFoundError":
        return MissingPath(f"There is no object {address}.", "Check the address.")
    moved = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
    if "redirect without LOCATION" in text or code in moved:
        return InputError(
            f"The bucket {bucket} lies in another region.", "Set AWS_REGION to the region it lies in."
        )
    tokens = ("169.254.", "token request", "latest/api/token", "Account must be specified", "MissingCredentials")
    if any(word in text for word in tokens):
        return NoPermission(f"Nothing says who asks for {bucket}.", _ACCESS[address.scheme])
    if (
        status in {401, 403}
        or "Permission" in kind
        or kind == "UnauthenticatedError"
        or code.startswith("Expired")
    ):
        why = f" ({code})" if code else ""
        return NoPermission(f"{address} may not be read or written{why}.", _ACCESS[address.scheme])
    if status:
        return FetchFailed(
            f"The storage of {address} answered {status}{f' ({code})' if code else ''}, also when asked again.",
            "Try again later; a run goes on where it stopped.",
        )
    return FetchFailed(
        f"The storage of {address} cannot be reached.", f"Check the network, and the endpoint ({where})."
    )
