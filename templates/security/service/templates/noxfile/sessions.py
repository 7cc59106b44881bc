@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Fit the detector and serve it on this machine, with a key that is made now and shown."""
    session.install("-e", ".[service]")
    fitted = session.run(
        "python",
        "-m",
        "{{ cookiecutter.package }}.service.fit",
        silent=True,
    )
    made = "import secrets; print(secrets.token_hex(32))"
    key = session.run("python", "-c", made, silent=True).strip()
    session.log(f"X-API-Key: {key}")
    told = {"SCORING_SHA256": fitted.strip(), "SCORING_KEYS": f"analyst={key}"}
    session.run("{{ cookiecutter.slug }}-serve", env={**told, **session.env})
