/* Marks */

/* Leaflet places marks by three-dimensional shifts, and each gets a layer of its own from the browser: with a hundred of
   them every frame of the page waits. Flat shifts look the same. */
var Mark = L.Marker.extend({
  _setPos: function (at) {
    L.Marker.prototype._setPos.call(this, at);
    if (this._icon) { this._icon.style.transform = "translate(" + at.x + "px," + at.y + "px)"; }
  }
});

function markOf(state, site) {
  var box = element("div", site.barred ? "sw-site sw-barred" : "sw-site");
  if (!site.barred && /^#[0-9a-fA-F]{6}$/.test(site.colour)) { box.style.background = site.colour; }
  if (/^#[0-9a-fA-F]{6}$/.test(site.ring)) { box.style.boxShadow = "0 0 0 1px #1f2933, 0 0 0 4px " + site.ring; }
  if (site.barred) { box.textContent = "×"; } else if (site.rank && site.rank <= 9) { box.textContent = String(site.rank); }
  var size = site.rank && site.rank <= 9 ? 22 : 14;
  var mark = new Mark([site.lat, site.lon], {
    pane: "sw-sites", icon: L.divIcon({ className: "sw-mark", html: box, iconSize: [size, size] }),
    alt: site.name, keyboard: true, zIndexOffset: site.rank ? 2000 - 10 * site.rank : -1000, riseOnHover: true
  });
  mark.on("mouseover", function () {
    state.tip.setLatLng(mark.getLatLng()).setContent(siteFacts(state, site)).addTo(state.map);
  });
  mark.on("mouseout", function () { state.tip.remove(); });
  mark.on("click", function () {
    state.tip.remove();
    if (state.standalone) {
      L.popup({ maxWidth: 320 }).setLatLng(mark.getLatLng()).setContent(siteFacts(state, site)).openOn(state.map);
    }
    state.map.fire("click", { latlng: mark.getLatLng() });
  });
  return mark;
}

function siteFacts(state, site) {
  var box = element("div", "sw-facts");
  box.appendChild(element("div", "sw-kind", state.sitesTitle));
  box.appendChild(element("div", "sw-name", (site.rank ? site.rank + ". " : "") + site.name));
  site.detail.split("\n").forEach(function (line) { box.appendChild(element("div", "sw-row", line)); });
  return box;
}

function marks(state, sites) {
  var text = JSON.stringify(sites);
  if (state.sitesText === text) { return; }
  state.sitesText = text;
  state.sites.clearLayers();
  sites.forEach(function (site) { state.sites.addLayer(markOf(state, site)); });
}

function areas(state, found) {
  var text = JSON.stringify(found);
  if ((state.areasText || "[]") === text) { return; }
  state.areasText = text;
  if (state.areas) { state.areas.remove(); }
  state.areas = L.layerGroup(found.map(function (area) {
    var ring = area.ring.map(function (at) { return [at[1], at[0]]; });
    var shape = L.polygon(ring, { pane: "sw-areas", color: "#b42318", weight: 2, fillOpacity: 0.25, className: "sw-area" });
    shape.on("mousemove", function (event) {
      state.tip.setLatLng(event.latlng).setContent(siteFacts(state, area)).addTo(state.map);
    });
    shape.on("mouseout", function () { state.tip.remove(); });
    return shape;
  })).addTo(state.map);
}

function choose(state, chosen) {
  if (state.pin) { state.pin.remove(); state.pin = null; }
  if (!chosen) { return; }
  var at = L.latLng(chosen.lat, chosen.lon);
  state.pin = L.marker(at, {
    pane: "sw-chosen", interactive: false, keyboard: false,
    icon: L.divIcon({ className: "sw-mark", html: element("div", "sw-pin"), iconSize: [34, 34] })
  }).addTo(state.map);
  var mark = chosen.lon + "," + chosen.lat;
  if (chosen.zoom && state.centred !== mark) {
    state.map.setView(at, Math.max(chosen.zoom, state.map.getZoom()));
  } else if (chosen.centred && state.centred !== mark && !state.map.getBounds().pad(-0.1).contains(at)) { state.map.panTo(at); }
  state.centred = mark;
}

function say(state, text) {
  state.banner.textContent = text;
  state.banner.style.display = text ? "block" : "none";
}
