    dp_clients: Annotated[int, About("who hold the data, evenly", "clients", "chosen")] = 1000
    dp_rate: Annotated[float, About("chance to take part in a round", "1", "chosen")] = 0.1
    dp_delta: Annotated[float, About("chance to exceed epsilon", "1", "0.1 / dp_clients")] = 1e-4
    dp_epsilons: Annotated[
        tuple[float, ...], About("privacy budgets of a training", "epsilon", "chosen")
    ] = {% if cookiecutter.dataset == "mnist5k" %}(2.0, 8.0){% else %}(0.5, 1.0, 2.0, 4.0, 8.0){% endif %}
    dp_clip: Annotated[float, About("largest L2 norm of an update", "1", {{ "TUNED" if cookiecutter.dataset == "digits" else '"chosen"' }})] = {% if cookiecutter.dataset == "digits" %}1.5{% else %}0.5{% endif %}
    dp_learning_rate: Annotated[float, About("DP: step of a client", "1", {{ "TUNED" if cookiecutter.dataset == "digits" else '"chosen"' }})] = {% if cookiecutter.dataset == "digits" %}1.0{% else %}0.3{% endif %}
    dp_open_learning_rate: Annotated[float, About("step of a client without DP", "1", TUNED)] = {% if cookiecutter.dataset == "mnist5k" %}0.3{% else %}1.0{% endif %}
    dp_local_steps: Annotated[int, About("DP: steps in a round", "steps", "chosen")] = 1
    dp_batch_size: Annotated[int, About("DP: samples in a step", "samples", "chosen")] = 4
