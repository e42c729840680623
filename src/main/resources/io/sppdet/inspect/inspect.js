"use strict";

// The data: see PageData. Large arrays are base64: bytes, 255 standing for the map's largest value, or float32.

const byId = id => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const { image, model, scales, boxes, windows, detections } = data;

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const floats = text => new Float32Array(bytes(text).buffer);

for (const scale of scales) {
  for (const name of ["cells", "max", "average"]) scale[name] = bytes(scale[name]);
}
const context = data.context && floats(data.context); // added to the margins of each class
const best = floats(data.best); // of each box: margin, dx, dy, dw, dh of its best class
const details = new Map(data.details.map(d => [d.region, {
  pooled: bytes(d.pooled), fc6: floats(d.fc6), fc7: floats(d.fc7), logits: floats(d.logits), margins: floats(d.margins), deltas: floats(d.deltas),
}]));
const candidatesOf = new Map(data.classes.map(c => [c.classId, c]));
const PROPOSALS = data.proposals;
const BINS = model.levels.reduce((sum, n) => sum + n * n, 0);
const AREA = model.pool === "area"; // windows and bins end at fractions of a cell
const POOLED = model.pool === "max" ? "Maxima" : "Means";

/** Proposals by the score of their best class, the best first; the order in which they are drawn. */
const byScore = [...Array(PROPOSALS).keys()].sort((a, b) => bestScore(b) - bestScore(a) || a - b);

const chosen = { region: 0, classId: 0, channel: -1, scale: 0, view: "max" };

// Colours

const style = getComputedStyle(document.documentElement);
const [PROPOSAL, MOVED, FINAL, GONE, WINDOW, OWN] = ["proposal", "moved", "final", "gone", "window", "own"]
  .map(name => style.getPropertyValue(`--${name}`).trim());
const classColour = k => `hsl(${k * 137.5 % 360} 70% 50%)`;

/** Viridis, in which brighter is always more. */
const VIRIDIS = [[68, 1, 84], [65, 68, 135], [42, 120, 142], [34, 168, 132], [122, 209, 81], [253, 231, 37]];
const heat = Array.from({ length: 256 }, (_, v) => {
  const place = v / 255 * (VIRIDIS.length - 1), i = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[i].map((c, k) => Math.round(c + (place - i) * (VIRIDIS[i + 1][k] - c)));
});

// Text

const thousands = new Intl.NumberFormat("en");
const fixed = (v, digits) => (v < 0 ? "−" : "") + Math.abs(v).toFixed(digits);
/** As detections.json rounds. */
const pixels = v => String(Math.round(v * 100) / 100);
const share = v => String(Math.round(v * 1e6) / 1e6);
const times = (c, h, w) => `${thousands.format(c)} × ${h} × ${w}`;

function element(tag, properties = {}, ...children) {
  const { dataset, style, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, dataset);
  for (const [name, value] of Object.entries(style ?? {})) made.style.setProperty(name, value);
  made.append(...children);
  return made;
}

const mathVariables = /\b(S|o|r|s|W|H|w|h|n|m|x1|x2|y1|y2|x0|y0|xe|ye|dx|dy|dw|dh|cx|cy|a|b|p|z|v)\b/g;

/** A line of a formula: single letters are set as variables, {…} as put-in numbers, [[…]] as the result. */
function formula(text, words = false) {
  const line = element("p", { className: words ? "words" : "" });
  for (const part of text.split(/(\{[^}]*\}|\[\[[^\]]*\]\])/)) {
    if (part.startsWith("[[")) line.append(element("b", {}, part.slice(2, -2)));
    else if (part.startsWith("{")) line.append(element("span", { className: "put" }, part.slice(1, -1)));
    else if (words) line.append(part);
    else {
      let end = 0;
      for (const match of part.matchAll(mathVariables)) {
        line.append(part.slice(end, match.index), element("var", {}, match[0]));
        end = match.index + match[0].length;
      }
      line.append(part.slice(end));
    }
  }
  return line;
}

const put = (id, ...lines) => byId(id).replaceChildren(...lines);

// What the network says of a box

const isOwn = region => region >= PROPOSALS;
const nameOf = region => isOwn(region) ? `your box ${region - PROPOSALS + 1} (no. ${region})` : `box ${region}`;

function platt(classId, margin) {
  const [a, b] = model.calibration[classId];
  return 1 / (1 + Math.exp(a * margin + b));
}

function bestScore(region) {
  return platt(data.bestClasses[region], best[5 * region]);
}

/** Of a box for a class; undefined where the page does not have it. */
function marginOf(region, classId) {
  return details.get(region)?.margins[classId] ?? (data.bestClasses[region] === classId ? best[5 * region] : undefined);
}

function deltaOf(region, classId) {
  const detail = details.get(region);
  if (detail) return [...detail.deltas.subarray(4 * classId, 4 * classId + 4)];
  return data.bestClasses[region] === classId ? [...best.subarray(5 * region + 1, 5 * region + 5)] : undefined;
}

const MOST_GROWTH = Math.log(1000 / 16); // as BoxDelta bounds it
const clip = (v, most) => Math.min(Math.max(v, 0), most);

/** geometry.BoxDelta, cut at the photo's border. */
function decode([x1, y1, x2, y2], [dx, dy, dw, dh]) {
  const cx = (x1 + x2) / 2 + dx * (x2 - x1), cy = (y1 + y2) / 2 + dy * (y2 - y1);
  const w = (x2 - x1) * Math.exp(Math.min(dw, MOST_GROWTH)), h = (y2 - y1) * Math.exp(Math.min(dh, MOST_GROWTH));
  return [clip(cx - w / 2, image.width), clip(cy - h / 2, image.height), clip(cx + w / 2, image.width), clip(cy + h / 2, image.height)];
}

function iou(a, b) {
  const w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]), h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  const area = box => (box[2] - box[0]) * (box[3] - box[1]);
  return w * h / (area(a) + area(b) - w * h);
}

const detectionOf = (region, classId) => detections.find(d => d.region === region && d.classId === classId);

const wholeBins = (n, cells) => Array.from({ length: n }, (_, i) => [Math.floor(i * cells / n), Math.ceil((i + 1) * cells / n)]);

/** Bins of a level along an axis: where each begins and ends, in cells of the map; whole cells unless pooled by area. */
function bins(n, start, cells) {
  if (AREA) return Array.from({ length: n }, (_, i) => [start + i * cells / n, start + (i + 1) * cells / n]);
  return wholeBins(n, cells).map(ends => ends.map(end => start + end));
}

/** Value of a channel in a bin of the map, the largest cell or the mean of its area, and where its largest cell is: spatial pyramid pooling. */
function poolBin(scale, place, [x0, xe], [y0, ye]) {
  let largest = -1, cell = 0, sum = 0;
  const inside = (i, from, to) => Math.min(i + 1, to) - Math.max(i, from); // what part of a cell
  for (let y = Math.floor(y0); y < ye; y++) {
    for (let x = Math.floor(x0); x < xe; x++) {
      const value = scale.cells[(y * scale.width + x) * scale.channels.length + place];
      if (value > largest) [largest, cell] = [value, y * scale.width + x];
      sum += value * inside(x, x0, xe) * inside(y, y0, ye);
    }
  }
  const pooled = model.pool === "max" ? largest : sum / ((xe - x0) * (ye - y0));
  return { pooled, largest, x: cell % scale.width, y: Math.floor(cell / scale.width) };
}

/** The vector of a box as the page's maps give it: a byte for each bin and each channel of the page. */
function pool(region) {
  const [at, x0, y0, xe, ye] = windows[region];
  const scale = scales[at], channels = scale.channels.length;
  const vector = new Uint8Array(BINS * channels);
  let bin = 0;
  for (const n of model.levels) {
    for (const rows of bins(n, y0, ye - y0 + 1)) {
      for (const columns of bins(n, x0, xe - x0 + 1)) {
        for (let place = 0; place < channels; place++) vector[bin * channels + place] = Math.round(poolBin(scale, place, columns, rows).pooled);
        bin++;
      }
    }
  }
  return vector;
}

// Drawing: all in pixels of the photo, or cells of a map

const photo = new Image();

/** Sizes a canvas to show a part [x, y, width, height] of the photo; lines(w) is w CSS pixels wide there. */
function stage(canvas, [x, y, width, height], tallest = 620) {
  const ratio = Math.min(canvas.parentElement.clientWidth / width, tallest / height);
  const dense = window.devicePixelRatio || 1;
  canvas.style.width = `${width * ratio}px`;
  canvas.style.height = `${height * ratio}px`;
  canvas.width = Math.round(width * ratio * dense);
  canvas.height = Math.round(height * ratio * dense);
  canvas.parentElement.classList.toggle("tall", canvas.parentElement.clientWidth - width * ratio > 240); // there is room beside it for its text
  const context = canvas.getContext("2d");
  context.setTransform(ratio * dense, 0, 0, ratio * dense, -x * ratio * dense, -y * ratio * dense);
  canvas.toPoint = event => {
    const place = canvas.getBoundingClientRect();
    return [x + (event.clientX - place.left) / ratio, y + (event.clientY - place.top) / ratio];
  };
  return { context, line: width => width / ratio, ratio };
}

