"""Layers become a project, or one line says why not, and nothing is outside."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.errors import BakeError, PortfolioKitError, RenderError, TrustError
from portfolio_kit.render import render
from portfolio_kit.template import template
from portfolio_kit.template.layers import Layer

MakeTemplate = Callable[[Mapping[str, str | bytes]], Path]
ROOT = "{{cookiecutter.slug}}"


def load(make_template: MakeTemplate, files: Mapping[str, str | bytes]) -> template.Template:
    return template.load(make_template({"cookiecutter.json": '{"slug": "demo"}', **files}))


def refused(loaded: template.Template, into: Path, *, trust: bool = False, **answers: Any) -> str:
    """Render, and return the one line with which that is refused."""
    with pytest.raises(PortfolioKitError) as caught:
        render.render(loaded, {"slug": "demo", **answers}, into / "staging", trust=trust)
    assert len(caught.value.lines) == 1
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def into(tmp_path: Path) -> Iterator[Path]:
    """A folder beside which nothing may appear, whatever is rendered into it."""
    folder = tmp_path / "outer" / "into"
    folder.mkdir(parents=True)
    (folder / "staging").mkdir()
    (folder / "precious.txt").write_text("mine")
    working = Path.cwd()
    yield folder
    assert Path.cwd() == working
    assert sorted(path.name for path in folder.parent.iterdir()) == ["into"]
    assert sorted(path.name for path in folder.iterdir()) == ["precious.txt", "staging"]
    assert {path.name for path in (folder / "staging").iterdir()} <= {"demo"}
    assert (folder / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {f"{ROOT}/a.md": "x\n{{ cookiecutter.slug }"},
            f"{ROOT}/a.md:2: unexpected '}}'; correct the template",
        ),
        (
            {f"{ROOT}/docs/a.md": "{{ cookiecutter.nope }}"},
            f"{ROOT}/docs/a.md:1: cookiecutter.nope is undefined; define it or correct the name",
        ),
        (
            {f"{ROOT}/a.md": b"caf\xe9 {{ cookiecutter.slug }}, plain otherwise"},
            (
                f"{ROOT}/a.md:1: byte 0xe9 is not UTF-8; save the file as UTF-8, "
                "or name it in _copy_without_render"
            ),
        ),
        (
            {f"{ROOT}/a.md": "{{ ''.__class__.__mro__ }}"},
            (
                f"{ROOT}/a.md:1: the sandbox refuses: access to attribute '__class__' of "
                "'str' object "
                "is unsafe; read the template, then pass --trust"
            ),
        ),
        (
            {f"{ROOT}/a.md": "\n{{ cycler.__init__.__globals__.os.popen('touch ../x').read() }}"},
            (
                f"{ROOT}/a.md:2: the sandbox refuses: access to attribute '__init__' of "
                "'type' object "
                "is unsafe; read the template, then pass --trust"
            ),
        ),
        (
            {f"{ROOT}/{{{{cookiecutter.nope}}}}": "x"},
            (
                f"{ROOT}/{{{{cookiecutter.nope}}}}:1: cookiecutter.nope is undefined; "
                "define it or correct the name"
            ),
        ),
        (
            {f"{ROOT}/aux.py": "x"},
            (
                f"{ROOT}/aux.py: the name 'aux.py' is the name of a device on Windows; "
                "correct the name or the answers it is made of"
            ),
        ),
        (
            {f"{ROOT}/{{% if false %}}docs{{% endif %}}/a.md": "x"},
            (
                f"{ROOT}/{{% if false %}}docs{{% endif %}}: the name '' is empty; "
                "correct the name or the answers it is made of"
            ),
        ),
        (
            {f"{ROOT}/b/{{{{['..', '..', 'x']|join('\\x2f')}}}}.md": "x"},
            (
                f"{ROOT}/b/{{{{['..', '..', 'x']|join('\\x2f')}}}}.md: the name 'b/../../x.md' "
                "leaves "
                "the project; correct the name or the answers it is made of"
            ),
        ),
    ],
    ids=[
        *("syntax error", "undefined variable", "latin-1", "sandbox escape", "popen"),
        *("undefined name", "device", "empty folder name", "climbing name"),
    ],
)
def test_a_file_that_cannot_be_rendered_is_one_line(
    files: Mapping[str, str | bytes], said: str, make_template: MakeTemplate, into: Path
) -> None:
    assert refused(load(make_template, files), into) == said


def named(slug: str, said: str) -> Any:
    fix = "correct the name or the answers it is made of"
    return pytest.param(slug, f"{ROOT}: the name {slug!r} {said}; {fix}", id=repr(slug))


@pytest.mark.parametrize("trust", [True, False])
@pytest.mark.parametrize(
    ("slug", "said"),
    [
        named("..", "leaves the project"),
        named("../escaped", "leaves the project"),
        named("../../escaped", "leaves the project"),
        named("/tmp/portfolio-kit-absolute", "is absolute"),
        named("C:escaped", "begins with a drive"),
        named("", "is empty"),
        named(".", "ends in a dot or a space, which Windows drops"),
        named("nul", "is the name of a device on Windows"),
        named("LPT1.txt", "is the name of a device on Windows"),
        named("demo ", "ends in a dot or a space, which Windows drops"),
        named("we/ird", "is more than one folder"),
        named("de\nmo", "holds a control character"),
    ],
)
def test_a_slug_that_is_no_folder_name_is_refused(
    slug: str, said: str, make_template: MakeTemplate, into: Path, *, trust: bool
) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "x"})

    assert refused(loaded, into, trust=trust, slug=slug) == said
    with pytest.raises(RenderError) as caught:
        render.project_name(loaded, {"slug": slug}, trust=trust)
    assert str(caught.value) == said
    assert not list((into / "staging").iterdir())


@given(name=st.text(st.sampled_from("./\\ab:*\x00 ~"), max_size=10))
def test_no_answer_writes_outside(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("names")
    root, into = tmp_path / "template", tmp_path / "outer" / "into"
    (root / ROOT / "{{cookiecutter.name}}").mkdir(parents=True)
    (root / ROOT / "{{cookiecutter.name}}" / "{{cookiecutter.name}}.md").write_text("x")
    (root / ROOT / "{{cookiecutter.name}}.txt").write_text("x")
    (root / "cookiecutter.json").write_text('{"slug": "demo", "name": "x"}')
    before = sorted(root.rglob("*"))

    with suppress(RenderError):
        render.render(template.load(root), {"slug": "demo", "name": name}, into)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["outer", "template"]
    assert sorted(root.rglob("*")) == before
    assert [path.name for path in into.parent.iterdir()] == ["into"]
    assert [path.name for path in into.iterdir()] == ["demo"]


def test_a_broken_link_is_refused(make_template: MakeTemplate, into: Path) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "x"})
    (loaded.root / ROOT / "b.md").symlink_to("nowhere")

    assert refused(loaded, into) == (f"{ROOT}/b.md: the link is broken; put the file in its place")


@pytest.mark.parametrize("private", ["", ', "_copy_without_render": ["static"]'])
def test_a_link_to_a_folder_is_refused(
    private: str, make_template: MakeTemplate, into: Path
) -> None:
    loaded = load(
        make_template,
        {f"{ROOT}/static/a.md": "x", "cookiecutter.json": f'{{"slug": "demo"{private}}}'},
    )
    (loaded.root / ROOT / "static/here").symlink_to(into)

    assert refused(loaded, into, trust=True) == (
        f"{ROOT}/static/here: a link to a folder; put the folder in its place"
    )


def test_a_project_folder_that_is_a_link_is_refused(
    make_template: MakeTemplate, tmp_path: Path, into: Path
) -> None:
    loaded = load(make_template, {})
    (tmp_path / "elsewhere").mkdir()
    (loaded.root / ROOT).symlink_to(tmp_path / "elsewhere")

    assert refused(loaded, into) == f"{loaded.root}: {ROOT} is no folder; make it one"


@pytest.mark.parametrize("private", ["", ', "_copy_without_render": ["out", "out/*"]'])
def test_nothing_is_written_through_a_link_that_a_hook_makes(
    private: str, make_template: MakeTemplate, into: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    loaded = load(
        make_template,
        {
            "cookiecutter.json": f'{{"slug": "demo"{private}}}',
            "hooks/pre_gen_project.py": f"import os; os.symlink({str(target)!r}, 'out')",
            f"{ROOT}/out/a.md": "x",
        },
    )

    assert refused(loaded, into, trust=True) == (
        f"{ROOT}/out: 'out' would be written through a link; remove the link"
    )
    assert not list(target.iterdir())


def test_a_link_of_an_earlier_layer_is_refused_before_a_later_one_writes(
    make_template: MakeTemplate, into: Path, tmp_path: Path
) -> None:
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "demo", "_portfolio_kit": {"version": "1",'
            ' "layers": [{"path": "one"}, {"path": "two"}]}}',
            f"one/{ROOT}/a.md": "x",
            f"two/{ROOT}/out/b.md": "x",
        }
    )
    (tmp_path / "target").mkdir()
    (root / "one" / ROOT / "out").symlink_to(tmp_path / "target")

    assert refused(template.load(root), into) == (
        f"one/{ROOT}/out: a link to a folder; put the folder in its place"
    )
    assert not list((tmp_path / "target").iterdir())


def test_an_untrusted_template_cannot_carry_off_a_file(
    make_template: MakeTemplate, into: Path, tmp_path: Path
) -> None:
    (tmp_path / "id_rsa").write_text("key")
    loaded = load(make_template, {f"{ROOT}/a.md": "x"})
    (loaded.root / ROOT / "b.md").symlink_to(tmp_path / "id_rsa")

    assert refused(loaded, into) == (
        f"{ROOT}/b.md: the link leaves the template; put the file in its place, or pass --trust"
    )


def test_nested_templates_of_a_clone_may_share_a_file(
    make_template: MakeTemplate, into: Path
) -> None:
    root = make_template(
        {"a/cookiecutter.json": '{"slug": "demo"}', f"a/{ROOT}/a.md": "x", "LICENSE": "free"}
    )
    (root / "a" / ROOT / "LICENSE").symlink_to("../../LICENSE")
    origin = template.Origin(url="https://example.org/t.git", directory="a")
    nested = template.load(root / "a", origin=origin, boundary=root)

    rendered = render.render(nested, {"slug": "demo"}, into / "staging")

    assert (rendered.project / "LICENSE").read_text() == "free"


def test_a_folder_may_not_share_what_lies_above_it(make_template: MakeTemplate, into: Path) -> None:
    root = make_template(
        {"a/cookiecutter.json": '{"slug": "demo"}', f"a/{ROOT}/a.md": "x", "LICENSE": "free"}
    )
    (root / ".git").mkdir()  # which may be that of a whole home
    (root / "a" / ROOT / "LICENSE").symlink_to("../../LICENSE")

    assert "LICENSE: the link leaves the template; " in refused(template.load(root / "a"), into)


def test_code_is_refused_by_name_before_anything_is_rendered(
    make_template: MakeTemplate, into: Path
) -> None:
    loaded = load(
        make_template,
        {
            "cookiecutter.json": '{"slug": "demo", "_extensions": ["jinja2.ext.do", "evil.Ext"]}',
            "hooks/post_gen_project.sh": "#!/bin/sh\ntouch ../ran",
            "hooks/pre_prompt.py": "open('ran', 'w')",
            f"{ROOT}/a.md": "{{ broken",
        },
    )

    said = "of template would run code; read it, then pass --trust"
    for call in (
        lambda: render.render(loaded, {"slug": "demo"}, into / "staging"),
        lambda: render.project_name(loaded, {"slug": "demo"}),
    ):
        with pytest.raises(TrustError) as caught:
            call()
        assert caught.value.lines == (
            f"hook post_gen_project.sh {said} or --skip-hooks",
            f"hook pre_prompt.py {said} or --skip-hooks",
            f"extension evil.Ext {said}",
        )
    assert not list((into / "staging").iterdir())


def test_a_hook_that_fails_ends_the_bake(make_template: MakeTemplate, into: Path) -> None:
    loaded = load(
        make_template,
        {"hooks/pre_gen_project.py": "raise SystemExit('no')", f"{ROOT}/a.md": "x"},
    )

    assert refused(loaded, into, trust=True) == (
        "hook pre_gen_project.py ended with exit status 1: no; "
        "change the answers, or correct the hook"
    )


def test_a_project_that_is_there_is_refused(make_template: MakeTemplate, into: Path) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "x"})
    (into / "staging/demo").mkdir()

    assert refused(loaded, into) == (
        f"{ROOT}: {into / 'staging/demo'} already exists; remove it or choose another name"
    )


def test_a_place_that_cannot_be_written_is_refused(make_template: MakeTemplate, into: Path) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "x"})

    with pytest.raises(BakeError) as caught:
        render.render(loaded, {"slug": "demo"}, into / "precious.txt")

    assert str(caught.value) == (
        f"cannot write {into / 'precious.txt/demo'}: Not a directory; "
        "make room there, or choose another folder with --output"
    )


def test_a_template_without_a_folder_to_render_is_refused(
    make_template: MakeTemplate, into: Path
) -> None:
    loaded = load(make_template, {"cookiecutter/a.md": "x"})

    assert refused(loaded, into) == (
        f"{loaded.root}: no folder to render; name one after a question: {{{{cookiecutter.slug}}}}"
    )


def test_a_folder_that_cannot_be_read_is_refused(
    make_template: MakeTemplate, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load(make_template, {f"{ROOT}/docs/a.md": "x"})
    scandir = os.scandir

    def refuse(path: Path) -> Any:
        if str(path).endswith("docs"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert refused(loaded, into) == (
        f"{ROOT}/docs: cannot be read: Permission denied; correct its permissions"
    )


LAYERS = """{"slug": "demo", "kind": ["plain", "rich"], "_portfolio_kit": {"version": "1",
 "layers": [{"path": "base"}, {"path": "rich", "when": {"kind": "rich"}}, {"path": "."}]}}"""


@pytest.fixture
def stack(make_template: MakeTemplate) -> template.Template:
    return template.load(
        make_template(
            {
                "cookiecutter.json": LAYERS,
                f"base/{ROOT}/README.md": "base {% include 'title.md' %}\n",
                f"base/{ROOT}/LICENSE": "free\n",
                "base/templates/title.md": "{{ cookiecutter.slug }}",
                f"rich/{ROOT}/extra/a.md": "{% include 'title.md' %} is rich\n",
                f"{ROOT}/README.md": "own {% include 'title.md' %}\n",
            }
        )
    )


def test_a_later_layer_takes_the_place_of_an_earlier_ones_file(
    stack: template.Template, tmp_path: Path
) -> None:
    rendered = render.render(stack, {"slug": "demo", "kind": "rich"}, tmp_path / "into")

    assert rendered.project == tmp_path / "into/demo"
    assert rendered.files == ("LICENSE", "README.md", "extra/a.md")
    assert (rendered.project / "README.md").read_text() == "own demo\n"
    assert (rendered.project / "extra/a.md").read_text() == "demo is rich\n"


def test_a_layer_whose_condition_does_not_hold_is_left_out(
    stack: template.Template, tmp_path: Path
) -> None:
    rendered = render.render(stack, {"slug": "demo", "kind": "plain"}, tmp_path)

    assert rendered.files == ("LICENSE", "README.md")


def test_a_copied_folder_joins_that_of_an_earlier_layer(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "demo", "_copy_without_render": ["static"],'
            ' "_portfolio_kit": {"version": "1", "layers": [{"path": "one"}, {"path": "two"}]}}',
            f"one/{ROOT}/static/a.md": "{{ one }}",
            f"two/{ROOT}/static/b.md": "{{ two }}",
        }
    )

    rendered = render.render(template.load(root), {"slug": "demo"}, tmp_path / "into")

    assert rendered.files == ("static/a.md", "static/b.md")


def test_layers_must_agree_on_the_projects_name(make_template: MakeTemplate, into: Path) -> None:
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "demo", "_portfolio_kit": {"version": "1",'
            ' "layers": [{"path": "one"}, {"path": "two"}]}}',
            f"one/{ROOT}/a.md": "x",
            "two/{{cookiecutter.slug}}-two/a.md": "x",
        }
    )

    assert refused(template.load(root), into) == (
        "two/{{cookiecutter.slug}}-two: renders to 'demo-two', the layers before it to 'demo'; "
        "give the folders of all layers one name"
    )


def test_answers_that_leave_no_layer_are_refused(make_template: MakeTemplate, into: Path) -> None:
    root = make_template(
        {
            "cookiecutter.json": '{"slug": "demo", "kind": ["a", "b"], "_portfolio_kit":'
            ' {"version": "1", "layers": [{"path": ".", "when": {"kind": "a"}}]}}',
            f"{ROOT}/a.md": "x",
        }
    )

    assert refused(template.load(root), into, kind="b") == (
        "template: no layer is left for these answers; change them"
    )


def test_a_layer_outside_the_template_is_named_by_its_folder(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    root = make_template(
        {"_base/{{cookiecutter.slug}}/a.md": "{{ nope }}", "own/cookiecutter.json": "{}"}
    )
    loaded = template.Template(
        name="own",
        root=root / "own",
        layers=(Layer(root / "_base", "_base"),),
        boundary=root,
    )

    with pytest.raises(RenderError, match=r"^_base/{{cookiecutter.slug}}/a.md:1: 'nope'"):
        render.render(loaded, {"slug": "demo"}, tmp_path / "into")


def test_the_answers_of_the_caller_stay_as_they_are(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    loaded = load(
        make_template,
        {
            f"{ROOT}/a.md": "{% set _ = cookiecutter.update(x=1) %}"
            "{% set _ = cookiecutter.l.append(1) %}"
        },
    )
    answers = {"slug": "demo", "l": [0]}

    render.render(loaded, answers, tmp_path / "into")

    assert answers == {"slug": "demo", "l": [0]}


def test_the_name_of_the_project_is_known_before_it_is_rendered(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "{{ broken"})

    assert render.project_name(loaded, {"slug": "demo"}) == "demo"


def test_the_same_template_renders_twice_in_one_process(
    make_template: MakeTemplate, tmp_path: Path
) -> None:
    loaded = load(make_template, {f"{ROOT}/a.md": "{{ cookiecutter.slug }}"})

    for slug in ("one", "two"):
        render.render(loaded, {"slug": slug}, tmp_path / "into")

    assert (tmp_path / "into/one/a.md").read_text() == "one"
    assert (tmp_path / "into/two/a.md").read_text() == "two"


def test_a_template_of_ours_sees_its_answers_and_nothing_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "own" / ROOT).mkdir(parents=True)
    (tmp_path / "own" / ROOT / "a.md").write_text("{{ cookiecutter.items()|list }}")
    (tmp_path / "own/hooks").mkdir()
    (tmp_path / "own/hooks/post_gen_project.py").write_text("open('ran', 'w')")
    loaded = template.Template(
        name="own",
        root=tmp_path / "own",
        layers=(Layer(tmp_path / "own", "own"),),
        builtin=True,
    )

    rendered = render.render(loaded, {"slug": "demo"}, tmp_path / "into")

    assert render.hooked(loaded) == []
    assert rendered.files == ("a.md", "ran")
    assert (rendered.project / "a.md").read_text() == "[('slug', 'demo')]"


def test_a_template_of_ours_is_rendered_without_cookiecutter(tmp_path: Path) -> None:
    (tmp_path / "own" / ROOT).mkdir(parents=True)
    (tmp_path / "own" / ROOT / "a.md").write_text("{{ cookiecutter.slug }} é\n")
    code = f"""
import sys
from pathlib import Path
from portfolio_kit.render import render
from portfolio_kit.template import layers as stack, template
root = Path({str(tmp_path / "own")!r})
layers = (stack.Layer(root, "own"),)
loaded = template.Template(name="own", root=root, layers=layers, builtin=True)
render.render(loaded, {{"slug": "demo"}}, Path({str(tmp_path / "into")!r}))
slow = {{"cookiecutter", "arrow", "requests", "slugify", "binaryornot", "rich", "git", "yaml"}}
print(sorted(slow & set(sys.modules)))
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
    assert (tmp_path / "into/demo/a.md").read_text(encoding="utf-8") == "demo é\n"
