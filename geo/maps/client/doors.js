/* Doors */

function fit(state) {
  var kept = remembered(".view." + state.region);
  if (kept && !state.standalone) { state.map.setView(kept.at, kept.zoom); } else { state.map.fitBounds(corners(state.bounds)); }
}

var grounds = {}, styles = [];

/* A ground that came as a script of its own waits here until a map asks for it. */
function keep(key, ground, style) {
  grounds[key] = ground;
  styles.push(document.head.appendChild(element("style", "", style)));
}

/* Our rules stand behind Leaflet's, whose sheet may have come later. */
function restyle() { styles.forEach(function (sheet) { document.head.appendChild(sheet); }); }

/* streamlit-folium reports what differs from what it reported before: at first, that nothing was clicked. */
function nothingClicked() {
  var told = window.__GLOBAL_DATA__;
  if (told) { told.previous_data = { last_clicked: null }; }
}

function start(map, ground, standalone) {
  nothingClicked();
  if (typeof ground === "string") { ground = grounds[ground]; }
  var state = {
    map: map, region: ground.region, bounds: ground.bounds, holders: [], pictures: [], building: "", above: 1, titles: ground.sources, centred: "", sitesTitle: "",
    standalone: standalone, places: ground.places, tip: L.tooltip({ direction: "top", offset: [0, -8], className: "sw-tip" })
  };
  map.sitewatt = state;
  restyle();
  window.setTimeout(restyle, 1500);
  map.attributionControl.setPrefix(false);
  [["sw-ground", 150], ["sw-rasters", 240], ["sw-overlay", 250], ["sw-areas", 610], ["sw-sites", 620], ["sw-chosen", 640]].forEach(function (pane) {
    map.createPane(pane[0]).style.zIndex = pane[1];
  });
  ["sw-ground", "sw-overlay", "sw-rasters", "sw-chosen"].forEach(function (name) { map.getPane(name).style.pointerEvents = "none"; });
  state.canvas = L.canvas({ tolerance: 4, padding: 0.3 });
  state.ground = L.canvas({ pane: "sw-ground", padding: 0.3 });
  map.setMaxBounds(L.latLngBounds(corners(ground.bounds)).pad(0.6));
  if (map.getSize().x) { fit(state); } else { map.once("resize", function () { fit(state); }); }
  L.control.scale({ imperial: false }).addTo(map);
  state.banner = L.DomUtil.create("div", "sw-banner", map.getContainer());
  say(state, "");
  entries(state, ground);
  map.on("overlayadd", function (event) { note(event, true); });
  map.on("overlayremove", function (event) { note(event, false); });
  map.attributionControl.getContainer().tabIndex = 0;
  far(state);
  map.on("zoomend", function () { far(state); });
  map.on("moveend", function () {
    state.holders.forEach(function (holder) { if (holder.layer.urls.length > 1 && map.hasLayer(holder.group)) { load(state, holder); } });
  });
  map.on("moveend", function () { remember(".view." + state.region, { at: map.getCenter(), zoom: map.getZoom() }); });
  return state;
}

/* Seen from far, marks are smaller, so that towns do not hide behind them. */
function far(state) { state.map.getContainer().classList.toggle("sw-far", state.map.getZoom() < 6); }

function entries(state, ground) {
  var map = state.map, plain = L.layerGroup(), bases = {};
  var base = ground.layers.filter(function (layer) { return layer.base; });
  base.forEach(function (layer) { held(state, layer).addTo(map); });
  bases[escaped(base.length ? base[0].title : "Plain ground")] = plain;
  plain.addTo(map);
  bases[escaped(ground.online_title)] = L.tileLayer(ground.online, {
    attribution: escaped(ground.online_attribution), maxZoom: 16, maxNativeZoom: 16, crossOrigin: false
  });
  state.control = new Control(bases, {}, { collapsed: false, position: "topright", autoZIndex: false }).addTo(map);
  state.overlay = L.layerGroup();
  entry(state, { key: "overlay", theme: "Overlay" }, state.overlay, true, "Overlay");
  state.sites = L.layerGroup();
  ground.layers.forEach(function (layer) {
    if (!layer.base) { entry(state, layer, held(state, layer), layer.shown, swatch(layer) + escaped(layer.title)); }
  });
  entry(state, { key: "sites", theme: "Sites" }, state.sites, true, "Sites");
  L.DomEvent.disableScrollPropagation(state.control.getContainer());
}

/* One of few texts, by its number: a digit or letter in a row of such, or a number in a list. */
function coded(column, at) { return column.of[typeof column.at === "string" ? parseInt(column.at[at], 36) : column.at[at]]; }

/* Sites travel column by column; those whose places the ground holds, by number. */
function rowsOf(columns, places) {
  var figures = columns.figures.split(";");
  var names = Object.keys(columns).filter(function (name) { return ["coded", "colours", "figures"].indexOf(name) < 0; });
  return columns.rank.map(function (rank, at) {
    var row = { barred: rank === null };
    if (columns.at) { Object.assign(row, places[columns.at[at]]); }
    names.forEach(function (name) { row[name] = columns[name][at]; });
    Object.keys(columns.coded).forEach(function (name) { row[name] = coded(columns.coded[name], at); });
    row.colour = "#" + columns.colours.slice(6 * at, 6 * at + 6);
    var told = figures[at].split(" ");
    row.detail = row.form.replace(/\u0001/g, function () { return told.shift(); }) + (row.lines ? "\n" + row.lines : "");
    return row;
  });
}

function rename(state, layer, name) {
  state.control._layers.forEach(function (item) { if (item.layer === layer) { item.name = name; } });
}

function show(map, change) {
  var state = map.sitewatt;
  if (!state) { return; }
  var titles = [change.overlay ? change.overlay.title : "Overlay", change.sites_title];
  state.sitesTitle = change.sites_title;
  if (state.names !== titles.join("\n")) {
    state.names = titles.join("\n");
    rename(state, state.overlay, escaped(titles[0]));
    rename(state, state.sites, "<i class='sw-swatch sw-point' style='background:#21918c'></i>" + escaped(titles[1]));
    state.control._update();
  }
  picturesOf(state, change.building);
  swap(state, change.overlay);
  marks(state, rowsOf(change.sites, state.places));
  areas(state, change.areas || []);
  choose(state, change.chosen);
  say(state, change.note);
}
