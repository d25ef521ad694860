/* Layer control */

var Control = L.Control.Layers.extend({
  _initLayout: function () {
    L.Control.Layers.prototype._initLayout.call(this);
    var head = element("button", "sw-head", "Layers"), box = this._container;
    head.type = "button";
    head.onclick = function () {
      var closed = box.classList.toggle("sw-closed");
      head.setAttribute("aria-expanded", String(!closed));
    };
    box.insertBefore(head, box.firstChild);
    if (this._map.getSize().x < 900) { box.classList.add("sw-closed"); }
    head.setAttribute("aria-expanded", String(!box.classList.contains("sw-closed")));
  },
  _update: function () {
    this._theme = null;
    return L.Control.Layers.prototype._update.call(this);
  },
  _checkDisabledLayers: function () {
    L.Control.Layers.prototype._checkDisabledLayers.call(this);
    this._layerControlInputs.forEach(function (input) {
      if (this._getLayer(input.layerId).layer.swWaiting) { input.disabled = true; }
    }, this);
  },
  _addItem: function (item) {
    var theme = item.layer.swTheme;
    if (item.overlay && theme && theme !== this._theme) {
      this._theme = theme;
      this._overlaysList.appendChild(element("div", "sw-theme", theme));
    }
    return L.Control.Layers.prototype._addItem.call(this, item);
  }
});

function swatch(layer) {
  var colours = layer.classes.length ? layer.classes.map(function (pair) { return pair[1]; }) : [layer.colour];
  var safe = colours.filter(function (colour) { return /^#[0-9a-fA-F]{3,8}$/.test(colour); }).slice(0, 6);
  var parts = safe.map(function (colour, i) {
    return colour + " " + (100 * i / safe.length) + "% " + (100 * (i + 1) / safe.length) + "%";
  });
  return "<i class='sw-swatch sw-" + escaped(layer.kind) + "' style='background:linear-gradient(90deg," + parts.join(",") + ")'></i>";
}

function held(state, layer) {
  if (layer.kind === "raster") {
    var picture = tiles(layer.urls[0][1], state.bounds, "sw-rasters", 1);
    picture.on("tileerror", function (event) { retry(picture, event); });
    picture.on("add", function () { name(state, layer, "addAttribution"); });
    picture.on("remove", function () { name(state, layer, "removeAttribution"); });
    state.pictures.push(picture);
    return picture;
  }
  var holder = { layer: layer, group: L.layerGroup(), url: "", drawn: null, squares: {} };
  state.holders.push(holder);
  holder.group.on("add", function () {
    name(state, layer, "addAttribution");
    load(state, holder);
    inFront(state);
  });
  holder.group.on("remove", function () { name(state, layer, "removeAttribution"); });
  return holder.group;
}

function name(state, layer, method) {
  layer.attribution.forEach(function (text) { state.map.attributionControl[method](escaped(text)); });
}

function entry(state, layer, made, shown, name) {
  var wanted = remembered(".shown") || {};
  made.swTheme = layer.theme;
  made.swKey = layer.key;
  made.swName = name;
  made.swWanted = wanted[layer.key] === undefined ? shown : wanted[layer.key];
  state.control.addOverlay(made, name);
  if (made.swWanted && layer.kind !== "raster") { made.addTo(state.map); }
}

/* Pictures that have no tiles yet say so in the control, and come by themselves when they have, if they are wanted. */
function picturesOf(state, building) {
  var changed = state.building !== building.join(" ");
  state.building = building.join(" ");
  state.pictures.forEach(function (picture) {
    picture.swWaiting = building.indexOf(picture.swKey) >= 0;
    if (picture.swWaiting && state.map.hasLayer(picture)) { picture.remove(); picture.swWanted = true; }
    if (!picture.swWaiting && picture.swWanted) { picture.addTo(state.map); picture.swWanted = false; }
    rename(state, picture, picture.swName + (picture.swWaiting ? " <i class='sw-waits'>being built</i>" : ""));
  });
  if (changed) { state.control._update(); }
}

function note(event, shown) {
  var wanted = remembered(".shown") || {};
  if (event.layer.swKey && !event.layer.swWaiting) { wanted[event.layer.swKey] = shown; remember(".shown", wanted); }
}
