"""What the SuperLink runs: all rounds of a job; weights and a record of the rounds are written."""

import json
from logging import ERROR
from pathlib import Path

import numpy as np
from flwr.app import Context
from flwr.common.logger import log
from flwr.serverapp import Grid, ServerApp

from .job import Job
from .strategy import Shards
from .terms import LostShardError, Terms

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Run the job, and write ``weights.npy`` and ``run.json`` into the folder ``output``.

    Raises:
        LostShardError: the run stopped; the weights are those of the last whole round.
    """
    asked = context.run_config
    terms = Terms(int(asked["nodes"]), float(asked["patience-seconds"]), bool(asked["keep-going"]))
    server = Shards(Job.read(asked), terms)
    folder, trouble = Path(str(asked["output"])), ""
    try:
        server.start(grid, server.arrays(), num_rounds=server.job.rounds, timeout=terms.patience)
    except LostShardError as error:
        trouble = str(error)
        log(ERROR, "%s", trouble)
        raise
    finally:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "weights.npy", server.server.w)
        rounds = [done._asdict() for done in server.rounds]
        record = {"rounds": rounds, "trouble": trouble}
        (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
