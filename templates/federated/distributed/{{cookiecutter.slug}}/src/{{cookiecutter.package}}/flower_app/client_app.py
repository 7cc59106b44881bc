"""What a SuperNode runs: it receives the server's state, and replies with its shard's update."""

import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

from ..algorithms.strategies import Server
from .job import Job
from .shard import Shard

app = ClientApp()


@app.train()
def train(message: Message, context: Context) -> Message:
    """Train the shard's clients for a round.

    SCAFFOLD's controls stay on the node, in ``context.state``, and last as long as it runs.

    Raises:
        RuntimeError: the shard has trained before, but its controls are gone.
    """
    own, of = (int(context.node_config[key]) for key in ("partition-id", "num-partitions"))
    shard = Shard(Job.read(context.run_config), own, of)
    content = message.content
    arrays = {name: array.numpy() for name, array in content.array_records["server"].items()}
    server = Server(arrays["w"], c=arrays.get("c"))
    controls = None
    if server.c is not None:
        held = context.state.array_records.get("controls")
        known = content.config_records["config"]["shards-that-trained"]
        if held is None and isinstance(known, list) and own in known:
            raise RuntimeError(f"the controls of shard {own} are lost: its node was restarted")
        size = (len(shard.members), len(server.w))
        controls = np.zeros(size, np.float32) if held is None else held["controls"].numpy()
    t = content.config_records["config"]["round"]
    update, controls, covered = shard.updates(int(str(t)), server, controls)
    if controls is not None:
        context.state["controls"] = ArrayRecord({"controls": Array(controls)})
    parts = {name: Array(part) for name, part in update._asdict().items() if part is not None}
    metrics = MetricRecord({"shard": own, "shards": of, "covered": covered})
    reply = RecordDict({"update": ArrayRecord(parts), "metrics": metrics})
    return Message(content=reply, reply_to=message)
