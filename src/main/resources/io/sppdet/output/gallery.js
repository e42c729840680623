"use strict";

const GAP = 14;
const LINE = 19; // height of a line of a card's text
const HEADING = 40; // height of a folder's name
const LEAST_CARD = 165; // in CSS pixels, as all here
const OVERSCAN = 600; // how far beyond the window cards are made

/** For the commonest classes, told apart at a glance; all are light enough for black letters. */
const PALETTE = ["#ff5a4a", "#4d9fff", "#3fd15f", "#ffd21f", "#c78bff", "#1fd6d6", "#ff9a2e", "#ff7fc0", "#b9ec3a", "#c99a6b", "#e8e8e8", "#7f9cb5"];

const byId = id => document.getElementById(id);
const classes = JSON.parse(byId("class-list").textContent);

/** A photo; its preview stays text in its element until it is seen. A detection is class, score, x1, y1, x2, y2. */
const photos = [...document.querySelectorAll("script.photo")].map((element, order) => {
  const photo = JSON.parse(element.textContent);
  const end = photo.name.lastIndexOf("/") + 1;
  return {
    detections: [], ...photo, order, folder: photo.name.slice(0, end), base: photo.name.slice(end), sought: photo.name.toLowerCase(),
    preview: photo.error === undefined ? element.nextElementSibling : null,
  };
});
const haveFolders = photos.some(photo => photo.folder !== photos[0].folder);

const grid = byId("grid");
const chosen = new Set(); // classes; empty for all
const cards = new Map(); // those on the page, by photo
let least = 0; // score
let shown = []; // photos, in the order of the grid
let rows = []; // of the grid: folders' names, and cards from place first to end
let rowOf = []; // by place
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
  marked: photo => marked.has(photo),
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
  const words = byId("search").value.toLowerCase().split(/\s+/);
  const inOrder = compare[byId("sort").value], byFolder = grouped() ? (a, b) => collator.compare(a.folder, b.folder) : () => 0;
  shown = photos.filter(wanted[byId("show").value]).filter(photo => words.every(word => photo.sought.includes(word)));
  shown.sort((a, b) => byFolder(a, b) || inOrder(a, b) || a.order - b.order);
  for (const photo of shown) detections += photo.seen.length;
  const failed = photos.filter(photo => photo.error !== undefined).length;
  byId("summary").textContent = `${number.format(shown.length)} of ${counted(photos.length, "photo")}, `
    + counted(detections, "detection") + (failed ? `; ${number.format(failed)} failed` : "");
  byId("score-value").textContent = least.toFixed(2);
  byId("nothing").hidden = shown.length > 0;
  byId("all-classes").hidden = !chosen.size;
  drawBars(counts);
  showMarks();
  layOut();
}

const grouped = () => byId("group").checked;

// The chart of classes, which is the filter by class too

const bars = new Map();

function makeBars() {
  const total = new Array(classes.length).fill(0);
  for (const photo of photos) for (const [k] of photo.detections) total[k]++;
  const present = [...total.keys()].filter(k => total[k]).sort((a, b) => total[b] - total[a] || a - b);
  present.slice(0, PALETTE.length).forEach((k, i) => Object.assign(classes[k], { colour: PALETTE[i], ink: "#000000" }));
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
    bars.set(k, row);
  }
  if (!present.length) byId("bars").textContent = "Nothing was found.";
}

function drawBars(counts) {
  const most = Math.max(1, ...counts);
  for (const [k, row] of bars) {
    row.style.setProperty("--share", counts[k] / most);
    row.lastChild.textContent = number.format(counts[k]);
    row.setAttribute("aria-pressed", chosen.has(k));
  }
}

// The grid: only what is near the window is on the page

function layOut() {
  const width = grid.clientWidth;
  columns = Math.max(1, Math.floor((width + GAP) / (LEAST_CARD + GAP)));
  cardWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  pictureHeight = Math.round(cardWidth * 0.75);
  const height = pictureHeight + 12 + LINE * (haveFolders ? 3 : 2) + GAP;
  let top = 0;
  rows = [];
  rowOf = [];
  for (let first = 0; first < shown.length;) {
    let last = shown.length;
    if (grouped()) {
      last = first;
      while (last < shown.length && shown[last].folder === shown[first].folder) last++;
      rows.push({ top, height: HEADING, first, end: first, heading: `${shown[first].folder || "./"} (${counted(last - first, "photo")})` });
      top += HEADING;
    }
    for (; first < last; first += columns) {
      const end = Math.min(first + columns, last);
      for (let i = first; i < end; i++) rowOf.push(rows.length);
      rows.push({ top, height, first, end });
      top += height;
    }
    first = last;
  }
  grid.style.height = `${top}px`;
  showCards(true);
}