const wholePhoto = () => [0, 0, image.width, image.height];

/** The part of the photo around some boxes. */
function around(margin, ...all) {
  const [x1, y1] = [0, 1].map(i => Math.min(...all.map(box => box[i])));
  const [x2, y2] = [2, 3].map(i => Math.max(...all.map(box => box[i])));
  const room = margin * Math.max(x2 - x1, y2 - y1) + 6;
  const left = Math.max(0, x1 - room), top = Math.max(0, y1 - room);
  return [left, top, Math.min(image.width, x2 + room) - left, Math.min(image.height, y2 + room) - top];
}

function drawPhoto({ context }, shade = 0) {
  if (photo.complete && photo.naturalWidth) context.drawImage(photo, 0, 0, image.width, image.height);
  if (shade) {
    context.fillStyle = `rgb(10 14 24 / ${shade})`;
    context.fillRect(0, 0, image.width, image.height);
  }
}

/** A box with a dark rim, to be seen on any ground. */
function outline({ context, line }, [x1, y1, x2, y2], colour, width = 3, dash = []) {
  context.setLineDash([]);
  context.lineJoin = "miter";
  if (width >= 2) {
    context.lineWidth = line(width + 2);
    context.strokeStyle = "rgb(0 0 0 / 0.6)";
    context.setLineDash(dash.map(line));
    context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  }
  context.lineWidth = line(width);
  context.strokeStyle = colour;
  context.setLineDash(dash.map(line));
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  context.setLineDash([]);
}

function label({ context, line }, text, x, y, colour) {
  context.font = `600 ${line(13)}px system-ui, sans-serif`;
  const width = context.measureText(text).width + line(10), height = line(19);
  const left = Math.max(0, Math.min(x, image.width - width)), top = y - height < 0 ? y : y - height;
  context.fillStyle = colour;
  context.fillRect(left, top, width, height);
  context.fillStyle = "#10151f";
  context.fillText(text, left + line(5), top + line(14));
}

/** A map as a picture, a pixel a cell; share(cell) in [0, 1], opacity(share) too. */
function picture(width, height, share, opacity = () => 1) {
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d"), pixels = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    pixels.data.set(heat[Math.round(255 * share(i))], 4 * i);
    pixels.data[4 * i + 3] = 255 * opacity(share(i));
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/**
 * What is shown of conv5: the share of each cell, 0 to 1, of the value that is drawn brightest. Of the maps over all channels that
 * is one that 1 % of the cells exceed, so that a single giant does not leave all others dark.
 */
function viewed(scale, view, channel) {
  const place = scale.channels.indexOf(channel), step = scale.channels.length, cells = scale.width * scale.height;
  const byte = view === "channel" ? i => scale.cells[i * step + place] : i => scale[view][i];
  const sorted = Uint8Array.from({ length: cells }, (_, i) => byte(i)).sort();
  const brightest = Math.max(1, sorted[view === "channel" ? cells - 1 : Math.floor(0.99 * (cells - 1))]);
  const unit = (view === "average" ? scale.largestAverage : scale.largest) / 255;
  return { share: i => Math.min(1, byte(i) / brightest), value: i => byte(i) * unit, brightest: brightest * unit, cut: sorted[cells - 1] > brightest };
}

/** Where cells lie on the photo: cell i is centred at pixel o + S·i of the resized photo. */
const cellEdge = (scale, i) => (scale.offset + scale.stride * (i - 0.5) + 0.5) / scale.ratio;

function drawMapOnPhoto({ context }, scale, cells) {
  const left = cellEdge(scale, 0), side = scale.stride / scale.ratio;
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, left, left, side * scale.width, side * scale.height);
}

/** A window as the part of the photo its cells lie over. */
const windowOnPhoto = (scale, [, x0, y0, xe, ye]) => [cellEdge(scale, x0), cellEdge(scale, y0), cellEdge(scale, xe + 1), cellEdge(scale, ye + 1)];

// 0. The bar with the chosen box

function showChosen() {
  const { region, classId } = chosen;
  for (const button of byId("found").children) {
    button.setAttribute("aria-pressed", Number(button.dataset.region) === region && Number(button.dataset.classId) === classId);
  }
  const margin = marginOf(region, classId);
  byId("chosen-text").replaceChildren(
    element("b", {}, nameOf(region)), element("span", { className: "roomy" }, isOwn(region) ? "" : ` of ${thousands.format(PROPOSALS)}`), " · ", element("b", {}, `${model.classes[classId]} ${margin === undefined ? "?" : platt(classId, margin).toFixed(3)}`));
  byId("region").value = region;
  byId("previous").disabled = region === 0;
  byId("next").disabled = region === boxes.length - 1;
}

function makeBar() {
  byId("found").replaceChildren(
    ...detections.map(d => chip(d.region, d.classId, `${model.classes[d.classId]} ${d.score.toFixed(2)}`)),
    ...boxes.slice(PROPOSALS).map((_, i) => chip(PROPOSALS + i, data.bestClasses[PROPOSALS + i], `your box ${i + 1}`)));
  byId("region").max = boxes.length - 1;
  byId("region").addEventListener("change", event => choose(clip(Math.round(Number(event.target.value)) || 0, boxes.length - 1)));
  byId("previous").addEventListener("click", () => choose(chosen.region - 1));
  byId("next").addEventListener("click", () => choose(chosen.region + 1));
}

function chip(region, classId, text) {
  const button = element("button", { type: "button", dataset: { region, classId }, style: { "--colour": classColour(classId) } }, text);
  button.addEventListener("click", () => choose(region, classId));
  return button;
}

// What the paper has and what is here

/** Fills in what is here: texts, and in [[…]] what is no part of SPP-net. */
function here(step, text) {
  byId("here-" + step).replaceChildren(...text.split(/(\[\[[^\]]*\]\])/).map(part =>
    part.startsWith("[[") ? element("span", { className: "beyond" }, part.slice(2, -2)) : part));
}

function compare() {
  const [{ stride: S, offset: o, layers }] = scales, list = parts => parts.length < 2 ? String(parts) : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  const sides = scales.map(scale => scale.shortSide), lateral = model.lateralChannels;
  const coarse = model.levels.filter(n => n <= 2);
  here("proposals", `The same, ${thousands.format(data.proposed)} different boxes of this photo.`
    + (data.proposed > PROPOSALS ? ` [[Only ${thousands.format(PROPOSALS)} are scored and shown: those that the bins of level${coarse.length > 1 ? "s" : ""} ${list(coarse.map(n => `${n}×${n}`))} alone, under one linear layer, find likeliest to hold an object.]]` : ""));
  here("network", `${{ "efficientnet-lite": "EfficientNet-Lite", torchscript: "A TorchScript program" }[model.backbone] ?? model.backbone}${layers.length ? `: ${layers.length} convolutions` : ""}, S = ${model.backboneStride}. The short side becomes ${list(sides)} pixels`
    + (sides.length > 1 ? ", and each box is taken from the scale where it is nearest 224×224. " : ". ")
    + (lateral ? `[[Of an earlier layer a second map is kept, ${lateral} channels at stride ${S}.]]` : ""));
  here("conv5", `A 1×1 convolution of ${model.conv5} channels, learnt for these classes`
    + (lateral ? `, [[of both maps, the coarse one being doubled in size: S = ${S}]]` : `, S = ${S}`) + (model.neck === "none" ? "." : `. [[Behind it a neck, ${model.neck}: ${model.neckNote}.]]`));
  here("projection", AREA ? "[[Nothing is rounded: the window ends at fractions of a cell (precise RoI pooling, Jiang et al. 2018).]]"
    : `o = ${o}, since layers of stride 2 are padded unevenly, and the cells whose centres are nearest the box's first and last pixel, which may lie outside it by half of S.`);
  const pooled = AREA ? "[[the mean over the exact area]]" : model.pool === "max" ? "the largest value" : "[[the mean]]";
  here("pyramid", `Levels ${list(model.levels.map(n => `${n}×${n}`))}: ${BINS} bins, each ${pooled} of each of ${model.channels} channels, ${thousands.format(BINS * model.channels)} numbers.`);
  here("fc", `${thousands.format(model.fc6)} and ${thousands.format(model.fc7)} outputs.`);
  here("scores", model.classifier === "SVM" ? "The same, and a sigmoid that makes probabilities of margins."
    : "The softmax of the fine-tuning, which the authors replace by SVMs, and a sigmoid that makes its log-odds true probabilities."
      + (context ? " [[A share of the log-odds that the whole photo shows the class, from a linear layer on its mean cell, is added before (Ouyang et al. 2015).]]" : ""));
  here("regression", { RIDGE: "The same.", JOINT: "[[A layer on fc7, trained together with the classifier (Girshick 2015, section 2.3).]]", NONE: "None." }[model.boxRegression]);
  here("suppression", `Suppression at an IoU of ${model.nms}. [[What stays moves to the mean of the boxes around it: box voting (Gidaris and Komodakis 2015).]]`);
}

