"""In which setting the rates of ``settings.toml`` were chosen; elsewhere a run says so."""

FOR: dict[str, object] = {"made_up_data": True, "partition": "natural"}
FOR |= {"participation": 1.0, "rounds": 100, "local_steps": 10, "batch_size": 32, "hidden": 64}
