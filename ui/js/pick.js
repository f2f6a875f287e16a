// A place chosen by a click on the map of the province: the drawing states its projection, so a point is two divisions away from
// its coordinates. The inputs stay the truth: what is typed there moves the pin.
const BOX = { west: 118.8, east: 125.8, south: 38.7, north: 43.5 }; // outside is refused, by the server as well
const SVG = "http://www.w3.org/2000/svg";

async function drawing(address) {
  const answer = await fetch(address);
  const svg = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  return document.importNode(svg, true);
}

function projection(svg) {
  const of = (name) => Number(svg.getAttribute(`data-${name}`));
  const [west, north, perLon, perLat] = [of("west"), of("north"), of("per-lon"), of("per-lat")];
  return {
    place: ({ x, y }) => ({ lon: west + x / perLon, lat: north - y / perLat }),
    point: ({ lon, lat }) => ({ x: (lon - west) * perLon, y: (north - lat) * perLat }),
  };
}

class Picker {
  constructor(box, svg) {
    this.box = box;
    this.svg = svg;
    this.whole = svg.getAttribute("viewBox").split(" ").map(Number);
    this.view = [...this.whole];
    this.project = projection(svg);
    const form = box.closest("form");
    [this.lon, this.lat, this.division] = ["lon", "lat", "division"].map((name) => form.elements[name]);
    this.pin = document.createElementNS(SVG, "circle");
    this.pin.setAttribute("class", "dd-pin");
    this.said = document.createElement("p");
    this.said.className = "dd-hint dd-amber";
    this.said.setAttribute("role", "status");
    svg.append(this.pin);
    box.append(this.tools(), svg, this.said);
    svg.addEventListener("click", (event) => this.pick(event));
    [this.lon, this.lat].forEach((input) => input.addEventListener("input", () => this.show()));
    this.division?.addEventListener("change", () => this.zoomToCity());
    this.zoomToCity();
    this.show();
  }

  tools() {
    const bar = document.createElement("div");
    bar.className = "dd-pick-tools";
    const add = (label, name, work) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "dd-btn", textContent: label });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", work);
      bar.append(button);
    };
    add("+", this.box.dataset.in, () => this.zoom(0.6));
    add("−", this.box.dataset.out, () => this.zoom(1 / 0.6));
    add(this.box.dataset.all, this.box.dataset.all, () => this.setView(this.whole));
    return bar;
  }

  typed() {
    const [lon, lat] = [Number(this.lon.value), Number(this.lat.value)];
    return this.lon.value && this.lat.value && Number.isFinite(lon) && Number.isFinite(lat) ? { lon, lat } : null;
  }

  setView(view) {
    this.view = [...view];
    this.svg.setAttribute("viewBox", this.view.map((n) => n.toFixed(2)).join(" "));
    this.pin.setAttribute("r", String((8 * this.view[2]) / this.whole[2]));
  }

  zoom(by) {
    const [x, y, w, h] = this.view;
    const at = this.typed() ? this.project.point(this.typed()) : { x: x + w / 2, y: y + h / 2 };
    const width = Math.min(this.whole[2], w * by);
    const height = (width * this.whole[3]) / this.whole[2];
    this.setView(width >= this.whole[2] ? this.whole : [at.x - width / 2, at.y - height / 2, width, height]);
  }

  city() {
    return this.division?.value && this.svg.querySelector(`[data-division="${this.division.value.slice(0, 4)}00"]`);
  }

  zoomToCity() {
    const city = this.city();
    this.svg.querySelectorAll(".is-on").forEach((path) => path.classList.remove("is-on"));
    if (!city) return this.setView(this.whole);
    city.classList.add("is-on");
    const { x, y, width, height } = city.getBBox(); // in tenths
    const w = Math.max(width / 10, ((height / 10) * this.whole[2]) / this.whole[3]) * 1.5;
    const h = (w * this.whole[3]) / this.whole[2];
    return this.setView([x / 10 + width / 20 - w / 2, y / 10 + height / 20 - h / 2, w, h]);
  }

  pick(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const { lon, lat } = this.project.place(at);
    if (lon < BOX.west || lon > BOX.east || lat < BOX.south || lat > BOX.north) {
      this.said.textContent = this.box.dataset.outside;
      return;
    }
    this.lon.value = lon.toFixed(5);
    this.lat.value = lat.toFixed(5);
    this.lon.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* The pin where the inputs say, and a word when that is not where the project is said to be. */
  show() {
    const place = this.typed();
    this.pin.toggleAttribute("hidden", !place);
    this.said.textContent = "";
    if (!place) return;
    const { x, y } = this.project.point(place);
    this.pin.setAttribute("cx", x.toFixed(2));
    this.pin.setAttribute("cy", y.toFixed(2));
    const point = Object.assign(this.svg.createSVGPoint(), { x: x * 10, y: y * 10 });
    const inside = [...this.svg.querySelectorAll("path")].find((path) => path.isPointInFill(point));
    const city = this.city();
    if (!inside) this.said.textContent = this.box.dataset.outside;
    else if (city && inside !== city) this.said.textContent = this.box.dataset.other.replace("{city}", inside.querySelector("title").textContent);
  }
}

for (const box of document.querySelectorAll("[data-pick]")) drawing(box.dataset.map).then((svg) => new Picker(box, svg));