/** GFLOP of the convolutions over a scale's photo, a multiplication and an addition being two; undefined where the backbone does not tell its layers. */
function convolutions({ layers, width, height }) {
  if (!layers.length) return undefined;
  let inputs = 3, work = 0;
  for (const [, , depthwise, kernel, , , , channels, rows, columns] of layers) {
    work += 2 * kernel * kernel * (depthwise ? 1 : inputs) * channels * rows * columns;
    inputs = channels;
  }
  const coarse = model.lateralChannels ? 4 : 1; // cells of the map for one of the backbone's last
  return (work + 2 * model.conv5 * width * height * (model.backboneChannels / coarse + model.lateralChannels)) / 1e9;
}

const gflop = v => v < 10 ? v.toFixed(2) : thousands.format(Math.round(v));

/** What one pass saves on this photo. */
function showWork() {
  const passes = scales.map(convolutions);
  const heads = 2 * (BINS * model.channels * model.fc6 + model.fc6 * model.fc7 + model.fc7 * (model.classes.length * (model.boxRegression === "JOINT" ? 5 : 1) + 1)) / 1e9;
  const lines = [];
  if (passes.every(work => work !== undefined)) {
    const once = passes.reduce((a, b) => a + b), [scale] = scales, one = passes[0] * 224 * 224 / (scale.paddedWidth * scale.paddedHeight), all = one * data.proposed;
    lines.push(formula(`All convolutions, once for the whole photo${scales.length > 1 ? " at each scale" : ""}: [[${gflop(once)} GFLOP]] (10⁹ multiplications and additions).`, true));
    if (data.proposed) lines.push(formula(`Once for each box, warped to 224 × 224: {${thousands.format(data.proposed)} · ${gflop(one)} =} [[${gflop(all)} GFLOP]], ${thousands.format(Math.round(all / once))} times as much.`, true));
  } else lines.push(formula("The backbone is a program that does not tell its layers, so what one pass saves can't be counted.", true));
  if (PROPOSALS) lines.push(formula(`fc6, fc7 and what stands on them run once a box in either way: {${thousands.format(PROPOSALS)} · ${heads.toFixed(4)} =} ${gflop(PROPOSALS * heads)} GFLOP.`, true));
  lines.push(formula("The authors measured 0.053 s for the convolutions of a photo at one scale, on a GPU, and 14.37 s for those of R-CNN with the same network (section 4.3).", true));
  put("work", ...lines);
}

/** The chosen box as a network of fixed input would get it. */
function drawCuts() {
  const [x1, y1, x2, y2] = boxes[chosen.region], w = x2 - x1, h = y2 - y1, side = Math.min(w, h), k = photo.naturalWidth / image.width;
  const cut = (id, x, y, width, height, wide, tall) => {
    const on = stage(byId(id), [0, 0, wide, tall], 260);
    on.context.drawImage(photo, x * k, y * k, width * k, height * k, 0, 0, wide, tall);
  };
  cut("as-it-is", x1, y1, w, h, w, h);
  cut("warped", x1, y1, w, h, 224, 224);
  cut("cropped", x1 + (w - side) / 2, y1 + (h - side) / 2, side, side, 224, 224);
  const stretch = Math.max(w, h) / side, lost = 1 - side / Math.max(w, h);
  const texts = { "as-it-is": `${pixels(w)} × ${pixels(h)} pixels, as the pyramid takes it`,
    warped: stretch < 1.01 ? "it is square already" : `stretched, ${stretch.toFixed(1)} times as ${w > h ? "tall for its width" : "wide for its height"}`,
    cropped: lost < 0.01 ? "nothing is lost, it is square already" : `${Math.round(100 * lost)} % of it is lost` };
  for (const [id, text] of Object.entries(texts)) {
    byId(id + "-text").textContent = text;
    byId(id).setAttribute("aria-label", `The chosen box ${id.replaceAll("-", " ")}: ${text}`);
  }
}

// 1. Proposals

const drawnProposals = () => byScore.slice(0, Number(byId("count").value));

function drawProposals() {
  const count = Number(byId("count").value);
  byId("count-value").textContent = `${thousands.format(count)} of ${thousands.format(PROPOSALS)}`;
  const canvas = byId("proposals-photo");
  const on = stage(canvas, wholePhoto());
  drawPhoto(on, 0.25);
  on.context.globalAlpha = count > 300 ? 0.45 : 0.75;
  for (const region of drawnProposals().reverse()) outline(on, boxes[region], "#f4f7ff", 1);
  on.context.globalAlpha = 1;
  for (const d of detections) outline(on, boxes[d.region], FINAL, 2);
  boxes.slice(PROPOSALS).forEach(box => outline(on, box, OWN, 2));
  const box = boxes[chosen.region];
  outline(on, box, PROPOSAL, 4);
  label(on, nameOf(chosen.region), box[0], box[1], PROPOSAL);
  canvas.setAttribute("aria-label", `The photo with ${count} of ${PROPOSALS} proposals; the chosen one is ${nameOf(chosen.region)}, from ${box.map(pixels).join(", ")}`);
}

/** How far a point is from the edges of a box. */
function distance([x, y], [x1, y1, x2, y2]) {
  const dx = Math.max(x1 - x, 0, x - x2), dy = Math.max(y1 - y, 0, y - y2);
  return dx || dy ? Math.hypot(dx, dy) : Math.min(x - x1, x2 - x, y - y1, y2 - y);
}

function chooseNear(point) {
  const drawn = [...detections.map(d => d.region), ...[...boxes.keys()].filter(isOwn), ...drawnProposals()];
  if (!drawn.length) return;
  choose(drawn.reduce((a, b) => distance(point, boxes[b]) < distance(point, boxes[a]) ? b : a));
}

// 2. The network

function showNetwork() {
  const scale = scales[chosen.scale];
  const short = Math.min(image.width, image.height), long = Math.max(image.width, image.height), side = scale.shortSide;
  put("resize",
    formula(`r = min(s / short side, 5/3·s / long side) {= min(${side} / ${short}, ${pixels(side * 5 / 3)} / ${long})} = [[${scale.ratio.toFixed(4)}]], with s = {${side}}: the long side stays below 5/3 of s`),
    formula(`${image.width} × ${image.height} pixels become [[${scale.inputWidth} × ${scale.inputHeight}]]; then (v − mean) / std for each colour, and zeros at the right and bottom up to a multiple of ${model.sideMultiple}: ${scale.paddedWidth} × ${scale.paddedHeight} pixels.`, true));
  const rows = [layerRow({ name: "photo, resized and padded", shape: times(3, scale.paddedHeight, scale.paddedWidth), S: 1, o: 0, field: 1 })];
  for (const { names, layers } of alike(layerGroups(scale.layers))) {
    const isBlock = layers.length > 1;
    if (isBlock) rows.push(layerRow(summary(names, layers)));
    for (const layer of layers) rows.push(layerRow(layer, isBlock ? "inner" : ""));
  }
  if (!scale.layers.length) {
    const cells = model.lateralChannels ? 2 : 1;
    rows.push(layerRow({ name: "backbone", note: "a TorchScript program, which does not tell its layers",
      shape: times(model.backboneChannels, scale.height / cells, scale.width / cells), S: model.backboneStride, o: "" }));
  }
  const lateral = model.lateralChannels;
  rows.push(layerRow({
    name: "conv5",
    note: lateral ? `${thousands.format(model.backboneChannels)} channels of the head by 1×1, brought to stride ${scale.stride}, plus ${lateral} channels of the last block at that stride by 1×1; ReLU`
      : `${thousands.format(model.backboneChannels)} channels by 1×1; ReLU`,
    kernel: "1×1", stride: lateral ? "× 2 up" : 1, padding: "0", shape: times(model.conv5, scale.height, scale.width), S: scale.stride, o: scale.offset,
  }, "mark"));
  if (model.neck !== "none") {
    rows.push(layerRow({ name: `neck ${model.neck}`, note: model.neckNote, shape: times(model.channels, scale.height, scale.width), S: scale.stride, o: scale.offset }, "mark"));
  }
  byId("every-layer").closest(".control").hidden = !scale.layers.length;
  byId("layers").replaceChildren(
    element("thead", {}, element("tr", {}, ...["layer", "output C × H × W", "kernel", "stride", "padding", "S", "o", "a cell sees"].map((text, i) =>
      element("th", { scope: "col", className: i ? "number" : "" }, text)))),
    element("tbody", {}, ...rows));
}

/** Layers that belong to one block, with its name. */
function layerGroups(layers) {
  const groups = new Map();
  for (const [name, activation, depthwise, kernel, stride, before, after, channels, height, width, S, o, field] of layers) {
    const block = name.split(".").slice(0, 2).join(".");
    const padding = before === after ? String(before) : `${before}, ${after}`;
    const note = (depthwise ? "depthwise, " : "") + ({ none: "linear", "+ input": "linear, plus the block's input" }[activation] ?? activation);
    if (!groups.has(block)) groups.set(block, []);
    groups.get(block).push({ name, note, activation, depthwise, kernel: `${kernel}×${kernel}`, stride, padding, shape: times(channels, height, width), S, o, field: thousands.format(field) });
  }
  return groups;
}

