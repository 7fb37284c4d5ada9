"""`detente watch`: asks feeds when they are due, codes the pages they name, and remembers where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from detente.errors import BrokenRecord, DetenteError, FetchFailed
from detente.pipeline.run import coder_of, run
from detente.record import Coding, Document, Failure, Page, When
from detente.settings import Settings
from detente.source import SourceOptions
from detente.source.canonical import canonical
from detente.source.failing import failure
from detente.source.feed_entries import Entry, entries
from detente.source.feed_list import WatchedFeed
from detente.source.feeds import ACCEPT, page_of_entry
from detente.source.fetching import Answer, check_answer, shown
from detente.source.manners import BUSY, Manners, retry_after
from detente.source.unpack import unpack
from detente.store import Store
from detente.store.watching import FeedState, WaitingPage, WatchState

#: Outcomes committed to the store at once.
BATCH = 20
#: A page that cannot be fetched is tried so often, each time after twice as long. **Units**: tries, seconds.
TRIES, PAUSE = 3, 900.0
#: A feed that fails is asked ever more rarely, but at least so often. **Units**: seconds.
RAREST = 86_400.0


@dataclass(slots=True)
class Round:
    """What one round did.

    Attributes:
        number: Counted from 1.
        asked: Feeds that were due.
        broken: Feeds that did not answer, or with something that is no feed.
        unchanged: Feeds that had nothing new to say.
        named: Pages that were never named before.
        coded: Documents coded.
        known: Pages whose text the store had already.
        failed: Pages that could not be coded.
        later: Pages that could not be fetched and are tried again.
        due: When the next round is. **Units**: seconds since 1970.
    """

    number: int
    asked: int = 0
    broken: int = 0
    unchanged: int = 0
    named: int = 0
    coded: int = 0
    known: int = 0
    failed: int = 0
    later: int = 0
    due: float = 0.0


@dataclass(slots=True)
class Watch:
    """Watches feeds for a store.

    Attributes:
        feeds: What to watch.
        store: Where codings go.
        state: What is remembered.
        settings: Options.
        manners: How sites are asked.
        now: A clock. **Units**: seconds since 1970.
        stopping: Whether to stop after the page at hand.
    """

    feeds: Sequence[WatchedFeed]
    store: Store
    state: WatchState
    settings: Settings
    manners: Manners
    now: Callable[[], float]
    stopping: Callable[[], bool]
    _codings: list[Coding] = field(default_factory=list)
    _failures: list[Failure] = field(default_factory=list)
    _seen: list[Document] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)

    def rounds(self, wait: Callable[[float], None]) -> Iterator[Round]:
        """Round after round, until it is to stop.

        Args:
            wait: Waits between two rounds, and returns early when it is to stop. **Units**: seconds.
        """
        number = 0
        while not self.stopping():
            number += 1
            done = self.round(number)
            yield done
            if not self.stopping():
                wait(max(1.0, done.due - self.now()))

    def round(self, number: int = 1) -> Round:
        """Ask every feed that is due, then code every page that waits.

        Raises:
            StoreError: The store cannot be written; what was committed before is kept.
        """
        done = Round(number)
        try:
            for feed in self.feeds:
                if self.stopping():
                    break
                if self.state.feed(feed.url).due <= self.now():
                    self._ask(feed, done)
            self._code(done)
        finally:
            self._commit()
        done.due = self.state.next_due([f.url for f in self.feeds])
        return done

    def _ask(self, feed: WatchedFeed, done: Round) -> None:
        done.asked += 1
        before = self.state.feed(feed.url)
        given = {"If-None-Match": before.etag, "If-Modified-Since": before.modified}
        try:
            answer = self.manners.get(
                feed.url, accept=ACCEPT, types=None, given={k: v for k, v in given.items() if v}
            )
        except DetenteError as error:
            self._broke(feed, before, error, done)
            return
        if answer.status == 304:
            done.unchanged += 1
            state = replace(before, due=self.now() + feed.every, failures=0, told="unchanged")
            self.state.answered(state, ())
            return
        after = self._after(answer, feed, before)
        try:
            check_answer(answer)
            pages = self._named(feed, answer)
        except DetenteError as error:
            self._broke(feed, before, error, done, after.due if answer.status in BUSY else None)
            return
        done.named += self.state.answered(after, pages)

    def _broke(
        self, feed: WatchedFeed, before: FeedState, error: DetenteError, done: Round, due: float | None = None
    ) -> None:
        """Ask a feed that failed ever more rarely, or when its server says."""
        done.broken += 1
        self._take(failure(feed.url, error), None)
        failures = before.failures + 1
        pause = min(feed.every * 2 ** min(failures, 20), max(RAREST, feed.every))
        due = self.now() + pause if due is None else due
        self.state.answered(replace(before, due=due, failures=failures, told=error.message[:500]), ())

    def _after(self, answer: Answer, feed: WatchedFeed, before: FeedState) -> FeedState:
        wait = retry_after(answer.header.get("retry-after")) if answer.status in BUSY else None
        due = self.now() + max(feed.every, min(wait or 0.0, RAREST))
        return replace(
            before,
            etag=_line(answer.header.get("etag")),
            modified=_line(answer.header.get("last-modified")),
            due=due,
            failures=0,
            told="answered",
        )

    def _named(self, feed: WatchedFeed, answer: Answer) -> list[WaitingPage]:
        content = unpack(answer.content, shown(feed.url), self.settings)
        named = []
        for number, one in enumerate(entries(content, answer.url, shown(feed.url), self.settings.max_entries), 1):
            if isinstance(one, BrokenRecord):
                self._take(failure(feed.url, one, f"entry={number}"), None)
                continue
            published = one.published.isoformat() if one.published else None
            text = None if feed.follow else one.content or ""
            key = canonical(one.url, self.settings)
            named.append(WaitingPage(key, one.url, feed.url, one.title, published, text))
        return named

    def _code(self, done: Round) -> None:
        urls = [f.url for f in self.feeds]
        last = 0
        while not self.stopping():
            found = self.state.waiting(self.now(), urls, last)
            if found is None:
                return
            last, waiting = found
            try:
                page = self._page(waiting)
            except FetchFailed as error:
                if self.stopping():
                    return
                if waiting.tries + 1 < TRIES:
                    done.later += 1
                    self.state.again(waiting.key, self.now() + PAUSE * 2**waiting.tries)
                    continue
                page = failure(waiting.url, error)
            except DetenteError as error:
                page = failure(waiting.url, error)
            self._outcome(page, waiting.key, done)

    def _page(self, waiting: WaitingPage) -> Page | Failure:
        published = When.parse(waiting.published, "metadata") if waiting.published else None
        entry = Entry(waiting.url, waiting.title, published, waiting.content)
        options = SourceOptions(follow=waiting.content is None)
        return page_of_entry(entry, 1, options, self.settings, self.manners)

    def _outcome(self, page: Page | Failure, key: str, done: Round) -> None:
        for outcome in islice(run([page], self.settings, self._knows), 1):
            if isinstance(outcome, Coding):
                done.coded += 1
                self._codings.append(outcome)
            elif isinstance(outcome, Failure):
                done.failed += 1
                self._failures.append(outcome)
            else:
                done.known += 1
                self._seen.append(outcome.document)
        self._take(None, key)

    def _knows(self, document: Document) -> bool:
        if any(c.document.id == document.id for c in self._codings):
            return True
        return self.store.has(document.id, coder_of(self.settings))

    def _take(self, failed: Failure | None, key: str | None) -> None:
        if failed is not None:
            self._failures.append(failed)
        if key is not None:
            self._keys.append(key)
        if len(self._keys) + len(self._failures) >= BATCH:
            self._commit()

    def _commit(self) -> None:
        """The store first, then the ticks: a kill in between costs fetching again, and never a page."""
        if self._codings or self._failures or self._seen:
            self.store.add(self._codings, self._failures, self._seen)
        if self._keys:
            self.state.done(self._keys)
        self._codings, self._failures, self._seen, self._keys = [], [], [], []


def _line(value: str | None) -> str | None:
    """A field of a header that may be sent back: one short line."""
    return value if value and len(value) <= 1_000 and value.isprintable() and value.isascii() else None