/** changed: cards that stay are placed and painted again. */
function showCards(changed) {
  const above = -grid.getBoundingClientRect().top;
  const from = firstRow(row => row.top + row.height > above - OVERSCAN), to = firstRow(row => row.top > above + window.innerHeight + OVERSCAN);
  const near = new Map();
  for (const row of rows.slice(from, to)) for (let i = row.first; i < row.end; i++) near.set(shown[i], i);
  for (const [photo, card] of cards) {
    if (near.has(photo)) continue;
    card.remove();
    cards.delete(photo);
  }
  for (const [photo, i] of near) {
    const there = cards.get(photo);
    const card = there ?? makeCard(photo);
    if (there && !changed) continue;
    const row = rows[rowOf[i]];
    card.style.width = `${cardWidth}px`;
    card.style.transform = `translate(${(i - row.first) * (cardWidth + GAP)}px, ${row.top}px)`;
    card.firstChild.style.height = `${pictureHeight}px`;
    card.lastChild.textContent = caption(photo);
    showMark(card, photo);
    paintCard(card, photo);
    if (!there) {
      cards.set(photo, card);
      grid.append(card);
    }
  }
  for (const heading of grid.querySelectorAll("h2")) heading.remove();
  grid.prepend(...rows.slice(from, to).filter(row => row.heading).map(row => {
    const heading = document.createElement("h2");
    heading.textContent = row.heading;
    heading.style.transform = `translateY(${row.top}px)`;
    return heading;
  }));
}