/** Blocks one after the other that differ in nothing but their numbers, together. */
function alike(groups) {
  const together = [];
  const kind = layers => layers.map(l => [l.kernel, l.stride, l.activation, l.shape].join()).join(";");
  for (const [name, layers] of groups) {
    const last = together.at(-1);
    if (last && layers.length > 1 && last.kind === kind(layers)) {
      last.names.push(name);
      last.layers.push(...layers);
    } else together.push({ names: [name], layers: [...layers], kind: kind(layers) });
  }
  return together;
}

function summary(names, all) {
  const layers = all.slice(0, all.length / names.length);
  const wide = layers.find(layer => layer.depthwise), end = all.at(-1);
  const numbers = [names[0], names.at(-1)].map(name => name.replace("blocks.", ""));
  const name = names.length === 1 ? `block ${numbers[0]}` : `blocks ${numbers[0]} ${names.length === 2 ? "and" : "to"} ${numbers[1]}`;
  const parts = layers.map(layer => layer.kernel + (layer.depthwise ? " depthwise" : "")).join(", ");
  return { ...end, name, note: (names.length > 1 ? "each " : "") + parts + (end.activation === "+ input" ? ", plus the input" : ""),
    kernel: wide.kernel, stride: wide.stride, padding: wide.padding };
}

function layerRow({ name, note, kernel = "", stride = "", padding = "", shape, S, o, field = "" }, className = "") {
  const head = element("th", { scope: "row" }, name, ...(note ? [element("small", {}, note)] : []));
  return element("tr", { className }, head, ...[shape, kernel, stride, padding, S, o, field].map(v => element("td", { className: "number" }, String(v))));
}

// 3. conv5

function drawConv5() {
  const scale = scales[chosen.scale];
  const on = stage(byId("conv5-map"), wholePhoto());
  const below = byId("photo-below").checked;
  const map = viewed(scale, chosen.view, chosen.channel);
  if (below) drawPhoto(on, 0.35);
  drawMapOnPhoto(on, scale, picture(scale.width, scale.height, map.share, below ? share => 0.12 + 0.7 * share ** 1.5 : undefined));
  outline(on, boxes[chosen.region], PROPOSAL, 3);
  if (windows[chosen.region][0] === chosen.scale) outline(on, windowOnPhoto(scale, windows[chosen.region]), WINDOW, 2);
  byId("largest").textContent = map.brightest.toFixed(2) + (map.cut ? " and more" : "");
  const shown = { max: "the maximum over channels", average: "the mean of all channels", channel: `channel ${chosen.channel}` }[chosen.view];
  byId("conv5-map").setAttribute("aria-label", `conv5, ${scale.width} × ${scale.height} cells, ${shown}, over the photo`);
  byId("conv5-readout").textContent = `${scale.width} × ${scale.height} cells, ${shown}`;
}

function readConv5(event) {
  const scale = scales[chosen.scale], [x, y] = byId("conv5-map").toPoint(event);
  const cell = v => clip(Math.round((v * scale.ratio - scale.offset - 0.5) / scale.stride), 1e6);
  const column = Math.min(cell(x), scale.width - 1), row = Math.min(cell(y), scale.height - 1);
  const value = viewed(scale, chosen.view, chosen.channel).value(row * scale.width + column);
  byId("conv5-readout").textContent = `cell (${column}, ${row}), centred at pixel (${scale.offset + scale.stride * column}, ${scale.offset + scale.stride * row}) of the resized photo: ≈ ${value.toFixed(2)}`;
}

// 4. The window

function drawProjection() {
  const box = boxes[chosen.region], at = windows[chosen.region];
  const [index, x0, y0, xe, ye] = at, scale = scales[index];
  const on = stage(byId("projection-photo"), around(0.1, box, windowOnPhoto(scale, at)), 460);
  drawPhoto(on, 0.15);
  on.context.fillStyle = "rgb(214 61 214 / 0.14)";
  const [left, top, right, bottom] = windowOnPhoto(scale, at);
  on.context.fillRect(left, top, right - left, bottom - top);
  const side = scale.stride / scale.ratio, dot = Math.min(on.line(1.8), side / 5);
  for (let y = 0; y < scale.height; y++) {
    for (let x = 0; x < scale.width; x++) {
      const inside = x + 0.5 >= x0 && x - 0.5 <= xe && y + 0.5 >= y0 && y - 0.5 <= ye;
      on.context.fillStyle = inside ? WINDOW : "rgb(255 255 255 / 0.6)";
      on.context.beginPath();
      on.context.arc(cellEdge(scale, x) + side / 2, cellEdge(scale, y) + side / 2, inside ? dot * 1.2 : dot * 0.8, 0, 7);
      on.context.fill();
    }
  }
  outline(on, windowOnPhoto(scale, at), WINDOW, 2);
  outline(on, box, PROPOSAL, 3);

  const canvas = byId("projection-map"), edge = (AREA ? 40 : 26) * scale.width / canvas.parentElement.clientWidth; // pixels for the numbers
  const map = stage(canvas, [-edge, -edge, scale.width + 1.5 * edge, scale.height + 1.5 * edge], 460);
  map.context.imageSmoothingEnabled = false;
  map.context.drawImage(picture(scale.width, scale.height, viewed(scale, "max").share), 0, 0);
  outline(map, [x0, y0, xe + 1, ye + 1], WINDOW, 3);
  map.context.fillStyle = getComputedStyle(document.body).color;
  map.context.font = `600 ${map.line(13)}px system-ui, sans-serif`;
  map.context.textAlign = "center";
  const numbers = (first, last) => AREA ? [first, last + 1].map(v => [v.toFixed(1), v]) : [...new Set([first, last])].map(v => [v, v + 0.5]);
  for (const [text, x] of numbers(x0, xe)) {
    if (AREA) map.context.textAlign = x === x0 ? "right" : "left";
    map.context.fillText(text, x, -map.line(5));
  }
  map.context.textAlign = "right";
  map.context.textBaseline = "middle";
  for (const [text, y] of numbers(y0, ye)) map.context.fillText(text, -map.line(5), y);

  const cells = AREA ? `cells ${fixed(x0, 2)} to ${fixed(xe + 1, 2)} across and ${fixed(y0, 2)} to ${fixed(ye + 1, 2)} down` : `columns ${x0} to ${xe} and rows ${y0} to ${ye}`;
  const text = `box from (${box.slice(0, 2).map(pixels)}) to (${box.slice(2).map(pixels)}), window of ${cells}`;
  byId("projection-photo").setAttribute("aria-label", `The photo around the ${text}`);
  byId("projection-map").setAttribute("aria-label", `conv5 with the ${text}`);
  showProjection(scale, box, at);
}

/** The exact window, with the numbers put in. */
function areaLines({ stride: S, offset: o, ratio: r, width, height }, box, [x0, y0, xe, ye]) {
  const ends = [["x0", "x1", box[0], x0, width], ["xe", "x2", box[2], xe + 1, width], ["y0", "y1", box[1], y0, height], ["ye", "y2", box[3], ye + 1, height]];
  const lines = ends.map(([name, edgeName, edge, value, cells]) => {
    const raw = (r * edge - 0.5 - o) / S + 0.5;
    const note = Math.abs(raw - value) < 1e-9 ? "" : `${fixed(raw, 3)}; ${raw < 0 || raw > cells ? "cut at the border" : "at least a pixel"}: `;
    return formula(`${name} = (r·${edgeName} − 0.5 − o) / S + 0.5 {= (${r.toFixed(4)}·${pixels(edge)} − 0.5 − ${o}) / ${S} + 0.5} = ${note}[[${fixed(value, 3)}]]`);
  });
  return [...lines, formula(`Window: [[${fixed(xe + 1 - x0, 2)} × ${fixed(ye + 1 - y0, 2)}]] cells of ${width} × ${height}; cell i covers [i, i + 1).`, true)];
}

