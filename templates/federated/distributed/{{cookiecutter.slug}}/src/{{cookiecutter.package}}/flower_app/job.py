"""What a run of the Flower app trains: the same federation in every process."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType

from .. import config as configuration
from .. import data, engines, model
from ..algorithms import federate, strategies
from ..algorithms.strategies import Strategy
from ..clients import partition, plan
from ..clients.partition import Partition
from ..config import Config
from ..data import Ints, Task
from ..model import Weights
from ..showcase import settings
from ..showcase.settings import SetupError


def own() -> Config:
    """Return the experiment that ``settings.toml`` holds."""
    return settings.read(Config, Path(configuration.__file__).with_name(settings.NAME))


@dataclass(frozen=True)
class Job:
    """What a run trains; everything else is as ``config.py`` says.

    Attributes:
        strategy: its name, such as SCAFFOLD.
        rounds: of communication.
        clients: in all shards together, unless the sites of the data are the clients.
        seed: draws partition, first weights, cohorts and batches.
        rate: step size of a client.
        tau: FedAdam's; this and the rate are gentler than those that the study chose, at which
            rounding grows until the weights of two runs cannot be compared.
    """

    strategy: str
    rounds: int
    clients: int
    seed: int
    rate: float = 0.1
    tau: float = 1e-3  # Reddi et al. 2021, section 5

    @staticmethod
    def read(run_config: Mapping[str, bool | float | int | str]) -> "Job":
        """Return the job that Flower's run configuration describes."""
        rounds, clients, seed = (
            int(run_config[name]) for name in ("num-server-rounds", "clients", "seed")
        )
        rate, tau = float(run_config["learning-rate"]), float(run_config["tau"])
        return Job(str(run_config["strategy"]), rounds, clients, seed, rate, tau)


@dataclass(frozen=True)
class Federation:
    """What all who take part in a job agree on beforehand."""

    config: Config
    strategy: Strategy
    dealt: Partition
    start: Weights
    task: Task

    @property
    def engine(self) -> ModuleType:
        """Return what trains the clients."""
        return engines.load(self.config.engine)


@cache  # a process answers many messages
def federation(job: Job) -> Federation:
    """Return the federation of ``job``, the same in every process.

    Raises:
        SetupError: no strategy has this name, or a value makes no sense.
    """
    config = replace(own(), rounds=job.rounds, clients=job.clients)
    config = replace(config, learning_rate=job.rate, adam_tau=job.tau)  # refuses what is no rate
    known = {strategy.name: strategy for strategy in strategies.chosen(config)}
    if job.strategy not in known:
        raise SetupError(f"strategy is {job.strategy!r}; choose one of: {', '.join(known)}")
    dataset = data.load(config)
    shape = (dataset.inputs.shape[1], config.hidden, len(dataset.classes))
    return Federation(
        config,
        known[job.strategy]._replace(learning_rate=job.rate, tau=job.tau),
        partition.deal(config, dataset, job.seed),
        model.initial(*shape, job.seed),
        Task(dataset.inputs, dataset.labels, dataset.inputs[dataset.test]),
    )


def in_process(job: Job) -> federate.Trained:
    """Return what one process makes of the job, for comparison."""
    all_of = federation(job)
    work = (all_of.config.local_steps, all_of.config.batch_size, job.seed)
    drawn = plan.draw(all_of.dealt.clients, job.rounds, *work, all_of.config.participation)
    shares = all_of.dealt.shares
    return federate.train(all_of.engine, all_of.strategy, all_of.start, all_of.task, drawn, shares)


@cache
def batches(job: Job, client: int) -> Ints:
    """Return a client's rows of all rounds, which it draws at home."""
    all_of = federation(job)
    work = (job.rounds, all_of.config.local_steps, all_of.config.batch_size)
    return plan.batches(all_of.dealt.clients[client], *work, job.seed, client)
