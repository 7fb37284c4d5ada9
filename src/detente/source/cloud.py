"""Object storage as a source: an object, or all below an address, in parts as a folder gives them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from detente.errors import DetenteError, EmptyInput, FetchFailed, InputError, MissingPath, NoPermission, TooLarge
from detente.record import Failure, Page
from detente.settings import Settings
from detente.source.buckets import Address, bucket_of, is_cloud, library, translated
from detente.source.failing import failure
from detente.source.files import HTML_SUFFIXES, TEXT_SUFFIXES, page_of, read_at_most
from detente.source.kinds import is_html
from detente.source.objects import ObjectPath, Stat, listed, stat_of
from detente.source.opening import source_named
from detente.source.packed import plain_name
from detente.source.part import Part, Source, SourceOptions
from detente.source.unpack import is_packed

#: Kinds of objects that hold many pages.
_KINDS = ("csv", "jsonl", "parquet", "warc", "zip")
#: At most so many objects are one part.
_MANY = 500
#: Pages fetched ahead, and up to which size each: larger ones are read when their turn comes. **Units**: bytes.
_AHEAD, _SMALL = 8, 1_048_576
#: Characters of an object's mark that a part of many objects keeps of each.
_SHORT = 8


@dataclass(frozen=True, slots=True)
class CloudSource(Source):
    """An object, or what lies below an address: `s3://BUCKET/KEY`, `gs://...`, `az://...`."""

    place: str
    options: SourceOptions
    settings: Settings

    @staticmethod
    def knows(place: str) -> bool:
        """By its scheme."""
        return is_cloud(place)

    def plan(self) -> tuple[Part, ...]:
        """Objects sorted by their keys: pages in groups of at most 500 or `part_bytes`, the others one by one.

        Raises:
            DetenteError: The address is none, nothing is there, or the storage cannot be reached.
        """
        root = Address.parse(self.place)
        alone = self._alone(root)
        if alone is not None:
            return self._one(root, alone)
        if self.options.kind not in {None, "cloud", "files"}:
            raise InputError(f"{root} is no object.", "Give one object, or leave out its kind.")
        parts: list[Part] = []
        group: list[tuple[str, int, str]] = []
        weight = 0
        for name, size, mark in self._listed(root):
            kind = kind_of(name)
            full = len(group) >= _MANY or weight >= self.options.part_bytes
            if group and (full or kind is not None):
                parts.append(_group(root, group))
                group, weight = [], 0
            if kind is not None:
                parts += self._inside(root.below(name), name, kind, size, mark)
            else:
                group.append((name, size, mark[:_SHORT]))
                weight += size
        if group:
            parts.append(_group(root, group))
        if not parts:
            raise EmptyInput(
                f"{root} has no text or HTML in it.",
                "Give an address with .txt, .md, .html, archives or tables below.",
            )
        return tuple(parts)

    def pages(self, part: Part) -> Iterator[Page | Failure]:
        """Read the part's objects one after the other. One that vanished or has changed is a failure.

        Raises:
            DetenteError: The bucket as a whole cannot be read any more: the run is to stop, not to fail each page.
        """
        if part.kind == "cloud":
            for found in self._group_pages(part):
                if isinstance(found, Page):
                    yield found
                    continue
                self._blame(found[1])
                yield failure(str(found[0]), found[1])
            return
        path = ObjectPath(Address.parse(part.place))
        try:
            if not part.fingerprint.startswith(path.stat().mark):
                raise _changed(path)
        except DetenteError as error:
            self._blame(error)
            yield failure(str(path), error)
            return
        options = replace(self.options, kind=part.kind)
        for one in source_named(part.kind)(part.place, options, self.settings).pages(part):
            if isinstance(one, Failure) and one.code == FetchFailed.code:
                self._blame(FetchFailed(one.message, one.fix))
            yield one

    def _alone(self, root: Address) -> Stat | None:
        """The object at the very address; `None` when there is none."""
        if not root.key or self.place.rstrip().endswith("/"):
            return None
        try:
            return ObjectPath(root).stat()
        except (MissingPath, NoPermission):
            # Who may not list gets no "not found" either: the listing that follows tells what is the matter.
            return None

    def _one(self, root: Address, stat: Stat) -> tuple[Part, ...]:
        path = ObjectPath(root, stat)
        kind = self.options.kind if self.options.kind not in {None, "cloud", "files"} else None
        kind = kind or (kind_of(path.name) if self.options.kind != "files" else None)
        if kind is None:
            above = replace(root, key=root.key.rpartition("/")[0])
            return (_group(above, [(path.name, stat.st_size, stat.mark[:_SHORT])]),)
        source = source_named(kind)(str(root), replace(self.options, kind=kind), self.settings)
        return tuple(replace(p, fingerprint=_ranged(stat.mark, p)) for p in source.plan())

    def _listed(self, root: Address) -> list[tuple[str, int, str]]:
        """Names below the address, with size and mark, of all that may be pages or hold pages."""
        found = []
        anything = False
        skip = len(root.key) + 1 if root.key else 0
        for chunk in listed(root):
            anything = anything or bool(chunk)
            stats = [(key[skip:], stat) for key, stat in chunk]
            wanted = self._wanted(root, [(n, s) for n, s in stats if not _is_hidden(n)])
            found += [(name, stat.st_size, stat.mark) for name, stat in wanted]
        if not anything:
            raise MissingPath(f"There is nothing at {root}.", "Check the address.")
        return sorted(found)

    def _wanted(self, root: Address, listed: list[tuple[str, Stat]]) -> list[tuple[str, Stat]]:
        """What is a page or holds pages: by suffix; without one, as in folders, what begins like a page."""
        unnamed = [(n, s) for n, s in listed if not _suffix(n) and s.st_size and kind_of(n) is None]
        with ThreadPoolExecutor(2 * _AHEAD, thread_name_prefix="detente-look") as threads:
            pages = threads.map(lambda one: _begins_like_page(ObjectPath(root.below(one[0]), one[1])), unnamed)
            begun = {name for (name, _), is_page in zip(unnamed, pages, strict=True) if is_page}
        suffixes = HTML_SUFFIXES | TEXT_SUFFIXES
        return [(n, s) for n, s in listed if n in begun or _suffix(n) in suffixes or kind_of(n) is not None]

    def _inside(self, at: Address, name: str, kind: str, size: int, mark: str) -> list[Part]:
        """The parts of an archive or a table; reading it tells what is wrong when it has no plan."""
        whole = Part(name=name, kind=kind, place=str(at), size=size, fingerprint=mark)
        if size <= self.options.part_bytes:
            return [whole]
        source = source_named(kind)(str(at), replace(self.options, kind=kind), self.settings)
        base = at.key.rpartition("/")[2]
        try:
            planned = source.plan()
        except DetenteError as error:
            self._blame(error)
            return [whole]
        return [replace(p, name=name + p.name.removeprefix(base), fingerprint=_ranged(mark, p)) for p in planned]

    def _group_pages(self, part: Part) -> Iterator[Page | tuple[Address, DetenteError]]:
        """The part's objects in order: a page, or an address and what is wrong; some are fetched ahead."""
        root = Address.parse(part.place)
        marks = [part.fingerprint[n : n + _SHORT] for n in range(0, len(part.fingerprint), _SHORT)]
        with ThreadPoolExecutor(_AHEAD, thread_name_prefix="detente-fetch") as threads:
            coming: deque[tuple[Address, str, Future[tuple[ObjectPath, bytes | None]]]] = deque()
            waiting = iter(zip(part.items, marks, strict=True))
            try:
                while True:
                    while len(coming) < _AHEAD and (following := next(waiting, None)) is not None:
                        at = root.below(following[0])
                        coming.append((at, following[1], threads.submit(self._fetched, at)))
                    if not coming:
                        return
                    at, mark, future = coming.popleft()
                    try:
                        yield self._page(mark, *future.result())
                    except DetenteError as error:
                        yield at, error
            finally:
                for _, _, future in coming:
                    future.cancel()

    def _fetched(self, at: Address) -> tuple[ObjectPath, bytes | None]:
        """An object and, when it is small, its content."""
        with translated(at):
            found = library().get(bucket_of(at), at.key)
            path = ObjectPath(at, stat_of(found.meta))
            return path, bytes(found.bytes()) if found.meta["size"] <= _SMALL else None

    def _page(self, mark: str, path: ObjectPath, content: bytes | None) -> Page:
        if path.stat().mark[:_SHORT] != mark:
            raise _changed(path)
        if path.stat().st_size > self.settings.max_bytes:
            raise TooLarge(
                f"{path} has {path.stat().st_size:,} bytes, more than {self.settings.max_bytes:,}.",
                "Split it into its pages, or raise DETENTE_MAX_BYTES.",
            )
        if content is None:
            with path.open() as file:
                content = read_at_most(file, self.settings, str(path))
        return page_of(content, str(path), self.settings, url=path.as_uri(), suffix=_suffix(path.name))

    def _blame(self, error: DetenteError) -> None:
        """Find out whether an error is one object's own.

        Raises:
            DetenteError: Nothing can be read there any more.
        """
        if not isinstance(error, FetchFailed | NoPermission):
            return
        root = Address.parse(self.place)
        try:
            with translated(root):
                next(iter(library().list(bucket_of(root), prefix=root.key or None, chunk_size=1)), None)
        except (FetchFailed, NoPermission):
            raise error from None


