/* What the browser does. Text only ever goes in by textContent; layer names, which Leaflet takes as HTML, pass through
   `escaped`. These files are joined inside one function by geo/maps/elements.py. */
var ORDER = { area: 0, line: 1, point: 2 };
var KEPT = "sitewatt";

function escaped(text) {
  var box = document.createElement("div");
  box.textContent = text;
  return box.innerHTML;
}

function element(tag, name, text) {
  var made = document.createElement(tag);
  if (name) { made.className = name; }
  if (text !== undefined) { made.textContent = text; }
  return made;
}

function remembered(key) {
  try { return JSON.parse(window.sessionStorage.getItem(KEPT + key)); } catch (error) { return null; }
}

function remember(key, value) {
  try { window.sessionStorage.setItem(KEPT + key, JSON.stringify(value)); } catch (error) { return; }
}

/* Values and colours */

function colourOf(layer, properties) {
  var value = properties[layer.by], best = null;
  if (!layer.by || value === null || value === undefined) { return layer.colour; }
  layer.classes.forEach(function (pair) {
    if (String(value) === pair[0]) { best = { at: Infinity, colour: pair[1] }; }
    var lower = Number(pair[0]);
    if (typeof value === "number" && !isNaN(lower) && value >= lower - 0.5 && (!best || lower > best.at)) {
      best = { at: lower, colour: pair[1] };
    }
  });
  return best ? best.colour : layer.colour;
}

function shownValue(value, unit) {
  if (value === null || value === undefined || value === "") { return ""; }
  if (value === true) { return "yes"; }
  if (value === false) { return "no"; }
  if (Array.isArray(value)) { value = value.join(", "); }
  if (typeof value === "number" && unit) { value = value.toLocaleString("en", { maximumFractionDigits: 2 }); }
  return String(value).replace(/_/g, " ") + (unit ? " " + unit : "");
}

function sourceValue(cell, value, titles) {
  String(value).split(" ; ").forEach(function (part, index) {
    if (index) { cell.appendChild(document.createTextNode("; ")); }
    if (titles[part]) { part = titles[part]; }
    if (!/^https?:\/\/[^\s"'<>`]+$/.test(part)) { cell.appendChild(document.createTextNode(part)); return; }
    var link = element("a", "", part.replace(/^https?:\/\/(www\.)?/, "").split("/")[0]);
    link.href = part;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    cell.appendChild(link);
  });
}

function facts(layer, properties, most, titles) {
  var box = element("div", "sw-facts"), rows = 0;
  box.appendChild(element("div", "sw-kind", layer.title));
  layer.label.forEach(function (column) {
    var text = shownValue(properties[column[0]], column[2]);
    if (!text || rows >= most) { return; }
    rows += 1;
    if (column[0] === "name") { box.appendChild(element("div", "sw-name", text)); return; }
    var row = element("div", "sw-row");
    row.appendChild(element("span", "sw-key", column[1] + " "));
    var cell = element("span", "sw-value");
    if (column[0] === "source") { sourceValue(cell, properties.source, titles); } else { cell.textContent = text; }
    row.appendChild(cell);
    box.appendChild(row);
  });
  return box;
}
