"use strict";

const GAP = 14;
const CAPTION = 50; // height of a card's two lines of text
const LEAST_CARD = 165; // in CSS pixels, as all here
const OVERSCAN = 600; // how far beyond the window cards are made

const byId = id => document.getElementById(id);
const classes = JSON.parse(byId("class-list").textContent);

/** A photo; its preview stays text in its element until it is seen. A detection is class, score, x1, y1, x2, y2. */
const photos = [...document.querySelectorAll("script.photo")].map((element, order) => {
  const photo = JSON.parse(element.textContent);
  return { detections: [], ...photo, order, preview: photo.error === undefined ? element.nextElementSibling : null };
});

const grid = byId("grid");
const chosen = new Set(); // classes; empty for all
const cards = new Map(); // those on the page, by photo
let least = 0; // score
let shown = []; // photos, in the order of the grid
let columns = 1, cardWidth = 0, pictureHeight = 0;

const number = new Intl.NumberFormat("en");
const counted = (n, noun) => `${number.format(n)} ${noun}${n === 1 ? "" : "s"}`;

/** A photo's detections that pass the filters, the best first, as they come. */
function seenIn(photo) {
  return photo.detections.filter(([k, score]) => score >= least && (!chosen.size || chosen.has(k)));
}

// The filters

const wanted = {
  all: photo => !chosen.size || photo.seen.length > 0,
  with: photo => photo.seen.length > 0,
  without: photo => photo.error === undefined && photo.seen.length === 0,
  failed: photo => photo.error !== undefined,
};
const best = photo => photo.seen.length ? photo.seen[0][1] : -1;
const worst = photo => photo.seen.length ? photo.seen.at(-1)[1] : 2;
const collator = new Intl.Collator("en", { numeric: true });
const compare = {
  order: (a, b) => a.order - b.order,
  name: (a, b) => collator.compare(a.name, b.name),
  most: (a, b) => b.seen.length - a.seen.length,
  best: (a, b) => best(b) - best(a),
  worst: (a, b) => worst(a) - worst(b),
};

function update() {
  const counts = new Array(classes.length).fill(0); // of all classes, so that unchosen ones can be compared
  let detections = 0;
  for (const photo of photos) {
    for (const [k, score] of photo.detections) counts[k] += score >= least;
    photo.seen = seenIn(photo);
  }
  shown = photos.filter(wanted[byId("show").value]);
  shown.sort((a, b) => compare[byId("sort").value](a, b) || a.order - b.order);
  for (const photo of shown) detections += photo.seen.length;
  const failed = photos.filter(photo => photo.error !== undefined).length;
  byId("summary").textContent = `${number.format(shown.length)} of ${counted(photos.length, "photo")}, `
    + counted(detections, "detection") + (failed ? `; ${number.format(failed)} failed` : "");
  byId("score-value").textContent = least.toFixed(2);
  byId("nothing").hidden = shown.length > 0;
  byId("all-classes").hidden = !chosen.size;
  drawBars(counts);
  layOut();
}

// The chart of classes, which is the filter by class too

const rows = new Map();

function makeBars() {
  const total = new Array(classes.length).fill(0);
  for (const photo of photos) for (const [k] of photo.detections) total[k]++;
  const present = [...total.keys()].filter(k => total[k]).sort((a, b) => total[b] - total[a] || a - b);
  for (const k of present) {
    const row = document.createElement("button");
    row.type = "button";
    row.className = "bar-row";
    row.style.setProperty("--colour", classes[k].colour);
    const name = document.createElement("span");
    name.textContent = classes[k].label;
    row.append(document.createElement("i"), name, document.createElement("b"));
    row.addEventListener("click", () => {
      if (!chosen.delete(k)) chosen.add(k);
      update();
    });
    byId("bars").append(row);
    rows.set(k, row);
  }
  if (!present.length) byId("bars").textContent = "Nothing was found.";
}

function drawBars(counts) {
  const most = Math.max(1, ...counts);
  for (const [k, row] of rows) {
    row.style.setProperty("--share", counts[k] / most);
    row.lastChild.textContent = number.format(counts[k]);
    row.setAttribute("aria-pressed", chosen.has(k));
  }
}

// The grid: only cards near the window are on the page

function layOut() {
  const width = grid.clientWidth;
  columns = Math.max(1, Math.floor((width + GAP) / (LEAST_CARD + GAP)));
  cardWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  pictureHeight = Math.round(cardWidth * 0.75);
  grid.style.height = `${Math.ceil(shown.length / columns) * rowHeight()}px`;
  showCards(true);
}

