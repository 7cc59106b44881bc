// The glass box: tables that are added up, and the exact Shapley values of their sum.
// The same formulas as glassbox.py; what both make of the same people is compared when the page opens.

function bin(axis, value) {
  if (value === null) return 0;
  if (axis.levels) {
    const unknown = Math.max(0, ...Object.values(axis.levels)) + 1;
    return axis.levels[value] ?? unknown;
  }
  let low = 0;
  let high = axis.cuts.length; // the first border above the value
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.fround(axis.cuts[middle]) <= Math.fround(value)) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

// Return the log-odds of a row of values, the background's mean, and each feature's share between them.
function explain(model, values) {
  const shares = values.map(() => 0);
  let base = 0;
  let sum = 0;
  for (const { features, axes, scores, alone, mean } of model.terms) {
    const bins = features.map((feature, k) => bin(axes[k], values[feature]));
    const score = alone ? scores[bins[0]][bins[1]] : scores[bins[0]];
    base += mean;
    sum += score;
    if (alone) {
      const [first, second] = bins.map((at, k) => alone[k][at]);
      shares[features[0]] += (first - mean + score - second) / 2;
      shares[features[1]] += (second - mean + score - first) / 2;
    } else {
      shares[features[0]] += score - mean;
    }
  }
  return {
    logOdds: model.intercept + sum * model.unit,
    base: model.intercept + base * model.unit,
    shares: shares.map((share) => share * model.unit),
  };
}

const probability = (logOdds) => 1 / (1 + Math.exp(-logOdds));

// Return the largest difference to what Python computed: of probabilities, and of shares.
function largestDifference(model) {
  let largest = 0;
  for (const person of model.people) {
    const here = explain(model, person.values);
    const pairs = here.shares.map((share, k) => [share, person.shapley[k]]);
    pairs.push([probability(here.logOdds), probability(person.logOdds)]);
    for (const [mine, theirs] of pairs) largest = Math.max(largest, Math.abs(mine - theirs));
  }
  return largest;
}

// Return, for each feature, the nearest offered value that alone turns the decision. A way out of a
// refusal may only go in the feature's direction of help; what would cost a person the yes may go any.
function flips(model, values) {
  const refused = (row) => probability(explain(model, row).logOdds) >= model.threshold;
  const now = refused(values);
  const found = [];
  model.features.forEach((feature, k) => {
    const from = feature.values.indexOf(values[k]);
    const turns = feature.values
      .map((value, at) => ({ feature: k, value, steps: Math.abs(at - from) }))
      .filter(({ value, steps }) => steps && (!now || (value - values[k]) * feature.direction >= 0))
      .sort((a, b) => a.steps - b.steps);
    const turn = turns.find(({ value }) => refused(values.with(k, value)) !== now);
    if (turn) found.push(turn);
  });
  return found.sort((a, b) => a.steps - b.steps);
}
