/* Rasters */

function tiles(url, bounds, pane, opacity) {
  return L.tileLayer(url, {
    pane: pane, opacity: opacity, bounds: L.latLngBounds(corners(bounds)), tileSize: 512, zoomOffset: -1,
    minZoom: 1, maxZoom: 16, maxNativeZoom: 11, updateWhenZooming: false, keepBuffer: 1
  });
}

function raster(overlay) {
  if (!overlay.picture) { return tiles(overlay.url, overlay.bounds, "sw-overlay", overlay.opacity); }
  return L.imageOverlay(overlay.url, corners(overlay.bounds), { pane: "sw-overlay", opacity: overlay.opacity });
}

/* The newest raster is laid over the old ones, which go when it has come: nothing flickers. */
function swap(state, overlay) {
  var group = state.overlay, url = overlay ? overlay.url : "";
  if (group.url === url) {
    if (overlay) { group.eachLayer(function (layer) { layer.setOpacity(overlay.opacity); }); }
    return;
  }
  group.url = url;
  var old = group.getLayers();
  function clear() { old.forEach(function (layer) { group.removeLayer(layer); }); }
  if (!overlay) { clear(); return; }
  var fresh = raster(overlay);
  state.above += 1;
  fresh.setZIndex(state.above);
  fresh.once("load", clear);
  fresh.on("tileerror", function (event) { retry(fresh, event); });
  group.addLayer(fresh);
  if (!state.map.hasLayer(group)) { clear(); } else { window.setTimeout(clear, 6000); }
}

function retry(layer, event) {
  var tile = event.tile, times = (tile.swTimes || 0) + 1, source = tile.src;
  tile.swTimes = times;
  if (times > 3) { return; }
  window.setTimeout(function () { if (layer._map) { tile.src = source; } }, 1500 * times);
}

function corners(box) { return [[box[1], box[0]], [box[3], box[2]]]; }
