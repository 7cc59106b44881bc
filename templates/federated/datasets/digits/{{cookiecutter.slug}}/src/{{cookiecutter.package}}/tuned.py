"""In which setting the rates of ``settings.toml`` were chosen; elsewhere a run says so."""

FOR: dict[str, object] = {"partition": "dirichlet", "clients": 10, "alpha": 0.1}
FOR |= {"participation": 1.0, "rounds": 100, "local_steps": 10, "batch_size": 32, "hidden": 64}
