"use strict";

const data = JSON.parse(document.getElementById("chart-data").textContent);
const percent = d3.format(".0%");
const share = d3.format("~g");

/**
 * An SVG with two axes, as wide as its container. Gives the drawing area and its scales.
 * small: fewer ticks and no captions, for one of many.
 */
function chart(container, { x, y, height, xCaption = "", yCaption = "", xFormat, yFormat, yTicks, small = false }) {
  const width = Math.max(container.clientWidth, 140);
  const margin = small ? { top: 6, right: 8, bottom: 18, left: 30 } : { top: 10, right: 14, bottom: 40, left: 52 };
  const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]);
  x = x.copy().range([margin.left, width - margin.right]);
  y = y.copy().range([height - margin.bottom, margin.top]);
  const xAxis = d3.axisBottom(x).ticks(small ? 3 : Math.min(10, width / 60)).tickSizeOuter(0);
  const yAxis = d3.axisLeft(y).ticks(small ? 3 : 6).tickSizeOuter(0);
  if (xFormat) xAxis.tickFormat(xFormat);
  if (yFormat) yAxis.tickFormat(yFormat);
  if (yTicks) yAxis.tickValues(yTicks);
  for (const tick of yTicks ?? y.ticks(small ? 3 : 6)) {
    svg.append("line").attr("class", "grid")
      .attr("x1", margin.left).attr("x2", width - margin.right).attr("y1", y(tick)).attr("y2", y(tick));
  }
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - margin.bottom})`).call(xAxis);
  svg.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(yAxis);
  if (!small) {
    svg.append("text").attr("class", "caption").attr("text-anchor", "middle")
      .attr("x", (margin.left + width - margin.right) / 2).attr("y", height - 6).text(xCaption);
    svg.append("text").attr("class", "caption").attr("text-anchor", "middle")
      .attr("transform", `translate(12,${(margin.top + height - margin.bottom) / 2}) rotate(-90)`).text(yCaption);
  }
  container.append(svg.node());
  return { svg, x, y };
}

const unit = d3.scaleLinear([0, 1], [0, 1]);

/** A class's curve starts at recall 0 with the precision of its first point. */
function curvePath({ x, y }, points) {
  const from = points.length ? [{ recall: 0, precision: points[0].precision }, ...points] : [];
  return d3.line(p => x(p.recall), p => y(p.precision))(from);
}

function drawLosses() {
  const container = document.getElementById("loss-charts");
  if (!container) return;
  container.replaceChildren();
  const heldOut = data.loss.find(({ stage }) => stage === "held out")?.points ?? [];
  for (const { stage, points } of data.loss) {
    if (points === heldOut) continue; // in the figure of fine-tuning
    const below = stage === "fine-tuning" ? heldOut : [];
    const figure = d3.select(container).append("figure");
    figure.append("figcaption").text(stage);
    const finite = [...points, ...below].filter(p => p.loss !== null);
    const { svg, x, y } = chart(figure.node(), {
      x: d3.scaleLinear(d3.extent(points, p => p.step), [0, 1]),
      y: d3.scaleLinear([Math.min(0, d3.min(finite, p => p.loss) ?? 0), d3.max(finite, p => p.loss) ?? 1], [0, 1]).nice(),
      height: 240, xCaption: "step", yCaption: "loss", xFormat: d3.format("~s"),
    });
    svg.append("path").attr("class", "curve")
      .attr("d", d3.line(p => x(p.step), p => y(p.loss)).defined(p => p.loss !== null)(points));
    if (!below.length) continue;
    svg.append("path").attr("class", "curve held-out")
      .attr("d", d3.line(p => x(p.step), p => y(p.loss)).defined(p => p.loss !== null)(below));
    svg.append("g").attr("class", "held-out").selectAll("circle").data(below.filter(p => p.loss !== null)).join("circle")
      .attr("cx", p => x(p.step)).attr("cy", p => y(p.loss)).attr("r", 3);
    figure.append("p").attr("class", "held-out-key").text("dashed: the same loss in photos held out. Where it rises while the other falls, the model learns its photos by heart.");
  }
}

function drawOverlay() {
  const container = document.getElementById("pr-overlay");
  const select = document.getElementById("pr-class");
  const readout = document.getElementById("pr-point");
  container.replaceChildren();
  readout.textContent = "";
  const plot = chart(container, {
    x: unit, y: unit, height: 380, xCaption: "recall", yCaption: "precision", xFormat: percent, yFormat: percent,
  });
  const { svg, x, y } = plot;
  for (const { points } of data.pr) {
    svg.append("path").attr("class", "curve faint").attr("d", curvePath(plot, points));
  }
  const chosen = data.pr[select.selectedIndex];
  if (!chosen || !chosen.points.length) return;
  svg.append("path").attr("class", "curve").attr("d", curvePath(plot, chosen.points));
  const dot = svg.append("circle").attr("class", "dot").attr("r", 4).attr("visibility", "hidden");
  svg.on("pointermove pointerdown", event => {
    const [px] = d3.pointer(event);
    const p = d3.least(chosen.points, q => Math.abs(x(q.recall) - px));
    dot.attr("visibility", "visible").attr("cx", x(p.recall)).attr("cy", y(p.precision));
    readout.textContent = `score ≥ ${p.score.toFixed(2)}: precision ${percent(p.precision)}, recall ${percent(p.recall)}`;
  });
}

function drawMultiples() {
  const container = document.getElementById("pr-multiples");
  const select = document.getElementById("pr-class");
  container.replaceChildren();
  data.pr.forEach(({ label, points }, i) => {
    const button = d3.select(container).append("figure").append("button").attr("type", "button")
      .on("click", () => {
        select.selectedIndex = i;
        drawOverlay();
        document.getElementById("pr").scrollIntoView({ behavior: "smooth" });
      });
    const caption = button.append("figcaption").text(label);
    if (!points.length) caption.append("small").text(" no curve");
    const plot = chart(button.node(), { x: unit, y: unit, height: 120, xFormat: share, yFormat: share, small: true });
    plot.svg.append("path").attr("class", "curve").attr("d", curvePath(plot, points));
  });
}

function drawThresholds() {
  const container = document.getElementById("threshold-chart");
  container.replaceChildren();
  const { svg, x, y } = chart(container, { x: unit, y: unit, height: 300, xCaption: "least score", yCaption: "share", yFormat: percent });
  const f1 = p => p.precision + p.recall > 0 ? 2 * p.precision * p.recall / (p.precision + p.recall) : 0;
  for (const [name, value] of [["precision", p => p.precision], ["recall", p => p.recall], ["f1", f1]]) {
    svg.append("path").attr("class", `curve ${name}`)
      .attr("d", d3.line(p => x(p.threshold), p => y(value(p))).defined(p => value(p) !== null)(data.thresholds));
  }
  svg.append("line").attr("class", "ideal").attr("x1", x(data.threshold)).attr("y1", y(0)).attr("x2", x(data.threshold)).attr("y2", y(1));
}

function drawScores() {
  const container = document.getElementById("score-chart");
  container.replaceChildren();
  const most = d3.max(data.scores, b => Math.max(b.right, b.wrong)) || 1;
  const { svg, x, y } = chart(container, {
    x: d3.scaleLinear([data.scores[0].from, data.scores.at(-1).to], [0, 1]), y: d3.scaleSymlog([0, most], [0, 1]), height: 300, xCaption: "score", yCaption: "detections",
    yTicks: [0, 1, 10, 100, 1e3, 1e4, 1e5, 1e6].filter(t => t <= most), yFormat: d3.format("~s"),
  });
  for (const bin of data.scores) {
    const half = (x(bin.to) - x(bin.from)) / 2;
    [["right", bin.right, 0], ["wrong", bin.wrong, half]].forEach(([kind, count, shift]) => {
      svg.append("rect").attr("class", kind)
        .attr("x", x(bin.from) + shift + (kind === "right" ? 1.5 : 0)).attr("width", Math.max(half - 1.5, 1))
        .attr("y", y(count)).attr("height", y(0) - y(count))
        .append("title").text(`${bin.from.toFixed(2)} to ${bin.to.toFixed(2)}: ${count} ${kind}`);
    });
  }
}

function drawCalibration() {
  const container = document.getElementById("calibration-chart");
  container.replaceChildren();
  const { svg, x, y } = chart(container, {
    x: unit, y: unit, height: 300, xCaption: "mean score of the bin", yCaption: "share that is right", xFormat: percent, yFormat: percent,
  });
  svg.append("line").attr("class", "ideal").attr("x1", x(0)).attr("y1", y(0)).attr("x2", x(1)).attr("y2", y(1));
  svg.append("path").attr("class", "curve").attr("d", d3.line(b => x(b.mean_score), b => y(b.right_share))(data.calibration));
  const radius = d3.scaleSqrt([0, d3.max(data.calibration, b => Math.log1p(b.detections)) ?? 1], [2, 8]);
  for (const bin of data.calibration) {
    svg.append("circle").attr("class", "dot bin").attr("r", radius(Math.log1p(bin.detections)))
      .attr("cx", x(bin.mean_score)).attr("cy", y(bin.right_share))
      .append("title").text(`mean score ${percent(bin.mean_score)}: ${percent(bin.right_share)} of ${bin.detections} right`);
  }
}

/** Sorts by the clicked column: names upwards first, numbers downwards first. */
function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? second : first;
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const value = row => row.cells[column].dataset.order;
    const compare = column === 0 ? (a, b) => value(a).localeCompare(value(b)) : (a, b) => value(a) - value(b);
    const sign = order === "ascending" ? 1 : -1;
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
  }));
}

function drawAll() {
  drawLosses();
  drawOverlay();
  drawMultiples();
  drawThresholds();
  drawScores();
  drawCalibration();
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
const select = document.getElementById("pr-class");
data.pr.forEach(({ label }) => select.append(new Option(label)));
select.addEventListener("change", drawOverlay);
drawAll();

let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth !== width) { // a phone's address bar changes the height only
    width = window.innerWidth;
    drawAll();
  }
});
