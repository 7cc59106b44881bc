// How the decision came about: the verdict, and each feature's share as a step of one staircase.

const SHOWN = 9; // shares in a row of their own

function showVerdict(logOdds) {
  const risk = probability(logOdds);
  const refused = risk >= model.threshold;
  at("probability").textContent = percent(risk);
  at("decided").textContent =
    `probability of ${outcome}: ${refused ? refusal : `not ${refusal}`}, the limit is ${percent(model.threshold)}`;
  at("meter").classList.toggle("refused", refused);
  at("meter").children[0].style.width = `${100 * risk}%`;
  at("meter").children[1].style.left = `${100 * model.threshold}%`;
}

function bar(name, detail, from, to, [low, high], properties, kind) {
  const place = (amount) => (100 * (amount - low)) / (high - low || 1);
  const piece = make("i", { className: kind });
  piece.style.left = `${place(Math.min(from, to))}%`;
  piece.style.width = `${Math.abs(place(to) - place(from))}%`;
  return make("li", {}, make("button", { type: "button", ...properties },
    make("span", {}, name, detail ? make("small", {}, detail) : ""),
    make("span", { className: "track" }, piece),
    make("span", { className: "amount" }, kind === "plain" ? to.toFixed(2).replace("-", "−") : signed(to - from))));
}

function showBars({ base, logOdds, shares }) {
  const order = [...shares.keys()].sort((a, b) => Math.abs(shares[b]) - Math.abs(shares[a]));
  const steps = order.slice(0, SHOWN).map((k) => ({ k, share: shares[k] }));
  const rest = order.slice(SHOWN);
  if (rest.length) steps.push({ share: rest.reduce((sum, k) => sum + shares[k], 0) });
  let sum = base;
  const ends = [0, base, ...steps.map(({ share }) => (sum += share))];
  const range = [Math.min(...ends), Math.max(...ends)];
  at("bars").replaceChildren(bar(`Average ${subject}`, "", 0, base, range, { disabled: true }, "plain"));
  sum = base;
  for (const { k, share } of steps) {
    const kind = share < 0 ? "lowers" : "raises";
    const properties = k === undefined ? { disabled: true }
      : { onclick: () => pick(k), "aria-pressed": String(k === chosen), "data-feature": k };
    const [name, detail] = k === undefined ? [`${rest.length} others`, ""]
      : [model.features[k].label, say(k, values[k])];
    at("bars").append(bar(name, detail, sum, (sum += share), range, properties, kind));
  }
  at("bars").append(bar(`This ${subject}`, "", 0, logOdds, range, { disabled: true }, "plain"));
}
