"""The whole error tree.

Every error carries a *code* (stable, for programs), a *message* (one sentence: what is wrong) and a *fix*
(one sentence: what to do). `EXIT_CODES` maps the families to exit statuses of the command line and
`HTTP_STATUSES` to statuses of the HTTP API; nothing else may invent one.

    DetenteError
    ├── InputError            what was given cannot be read                      exit 3
    │   ├── MissingPath           no such file or folder
    │   ├── NoPermission          the file or folder may not be read
    │   ├── EmptyInput            nothing in it
    │   ├── BinaryInput           neither text nor HTML
    │   ├── TooLarge              more bytes, lines or sentences than the stated limit
    │   ├── TooCompressed         unpacks to far more than it weighs (a "gzip bomb")
    │   ├── TooDeep               HTML nested beyond the limit
    │   ├── Undecodable           bytes that are no text in the stated or any likely encoding
    │   ├── UnreadableLine        a line of an event file that cannot be read; the file goes on
    │   ├── BrokenRecord          a record of an archive, a table or a feed that cannot be read
    │   └── MissingColumn         a table or record has no such column
    ├── RefusedText           readable, but not to be coded                      exit 4
    │   ├── NotEnglish            another language
    │   └── NoMainText            a page without a story in it
    ├── FetchError            a page could not be fetched                        exit 5
    │   ├── ForbiddenAddress      private, loopback or link-local address, or another scheme
    │   ├── FetchFailed           network failure or an HTTP error status
    │   └── AskedNotTo            the site's robots.txt asks programs to stay away
    ├── StoreError            the store cannot be used                           exit 6
    │   ├── StoreMissing          no store there
    │   ├── StoreDamaged          its content does not verify
    │   ├── StoreBusy             another process is writing for too long
    │   ├── DiskFull              no room left; what was committed is kept
    │   └── NotFound              no such record in the store
    ├── DataError             data files of detente or of its user               exit 7
    │   ├── OntologyError         an ontology that does not lint
    │   ├── RegistryError         an actor list that does not lint
    │   ├── LexiconError          a word list that does not lint
    │   ├── GoldError             a gold file that is not in its task's format
    │   ├── TrainingTextError     training text that does not lint
    │   ├── FeedsError            a list of feeds that cannot be used
    │   ├── WeightsError          learned weights that are missing or altered
    │   └── SettingsError         a setting that is out of its range
    ├── RequestError          what was asked of the site or its API              exit 2
    │   ├── BadRequest            a value that cannot be used
    │   ├── NoSuchPage            nothing is at that address
    │   ├── WrongMethod           the address does not take that method
    │   ├── NoToken               writing needs a token, and none or a wrong one was given
    │   ├── NotAllowed            a form that did not come from this site, or a right that is missing
    │   ├── TooLong               an address or header beyond its limit
    │   ├── WrongType             a body in a format that is not taken
    │   ├── TooOften              more requests than one visitor may send
    │   ├── TooSlow               a body that did not arrive in time
    │   └── Busy                  no room for this request now, or it took too long
    ├── AccessError           who asks may not                                   exit 8
    │   ├── LoginFailed           no such account, or another password
    │   └── TooManyAttempts       too many of them in a short time
    ├── LibraryMissing        a library that only some need is not installed      exit 70
    ├── RunError              a run cannot go on; what was stored is kept         exit 9
    │   ├── OtherPlan             the same run was planned otherwise
    │   ├── TooManyFailures       more pages failed than were allowed
    │   └── WorkerLost            no worker can be had
    ├── LayerMissing          a layer was asked for before the stage that gives it  exit 70
    └── RecordError           a record that contradicts itself                   exit 70
"""

from __future__ import annotations


class DetenteError(Exception):
    """Base of everything detente raises on purpose.

    Args:
        message: One sentence saying what is wrong, naming the thing.
        fix: One sentence saying what to do about it.
    """

    code = "error"
    exit_code = 70

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"[{self.code}] {self.message} {self.fix}"

    def __reduce__(self) -> tuple[type[DetenteError], tuple[str, str]]:
        return type(self), (self.message, self.fix)


class InputError(DetenteError):
    """What was given cannot be read."""

    code = "input"
    exit_code = 3


class MissingPath(InputError):
    """No such file or folder."""

    code = "missing-path"


class NoPermission(InputError):
    """The file or folder may not be read."""

    code = "no-permission"


class EmptyInput(InputError):
    """Nothing in it."""

    code = "empty-input"


class BinaryInput(InputError):
    """Neither text nor HTML."""

    code = "binary-input"


class TooLarge(InputError):
    """More bytes, lines or sentences than the stated limit."""

    code = "too-large"


class TooCompressed(InputError):
    """Unpacks to far more than it weighs."""

    code = "too-compressed"


class TooDeep(InputError):
    """HTML nested beyond the limit."""

    code = "too-deep"


class Undecodable(InputError):
    """Bytes that are no text in the stated or any likely encoding."""

    code = "undecodable"


class UnreadableLine(InputError):
    """A line of an event file that cannot be read; the file goes on."""

    code = "unreadable-line"


class BrokenRecord(InputError):
    """A record of an archive, a table or a feed that cannot be read."""

    code = "broken-record"


class MissingColumn(InputError):
    """A table or a record has no such column."""

    code = "missing-column"


class RefusedText(DetenteError):
    """Readable, but not to be coded."""

    code = "refused"
    exit_code = 4


class NotEnglish(RefusedText):
    """Text in another language than English."""

    code = "not-english"


