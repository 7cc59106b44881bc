// What people see: values in, verdict, shares, one feature's curve and single changes out.

const model = JSON.parse(document.getElementById("model").textContent);
const { case: subject, event: outcome, refused: refusal } = model.words;
const at = (id) => document.getElementById(id);
const KINDS = {
  actionable: "can be changed",
  historical: "has happened: only what if",
  immutable: "nobody can change it",
};
let values = [];
let start = [];
let chosen = 0;

function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const signed = (amount) => `${amount < 0 ? "−" : "+"}${Math.abs(amount).toFixed(2)}`;

function say(k, value) {
  const { words, unit } = model.features[k];
  if (value === null) return "missing";
  return words[value] ?? `${digits.format(value)}${unit ? ` ${unit}` : ""}`;
}

function open() {
  start = model.people[Number(at("person").value)].values;
  values = start;
  const { shares } = explain(model, values);
  chosen = shares.reduce((best, share, k) => (Math.abs(share) > Math.abs(shares[best]) ? k : best), 0);
  show();
}

function pick(k) {
  chosen = k;
  show();
  at("bars").querySelector(`[data-feature="${k}"]`)?.focus();
}

function showFlips() {
  const open = at("unlock").checked;
  const rank = ({ feature }) => (model.features[feature].mutability === "actionable" ? 0 : 1);
  const found = flips(model, values)
    .filter(({ feature }) => open || model.features[feature].mutability !== "immutable")
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 5);
  at("flips").replaceChildren(...found.map(({ feature: k, value }) => {
    const risk = probability(explain(model, values.with(k, value)).logOdds);
    const { label, mutability } = model.features[k];
    const text = make("span", {}, `${label}: ${say(k, values[k])} → ${say(k, value)}, ${percent(risk)} `,
      make("span", { className: "tag" }, KINDS[mutability]));
    const onclick = () => {
      values = values.with(k, value);
      chosen = k;
      show();
      at(`feature-${k}`).focus(); // the button is gone, and here the change can be taken back
    };
    return make("li", {}, text, make("button", { type: "button", onclick, "aria-label": `Try ${label}` }, "Try"));
  }));
  if (!found.length) at("flips").append(make("li", {}, "None among the values that the controls offer."));
}

function show() {
  const found = explain(model, values);
  showControls();
  showVerdict(found.logOdds);
  showBars(found);
  drawShape(model, values, chosen);
  showFlips();
}

function check() {
  const largest = largestDifference(model);
  const good = largest <= 2e-6;
  const count = model.people.length;
  at("check").className = good ? "note good" : "note bad";
  at("check").dataset.largest = largest;
  at("check").textContent =
    `Self-check: ${count} decisions and ${count * model.features.length} shares computed here; ` +
    `the largest difference to Python is ${largest.toExponential(1)}, ` +
    `${good ? "within" : "beyond"} the 2e-6 that rounding explains.`;
}

lay();
at("scale").textContent = `Exact Shapley values in log-odds, from the average ${subject} to this one. ` +
  "Choose a feature to see its curve.";
open();
check();
addEventListener("resize", () => drawShape(model, values, chosen));