/** geometry.RoiProjection, with the numbers put in. */
function showProjection(scale, box, [index, ...window]) {
  const { stride: S, offset: o, ratio: r } = scale, numbers = r.toFixed(4);
  const first = (name, edge, edgeName) => {
    const value = (r * edge - o) / S + 0.5;
    return [Math.floor(value), result => formula(`${name} = ⌊(r·${edgeName} − o) / S + 0.5⌋ {= ⌊(${numbers}·${pixels(edge)} − ${o}) / ${S} + 0.5⌋ = ⌊${fixed(value, 3)}⌋} = ${result}`)];
  };
  const last = (name, edge, edgeName) => {
    const value = (r * edge - 1 - o) / S - 0.5;
    return [Math.ceil(value), result => formula(`${name} = ⌈(r·${edgeName} − 1 − o) / S − 0.5⌉ {= ⌈(${numbers}·${pixels(edge)} − 1 − ${o}) / ${S} − 0.5⌉ = ⌈${fixed(value, 3)}⌉} = ${result}`)];
  };
  const lines = [formula(`r = {${numbers}}, S = {${S}}, o = {${o}}`)];
  if (scales.length > 1) {
    const area = (box[2] - box[0]) * (box[3] - box[1]);
    lines.unshift(formula(`Of ${scales.length} scales, the one at which the box's area is nearest 224² = 50,176: `
      + scales.map((s, i) => `${i === index ? "[[" : ""}${s.shortSide}: ${thousands.format(Math.round(area * s.ratio * s.ratio))}${i === index ? "]]" : ""}`).join(", "), true));
  }
  if (AREA) return put("projection-formulas", ...lines, ...areaLines(scale, box, window));
  const ends = [first("x0", box[0], "x1"), last("xe", box[2], "x2"), first("y0", box[1], "y1"), last("ye", box[3], "y2")];
  for (const [low, high, name, cells] of [[0, 1, "x", scale.width], [2, 3, "y", scale.height]]) {
    const [raw0, line0] = ends[low], [raw1, line1] = ends[high];
    const middle = raw0 > raw1 ? Math.floor((raw0 + raw1) / 2) : undefined;
    [[raw0, line0], [raw1, line1]].forEach(([raw, line], end) => {
      const inside = clip(middle ?? raw, cells - 1), notes = [];
      if (middle !== undefined) notes.push(`smaller than a cell, the ends cross: both ⌊(${raw0} + ${raw1}) / 2⌋ = ${middle}`);
      if (inside !== (middle ?? raw)) notes.push(`the map ends at ${inside}`);
      lines.push(line(notes.length ? `${fixed(raw, 0)}; ${notes.join("; ")}: [[${inside}]]` : `[[${inside}]]`));
    });
  }
  const [x0, y0, xe, ye] = window;
  const paper = (low, high) => [Math.floor(r * low / S) + 1, Math.ceil(r * high / S) - 1]; // o = 0, as the authors pad
  const [columns, rows] = [paper(box[0], box[2]), paper(box[1], box[3])], runs = ([a, b]) => a > b ? "none" : `${a} to ${b}`;
  lines.push(formula(`The paper's rule would take, on a map whose cell i is centred at S·i, columns {${runs(columns)}} and rows {${runs(rows)}}`
    + (columns[0] > columns[1] || rows[0] > rows[1] ? ": no centre lies inside so small a box." : "."), true));
  lines.push(formula(`Window: columns [[${x0}]] to [[${xe}]] and rows [[${y0}]] to [[${ye}]], [[${xe - x0 + 1} × ${ye - y0 + 1}]] cells of ${scale.width} × ${scale.height}.`, true));
  put("projection-formulas", ...lines);
}

// 5. The pyramid

/** The pooled vector: a byte for a bin and a channel of the page, from the model or, of boxes without details, from the page's map. */
function vectorOf(region) {
  const scale = scales[windows[region][0]], detail = details.get(region);
  if (!detail) return pool(region);
  if (scale.channels.length === model.channels) return detail.pooled;
  const vector = new Uint8Array(BINS * scale.channels.length);
  for (let i = 0; i < vector.length; i++) {
    const bin = Math.floor(i / scale.channels.length);
    vector[i] = detail.pooled[bin * model.channels + scale.channels[i % scale.channels.length]];
  }
  return vector;
}

let vector = new Uint8Array();

function strongestChannel() {
  const scale = scales[windows[chosen.region][0]], channels = scale.channels.length;
  let strongest = 0;
  const last = (BINS - 1) * channels;
  for (let place = 0; place < channels; place++) if (vector[last + place] > vector[last + strongest]) strongest = place;
  return scale.channels[strongest];
}

function drawPyramid() {
  const at = windows[chosen.region], [index, x0, y0, xe, ye] = at, scale = scales[index];
  const place = scale.channels.indexOf(chosen.channel);
  const map = picture(scale.width, scale.height, viewed(scale, "channel", chosen.channel).share);
  let first = 0;
  model.levels.forEach((n, level) => {
    const columns = bins(n, x0, xe - x0 + 1), rows = bins(n, y0, ye - y0 + 1);
    const figure = byId("levels").children[level];
    const [photoCanvas, mapCanvas] = figure.querySelectorAll("canvas");
    const on = stage(photoCanvas, around(0.04, windowOnPhoto(scale, at)), 300);
    drawPhoto(on, 0.1);
    const cells = stage(mapCanvas, [x0 - 0.2, y0 - 0.2, xe - x0 + 1.4, ye - y0 + 1.4], 300);
    cells.context.imageSmoothingEnabled = false;
    cells.context.drawImage(map, x0, y0, xe - x0 + 1, ye - y0 + 1, x0, y0, xe - x0 + 1, ye - y0 + 1);
    const values = [];
    rows.forEach((row, j) => columns.forEach((column, i) => {
      const colour = (i + j) % 2 ? "#ffffff" : WINDOW;
      outline(on, [cellEdge(scale, column[0]), cellEdge(scale, row[0]), cellEdge(scale, column[1]), cellEdge(scale, row[1])], colour, 2);
      outline(cells, [column[0], row[0], column[1], row[1]], colour, 2);
      values.push(vector[(first + j * n + i) * scale.channels.length + place] / 255 * scale.largest);
      const most = poolBin(scale, place, column, row);
      if (model.pool !== "max" || !most.largest) return; // no cell stands for the bin, or nothing answers here
      cells.context.fillStyle = "#ff3b30";
      cells.context.strokeStyle = "#ffffff";
      cells.context.lineWidth = cells.line(1.5);
      cells.context.beginPath();
      cells.context.arc(most.x + 0.5, most.y + 0.5, cells.line(4.5), 0, 7);
      cells.context.fill();
      cells.context.stroke();
    }));
    const cell = v => AREA ? fixed(v, 2) : v;
    const edges = ends => ends.map(([a, b]) => `[${cell(a)}, ${cell(b)})`).join(" ");
    const table = element("table", { ariaLabel: `${POOLED} of channel ${chosen.channel}` }, element("tbody", {}, ...rows.map((_, j) =>
      element("tr", {}, ...columns.map((__, i) => element("td", {}, values[j * n + i].toFixed(2)))))));
    figure.querySelector(".bins").replaceChildren(element("p", {}, `columns ${edges(columns)}`), element("p", {}, `rows ${edges(rows)}`), table);
    photoCanvas.setAttribute("aria-label", `The window on the photo in ${n} × ${n} bins`);
    mapCanvas.setAttribute("aria-label", `Channel ${chosen.channel} in the window in ${n} × ${n} bins${model.pool === "max" ? ", a dot at each maximum" : ""}`);
    first += n * n;
  });
  drawVector(scale, place);
  showBin();
}

function makeLevels() {
  let first = 0;
  byId("levels").replaceChildren(...model.levels.map(n => {
    const text = n * n === 1 ? `bin ${first}` : `bins ${first} to ${first + n * n - 1}`;
    first += n * n;
    const canvas = () => element("canvas", { role: "img" });
    return element("div", { className: "level" },
      element("h3", {}, `${n} × ${n} `, element("small", {}, `${text} of the vector`)),
      element("figure", {}, canvas()), element("figure", {}, canvas()), element("div", { className: "bins" }));
  }));
}

function drawVector(scale, place) {
  const channels = scale.channels.length, canvas = byId("vector");
  const high = Math.max(4, Math.round(canvas.parentElement.clientWidth / 110)); // a bin's row is taller than a column is wide
  const on = stage(canvas, [0, 0, channels, BINS * high * channels / canvas.parentElement.clientWidth], 400);
  const rowHeight = high * channels / canvas.parentElement.clientWidth;
  const largest = Math.max(1, ...vector);
  on.context.imageSmoothingEnabled = false;
  on.context.drawImage(picture(channels, BINS, i => vector[i] / largest), 0, 0, channels, BINS * rowHeight);
  let row = 0;
  on.context.fillStyle = "rgb(255 255 255 / 0.9)";
  for (const n of model.levels.slice(0, -1)) {
    row += n * n;
    on.context.fillRect(0, row * rowHeight - on.line(0.75), channels, on.line(1.5));
  }
  outline(on, [place - on.line(1), on.line(1), place + 1 + on.line(1), BINS * rowHeight - on.line(1)], "#ff5cff", 2);
  canvas.toBin = event => {
    const [x, y] = canvas.toPoint(event);
    return [Math.floor(clip(x, channels - 1)), Math.floor(clip(y / rowHeight, BINS - 1))];
  };
  const zeros = vector.filter(v => v === 0).length;
  const partial = channels < model.channels ? ` (the ${channels} strongest of them in this page)` : "";
  byId("vector-readout").textContent = `${BINS} bins × ${thousands.format(model.channels)} channels${partial} = ${thousands.format(BINS * model.channels)} numbers; ${Math.round(100 * zeros / vector.length)} % of them are 0.`;
  canvas.setAttribute("aria-label", `The pooled vector, ${BINS} bins by ${channels} channels; channel ${chosen.channel} is marked`);
}