class NoMainText(RefusedText):
    """A page without a story in it."""

    code = "no-main-text"


class FetchError(DetenteError):
    """A page could not be fetched."""

    code = "fetch"
    exit_code = 5


class ForbiddenAddress(FetchError):
    """A private, loopback or link-local address, or a scheme other than http and https."""

    code = "forbidden-address"


class FetchFailed(FetchError):
    """A network failure or an HTTP error status."""

    code = "fetch-failed"


class AskedNotTo(FetchError):
    """The site's robots.txt asks programs to stay away from a page."""

    code = "asked-not-to"


class StoreError(DetenteError):
    """The store cannot be used."""

    code = "store"
    exit_code = 6


class StoreMissing(StoreError):
    """No store at that path."""

    code = "store-missing"


class StoreDamaged(StoreError):
    """The store's content does not verify."""

    code = "store-damaged"


class StoreBusy(StoreError):
    """Another process is writing for too long; nothing was changed."""

    code = "store-busy"


class DiskFull(StoreError):
    """No room left on the disk; what was committed before is kept."""

    code = "disk-full"


class NotFound(StoreError):
    """No such record in the store."""

    code = "not-found"


class DataError(DetenteError):
    """Data files of detente or of its user are wrong."""

    code = "data"
    exit_code = 7


class OntologyError(DataError):
    """An ontology that does not lint."""

    code = "ontology"


class RegistryError(DataError):
    """An actor list that does not lint."""

    code = "registry"


class LexiconError(DataError):
    """A word list that does not lint."""

    code = "lexicon"


class GoldError(DataError):
    """A gold file that is not in its task's format."""

    code = "gold"


class TrainingTextError(DataError):
    """Training text that does not lint."""

    code = "training-text"


class FeedsError(DataError):
    """A list of feeds that cannot be used."""

    code = "feeds"


class WeightsError(DataError):
    """Learned weights that are missing or altered."""

    code = "weights"


class SettingsError(DataError):
    """A setting that is out of its range."""

    code = "settings"


class RequestError(DetenteError):
    """What was asked of the site or its API cannot be done."""

    code = "request"
    exit_code = 2


class BadRequest(RequestError):
    """A value that cannot be used."""

    code = "bad-request"


class NoSuchPage(RequestError):
    """Nothing is at that address."""

    code = "no-such-page"


class WrongMethod(RequestError):
    """The address does not take that method."""

    code = "wrong-method"


class NoToken(RequestError):
    """Writing needs a token, and none or a wrong one was given."""

    code = "no-token"


class NotAllowed(RequestError):
    """A form that did not come from this site, or a right that is missing."""

    code = "not-allowed"


class TooLong(RequestError):
    """An address or a header beyond its limit."""

    code = "too-long"


class WrongType(RequestError):
    """A body in a format that is not taken."""

    code = "wrong-type"


class TooOften(RequestError):
    """More requests than one visitor may send."""

    code = "too-often"


class TooSlow(RequestError):
    """A body that did not arrive in time."""

    code = "too-slow"


class Busy(RequestError):
    """No room for this request now, or it took too long."""

    code = "busy"


class AccessError(DetenteError):
    """Who asks may not."""

    code = "access"
    exit_code = 8


class LoginFailed(AccessError):
    """No such account, or another password: which of them is not told."""

    code = "login-failed"


class TooManyAttempts(AccessError):
    """Too many attempts in a short time."""

    code = "too-many-attempts"


class LibraryMissing(DetenteError):
    """A library that only some need is not installed."""

    code = "library-missing"


class RunError(DetenteError):
    """A run over many pages cannot go on; what it stored is kept."""

    code = "run"
    exit_code = 9


class OtherPlan(RunError):
    """The same run was planned otherwise."""

    code = "other-plan"


class TooManyFailures(RunError):
    """More pages failed than were allowed."""

    code = "too-many-failures"


class WorkerLost(RunError):
    """No worker can be had, or it would be another coder."""

    code = "worker-lost"


class LayerMissing(DetenteError):
    """A layer was asked for before the stage that gives it had run."""

    code = "layer-missing"


class RecordError(DetenteError):
    """A record that contradicts itself."""

    code = "record"


#: Exit statuses of the command line beside those of the errors above.
EXIT_CODES: dict[str, int] = {
    "ok": 0,
    "some-failed": 1,
    "usage": 2,
    InputError.code: InputError.exit_code,
    RefusedText.code: RefusedText.exit_code,
    FetchError.code: FetchError.exit_code,
    StoreError.code: StoreError.exit_code,
    DataError.code: DataError.exit_code,
    AccessError.code: AccessError.exit_code,
    RunError.code: RunError.exit_code,
    "defect": 70,
    "interrupted": 130,
}

#: HTTP statuses, most specific class first; the API looks the class up along its bases.
HTTP_STATUSES: dict[type[DetenteError], int] = {
    TooLarge: 413,
    NotFound: 404,
    StoreMissing: 404,
    DiskFull: 507,
    NoSuchPage: 404,
    WrongMethod: 405,
    NoToken: 401,
    NotAllowed: 403,
    TooLong: 414,
    WrongType: 415,
    TooOften: 429,
    TooSlow: 408,
    Busy: 503,
    RequestError: 400,
    StoreBusy: 503,
    LoginFailed: 401,
    TooManyAttempts: 429,
    AccessError: 403,
    InputError: 400,
    RefusedText: 422,
    FetchError: 502,
    StoreError: 500,
    DataError: 500,
    DetenteError: 500,
}