/** The first row of which something is true that is so of all after it. */
function firstRow(is) {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(rows[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function makeCard(photo) {
  const card = document.createElement("button");
  card.type = "button";
  card.className = "card";
  card.photo = photo;
  const picture = document.createElement(photo.preview ? "canvas" : "div");
  const tick = document.createElement("i");
  tick.className = "tick";
  tick.title = "Mark (M)";
  const name = document.createElement("span");
  name.textContent = photo.base;
  card.title = photo.name;
  card.append(picture, tick, name);
  if (haveFolders) card.append(folderOf(photo));
  card.append(document.createElement("small"));
  if (photo.preview) {
    card.image = new Image();
    card.image.addEventListener("load", () => paintCard(card, photo));
    card.image.src = previewOf(photo);
  } else {
    picture.className = "failed";
    picture.textContent = photo.error;
  }
  card.addEventListener("click", event => event.target === tick ? mark(photo) : open(photo));
  return card;
}

/** A photo's folder in a line, cut at its beginning where it is too long. */
function folderOf(photo) {
  const line = document.createElement("span"), text = document.createElement("bdi");
  line.className = "folder";
  text.dir = "ltr";
  text.textContent = photo.folder || "./";
  line.append(text);
  return line;
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

// Marks, and what is done with photos

const marked = new Set(marksBefore());

/** Marks last as long as the browser keeps them for this page. */
function marksBefore() {
  try {
    const names = new Set(JSON.parse(localStorage.getItem(marksKey()) ?? "[]"));
    return photos.filter(photo => names.has(photo.name));
  } catch {
    return []; // a browser that keeps nothing
  }
}

function marksKey() {
  return "sppdet marks of " + location.pathname;
}

function mark(photo) {
  if (!marked.delete(photo)) marked.add(photo);
  marksChanged();
}

function marksChanged() {
  try {
    localStorage.setItem(marksKey(), JSON.stringify([...marked].map(photo => photo.name)));
  } catch { /* they last until the page is closed */ }
  if (byId("show").value === "marked" && !viewer.open) update();
  for (const [photo, card] of cards) showMark(card, photo);
  showMarks();
}

function showMark(card, photo) {
  card.classList.toggle("marked", marked.has(photo));
  card.ariaDescription = marked.has(photo) ? "marked" : "";
}

/** Those that are marked, or else all that are shown. */
const taken = () => marked.size ? photos.filter(photo => marked.has(photo)) : shown;

function showMarks() {
  const all = shown.length > 0 && shown.every(photo => marked.has(photo));
  byId("taken").textContent = marked.size ? `${number.format(marked.size)} marked:` : `${number.format(shown.length)} shown:`;
  byId("mark-shown").hidden = all || !shown.length;
  byId("mark-shown").textContent = `Mark these ${number.format(shown.length)}`;
  byId("unmark").hidden = !marked.size;
  for (const id of ["copy", "save"]) byId(id).disabled = !taken().length;
  byId("mark").setAttribute("aria-pressed", marked.has(shown[current]));
}

const listOf = list => list.map(photo => photo.name + "\n").join("");

/** A row a photo, as `--format summary` writes it, of the detections that pass the filters. */
function tableOf(list) {
  const cell = text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const rowsOf = list.map(photo => {
    const counts = new Map(), scores = new Map();
    for (const [k, score] of photo.seen) {
      counts.set(k, (counts.get(k) ?? 0) + 1);
      if (!scores.has(k)) scores.set(k, score);
    }
    const plain = label => label.replace(/[%;=]/g, encodeURIComponent);
    const joined = values => [...values].map(([k, value]) => `${plain(classes[k].label)}=${value}`).join(";");
    const failed = photo.error !== undefined;
    return [photo.name, failed ? "" : String(photo.seen.length), joined(counts), joined(scores), photo.error ?? ""];
  });
  return [["file", "objects", "classes", "best_scores", "error"], ...rowsOf].map(row => row.map(cell).join(",") + "\n").join("");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a browser that allows that to no page of a disk
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function say(text) {
  byId("done").textContent = text;
  setTimeout(() => { if (byId("done").textContent === text) byId("done").textContent = ""; }, 4000);
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
  byId("viewer-folder").textContent = photo.folder;
  byId("viewer-base").textContent = photo.base;
  byId("viewer-name").title = photo.name;
  byId("viewer-place").textContent = `${number.format(place + 1)} / ${number.format(shown.length)}`;
  byId("previous").disabled = place === 0;
  byId("next").disabled = place === shown.length - 1;
  byId("viewer-error").hidden = photo.error === undefined;
  byId("viewer-error").textContent = photo.error ?? "";
  byId("stage").hidden = photo.error !== undefined;
  byId("original").hidden = photo.link === undefined;
  byId("original").href = photo.link ?? "";
  byId("picture").setAttribute("aria-label", caption(photo));
  byId("mark").setAttribute("aria-pressed", marked.has(photo));
  byId("viewer-detections").replaceChildren(...photo.seen.map(([k, score]) => {
    const item = document.createElement("li");
    item.textContent = `${classes[k].label} ${score.toFixed(2)}`;
    item.style.background = classes[k].colour;
    item.style.color = classes[k].ink;
    return item;
  }));
  image = null;
  if (photo.preview) {
    fitPicture(photo); // before it is there, so that no button moves when it comes
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

/** Gives the picture the size of a photo in the viewer, and empties it; the size as CSS pixels. */
function fitPicture(photo) {
  const width = byId("stage").clientWidth, height = Math.max(160, window.innerHeight - 190);
  const ratio = Math.min(width / photo.width, height / photo.height, Math.max(1, 480 / Math.max(photo.width, photo.height)));
  const canvas = byId("picture"), size = [ratio * photo.width, ratio * photo.height];
  [canvas.style.width, canvas.style.height] = size.map(side => `${side}px`);
  canvas.width = 0;
  return size;
}

function paintViewer() {
  const photo = shown[current];
  if (!viewer.open || !image || !photo?.preview) return;
  paint(byId("picture"), image, photo, ...fitPicture(photo), 3, true);
}

/** Scrolls a photo's card into the window; it is on the page then. */
function reveal(place) {
  const row = rows[rowOf[place]];
  const top = grid.getBoundingClientRect().top + window.scrollY + row.top;
  const head = byId("controls").offsetHeight + GAP;
  if (top - head < window.scrollY || top + row.height > window.scrollY + window.innerHeight) {
    window.scrollTo({ top: top - head });
  }
  showCards(false);
  cards.get(shown[place])?.focus({ preventScroll: true });
}

viewer.addEventListener("close", () => {
  image = null;
  if (byId("show").value === "marked") update(); // some may be marked no more
  if (current >= 0 && current < shown.length) reveal(current);
});
viewer.addEventListener("click", event => {
  if (event.target === viewer) viewer.close(); // beside the dialog's content
});
byId("previous").addEventListener("click", () => go(current - 1));
byId("next").addEventListener("click", () => go(current + 1));
byId("close").addEventListener("click", () => viewer.close());

byId("mark").addEventListener("click", () => mark(shown[current]));

/** The place in the row above or below, as far along as there is one. */
function across(place, by) {
  let row = rowOf[place];
  do row += by; while (rows[row]?.heading);
  if (!rows[row]) return -1;
  return Math.min(rows[row].first + place - rows[rowOf[place]].first, rows[row].end - 1);
}

const steps = { ArrowLeft: i => i - 1, ArrowRight: i => i + 1, ArrowUp: i => across(i, -1), ArrowDown: i => across(i, 1) };
document.addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const card = document.activeElement.closest(".card"), writing = document.activeElement === byId("search");
  const photo = viewer.open ? shown[current] : card?.photo;
  if (event.key.toLowerCase() === "m" && photo) {
    mark(photo);
  } else if (event.key === "/" && !viewer.open && !writing) {
    byId("search").focus();
  } else if (viewer.open && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    go(steps[event.key](current));
  } else if (card && !viewer.open && event.key in steps) {
    const place = steps[event.key](shown.indexOf(card.photo));
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
byId("group-label").hidden = !haveFolders;
makeBars();
update();

byId("score").addEventListener("input", event => {
  least = Number(event.target.value);
  update();
});
for (const id of ["show", "sort", "group"]) byId(id).addEventListener("change", update);
byId("search").addEventListener("input", update);
byId("mark-shown").addEventListener("click", () => {
  for (const photo of shown) marked.add(photo);
  marksChanged();
});
byId("unmark").addEventListener("click", () => {
  marked.clear();
  marksChanged();
});
byId("copy").addEventListener("click", async () => {
  const list = taken();
  await copy(listOf(list));
  say(`Copied ${counted(list.length, "name")}.`);
});
byId("save").addEventListener("click", () => save("photos.csv", tableOf(taken())));
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