const rowHeight = () => pictureHeight + CAPTION + GAP;

/** changed: cards that stay are placed and painted again. */
function showCards(changed) {
  const above = -grid.getBoundingClientRect().top;
  const first = Math.max(0, Math.floor((above - OVERSCAN) / rowHeight())) * columns;
  const end = Math.min(shown.length, Math.ceil((above + window.innerHeight + OVERSCAN) / rowHeight()) * columns);
  const near = new Map();
  for (let i = first; i < end; i++) near.set(shown[i], i);
  for (const [photo, card] of cards) {
    if (near.has(photo)) continue;
    card.remove();
    cards.delete(photo);
  }
  for (const [photo, i] of near) {
    const there = cards.get(photo);
    const card = there ?? makeCard(photo);
    if (there && !changed) continue;
    card.style.width = `${cardWidth}px`;
    card.style.transform = `translate(${i % columns * (cardWidth + GAP)}px, ${Math.floor(i / columns) * rowHeight()}px)`;
    card.firstChild.style.height = `${pictureHeight}px`;
    card.lastChild.textContent = caption(photo);
    paintCard(card, photo);
    if (!there) {
      cards.set(photo, card);
      grid.append(card);
    }
  }
}

function makeCard(photo) {
  const card = document.createElement("button");
  card.type = "button";
  card.className = "card";
  card.photo = photo;
  const picture = document.createElement(photo.preview ? "canvas" : "div");
  const name = document.createElement("span");
  name.textContent = photo.name.slice(photo.name.lastIndexOf("/") + 1);
  card.title = photo.name;
  card.append(picture, name, document.createElement("small"));
  if (photo.preview) {
    card.image = new Image();
    card.image.addEventListener("load", () => paintCard(card, photo));
    card.image.src = previewOf(photo);
  } else {
    picture.className = "failed";
    picture.textContent = photo.error;
  }
  card.addEventListener("click", () => open(photo));
  return card;
}

const previewOf = photo => "data:image/jpeg;base64," + photo.preview.textContent;

function caption(photo) {
  if (photo.error !== undefined) return "failed";
  const counts = new Map();
  for (const [k] of photo.seen) counts.set(k, (counts.get(k) ?? 0) + 1);
  return [...counts].map(([k, n]) => classes[k].label + (n > 1 ? ` ×${n}` : "")).join(", ") || "nothing";
}

function paintCard(card, photo) {
  if (card.image?.complete && card.image.naturalWidth) {
    paint(card.firstChild, card.image, photo, cardWidth, pictureHeight, 2, false);
  }
}

/** Draws a photo, as large as fits into the canvas, and its boxes; the worst first, so that the best lie on top. */
function paint(canvas, image, photo, width, height, line, named) {
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  const context = canvas.getContext("2d");
  context.scale(dense, dense);
  const ratio = Math.min(width / photo.width, height / photo.height);
  const left = (width - ratio * photo.width) / 2, top = (height - ratio * photo.height) / 2;
  context.drawImage(image, left, top, ratio * photo.width, ratio * photo.height);
  for (const [k, score, x1, y1, x2, y2] of [...photo.seen].reverse()) {
    const box = [left + ratio * x1, top + ratio * y1, ratio * (x2 - x1), ratio * (y2 - y1)];
    context.lineWidth = line + 2; // a dark rim, to be seen on any ground
    context.strokeStyle = "rgb(0 0 0 / 0.55)";
    context.strokeRect(...box);
    context.lineWidth = line;
    context.strokeStyle = classes[k].colour;
    context.strokeRect(...box);
    if (named) tag(context, k, score, box, width, height);
  }
}

function tag(context, k, score, [x, y], width, height) {
  context.font = "600 13px system-ui, sans-serif";
  const text = `${classes[k].label} ${score.toFixed(2)}`;
  const wide = context.measureText(text).width + 10;
  const left = Math.max(0, Math.min(x, width - wide)), top = Math.max(0, Math.min(y - 19, height - 19));
  context.fillStyle = classes[k].colour;
  context.fillRect(left, top, wide, 19);
  context.fillStyle = classes[k].ink;
  context.fillText(text, left + 5, top + 14);
}

// The viewer

const viewer = byId("viewer");
let current = -1; // place in shown
let image = null;