/** A bin of the chosen box with the cells it is made of, and its level as one layer. */
function showBin() {
  const [index, x0, y0, xe, ye] = windows[chosen.region], scale = scales[index], place = scale.channels.indexOf(chosen.channel);
  const bin = clip(Math.round(Number(byId("bin").value)) || 0, BINS - 1), [w, h] = [xe - x0 + 1, ye - y0 + 1];
  let first = 0, n = 1;
  for (n of model.levels) {
    if (bin < first + n * n) break;
    first += n * n;
  }
  const j = Math.floor((bin - first) / n), i = (bin - first) % n;
  const [column, row] = [bins(n, x0, w)[i], bins(n, y0, h)[j]], number = v => AREA ? fixed(v, 3) : v;
  byId("bin-name").textContent = `of ${BINS}: ${binName(bin)}`;
  const line = (name, k, start, cells, [from, to], along) => AREA
    ? formula(`${name} from ${along}0 + ${k}·${along === "x" ? "w" : "h"}/n {= ${fixed(start, 3)} + ${k}·${fixed(cells, 3)}/${n}} to {${along}0 + ${k + 1}·${along === "x" ? "w" : "h"}/n}: [[${number(from)} to ${number(to)}]]`)
    : formula(`${name} from ${along}0 + ⌊${k}·${along === "x" ? "w" : "h"}/n⌋ {= ${start} + ⌊${k}·${cells}/${n}⌋ = ${from}} to before ${along}0 + ⌈${k + 1}·${along === "x" ? "w" : "h"}/n⌉ {= ${start} + ⌈${k + 1}·${cells}/${n}⌉ = ${to}}: [[${from} to ${to - 1}]]`);
  const value = vector[bin * scale.channels.length + place] / 255 * scale.largest, most = poolBin(scale, place, column, row);
  const result = model.pool === "max" ? `v = max of the cells below {of channel ${chosen.channel}} = [[${value.toFixed(2)}]]${most.largest ? `, at column ${most.x}, row ${most.y}` : ""}`
    : `v = {mean of the cells below, of channel ${chosen.channel}${AREA ? ", each by the part of it that lies in the bin" : ""}} = [[${value.toFixed(2)}]]`;
  put("bin-formulas", formula(`The window is w = {${number(w)}} cells wide and h = {${number(h)}} high, the level has n = {${n}}.`),
    line("columns", i, x0, w, column, "x"), line("rows", j, y0, h, row, "y"), formula(result));
  const range = (from, to) => Array.from({ length: Math.ceil(to) - Math.floor(from) }, (_, k) => Math.floor(from) + k);
  const [columns, rows] = [range(...column), range(...row)];
  byId("bin-cells").replaceChildren(
    element("thead", {}, element("tr", {}, element("th", {}, "row, column"), ...columns.map(x => element("th", { scope: "col", className: "number" }, String(x))))),
    element("tbody", {}, ...rows.map(y => element("tr", {}, element("th", { scope: "row" }, String(y)), ...columns.map(x =>
      element("td", { className: model.pool === "max" && most.largest && x === most.x && y === most.y ? "number best" : "number" },
        (scale.cells[(y * scale.width + x) * scale.channels.length + place] / 255 * scale.largest).toFixed(2)))))));
  showWays(n, AREA ? Math.ceil(w) : w, AREA ? Math.ceil(h) : h);
}

/** A level of n × n bins over w × h cells: as it is done here, and as one layer with kernel, stride and padding. */
function showWays(n, w, h) {
  const runs = ends => ends.map(([a, b]) => b > a ? `${a}–${b - 1}` : "none").join(", ");
  const slide = (a, kernel, stride, padding) => Array.from({ length: n }, (_, i) => [Math.max(0, i * stride - padding), Math.min(a, i * stride - padding + kernel)]);
  const sizes = (f, g = f) => `${f(h)} × ${g(w)}`;
  const up = a => Math.ceil(a / n), down = a => Math.floor(a / n), pad = a => Math.floor((up(a) * n - a + 1) / 2);
  const missed = ends => { const end = Math.max(...ends.map(e => e[1])); return end < w ? `; the last ${w - end === 1 ? "is" : `${w - end} are`} left out` : ""; };
  const paper = w < n || h < n ? undefined : slide(w, up(w), down(w), 0);
  const refused = pad(w) > up(w) / 2 || pad(h) > up(h) / 2;
  const rows = [
    [AREA ? "by cells, as maxima are taken" : "here: each bin from ⌊i·w/n⌋ to ⌈(i+1)·w/n⌉", "⌈w/n⌉ or one more", "about w/n", "0", runs(wholeBins(n, w))],
    ["the paper, section 2.3", sizes(up), paper ? sizes(down) : "0", "0", paper ? runs(paper) + missed(paper) : "not possible: fewer cells than bins"],
    ["as PyTorch's layers do it (pooling.map.SpatialPyramidPooling2d)", sizes(up), sizes(up), sizes(pad), refused ? "refused: more padding than half a kernel" : runs(slide(w, up(w), up(w), pad(w)))],
  ];
  byId("bin-ways").replaceChildren(
    element("thead", {}, element("tr", {}, ...[`${n} × ${n} bins of ${w} × ${h} cells`, "kernel, high × wide", "stride", "padding", "columns of the bins, from 0"].map((text, i) => element("th", { scope: "col", className: i && i < 4 ? "number" : "" }, text)))),
    element("tbody", {}, ...rows.map(([name, ...cells]) => element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((text, k) => element("td", { className: k < 3 ? "number" : "" }, text))))));
}

function binName(bin) {
  for (const n of model.levels) {
    if (bin < n * n) return `level ${n} × ${n}, row ${Math.floor(bin / n)}, column ${bin % n}`;
    bin -= n * n;
  }
  return "";
}

function readVector(event) {
  const scale = scales[windows[chosen.region][0]], [place, bin] = byId("vector").toBin(event);
  const value = vector[bin * scale.channels.length + place] / 255 * scale.largest;
  byId("vector-readout").textContent = `${binName(bin)}, channel ${scale.channels[place]}: ≈ ${value.toFixed(2)}`;
}

// 6. fc6, fc7

function drawFullyConnected() {
  const detail = details.get(chosen.region);
  for (const shown of document.querySelectorAll(".needs-detail")) shown.hidden = !detail;
  for (const note of document.querySelectorAll(".not-shown")) {
    note.hidden = Boolean(detail);
    note.textContent = `Of this box the page holds only the best class: fc6, fc7 and all classes are kept for ${details.size} boxes. To have them of this one: --boxes ${boxes[chosen.region].map(pixels).join(",")}`;
  }
  if (!detail) return;
  drawLayer("fc6", detail.fc6);
  drawLayer("fc7", detail.fc7);
  const length = thousands.format(BINS * model.channels), [n6, n7] = [model.fc6, model.fc7].map(n => thousands.format(n));
  put("fc-formulas",
    formula(`fc6 = max(0, W · pooled + b), {W of ${n6} × ${length} numbers}`),
    formula(`fc7 = max(0, W · fc6 + b), {W of ${n7} × ${n6} numbers}`));
}

function drawLayer(name, values) {
  const side = Math.ceil(Math.sqrt(values.length)), rows = Math.ceil(values.length / side);
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const strongest = values.indexOf(largest), positive = values.filter(v => v > 0).length;
  const on = stage(byId(`${name}-map`), [0, 0, side, rows], 360);
  on.context.imageSmoothingEnabled = false;
  on.context.drawImage(picture(side, rows, i => largest ? (values[i] ?? 0) / largest : 0), 0, 0);
  const text = `${thousands.format(positive)} of ${thousands.format(values.length)} outputs are above 0; the largest is no. ${strongest}: ${largest.toFixed(4)}`;
  byId(`${name}-readout`).textContent = text;
  byId(`${name}-map`).setAttribute("aria-label", `Outputs of ${name}: ${text}`);
}

// 7. Scores

function showScores() {
  const { region, classId } = chosen, detail = details.get(region), softmax = model.classifier === "SOFTMAX";
  const known = detail ? [...model.classes.keys()] : [data.bestClasses[region]];
  known.sort((a, b) => marginScore(region, b) - marginScore(region, a) || a - b);
  const probabilities = detail && softmax ? softmaxOf(detail.logits) : undefined;
  const heads = ["class", ...(probabilities ? ["logit", "softmax p"] : []), softmax ? "log-odds" : "margin", "score", ""];
  const rows = known.map(k => {
    const button = element("button", { type: "button", title: `show ${model.classes[k]} in steps 8 and 9` }, model.classes[k]);
    button.addEventListener("click", () => { choose(region, k); byId("class-scores").querySelector(".chosen button")?.focus(); });
    const score = marginScore(region, k);
    return element("tr", { className: k === classId ? "chosen" : "", dataset: { classId: k } },
      element("th", { scope: "row" }, button),
      ...(probabilities ? [fixed(detail.logits[k], 4), share(probabilities[k])] : []).map(text => element("td", { className: "number" }, text)),
      element("td", { className: "number" }, fixed(marginOf(region, k), 4)), element("td", { className: "number score" }, share(score)),
      element("td", { className: "bar" }, element("i", { style: { width: `${100 * score}%`, "--colour": classColour(k) } })));
  });
  if (probabilities) {
    const none = model.classes.length;
    rows.push(element("tr", {}, element("th", { scope: "row" }, "background"),
      ...[fixed(detail.logits[none], 4), share(probabilities[none]), "", ""].map(text => element("td", { className: "number" }, text)), element("td")));
  }
  byId("class-scores").replaceChildren(
    element("thead", {}, element("tr", {}, ...heads.map((text, i) => element("th", { scope: "col", className: i && text ? "number" : "" }, text)))),
    element("tbody", {}, ...rows));

  const margin = marginOf(region, classId), lines = [];
  if (margin !== undefined) {
    const [a, b] = model.calibration[classId], name = model.classes[classId];
    if (probabilities) {
      lines.push(formula(`p = exp z / Σ exp z {= softmax of the ${model.classes.length + 1} logits z} = ${share(probabilities[classId])} for ${name}`));
      const alone = context ? margin - context[classId] : margin;
      lines.push(formula(`m = ln(p / (1 − p)) {= the log-odds} = [[${fixed(alone, 6)}]]`));
      if (context) lines.push(formula(`m′ = m + c {, where c = ${fixed(context[classId], 4)} is what the whole photo says of ${name}} = [[${fixed(margin, 6)}]]`));
    } else {
      lines.push(formula(`m = {${softmax ? "the log-odds" : "w · fc7 + b, of the SVM"} of ${name}} = [[${fixed(margin, 6)}]]`));
    }
    lines.push(formula(`score = 1 / (1 + exp(a·${context ? "m′" : "m"} + b)) {= 1 / (1 + exp(${fixed(a, 4)} · ${fixed(margin, 4)} ${b < 0 ? "−" : "+"} ${Math.abs(b).toFixed(4)}))} = [[${share(platt(classId, margin))}]]`));
  } else {
    lines.push(formula(`The page has no score of this box for ${model.classes[classId]}.`, true));
  }
  put("score-formulas", ...lines);
}

