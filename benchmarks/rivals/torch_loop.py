"""A loop over clients in PyTorch, as most write it: python torch_loop.py WORK EXPECTED."""

import sys
import time

import numpy as np
import torch
from result import tell
from torch import nn

torch.set_num_threads(1)  # two threads are slower here: the matrices are small
work = np.load(sys.argv[1])
features, units, classes = work["shape"].tolist()
inputs, labels = torch.from_numpy(work["inputs"]), torch.from_numpy(work["labels"])
rows, shares = torch.from_numpy(work["rows"].astype("i8")), work["shares"].tolist()
sizes = (features * units, units, units * classes, classes)
w, b, v, c = torch.split(torch.from_numpy(work["weights"]), sizes)
model = nn.Sequential(nn.Linear(features, units), nn.ReLU(), nn.Linear(units, classes))
loss = nn.CrossEntropyLoss()
sent = {"0.weight": w.reshape(features, units).T, "0.bias": b}
sent |= {"2.weight": v.reshape(units, classes).T, "2.bias": c}
seconds = []
for one_round in rows:
    begun = time.perf_counter()
    mean = {name: torch.zeros_like(value) for name, value in sent.items()}
    for batches, share in zip(one_round, shares, strict=True):
        model.load_state_dict(sent)
        optimiser = torch.optim.SGD(model.parameters(), lr=float(work["rate"]))
        for batch in batches:
            optimiser.zero_grad()
            loss(model(inputs[batch]), labels[batch]).backward()
            optimiser.step()
        for name, value in model.state_dict().items():
            mean[name] += share * value
    sent = mean
    seconds.append(time.perf_counter() - begun)
parts = (sent["0.weight"].T, sent["0.bias"], sent["2.weight"].T, sent["2.bias"])
tell(sys.argv[2], torch.cat([part.ravel() for part in parts]).numpy(), seconds[1:])