def kind_of(name: str) -> str | None:
    """Name of the source that reads an object which holds many pages; `None` for one that is a page itself.

    >>> kind_of("2024/news.jsonl.gz"), kind_of("2024/a.html")
    ('jsonl', None)
    """
    return next((kind for kind in _KINDS if source_named(kind).knows(name)), None)


def _begins_like_page(path: ObjectPath) -> bool:
    """By its first bytes. One that may not be read counts: it is reported when its turn comes."""
    try:
        head = bytes(path.read(0, min(4096, path.stat().st_size)))
    except DetenteError as error:
        if error.code == NoPermission.code:
            return True
        raise
    return is_html(head) or is_packed(head)


def _is_hidden(name: str) -> bool:
    return any(piece.startswith(".") for piece in name.split("/"))


def _suffix(name: str) -> str:
    return PurePosixPath(plain_name(name.rpartition("/")[2])).suffix


def _group(root: Address, group: list[tuple[str, int, str]]) -> Part:
    return Part(
        name=group[0][0],
        kind="cloud",
        place=str(root),
        items=tuple(name for name, _, _ in group),
        size=sum(size for _, size, _ in group),
        fingerprint="".join(mark for _, _, mark in group),
    )


def _ranged(mark: str, part: Part) -> str:
    return mark if part.end is None else f"{mark}-{part.start}-{part.end}"


def _changed(path: ObjectPath) -> InputError:
    return InputError(
        f"{path} has changed since the run was planned.",
        "Run again: what has changed is planned anew, with --fresh if the run is unfinished.",
    )