function open(photo) {
  if (!viewer.open) viewer.showModal();
  go(shown.indexOf(photo));
}

function go(place) {
  if (place < 0 || place >= shown.length) return;
  current = place;
  const photo = shown[place];
  byId("viewer-name").textContent = photo.name;
  byId("viewer-place").textContent = `${number.format(place + 1)} / ${number.format(shown.length)}`;
  byId("previous").disabled = place === 0;
  byId("next").disabled = place === shown.length - 1;
  byId("viewer-error").hidden = photo.error === undefined;
  byId("viewer-error").textContent = photo.error ?? "";
  byId("stage").hidden = photo.error !== undefined;
  byId("original").hidden = photo.link === undefined;
  byId("original").href = photo.link ?? "";
  byId("picture").setAttribute("aria-label", caption(photo));
  byId("viewer-detections").replaceChildren(...photo.seen.map(([k, score]) => {
    const item = document.createElement("li");
    item.textContent = `${classes[k].label} ${score.toFixed(2)}`;
    item.style.background = classes[k].colour;
    item.style.color = classes[k].ink;
    return item;
  }));
  image = null;
  if (photo.preview) {
    load(photo, previewOf(photo));
    if (photo.link !== undefined) load(photo, photo.link); // sharper, where it still is and the browser knows its format
  }
}

function load(photo, address) {
  const loaded = new Image();
  loaded.addEventListener("load", () => {
    if (shown[current] !== photo || image?.naturalWidth > loaded.naturalWidth) return;
    image = loaded;
    paintViewer();
  });
  loaded.src = address;
}

function paintViewer() {
  const photo = shown[current];
  if (!viewer.open || !image || !photo?.preview) return;
  const width = byId("stage").clientWidth, height = Math.max(160, window.innerHeight - 190);
  const ratio = Math.min(width / photo.width, height / photo.height, Math.max(1, 480 / Math.max(photo.width, photo.height)));
  const canvas = byId("picture");
  canvas.style.width = `${ratio * photo.width}px`;
  canvas.style.height = `${ratio * photo.height}px`;
  paint(canvas, image, photo, ratio * photo.width, ratio * photo.height, 3, true);
}

/** Scrolls a photo's card into the window; it is on the page then. */
function reveal(place) {
  const top = grid.getBoundingClientRect().top + window.scrollY + Math.floor(place / columns) * rowHeight();
  const head = byId("controls").offsetHeight + GAP;
  if (top - head < window.scrollY || top + rowHeight() > window.scrollY + window.innerHeight) {
    window.scrollTo({ top: top - head });
  }
  showCards(false);
  cards.get(shown[place])?.focus({ preventScroll: true });
}

viewer.addEventListener("close", () => {
  image = null;
  if (current >= 0 && current < shown.length) reveal(current);
});
viewer.addEventListener("click", event => {
  if (event.target === viewer) viewer.close(); // beside the dialog's content
});
byId("previous").addEventListener("click", () => go(current - 1));
byId("next").addEventListener("click", () => go(current + 1));
byId("close").addEventListener("click", () => viewer.close());

const steps = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: () => -columns, ArrowDown: () => columns };
document.addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in steps)) return;
  const card = document.activeElement.closest(".card");
  if (viewer.open) {
    if (!event.key.startsWith("ArrowL") && !event.key.startsWith("ArrowR")) return;
    go(current + steps[event.key]());
  } else if (card) {
    const place = shown.indexOf(card.photo) + steps[event.key]();
    if (place >= 0 && place < shown.length) reveal(place);
  } else {
    return;
  }
  event.preventDefault();
});

// The start

const scores = photos.flatMap(photo => photo.detections.length ? [photo.detections.at(-1)[1]] : []);
least = scores.length ? Math.floor(scores.reduce((a, b) => Math.min(a, b)) * 100) / 100 : 0;
byId("score").min = least;
byId("score").value = least;
if (window.innerWidth <= 760) byId("classes").open = false;
makeBars();
update();

byId("score").addEventListener("input", event => {
  least = Number(event.target.value);
  update();
});
for (const id of ["show", "sort"]) byId(id).addEventListener("change", update);
byId("all-classes").addEventListener("click", () => {
  chosen.clear();
  update();
});
byId("controls").addEventListener("submit", event => event.preventDefault());

let asked = false;
window.addEventListener("scroll", () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    showCards(false);
  });
}, { passive: true });
window.addEventListener("resize", () => {
  layOut();
  paintViewer();
});