const marginScore = (region, k) => platt(k, marginOf(region, k));

function softmaxOf(logits) {
  const largest = Math.max(...logits), powers = [...logits].map(z => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(v => v / sum);
}

// 8. Regression

function drawRegression() {
  const { region, classId } = chosen, before = boxes[region], delta = deltaOf(region, classId);
  const after = delta && decode(before, delta);
  const on = stage(byId("regression-photo"), around(0.12, before, after ?? before), 480);
  drawPhoto(on);
  outline(on, before, PROPOSAL, 3, [9, 6]);
  if (!after) {
    put("regression-formulas", formula(`The page has no deltas of this box for ${model.classes[classId]}.`, true));
    return;
  }
  outline(on, after, MOVED, 3);
  const centre = box => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const [bx, by] = centre(before), w = before[2] - before[0], h = before[3] - before[1];
  const [dx, dy, dw, dh] = delta, signed = v => `${v < 0 ? "−" : "+"} ${Math.abs(v).toFixed(4)}`;
  put("regression-formulas",
    formula(`dx = [[${fixed(dx, 4)}]], dy = [[${fixed(dy, 4)}]], dw = [[${fixed(dw, 4)}]], dh = [[${fixed(dh, 4)}]] for ${model.classes[classId]}`),
    formula(`cx = (x1 + x2) / 2 + dx·w {= ${pixels(bx)} ${signed(dx)}·${pixels(w)}} = ${pixels(bx + dx * w)}`),
    formula(`cy = (y1 + y2) / 2 + dy·h {= ${pixels(by)} ${signed(dy)}·${pixels(h)}} = ${pixels(by + dy * h)}`),
    formula(`new width = w·exp(dw) {= ${pixels(w)} · ${Math.exp(Math.min(dw, MOST_GROWTH)).toFixed(4)}} = ${pixels(w * Math.exp(Math.min(dw, MOST_GROWTH)))}`),
    formula(`new height = h·exp(dh) {= ${pixels(h)} · ${Math.exp(Math.min(dh, MOST_GROWTH)).toFixed(4)}} = ${pixels(h * Math.exp(Math.min(dh, MOST_GROWTH)))}`),
    formula(`before {${before.map(pixels).join(", ")}}, after, cut at the photo's border: [[${after.map(pixels).join(", ")}]]; their IoU is ${iou(before, after).toFixed(3)}`, true));
  byId("regression-photo").setAttribute("aria-label", `The box before, ${before.map(pixels).join(", ")}, and after regression, ${after.map(pixels).join(", ")}`);
}

// 9. Suppression and voting

function drawSuppression() {
  const { region, classId } = chosen, name = model.classes[classId];
  const all = candidatesOf.get(classId), rows = (all?.candidates ?? []).map(([r, score, by, ...box]) => ({ region: r, score, by, box }));
  const mine = rows.find(row => row.region === region);
  const keeper = mine && (mine.by < 0 ? mine : rows.find(row => row.region === mine.by));
  const group = keeper ? rows.filter(row => row.region === keeper.region || row.by === keeper.region) : [];
  const detection = keeper && detectionOf(keeper.region, classId);
  const shown = group.length ? group.map(row => row.box) : [boxes[region]];
  const on = stage(byId("suppression-photo"), around(0.08, ...shown), 480);
  drawPhoto(on, 0.1);
  for (const row of [...group].reverse()) {
    if (row === keeper) continue;
    on.context.globalAlpha = row === mine ? 1 : Math.min(1, 25 / group.length + 0.2);
    outline(on, row.box, GONE, row === mine ? 3 : 1, [6, 5]);
  }
  on.context.globalAlpha = 1;
  if (detection && byId("voters").checked) {
    for (const [, weight, ...box] of [...detection.voters].reverse()) {
      on.context.globalAlpha = 0.08 + 0.92 * weight; // as much as its vote counts
      outline(on, box, FINAL, 1);
    }
    on.context.globalAlpha = 1;
  }
  if (keeper) outline(on, keeper.box, MOVED, 3);
  if (detection) outline(on, detection.box, FINAL, 3);
  if (!group.length) outline(on, boxes[region], PROPOSAL, 3);
  byId("suppression-photo").setAttribute("aria-label", keeper ? `${nameOf(keeper.region)}, which stays, and what it suppresses, boxes: ${group.length - 1}` : "The chosen box");
  byId("voters-control").hidden = !detection;
  const words = fate(mine, keeper, group, detection, name);
  byId("fate").textContent = words[0].toUpperCase() + words.slice(1);
  byId("candidates").replaceChildren(...candidateTable(rows, all, mine));
}

function fate(mine, keeper, group, detection, name) {
  const { region, classId } = chosen, margin = marginOf(region, classId);
  if (!mine) {
    if (isOwn(region)) return "A box of your own takes no part in the suppression.";
    return margin === undefined || platt(classId, margin) < model.threshold
      ? `${nameOf(region)} does not reach the threshold of ${model.threshold} as ${name}, so it is no candidate.` : `${nameOf(region)} is no candidate for ${name}.`;
  }
  const kept = keeper.region === region ? `${nameOf(region)} stays and suppresses ${group.length - 1} ${group.length === 2 ? "box" : "boxes"}.`
    : `${nameOf(region)} is suppressed by ${nameOf(keeper.region)}: their IoU of ${iou(mine.box, keeper.box).toFixed(3)} is more than ${model.nms}.`;
  if (!detection) return `${kept} It is not among the ${model.maxDetections} best detections of the photo.`;
  return `${kept} ${detection.voters.length === 1 ? "1 box votes" : `${detection.voters.length} boxes vote`}, of class ${name} and with an IoU of at least 0.5 to it: their mean, weighted by score, moves it from ${keeper.box.map(pixels).join(", ")} to ${detection.box.map(pixels).join(", ")}.`;
}

function candidateTable(rows, all, mine) {
  if (!rows.length) return [element("tbody", {}, element("tr", {}, element("td", {}, `No box reaches the threshold as ${model.classes[chosen.classId]}.`)))];
  const number = text => element("td", { className: "number" }, text);
  const body = rows.map(row => {
    const button = element("button", { type: "button" }, String(row.region));
    button.addEventListener("click", () => { choose(row.region, chosen.classId); byId("candidates").querySelector(".chosen button")?.focus(); });
    const keeper = rows.find(other => other.region === row.by);
    const by = keeper ? `suppressed by ${row.by}, IoU ${iou(row.box, keeper.box).toFixed(3)}` : "stays";
    return element("tr", { className: row === mine ? "chosen" : "" }, element("th", { scope: "row" }, button), number(share(row.score)), element("td", { className: "fate-cell" }, by), number(row.box.map(pixels).join(", ")));
  });
  if (all.count > rows.length) body.push(element("tr", {}, element("td", { colSpan: 4 }, `and ${thousands.format(all.count - rows.length)} more`)));
  return [element("thead", {}, element("tr", {}, ...[["box", ""], ["score", "number"], ["what becomes of it", ""], ["after regression", "number"]].map(([text, className]) => element("th", { scope: "col", className }, text)))),
    element("tbody", {}, ...body)];
}

// 10. The result

/** The window and the pyramid of the chosen box, or of the first whose vector is kept, in NumPy. */
function showSnippet() {
  const kept = [...details.keys()], i = Math.max(0, kept.indexOf(chosen.region)), region = kept[i];
  if (region === undefined) return;
  const levels = `(${model.levels.join(", ")}${model.levels.length === 1 ? "," : ""})`;
  const map = `conv5_${scales[windows[region][0]].shortSide}.npy`;
  const head = ["import numpy as np", "", `conv5 = np.load("${map}")  # row, column, channel`, `i = ${i}  # of shown.npy: box ${region}`, 'region = np.load("shown.npy")[i]'];
  const body = AREA ? [
    '_, x0, y0, x1, y1 = np.load("windows.npy")[region]  # edges, in cells: cell c covers [c, c + 1)', "h, w = conv5.shape[:2]", "",
    "def covered(first, last, cells):  # what part of [first, last) lies in each cell", "    return np.diff(np.clip(np.arange(cells + 1), first, last)) / (last - first)", "",
    "def bins(first, last, n, cells):", "    return [covered(first + k * (last - first) / n, first + (k + 1) * (last - first) / n, cells) for k in range(n)]", "",
    'pooled = [np.einsum("y,x,yxc->c", rows, columns, conv5)', `          for n in ${levels} for rows in bins(y0, y1, n, h) for columns in bins(x0, x1, n, w)]`,
  ] : [
    '_, x0, y0, xe, ye = np.load("windows.npy")[region]  # its first and last cells', "window = conv5[y0:ye + 1, x0:xe + 1]", "",
    "def bins(n, cells):", "    return [slice(k * cells // n, -(-(k + 1) * cells // n)) for k in range(n)]  # floor, ceil", "",
    `pooled = [window[rows, columns].${model.pool === "max" ? "max" : "mean"}(axis=(0, 1))`, `          for n in ${levels} for rows in bins(n, len(window)) for columns in bins(n, len(window[0]))]`,
  ];
  byId("numpy").textContent = [...head, ...body, 'print(np.abs(np.load("pooled.npy")[i] - pooled).max())', ""].join("\n");
  byId("numpy-box").textContent = nameOf(region);
}

async function copySnippet() {
  const code = byId("numpy"), button = byId("copy");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch { // a browser that allows that to no page of a disk
    getSelection().selectAllChildren(code);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function makeResult() {
  const heads = ["class", "score", "x1", "y1", "x2", "y2", "from box"];
  const rows = detections.map(d => {
    const button = element("button", { type: "button" }, String(d.region));
    button.addEventListener("click", () => choose(d.region, d.classId));
    return element("tr", {}, element("th", { scope: "row" }, model.classes[d.classId]),
      ...[share(d.score), ...d.box.map(pixels)].map(text => element("td", { className: "number" }, text)), element("td", { className: "number" }, button));
  });
  if (!rows.length) rows.push(element("tr", {}, element("td", { colSpan: heads.length }, `Nothing reaches the threshold of ${model.threshold}.`)));
  byId("detections").replaceChildren(
    element("thead", {}, element("tr", {}, ...heads.map((text, i) => element("th", { scope: "col", className: i ? "number" : "" }, text)))), element("tbody", {}, ...rows));
}

// Choosing

function choose(region, classId) {
  const before = chosen.region;
  chosen.region = region;
  chosen.classId = classId ?? detections.find(d => d.region === region)?.classId ?? data.bestClasses[region];
  vector = vectorOf(region);
  if (chosen.scale !== windows[region][0]) {
    chosen.scale = windows[region][0];
    scaleChanged();
  }
  if (region !== before || chosen.channel < 0) chooseChannel(strongestChannel(), false);
  showAll();
}

function chooseChannel(channel, draw = true) {
  chosen.channel = channel;
  const scale = scales[chosen.scale], place = scale.channels.indexOf(channel);
  for (const id of ["channel", "pool-channel"]) {
    byId(id).max = scale.channels.length - 1;
    byId(id).value = place;
  }
  for (const id of ["channel-value", "pool-value"]) byId(id).textContent = `${channel} of ${model.channels}`;
  if (!draw) return;
  drawConv5();
  if (chosen.scale === windows[chosen.region][0]) drawPyramid();
}

function stepChannel(by) {
  const { channels } = scales[chosen.scale];
  chooseChannel(channels[(channels.indexOf(chosen.channel) + by + channels.length) % channels.length]);
}

/** Of the map in step 3, which may be another than the chosen box's. */
function scaleChanged() {
  byId("scale").value = chosen.scale;
  const { channels } = scales[chosen.scale];
  if (!channels.includes(chosen.channel)) chosen.channel = channels[0];
  chooseChannel(chosen.channel, false);
  showNetwork();
}

function showAll() {
  showChosen();
  drawProposals();
  drawCuts();
  drawConv5();
  drawProjection();
  drawPyramid();
  drawFullyConnected();
  showScores();
  drawRegression();
  drawSuppression();
  showSnippet();
  markWide();
}

/** Says of a table that is wider or longer than its place that it goes on. */
function markWide() {
  for (const place of document.querySelectorAll(".wide")) {
    place.classList.toggle("more-right", place.scrollLeft + place.clientWidth < place.scrollWidth - 2);
    place.classList.toggle("more-below", place.scrollTop + place.clientHeight < place.scrollHeight - 2);
  }
}

/** Where nothing was found, that, and what came nearest. */
function showNothing() {
  if (detections.length) return;
  const [nearest] = byScore, said = byId("nothing");
  said.hidden = false;
  said.replaceChildren(element("strong", {}, "Nothing was found in this photo. "), nearest === undefined ? "Selective search proposes no box in it, so there is nothing to show below but the network."
    : `Of ${thousands.format(PROPOSALS)} boxes none reaches the threshold of ${model.threshold}. Nearest comes ${nameOf(nearest)}, as ${model.classes[data.bestClasses[nearest]]} with a score of ${share(bestScore(nearest))}; what follows is about it.`);
}

function keys(canvas, step) {
  canvas.addEventListener("keydown", event => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
}

function start() {
  makeBar();
  makeLevels();
  byId("pool-word").textContent = model.pool === "max" ? "largest value" : "mean";
  if (AREA) {
    byId("window-way").textContent = " and covers the S pixels around it, so the window of a box is the box itself, at fractions of a cell.";
    byId("window-numbers").textContent = "where it begins and ends, in cells";
  }
  makeResult();
  compare();
  showWork();
  showNothing();
  byId("bin").max = BINS - 1;
  byId("bin").addEventListener("input", showBin);
  byId("copy").addEventListener("click", copySnippet);
  for (const place of document.querySelectorAll(".wide")) place.addEventListener("scroll", markWide, { passive: true });
  const count = byId("count");
  count.max = PROPOSALS;
  count.value = Math.min(100, PROPOSALS);
  count.addEventListener("input", drawProposals);
  byId("proposals-photo").addEventListener("click", event => chooseNear(byId("proposals-photo").toPoint(event)));
  keys(byId("proposals-photo"), by => {
    const drawn = drawnProposals(), place = drawn.indexOf(chosen.region);
    if (drawn.length) choose(drawn[place < 0 ? 0 : (place + by + drawn.length) % drawn.length]);
  });
  byId("every-layer").addEventListener("change", event => byId("layers").classList.toggle("all", event.target.checked));
  for (const radio of document.getElementsByName("view")) radio.addEventListener("change", () => { chosen.view = radio.value; drawConv5(); });
  byId("photo-below").addEventListener("change", drawConv5);
  byId("voters").addEventListener("change", drawSuppression);
  byId("own-key").hidden = boxes.length === PROPOSALS;
  byId("conv5-map").addEventListener("pointermove", readConv5);
  byId("scale-control").hidden = scales.length === 1;
  byId("scale").replaceChildren(...scales.map((scale, i) => element("option", { value: i }, `short side ${scale.shortSide}`)));
  byId("scale").addEventListener("change", event => { chosen.scale = Number(event.target.value); scaleChanged(); drawConv5(); });
  const one = () => { chosen.view = "channel"; document.querySelector("input[name=view][value=channel]").checked = true; };
  byId("channel").addEventListener("input", event => { one(); chooseChannel(scales[chosen.scale].channels[event.target.value]); });
  byId("channel-previous").addEventListener("click", () => { one(); stepChannel(-1); });
  byId("channel-next").addEventListener("click", () => { one(); stepChannel(1); });
  byId("pool-channel").addEventListener("input", event => poolChannel(scale => scale.channels[event.target.value]));
  byId("pool-previous").addEventListener("click", () => poolStep(-1));
  byId("pool-next").addEventListener("click", () => poolStep(1));
  byId("pool-strongest").addEventListener("click", () => poolChannel(strongestChannel));
  byId("vector").addEventListener("pointermove", readVector);
  byId("vector").addEventListener("click", event => poolChannel(scale => scale.channels[byId("vector").toBin(event)[0]]));
  keys(byId("vector"), poolStep);

  showNetwork();
  if (boxes.length) choose(detections[0]?.region ?? byScore[0] ?? 0, detections[0]?.classId);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return; // a phone's address bar
    width = window.innerWidth;
    if (boxes.length) showAll();
    else markWide();
  });
}

/** Step 5 is about the chosen box's own map. */
function poolChannel(channel) {
  if (chosen.scale !== windows[chosen.region][0]) {
    chosen.scale = windows[chosen.region][0];
    scaleChanged();
  }
  chooseChannel(channel(scales[chosen.scale]));
}

function poolStep(by) {
  poolChannel(({ channels }) => channels[(channels.indexOf(chosen.channel) + by + channels.length) % channels.length]);
}

photo.addEventListener("load", start);
photo.src = image.src;
