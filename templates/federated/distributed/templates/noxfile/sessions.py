@nox.session(name="flower-sim", default=False)
def flower_sim(session: nox.Session) -> None:
    """Run a few rounds on Flower's simulation, all nodes on one machine with Ray."""
    session.install("-e", ".[distributed]")
    app = "{{ cookiecutter.package }}.flower_app"
    session.run("python", "-m", app, "sim", *session.posargs)


@nox.session(name="flower-deploy", default=False)
def flower_deploy(session: nox.Session) -> None:
    """Start a SuperLink and SuperNodes on loopback, run a few rounds, stop everything."""
    session.install("-e", ".[distributed]")
    app = "{{ cookiecutter.package }}.flower_app"
    session.run("python", "-m", app, "deploy", *session.posargs)
