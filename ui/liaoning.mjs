// The map of Liaoning from the boundaries in npm package echarts 4.9.0 (map/json/province/liaoning.json, Apache-2.0):
// decoded, simplified so that neighbours keep sharing their border, projected, written as SVG. Equirectangular with the
// cosine of the middle latitude: a place is found on it by two multiplications, which the attributes of <svg> state.
import { readFileSync } from "node:fs";

const MIDDLE = 41; // degrees north: true scale
const PER_DEGREE = 100; // units of the drawing for a degree of latitude
const TOLERANCE = 0.8; // units: what simplification may move

// ECharts' compact form: each coordinate is a character, zigzag, relative to the one before, in 1/1024 degree.
function decodeRing(string, [offsetX, offsetY]) {
  const ring = [];
  let x = offsetX;
  let y = offsetY;
  const signed = (i) => {
    const c = string.charCodeAt(i) - 64;
    return (c >> 1) ^ -(c & 1);
  };
  for (let i = 0; i + 1 < string.length; i += 2) {
    x += signed(i);
    y += signed(i + 1);
    ring.push([x, y]);
  }
  return ring;
}

// The outer rings of a feature, in whole 1/1024 degrees (so that shared points compare equal), without the closing point.
function ringsOf({ geometry }) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const offsets = geometry.type === "Polygon" ? [geometry.encodeOffsets] : geometry.encodeOffsets;
  return polygons.map((rings, p) => {
    const ring = decodeRing(rings[0], offsets[p][0]);
    const [first, last] = [ring[0], ring[ring.length - 1]];
    if (first[0] === last[0] && first[1] === last[1]) ring.pop();
    return ring;
  });
}

const key = ([x, y]) => `${x},${y}`;

// The ends of shared borders. Two rings hold the same points along a border but for a few that only one of them has:
// up to GAP of those do not end it.
const GAP = 6;

function junctions(rings) {
  const company = new Map();
  rings.forEach((ring, r) => ring.forEach((point) => company.set(key(point), `${company.get(key(point)) ?? ""} ${r}`)));
  const found = new Set();
  for (const ring of rings) {
    const shared = ring.map((point, i) => i).filter((i) => company.get(key(ring[i])).lastIndexOf(" ") > 0);
    shared.forEach((i, s) => {
      const next = shared[(s + 1) % shared.length];
      const [here, there] = [key(ring[i]), key(ring[next])];
      const gap = (next - i + ring.length) % ring.length;
      if (company.get(here) !== company.get(there) || gap > GAP) found.add(here).add(there);
    });
  }
  return found;
}

function distance([px, py], [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

// Douglas and Peucker's way: keep the farthest point while it is farther than the tolerance.
function simplify(points) {
  let worst = 0;
  let at = 0;
  for (let i = 1; i < points.length - 1; i++) {
    const d = distance(points[i], points[0], points[points.length - 1]);
    if (d > worst) [worst, at] = [d, i];
  }
  if (worst <= TOLERANCE) return [points[0], points[points.length - 1]];
  return [...simplify(points.slice(0, at + 1)).slice(0, -1), ...simplify(points.slice(at))];
}

// Two rings run along a shared border in opposite directions: both simplify it in the same one.
function simplifyArc(arc, project) {
  const turn = key(arc[0]) > key(arc[arc.length - 1]);
  const done = simplify((turn ? [...arc].reverse() : arc).map(project));
  return turn ? done.reverse() : done;
}

function simplifyRing(ring, corners, project) {
  let cuts = ring.map((point, i) => (corners.has(key(point)) ? i : -1)).filter((i) => i >= 0);
  if (cuts.length < 2) cuts = [cuts[0] ?? 0, ((cuts[0] ?? 0) + (ring.length >> 1)) % ring.length].sort((a, b) => a - b);
  const out = [];
  cuts.forEach((from, c) => {
    const to = c + 1 < cuts.length ? cuts[c + 1] : cuts[0] + ring.length;
    const arc = [];
    for (let i = from; i <= to; i++) arc.push(ring[i % ring.length]);
    out.push(...simplifyArc(arc, project).slice(0, -1));
  });
  return out;
}

const area = (ring) =>
  ring.reduce((sum, [x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0) / 2;

function centroid(ring) {
  let [cx, cy] = [0, 0];
  ring.forEach(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    const cross = x * v - u * y;
    cx += (x + u) * cross;
    cy += (y + v) * cross;
  });
  return [cx / (6 * area(ring)), cy / (6 * area(ring))];
}

const round = (n) => Math.round(n * 10) / 10;

// Relative to the point before, in whole tenths of a unit and told so by the scale of the group: half the bytes.
function pathOf(rings) {
  return rings
    .map((ring) => {
      const tenths = ring.map((point) => point.map((n) => Math.round(n * 10)));
      const steps = tenths.slice(1).map(([x, y], i) => `${x - tenths[i][0]} ${y - tenths[i][1]}`);
      return `M${tenths[0].join(" ")}l${steps.filter((step) => step !== "0 0").join(" ").replace(/ -/g, "-")}z`;
    })
    .join("");
}

/** {svg, cities}: the drawing, and [{code, name, lon, lat, x, y}] of the cities' middles. */
export function drawLiaoning(file) {
  const { features } = JSON.parse(readFileSync(file, "utf8"));
  const cities = features
    .map((feature) => ({ code: feature.id, name: feature.properties.name, rings: ringsOf(feature) }))
    .sort((a, b) => a.code.localeCompare(b.code));
  const all = cities.flatMap((city) => city.rings);
  const longitudes = all.flat().map(([x]) => x / 1024);
  const latitudes = all.flat().map(([, y]) => y / 1024);
  const [west, east] = [Math.min(...longitudes) - 0.1, Math.max(...longitudes) + 0.1].map(round);
  const [south, north] = [Math.min(...latitudes) - 0.1, Math.max(...latitudes) + 0.1].map(round);
  const perLongitude = round(PER_DEGREE * Math.cos((MIDDLE * Math.PI) / 180) * 10) / 10;
  const project = ([x, y]) => [(x / 1024 - west) * perLongitude, (north - y / 1024) * PER_DEGREE];
  const corners = junctions(all);

  const paths = cities.map((city) => {
    const drawn = city.rings.map((ring) => simplifyRing(ring, corners, project)).filter((ring) => Math.abs(area(ring)) > 2);
    const largest = drawn.reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a));
    const [x, y] = centroid(largest);
    Object.assign(city, { x: round(x), y: round(y), d: pathOf(drawn) });
    return `<path data-division="${city.code}" d="${city.d}"><title>${city.name}</title></path>`;
  });
  const width = Math.ceil((east - west) * perLongitude);
  const height = Math.ceil((north - south) * PER_DEGREE);
  return {
    svg:
      `<svg xmlns="http://www.w3.org/2000/svg" class="dd-map" viewBox="0 0 ${width} ${height}" data-west="${west}" ` +
      `data-north="${north}" data-per-lon="${perLongitude}" data-per-lat="${PER_DEGREE}"><g transform="scale(.1)" fill="currentColor" fill-opacity=".1" stroke="currentColor" stroke-opacity=".35" stroke-width="8">${paths.join("")}</g></svg>`,
    cities: cities.map(({ code, name, x, y }) => ({
      code, name, x, y,
      lon: Number((west + x / perLongitude).toFixed(4)),
      lat: Number((north - y / PER_DEGREE).toFixed(4)),
    })),
  };
}
