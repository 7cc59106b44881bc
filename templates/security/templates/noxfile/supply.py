def installed(session: nox.Session) -> tuple[str, list[str]]:
    """Install the project, and nothing else, in a folder; return that and the pinned packages."""
    folder = f"{Path(session.create_tmp(), 'installed')}"
    pip = ("python", "-m", "pip", "--python", folder)
    session.run("python", "-m", "venv", "--clear", "--without-pip", folder)
    session.run(*pip, "install", "--quiet", "{{ cookiecutter.__install }}")
    frozen = session.run(*pip, "freeze", "--exclude", "{{ cookiecutter.slug }}", silent=True)
    return folder, [line for line in str(frozen).splitlines() if "==" in line]


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Look for weaknesses: of the code with bandit, of what it depends on with pip-audit."""
    session.install("bandit>=1.9", "pip-audit>=2.10", "pip")
    session.run("bandit", "--quiet", "--recursive", "src")
    folder, pinned = installed(session)
    listed = Path(folder, "requirements.txt")
    listed.write_text("\n".join(pinned), encoding="utf-8")
    # Strict: a dependency that the database does not know is no dependency without weaknesses.
    session.run("pip-audit", "--strict", "--no-deps", "--disable-pip", "-r", f"{listed}")


@nox.session(default=False)
def sbom(session: nox.Session) -> None:
    """List what an installation holds, as CycloneDX in build/sbom.json, and check the list."""
    session.install("cyclonedx-bom>=7", "pip")
    folder, pinned = installed(session)
    listed = Path("build", "sbom.json")
    listed.parent.mkdir(exist_ok=True)
    about = ("--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible")
    session.run("cyclonedx-py", "environment", *about, "--output-file", f"{listed}", folder)
    components = json.loads(listed.read_text(encoding="utf-8"))["components"]
    found = {f"{each['name']}=={each.get('version')}".lower() for each in components}
    if missing := [each for each in pinned if each.lower() not in found]:
        session.error(f"{listed} lacks {', '.join(missing)}")
    session.log(f"{listed} lists {len(components)} components")
