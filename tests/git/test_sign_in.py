"""Git and ssh ask for passwords, passphrases and host keys where somebody is there to answer."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import served
from commandline import PLAIN, Said, call, end, process, screen, terminal

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import sign_in

Capture = pytest.CaptureFixture[str]

#: An ssh that asks as OpenSSH does, on the terminal and nowhere else, then serves a repository.
ASKING = """(: <>/dev/tty) 2>&- || { echo "Host key verification failed." >&2; exit 255; }
exec 3<>/dev/tty
printf '%s' "$QUESTION" >&3
read answer <&3
[ "$answer" = "$ANSWER" ] || { echo "git@host: Permission denied (publickey)." >&2; exit 255; }
shift $(($# - 1))
eval exec "$1"
"""

QUESTIONS = {
    "passphrase": ("Enter passphrase for key '/home/ada/.ssh/id_ed25519': ", "open sesame"),
    "host key": ("Are you sure you want to continue connecting (yes/no/[fingerprint])? ", "yes"),
    "password": ("git@host.example's password: ", "pw-1"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return served.template(tmp_path / "www" / "x", PLAIN)


@pytest.fixture
def guarded(repository: Path) -> Iterator[str]:
    """The address of a repository that only Ada may read."""
    manner = served.Manner(password=("ada", "s3cretword"))
    with served.http(repository.parent, manner) as port:
        yield f"http://127.0.0.1:{port}/x/.git"


def test_https_asks_for_user_and_password_on_a_terminal(guarded: str, here: Path) -> None:
    child = terminal("new", guarded, cwd=here)

    child.expect("Username for 'http://127.0.0.1:[0-9]+': ")
    child.sendline("ada")
    child.expect("Password for 'http://ada@127.0.0.1:[0-9]+': ")
    child.sendline("s3cretword")
    child.expect("Name|name")
    child.sendline("")
    status = end(child)

    assert status == 0, screen(child)
    assert (here / "thing" / "a.txt").is_file()


def test_a_second_use_asks_once_more_and_not_twice(guarded: str, here: Path) -> None:
    for _ in range(2):
        child = terminal("show", guarded, cwd=here)
        child.expect("Username for ")
        child.sendline("ada")
        child.expect("Password for ")
        child.sendline("s3cretword")
        status = end(child)

        assert status == 0
        assert "Username for" not in screen(child)


@pytest.mark.parametrize("options", [["--no-input"], ["--no-input", "--quiet"]])
def test_no_input_asks_nothing_on_a_terminal(guarded: str, here: Path, options: list[str]) -> None:
    child = terminal("new", guarded, *options, cwd=here)

    status = end(child)

    assert status == 1
    assert "could not read Username" in screen(child)
    assert "sign in" in screen(child)


def test_a_pipe_is_asked_nothing(guarded: str, here: Path) -> None:
    said: Said = process("new", guarded, cwd=here)

    assert said.status == 1
    assert "could not read Username" in said.err


def test_output_into_a_file_does_not_keep_git_from_asking(guarded: str, here: Path) -> None:
    script = served.ssh(here, f"portfolio-kit show {guarded} --json > document.json")
    child = terminal_of(script, here)

    child.expect("Username for ")
    child.sendline("ada")
    child.expect("Password for ")
    child.sendline("s3cretword")

    assert end(child) == 0
    assert (here / "document.json").read_text().startswith("{")


def terminal_of(script: str, cwd: Path):
    from commandline import SCRIPT, start

    path = f"{Path(SCRIPT).parent}{os.pathsep}{os.environ['PATH']}"
    return start("/bin/sh", script, cwd=cwd, env={"PATH": path})


@pytest.mark.parametrize("kind", ["GIT_ASKPASS", "SSH_ASKPASS", "core.askPass"])
def test_a_program_that_answers_is_asked_without_a_terminal(
    guarded: str, here: Path, home: Path, tmp_path: Path, kind: str
) -> None:
    answers = served.ssh(tmp_path, 'case "$1" in User*) echo ada;; *) echo s3cretword;; esac')
    env = {} if "." in kind else {kind: answers}
    if "." in kind:
        (home / ".gitconfig").write_text(
            f"[user]\n\tname = Ada\n\temail = ada@example.org\n[core]\n\taskPass = {answers}\n"
        )

    said = process("new", guarded, "--no-input", "--quiet", cwd=here, **env)

    assert (said.status, said.err) == (0, "")


def test_a_credential_helper_of_the_person_is_asked(
    guarded: str, here: Path, home: Path, capsys: Capture
) -> None:
    helper = '"!f() { echo username=ada; echo password=s3cretword; }; f"'
    with (home / ".gitconfig").open("a") as config:
        config.write(f"[credential]\n\thelper = {helper}\n")

    said = call(capsys, "new", guarded, "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")


def test_a_password_in_the_address_is_used_and_told_to_no_helper(
    guarded: str, here: Path, home: Path, capsys: Capture, tmp_path: Path
) -> None:
    with (home / ".gitconfig").open("a") as config:
        config.write(f'[credential]\n\thelper = "!cat >> {tmp_path}/told; true"\n')

    said = call(capsys, "new", guarded.replace("//", "//ada:s3cretword@"), "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")
    assert not (tmp_path / "told").exists()


def test_a_user_in_the_address_is_the_one_whose_password_is_asked(guarded: str, here: Path) -> None:
    child = terminal("show", guarded.replace("//", "//ada@"), cwd=here)

    child.expect("Password for 'http://ada@127.0.0.1:[0-9]+': ")
    child.sendline("s3cretword")

    assert end(child) == 0


@pytest.fixture
def over_ssh(repository: Path, tmp_path: Path) -> dict[str, str]:
    return {"GIT_SSH_COMMAND": served.ssh(tmp_path, ASKING), "GIT_SSH_VARIANT": "ssh"}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_ssh_asks_on_a_terminal(
    repository: Path, over_ssh: dict[str, str], here: Path, kind: str
) -> None:
    question, answer = QUESTIONS[kind]
    env = {**over_ssh, "QUESTION": question, "ANSWER": answer}
    child = terminal("show", f"git@host:{repository}", cwd=here, env=env)

    child.expect_exact(question)
    child.sendline(answer)

    assert end(child) == 0, screen(child)


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("command", [["new"], ["new", "--no-input"]])
def test_ssh_never_waits_for_an_answer_that_nobody_gives(
    repository: Path, over_ssh: dict[str, str], here: Path, kind: str, command: list[str]
) -> None:
    question, answer = QUESTIONS[kind]
    env = {**over_ssh, "QUESTION": question, "ANSWER": answer}
    words = [*command, f"git@host:{repository}"]
    began = time.monotonic()

    if "--no-input" in command:  # the terminal is there, and not to be used
        child = terminal(*words, cwd=here, env=env)
        status, said = end(child), screen(child)
    else:
        done = process(*words, cwd=here, **env)
        status, said = done.status, done.err

    assert status == 1
    assert "Host key verification failed" in said
    assert time.monotonic() - began < 60


def test_the_words_of_a_running_git_hold_no_password(
    guarded: str, here: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("git")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/words\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    said = call(capsys, "new", guarded.replace("//", "//ada:s3cretword@"), "--no-input", "--quiet")

    assert (said.status, said.err) == (0, "")
    assert "clone" in (tmp_path / "words").read_text()
    assert "s3cretword" not in (tmp_path / "words").read_text()


def test_settings_that_the_environment_has_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")

    url, env = sign_in.separate("https://a%40b:p%3Aw@host:8080/x")

    assert url == "https://host:8080/x"
    assert env["GIT_CONFIG_COUNT"] == "3"
    assert env["GIT_CONFIG_KEY_1"] == "credential.https://host:8080.helper"
    assert (env["PORTFOLIO_KIT_USERNAME"], env["PORTFOLIO_KIT_PASSWORD"]) == ("a@b", "p:w")


@pytest.mark.parametrize("url", ["/srv/x", "git@host:x", "ssh://git:pw@host/x", "file:///a@b"])
def test_only_http_knows_passwords(url: str) -> None:
    assert sign_in.separate(url) == (url, {})


def test_a_password_that_would_be_two_lines_is_refused() -> None:
    with pytest.raises(RepositoryError, match="of https://host/x holds a control character"):
        sign_in.separate("https://ada:a%0Ahost=evil@host/x")
