"""Which files are text, and how their lines end."""

import pytest
from binaryornot.check import is_binary as theirs
from binaryornot.helpers import _BINARY_SIGNATURES, BINARY_EXTENSIONS
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.errors import RenderError
from portfolio_kit.system import textfile

SUFFIXES = ["", ".py", ".md", ".png", ".svg", ".mat", ".unknown"]
STARTS = st.sampled_from([b"", b"\xef\xbb\xbf", *_BINARY_SIGNATURES])
BODIES = st.one_of(
    st.binary(max_size=600),
    st.text(max_size=300).map(str.encode),
    st.text("aé東 \n\x0c{}", max_size=600).map(str.encode),
    st.integers(500, 515).map(lambda n: b"a" * n + "é東".encode() * 5),
)


def decoded(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


@given(start=STARTS, body=BODIES, suffix=st.sampled_from(SUFFIXES))
def test_a_file_is_binary_when_cookiecutter_thinks_so(
    start: bytes, body: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("file") / f"a{suffix}"
    data = start + body
    path.write_bytes(data)

    assert textfile.is_binary(path, data, decoded(data)) is theirs(str(path))


def test_the_suffixes_of_text_are_none_of_binaryornots() -> None:
    assert not {suffix.lstrip(".") for suffix in textfile._TEXT_SUFFIXES} & BINARY_EXTENSIONS


def test_every_signature_that_could_be_text_is_known() -> None:
    texts = [start for start in map(decoded, _BINARY_SIGNATURES) if start is not None]

    unknown = [
        start
        for start in texts
        if not start.startswith(textfile._BINARY_STARTS) and not textfile._CONTROL.search(start)
    ]

    assert len(texts) > 20
    assert not unknown


@given(st.text("ab\r\n", max_size=40).map(lambda text: text * 300))
def test_a_line_ending_is_found_as_python_finds_it(text: str) -> None:
    data = text.encode()

    found = textfile.newline(data, text)

    first = next((mark for mark in ("\r", "\n", "\r\n") if mark in text), None)
    assert (found is None) is (first is None)
    if "\r" not in text or "\n" not in text:
        assert found == first
    if found == "\r\n":
        assert "\r\n" in text


@pytest.mark.parametrize(
    ("newline", "expected"), [("\n", b"a\nb"), ("\r\n", b"a\r\nb"), ("\r", b"a\rb")]
)
def test_lines_end_as_asked(newline: str, expected: bytes) -> None:
    assert textfile.encoded("a\nb", newline, "a.txt") == expected


@pytest.mark.parametrize("newline", ["<br>", 3])
def test_a_line_ending_that_python_does_not_know_is_refused(newline: str) -> None:
    with pytest.raises(RenderError, match=r"a\.txt: cannot be written with _new_lines .*; correct"):
        textfile.encoded("a", newline, "a.txt")


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(RenderError, match="surrogates not allowed"):
        textfile.encoded("\ud800", "\n", "a.txt")
