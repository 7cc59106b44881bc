// A control for each feature, by whether it can change: sliders over observed values, lists for codes.

function control(k) {
  const feature = model.features[k];
  const id = `feature-${k}`;
  const input =
    feature.kind === "category"
      ? make("select", { id }, ...feature.values.map((value, step) => new Option(say(k, value), step)))
      : make("input", { id, type: "range", min: 0, max: feature.values.length - 1, step: 1 });
  input.addEventListener("input", () => {
    values = values.with(k, feature.values[Number(input.value)]);
    chosen = k;
    show();
  });
  const shown = feature.kind === "category" ? "" : make("output", { id: `${id}-value`, htmlFor: id });
  return make("div", { className: "control", id: `${id}-row` },
    make("label", { htmlFor: id }, feature.label), shown, input);
}

function lay() {
  for (const [mutability, words] of Object.entries(KINDS)) {
    const members = [...model.features.keys()].filter((k) => model.features[k].mutability === mutability);
    const legend = make("legend", {}, `${words[0].toUpperCase()}${words.slice(1)}`);
    if (members.length) at("controls").append(make("fieldset", {}, legend, ...members.map(control)));
  }
  model.people.forEach(({ name, logOdds }, k) =>
    at("person").add(new Option(`${name}: ${percent(probability(logOdds))}`, k)));
  at("person").value = model.opens;
  at("person").addEventListener("change", open);
  at("reset").addEventListener("click", open);
  at("unlock").addEventListener("change", show);
  at("locked").hidden = model.features.every(({ mutability }) => mutability !== "immutable");
}

function showControls() {
  model.features.forEach((feature, k) => {
    const input = at(`feature-${k}`);
    const step = feature.values.indexOf(values[k]);
    input.value = step < 0 ? Math.floor(feature.values.length / 2) : step;
    input.disabled = feature.mutability === "immutable" && !at("unlock").checked;
    at(`feature-${k}-row`).classList.toggle("moved", values[k] !== start[k]);
    if (feature.kind === "category") return;
    input.setAttribute("aria-valuetext", say(k, values[k]));
    at(`feature-${k}-value`).value = say(k, values[k]);
  });
}
