@nox.session(default=False)
def stream(session: nox.Session) -> None:
    """Fit the detector and start a worker; STREAM_URL names the server."""
    session.install("-e", ".[stream]")
    module = "{{ cookiecutter.package }}.stream"
    detector = "build/detector.npz"
    checksum = session.run("python", "-m", f"{module}.prepare", detector, silent=True)
    told = ("--sha256", str(checksum).strip(), *session.posargs)
    session.run("python", "-m", module, "worker", detector, *told)
