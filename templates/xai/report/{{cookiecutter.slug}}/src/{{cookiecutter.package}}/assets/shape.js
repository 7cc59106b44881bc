// One feature's share at each value that its control offers, everything else as it is now.

const HEIGHT = 190;
const EDGE = { left: 44, right: 12, top: 12, bottom: 26 };

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function drawShape(model, values, k) {
  const width = Math.max(240, document.getElementById("shape").clientWidth); // a pixel is a unit
  const feature = model.features[k];
  const share = (value) => explain(model, values.with(k, value)).shares[k];
  const curve = feature.values.map(share);
  const here = share(values[k]);
  const low = Math.min(0, here, ...curve);
  const high = Math.max(0, here, ...curve);
  const last = Math.max(1, curve.length - 1);
  const x = (step) => EDGE.left + ((width - EDGE.left - EDGE.right) * step) / last;
  const y = (amount) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * (amount - low)) / (high - low || 1);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" },
    svg("title", {}, `Share of ${feature.label} at each value, from ${signed(low)} to ${signed(high)} log-odds; now ${signed(here)}`),
    svg("line", { class: "zero", x1: EDGE.left, x2: width - EDGE.right, y1: y(0), y2: y(0) }));
  const apart = (amount) => amount === 0 || Math.abs(y(amount) - y(0)) > 18;
  for (const amount of new Set([low, 0, high].filter(apart))) {
    picture.append(svg("text", { x: EDGE.left - 6, y: y(amount) + 4, "text-anchor": "end" }, signed(amount)));
  }
  const now = feature.values.indexOf(values[k]);
  const ends = width < 440 ? [0, last] : [0, last / 2, last];
  const named = feature.kind === "category" ? [Math.max(0, now)] : ends;
  for (const step of new Set(named.map(Math.round))) {
    const anchor = step === 0 ? "start" : step === last ? "end" : "middle";
    picture.append(svg("text", { x: x(step), y: HEIGHT - 6, "text-anchor": anchor }, say(k, feature.values[step])));
  }
  if (feature.kind === "category") { // codes have no order that a line could follow
    curve.forEach((amount, step) =>
      picture.append(svg("circle", { class: "dot", cx: x(step), cy: y(amount), r: 5 })));
  } else {
    const points = curve.map((amount, step) => `${x(step)},${y(amount)}`).join(" ");
    picture.append(svg("polyline", { class: "line", points }));
  }
  if (now >= 0) {
    picture.append(svg("circle", { class: here < 0 ? "here lowers" : "here", cx: x(now), cy: y(here), r: 7 }));
  }
  const pairs = model.terms.filter(({ features }) => features.length > 1 && features.includes(k)).length;
  const caption = `${feature.label}: its share at each value, the rest as it is now` +
    (pairs ? `; ${pairs === 1 ? "one other feature bends" : `${pairs} others bend`} this curve.` : ".");
  document.getElementById("shape").replaceChildren(picture, make("figcaption", { className: "note" }, caption));
}
