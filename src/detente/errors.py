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
    ├── RunError              a run cannot go on; what was stored is kept         exit 8
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


class RunError(DetenteError):
    """A run over many pages cannot go on; what it stored is kept."""

    code = "run"
    exit_code = 8


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
    InputError: 400,
    RefusedText: 422,
    FetchError: 502,
    StoreError: 500,
    DataError: 500,
    DetenteError: 500,
}
