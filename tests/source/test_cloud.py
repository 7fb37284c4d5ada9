"""Object storage is read as folders are, whatever it does meanwhile."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import json
import pickle
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
import zstandard

from detente.errors import DetenteError, FetchFailed, InputError, LibraryMissing, MissingPath, NoPermission
from detente.pipeline.plan import Plan
from detente.record import Coder, Failure, Page
from detente.settings import Settings
from detente.source import Part, SourceOptions, buckets, objects, open_source, read_all, read_one


def _beside(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


S3 = _beside("s3_of_tests", Path(__file__).parents[1] / "s3.py")
ARCHIVES = _beside("source_archives", Path(__file__).with_name("archives.py"))
TEXT = "The ministers met in Oslo on Monday. They agreed on a truce."
HTML = f"<!doctype html><title>Talks</title><p>{TEXT}</p>".encode()


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    with S3.storage() as told:
        for name, value in S3.environment(told, tmp_path).items():
            monkeypatch.setenv(name, value)
        told.buckets["news"] = {}
        yield told


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "RETRIES", 1)
    monkeypatch.setattr(objects, "_TRIES", 0)


def whole(place: str, **options: Any) -> list[Page | Failure]:
    source = open_source(place, SourceOptions(**options))
    return timeless(page for part in source.plan() for page in source.pages(part))


def timeless(found: Iterable[Page | Failure]) -> list[Page | Failure]:
    return [replace(p, fetched=None) if isinstance(p, Page) else p for p in found]


def texts(found: list[Page | Failure]) -> list[bytes]:
    assert all(isinstance(p, Page) for p in found), found
    return [p.content for p in found if isinstance(p, Page)]


def noise(n: int) -> str:
    """Words that do not pack well."""
    return hashlib.sha512(str(n).encode()).hexdigest()


def rows(many: int) -> list[dict[str, Any]]:
    return [{"text": f"{TEXT} {noise(n)}.", "title": f"Talks {n}"} for n in range(many)]


def as_jsonl(many: int) -> bytes:
    return "".join(json.dumps(r) + "\n" for r in rows(many)).encode()


def as_csv(many: int) -> bytes:
    return b"text;title\n" + "".join(f"{r['text']};{r['title']}\n" for r in rows(many)).encode()


def as_parquet(many: int) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        lines, table = Path(folder) / "a.jsonl", Path(folder) / "a.parquet"
        lines.write_bytes(as_jsonl(many))
        duckdb.read_json(str(lines)).write_parquet(str(table), row_group_size=2048)
        return table.read_bytes()


def as_zip(many: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(many):
            archive.writestr(f"n/{n:04}.html", HTML + noise(n).encode())
        archive.writestr("z.jsonl", as_jsonl(2))
    return out.getvalue()


def as_warc(many: int) -> bytes:
    return ARCHIVES.packed(
        ARCHIVES.record(HTML + noise(n).encode(), f"https://n.example/{n}") for n in range(many)
    )


KINDS: dict[str, Callable[[int], bytes]] = {
    "a.jsonl": as_jsonl,
    "a.jsonl.gz": lambda n: gzip.compress(as_jsonl(n)),
    "a.jsonl.zst": lambda n: zstandard.compress(as_jsonl(n)),
    "a.csv": as_csv,
    "a.csv.gz": lambda n: gzip.compress(as_csv(n)),
    "a.parquet": as_parquet,
    "a.zip": as_zip,
    "a.warc.gz": as_warc,
    "a.warc": lambda n: gzip.decompress(as_warc(n)),
    "a.warc.zst": lambda n: zstandard.compress(gzip.decompress(as_warc(n))),
    "a.html": lambda n: HTML,
    "a.txt.gz": lambda n: gzip.compress(TEXT.encode()),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_gives_what_the_file_gives(name: str, storage: Any, tmp_path: Path) -> None:
    content = KINDS[name](150)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    storage.buckets["news"][f"2024/{name}"] = content
    # Small parts, so that large objects are cut as large files are; whole folders, and each by its own name.
    for small in (4_000, 67_108_864):
        for mine, theirs in (
            (tmp_path / "in", "s3://news/2024/"),
            (tmp_path / "in" / name, f"s3://news/2024/{name}"),
        ):
            options = SourceOptions(part_bytes=small)
            files, there = open_source(str(mine), options), open_source(theirs, options)
            plans = files.plan(), there.plan()
            if small == 4_000:
                cut = [[(p.name, p.start, p.end, p.first) for p in plan] for plan in plans]
                assert cut[0] == cut[1]
            found, other = (
                [p for part in plan for p in s.pages(part)] for s, plan in zip((files, there), plans, strict=True)
            )
            assert texts(found) == texts(other)
            base = (tmp_path / "in").as_uri()
            assert [p.url.replace(base, "s3://news/2024") for p in found] == [p.url for p in other]


def test_a_folder_of_objects_is_read_in_the_order_of_keys_and_page_by_page(storage: Any) -> None:
    storage.page = 7
    keys = {f"2024/{n:03}.html": HTML + str(n).encode() for n in range(40)}
    keys |= {"2024/.hidden/a.html": HTML, "2024/picture.png": b"\x89PNG", "2024/m/a.jsonl": as_jsonl(3)}
    keys |= {"2024/folder/": b"", "2024/_SUCCESS": b"ok", "2024/bare": HTML, "2024/May 3#1.html": HTML}
    keys |= {"2024-05/other.html": HTML, "2023/other.html": HTML}
    storage.buckets["news"] = keys
    found = whole("s3://news/2024")
    assert [p.url for p in found] == [
        *(f"s3://news/2024/{n:03}.html" for n in range(40)),
        "s3://news/2024/May%203%231.html",
        "s3://news/2024/bare",
        *(f"s3://news/2024/m/a.jsonl#record={n}" for n in (1, 2, 3)),
    ]
    assert storage.many("GET", "list-type=2") >= 7
    assert whole("s3://news/2024/") == found == whole(" S3://news/2024/ ")
    assert whole("s3://news/2024/May 3#1.html")[0].url == "s3://news/2024/May%203%231.html"
    assert read_one("s3://news/2024/bare").content == HTML
    assert list(read_all(["s3://news/2024/000.html", "s3://news/no"]))[1].code == "missing-path"  # type: ignore[union-attr]


def test_a_plan_is_the_same_each_time_and_holds_nothing_secret(
    storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.buckets["news"] = {f"a/{n}.html": HTML for n in range(1200)} | {"a/t.jsonl": as_jsonl(300)}
    options = SourceOptions(part_bytes=10_000)

    def plan(place: str = "s3://news/a/") -> Plan:
        source = open_source(place, options)
        assert pickle.loads(pickle.dumps(source)) == source
        return Plan.make(place, source, options, Settings.load({}), Coder("0", "o", "w"))

    first = plan()
    assert Plan.from_json(json.loads(json.dumps(first.as_json()))).id == first.id == plan("s3://news/a").id
    assert len({part.name for part in first.parts}) == len(first.parts) > 10
    # Another way to the same objects is the same plan.
    monkeypatch.setenv("AWS_ENDPOINT_URL", storage.url.replace("127.0.0.1", "localhost"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", S3.KEY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a-token-that-must-not-be-seen")
    assert plan().id == first.id
    written = json.dumps(first.as_json())
    assert S3.SECRET not in written and S3.KEY not in written and storage.url not in written
    storage.buckets["news"]["a/7.html"] += b" "
    assert plan().id != first.id


def test_an_object_that_vanished_or_changed_is_a_failure_and_the_rest_is_read(storage: Any) -> None:
    objects_ = storage.buckets["news"]
    objects_ |= {f"a/{n}.html": HTML + str(n).encode() for n in range(6)} | {"a/t.jsonl": as_jsonl(300)}
    source = open_source("s3://news/a", SourceOptions(part_bytes=10_000))
    plan = source.plan()
    del objects_["a/2.html"]
    objects_["a/3.html"] = HTML + b"another"
    objects_["a/4.html"] = b""
    objects_["a/t.jsonl"] = as_jsonl(301)
    found = [p for part in plan for p in source.pages(part)]
    failed = [(p.url, p.code) for p in found if isinstance(p, Failure)]
    assert failed[:3] == [
        ("s3://news/a/2.html", "missing-path"),
        ("s3://news/a/3.html", "input"),
        ("s3://news/a/4.html", "input"),
    ]
    # No part of the other table is taken for a part of the first.
    assert failed[3:] == [("s3://news/a/t.jsonl", "input")] * (len(plan) - 1)
    assert sum(isinstance(p, Page) for p in found) == 3
    assert all("has changed since" in p.message for p in found if isinstance(p, Failure) and p.code == "input")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.warc.gz", "a.warc", "a.zip", "a.parquet", "a.jsonl.gz"])
def test_an_object_that_changes_while_it_is_read_is_not_mixed(
    name: str, storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = 70_000 if name in {"a.warc.gz", "a.warc", "a.zip"} else 2_000
    for setting in ("_FIRST", "_LARGEST", "_BUFFER"):
        monkeypatch.setattr(objects, setting, step)
    monkeypatch.setattr("detente.source.packed._ZSTANDARD_STEP", 100)
    old, new = KINDS[name](600), KINDS[name](700)
    storage.buckets["news"][name] = old
    source = open_source(f"s3://news/{name}")
    (part,) = source.plan()[:1]
    asked = len(storage.asked)

    def fault(method: str, path: str) -> None:
        if len(storage.asked) - asked > 3 and method == "GET" and "list-type" not in path:
            storage.buckets["news"][name] = new

    storage.fault = fault
    found = timeless(source.pages(part))
    assert isinstance(found[-1], Failure)
    assert found[-1].code == "fetch-failed" and "has changed" in found[-1].message
    storage.buckets["news"][name] = old
    storage.fault = lambda method, path: None
    sound = timeless(source.pages(part))
    read = [p for p in found if isinstance(p, Page)]
    assert read == sound[: len(read)] and len(read) < len(sound)


@pytest.mark.parametrize("fault", [503, 500, 429, 0, -1])
def test_what_passes_is_tried_again(fault: int, storage: Any) -> None:
    storage.buckets["news"] = {"a/1.html": HTML, "a/2.html": HTML + b"2", "a/t.jsonl": as_jsonl(50)}
    sound = whole("s3://news/a")
    seen: dict[tuple[str, str], int] = {}

    def flaky(method: str, path: str) -> int | None:
        seen[method, path] = seen.get((method, path), 0) + 1
        return fault if seen[method, path] <= 2 else None

    storage.fault = flaky
    assert whole("s3://news/a") == sound
    assert max(seen.values()) >= 3


def test_one_object_that_cannot_be_read_is_a_failure(storage: Any, impatient: None) -> None:
    storage.buckets["news"] = {f"a/{n}.html": HTML for n in range(20)} | {"a/t.jsonl": as_jsonl(5)}
    source = open_source("s3://news/a")
    plan = source.plan()
    storage.fault = lambda method, path: {
        "/news/a/3.html": 500,
        "/news/a/5.html": 403,
        "/news/a/t.jsonl": 500,
    }.get(path)
    found = [p for part in plan for p in source.pages(part)]
    assert [(p.url[-8:], p.code) for p in found if isinstance(p, Failure)] == [
        ("a/3.html", "fetch-failed"),
        ("a/5.html", "no-permission"),
        ("/t.jsonl", "fetch-failed"),
    ]
    assert len(found) == 21


@pytest.mark.parametrize("name", ["a/1.html", "a/t.jsonl", "a/w.warc.gz", "a/z.zip", "a/p.parquet"])
def test_a_storage_that_is_gone_stops_the_run_instead_of_failing_each_page(
    name: str, storage: Any, impatient: None
) -> None:
    storage.buckets["news"] = {name: KINDS[f"a.{name.rpartition('.')[2].replace('gz', 'warc.gz')}"](5)}
    source = open_source("s3://news/a")
    (part,) = source.plan()
    storage.fault = lambda method, path: 500
    with pytest.raises(FetchFailed, match="500"):
        list(source.pages(part))
    storage.fault = lambda method, path: 403
    with pytest.raises(DetenteError):
        list(source.pages(part))


def test_what_is_wrong_is_said_with_what_to_do(
    storage: Any, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.buckets |= {"closed": {"a.html": HTML}, "far": {}, "odd": {"a//b.html": HTML}, "empty": {}}
    storage.buckets["pictures"] = {"a.png": b"x"}
    storage.denied, storage.elsewhere = {"closed"}, {"far"}

    def said(place: str, **options: Any) -> DetenteError:
        with pytest.raises(DetenteError) as caught:
            whole(place, **options)
        assert S3.SECRET not in str(caught.value) and S3.KEY not in str(caught.value)
        assert caught.value.__cause__ is None
        return caught.value

    assert isinstance(said("s3://nowhere/a/"), MissingPath) and "There is no bucket s3://nowhere" in str(
        said("s3://nowhere/a")
    )
    assert isinstance(said("s3://closed/"), NoPermission) and "AccessDenied" in str(said("s3://closed/a.html"))
    assert "AWS_SKIP_SIGNATURE" in said("s3://closed/").fix
    assert "another region" in str(said("s3://far/")) and "AWS_REGION" in said("s3://far/a.html").fix
    assert "a//b.html" in str(said("s3://odd/"))
    assert isinstance(said("s3://empty/"), MissingPath) and isinstance(said("s3://news/no"), MissingPath)
    assert said("s3://pictures").code == "empty-input"
    assert said("s3://pictures", kind="jsonl").message == "s3://pictures is no object."
    storage.fault = lambda method, path: 503
    assert isinstance(said("s3://news/"), FetchFailed) and "503" in str(said("s3://news/"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "cannot be reached" in str(said("s3://news/a/")) and "AWS_ENDPOINT_URL" in said("s3://news/").fix
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")
    assert isinstance(said("s3://news/a/"), DetenteError)


@pytest.mark.parametrize(
    "place",
    [
        "s3://key:secret4711@news/a",
        "s3://news:9000/a",
        "s3://news/a?X-Amz-Credential=x&X-Amz-Signature=secret4711",
        "az://pages/a?sv=2024&sig=secret4711",
        "s3://",
        "s3:///a",
        "s3://../a",
        "s3://news/a/../../b",
        "s3://news//b",
    ],
)
def test_an_address_that_is_none_is_refused_unseen(place: str) -> None:
    with pytest.raises(MissingPath) as caught:
        open_source(place).plan()
    assert "secret4711" not in str(caught.value)


def test_the_library_is_named_when_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(LibraryMissing, match=r"pip install 'detente\[cloud\]'"):
        open_source("s3://news/").plan()
    (failed,) = read_all(["s3://news/"])
    assert isinstance(failed, Failure) and failed.code == "library-missing"


def test_public_buckets_and_the_files_of_amazons_tools(
    storage: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    storage.buckets["open"] = {"a.html": HTML}
    storage.anonymous = {"open"}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with monkeypatch.context() as patch:
        patch.setenv("AWS_SKIP_SIGNATURE", "true")
        assert texts(whole("s3://open/")) == [HTML]
        with pytest.raises(NoPermission):
            whole("s3://news/")
    keys = tmp_path / "credentials"
    keys.write_text(f"[reader]\naws_access_key_id = {S3.KEY}\naws_secret_access_key = {S3.SECRET}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    monkeypatch.setenv("AWS_PROFILE", "reader")
    storage.buckets["news"]["a.html"] = HTML
    assert texts(whole("s3://news/")) == [HTML]


def test_limits_hold_as_for_files(storage: Any) -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 3_000_000)
    storage.buckets["news"] = {
        "a/bomb.html.gz": bomb,
        "a/large.html": HTML + b"x" * 2_000_000,
        "a/bomb.jsonl.gz": bomb,
        "a/picture.html": b"%PDF-1.7",
        "a/blank.txt": b" \n",
    }
    settings = Settings.load({}, max_bytes=1_500_000)
    source = open_source("s3://news/a", None, settings)
    found = [p for part in source.plan() for p in source.pages(part)]
    assert {p.url.rpartition("/")[2].partition("#")[0]: p.code for p in found if isinstance(p, Failure)} == {
        "blank.txt": "empty-input",
        "bomb.html.gz": "too-compressed",
        "bomb.jsonl.gz": "too-compressed",
        "large.html": "too-large",
        "picture.html": "binary-input",
    }
    # What is too large is not fetched: only told apart by its size.
    storage.asked.clear()
    list(source.pages(source.plan()[-1]))


def test_addresses_of_objects_in_pages_and_feeds_are_never_followed(storage: Any, tmp_path: Path) -> None:
    storage.buckets["news"]["secret.html"] = HTML
    feed = tmp_path / "a.rss"
    feed.write_text(
        "<rss version='2.0'><channel><item><title>T</title><link>s3://news/secret.html</link></item></channel></rss>"
    )
    table = {"text": TEXT, "url": "s3://news/secret.html"}
    (tmp_path / "a.jsonl").write_text(json.dumps(table))
    for name, kind in (("a.rss", None), ("a.jsonl", None), ("a.rss", "sitemap")):
        for page in read_all([str(tmp_path / name)], options=SourceOptions(kind=kind)):
            assert not (isinstance(page, Page) and (page.content == HTML or page.url == "s3://news/secret.html"))
    assert storage.asked == []


def test_a_look_costs_little_and_nothing_is_read_twice(storage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_warc(2000)
    storage.buckets["news"]["a.warc.gz"] = content
    source = open_source("s3://news/")
    (part,) = source.plan()
    assert all(method != "GET" or "list-type" in path for method, path, _ in storage.asked)
    storage.asked.clear()
    assert len(list(source.pages(part))) == 2000
    ranges = [r.removeprefix("bytes=").split("-") for _, _, r in storage.asked if r]
    read = sum(int(end) - int(start) + 1 for start, end in ranges)
    assert len(content) > 400_000 and read <= len(content) + 65_536 and len(ranges) < 8


def test_a_plan_over_many_objects_is_small(monkeypatch: pytest.MonkeyPatch, storage: Any) -> None:
    from obstore.store import MemoryStore

    memory = MemoryStore()
    import obstore

    for n in range(4_000):
        obstore.put(memory, f"archive/2024/{n:06}.html", b"x")
    monkeypatch.setattr(objects, "bucket_of", lambda address: memory)
    plan = open_source("s3://news/archive").plan()
    assert len(plan) == 8 and sum(len(part.items) for part in plan) == 4_000
    written = json.dumps([part.as_json() for part in plan])
    assert len(written) / 4_000 < 40
    assert [Part.from_json(p) for p in json.loads(written)] == list(plan)
    assert (
        isinstance(plan[0], Part)
        and not issubclass(MissingPath, FetchFailed)
        and issubclass(MissingPath, InputError)
    )


def test_google_and_azure_are_reached_by_their_own_settings(
    storage: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, impatient: None
) -> None:
    account = {
        "gcs_base_url": storage.url,
        "disable_oauth": True,
        "client_email": "",
        "private_key": "",
        "private_key_id": "",
    }
    (tmp_path / "account.json").write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(tmp_path / "account.json"))
    storage.anonymous = {"news"}
    storage.buckets["news"] = {"a/1.html": HTML, "a/t.jsonl": as_jsonl(3)}
    found = whole("gs://news/a/")
    assert [p.url for p in found] == [
        "gs://news/a/1.html",
        *(f"gs://news/a/t.jsonl#record={n}" for n in (1, 2, 3)),
    ]
    for name in ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoPermission, match="AZURE_STORAGE_ACCOUNT_NAME"):
        whole("az://news/a/")
    storage.page = 1
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", storage.url)
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "sv=2024-01-01&sig=secret4711")
    assert [p.url for p in whole("az://news/a/")] == [p.url.replace("gs://", "az://") for p in found if p.url]
    storage.fault = lambda method, path: 500
    with pytest.raises(FetchFailed) as caught:
        whole("az://news/a/")
    assert any("secret4711" in path for _, path, _ in storage.asked) and "secret4711" not in str(caught.value)


def test_a_breakdown_of_the_library_is_an_error_like_others() -> None:
    class PanicException(BaseException):
        pass

    with pytest.raises(FetchFailed, match="broke down"), buckets.translated(buckets.Address("s3", "news")):
        raise PanicException
