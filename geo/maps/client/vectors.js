/* Vector layers */

function circleMetres(feature, layer) {
  var km = Number(feature.properties.radius_km);
  return layer.kind === "area" && km > 0 ? km * 1000 : 0;
}

function drawn(state, layer, data) {
  var canvas = layer.base ? state.ground : state.canvas;
  return L.geoJSON(data, {
    interactive: !layer.base,
    renderer: canvas,
    filter: function (feature) { return feature.geometry && !(layer.base && feature.properties.kind === "area"); },
    style: function (feature) { return lookOf(layer, feature); },
    pointToLayer: function (feature, latlng) {
      var look = lookOf(layer, feature), metres = circleMetres(feature, layer);
      look.renderer = canvas;
      if (metres) { look.radius = metres; return L.circle(latlng, look); }
      look.radius = layer.radius;
      return L.circleMarker(latlng, look);
    }
  });
}

function lookOf(layer, feature) {
  var colour = colourOf(layer, feature.properties), flat = /Line/.test(feature.geometry.type);
  if (layer.base) {
    return flat ? { color: colour, weight: 0.8, opacity: 0.8, fill: false }
      : { color: "#8d97a0", weight: 0.7, fillColor: colour, fillOpacity: 1 };
  }
  if (layer.kind === "line") { return { color: colour, weight: layer.width, opacity: 0.85 }; }
  if (layer.kind === "area") { return { color: colour, weight: 1.4, fillColor: colour, fillOpacity: 0.15 }; }
  return { color: "#ffffff", weight: 0.8, fillColor: colour, fillOpacity: 0.95 };
}

function listen(state, layer, made) {
  if (layer.base) { return; }
  made.on("mouseover", function (event) {
    state.tip.setLatLng(event.latlng).setContent(facts(layer, event.layer.feature.properties, 4, state.titles)).addTo(state.map);
  });
  made.on("mousemove", function (event) { state.tip.setLatLng(event.latlng); });
  made.on("mouseout", function () { state.tip.remove(); });
  made.on("click", function (event) {
    state.tip.remove();
    L.popup({ maxWidth: 300, autoPanPadding: [24, 24] }).setLatLng(event.latlng)
      .setContent(facts(layer, event.layer.feature.properties, 12, state.titles)).openOn(state.map);
  });
}

function inFront(state) {
  var shown = state.holders.filter(function (holder) { return state.map.hasLayer(holder.group); });
  shown.sort(function (a, b) { return ORDER[a.layer.kind] - ORDER[b.layer.kind]; });
  shown.forEach(function (holder) {
    if (!holder.layer.base) { holder.group.eachLayer(function (made) { made.bringToFront(); }); }
  });
}

function place(state, holder, data) {
  var made = drawn(state, holder.layer, data), old = holder.group.getLayers();
  listen(state, holder.layer, made);
  holder.group.addLayer(made);
  old.forEach(function (layer) { holder.group.removeLayer(layer); });
  holder.drawn = made;
  if (!holder.layer.base) { inFront(state); }
}

function load(state, holder) {
  var layer = holder.layer, zoom = state.map.getZoom(), url = "";
  if (layer.data) { if (!holder.drawn) { place(state, holder, layer.data); } return; }
  layer.urls.forEach(function (pair) { if (zoom >= pair[0] || !url) { url = pair[1]; } });
  if (/\{x\}/.test(url)) { squares(state, holder, url); return; }
  if (!url || holder.url === url) { return; }
  holder.url = url;
  holder.squares = {};
  got(url).then(function (data) {
    if (holder.url === url) { place(state, holder, data); }
  }).catch(function () {
    if (holder.url === url) { holder.url = ""; }
  });
}

function got(url) {
  return fetch(url, { credentials: "same-origin" }).then(function (answer) {
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.json();
  });
}

/* Near by, a large layer comes square by square: those in view and a little around. What was drawn before goes when all
   of them are here. */
function squares(state, holder, template) {
  if (holder.url !== template) { holder.url = template; holder.squares = {}; }
  var wanted = around(state.map, template);
  Object.keys(holder.squares).forEach(function (url) { if (wanted.indexOf(url) < 0) { delete holder.squares[url]; } });
  wanted.forEach(function (url) {
    if (holder.squares[url]) { return; }
    var mine = holder.squares[url] = { made: null };
    got(url).then(function (data) {
      if (holder.squares[url] !== mine) { return; }
      mine.made = drawn(state, holder.layer, data);
      listen(state, holder.layer, mine.made);
      holder.group.addLayer(mine.made);
      tidy(state, holder);
    }).catch(function () {
      if (holder.squares[url] === mine) { delete holder.squares[url]; }
    });
  });
  tidy(state, holder);
}

function tidy(state, holder) {
  var mine = Object.keys(holder.squares).map(function (url) { return holder.squares[url].made; });
  if (mine.indexOf(null) >= 0) { return; }
  holder.group.getLayers().forEach(function (made) { if (mine.indexOf(made) < 0) { holder.group.removeLayer(made); } });
  holder.drawn = null;
  inFront(state);
}

function around(map, template) {
  var zoom = Number(/\/(\d+)\/\{x\}/.exec(template)[1]), box = map.getBounds().pad(0.15), last = Math.pow(2, zoom) - 1, urls = [];
  var a = map.project(box.getNorthWest(), zoom).divideBy(256).floor(), b = map.project(box.getSouthEast(), zoom).divideBy(256).floor();
  for (var x = Math.max(a.x, 0); x <= Math.min(b.x, last); x += 1) {
    for (var y = Math.max(a.y, 0); y <= Math.min(b.y, last); y += 1) { urls.push(template.replace("{x}", x).replace("{y}", y)); }
  }
  return urls;
}
