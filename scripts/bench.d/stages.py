"""What scripts/bench asks of the Python pipeline: is it the same detector, how long does each stage take, what do its proposals cover, and how soon?"""
import argparse
import json
import os
import statistics
import time
import xml.etree.ElementTree as xml

import cv2
import numpy as np
import torch

import pipeline

SCORE_TOLERANCE = 1e-4  # float arithmetic in another order; sppdet prints 6 digits
BOX_TOLERANCE = 0.05  # pixels, likewise; sppdet prints 2 digits
THRESHOLD = 0.1  # more detections to compare than the default's
EQUAL_SIDE = 500  # sppdet's exact-fast searches at this longest side


def lines(file):
    with open(file) as text:
        return [json.loads(line) for line in text]


def resize(image, size):
    """As sppdet does it, all in integers: OpenCV rounds a pixel in ten to the other side, by which scores differ in the third digit."""
    (height, width), (new_width, new_height) = image.shape[:2], size
    if new_width <= width and new_height <= height:
        down, across = (shares(*sides) for sides in ((height, new_height), (width, new_width)))
        sums = np.tensordot(down, image.astype(np.int64), 1)
        sums = np.tensordot(sums, across, (1, 1)).transpose(0, 2, 1)
        return ((2 * sums + height * width) // (2 * height * width)).astype(np.uint8)
    (above, below, y), (left, right, x) = neighbours(height, new_height), neighbours(width, new_width)
    x, y = x[None, :, None], y[:, None, None]
    rows = (2048 - x) * image[:, left].astype(np.int64) + x * image[:, right]
    return (((2048 - y) * rows[above] + y * rows[below] + (1 << 21)) >> 22).astype(np.uint8)


def shares(old, new):
    """(new, old) how much of each new pixel each old one covers; a row's sum is `old`."""
    first, last = np.arange(new)[:, None] * old, np.arange(old)[None] * new
    return np.maximum(np.minimum(first + old, last + new) - np.maximum(first, last), 0)


def neighbours(old, new):
    """The two old pixels around the centre of each new one, and the weight of the second, of 2,048."""
    place = np.clip((((2 * np.arange(new) + 1) * old - new) * 2048 + new) // (2 * new), 0, 2048 * (old - 1))
    return place >> 11, np.minimum((place >> 11) + 1, old - 1), place & 2047


def check(given):
    """Compares the detections of both from sppdet's boxes; ends with status 1 where they differ."""
    net = pipeline.SppNet(given.model, resize)
    compared = worst_score = worst_box = 0
    for proposals, expected in zip(lines(given.proposals), lines(given.detections), strict=True):
        photo = proposals["file"]
        found = net.detect(pipeline.read(photo), np.array(proposals["boxes"]), THRESHOLD)
        wanted = [(d["label"], d["score"], [d["box"][c] for c in ("x1", "y1", "x2", "y2")]) for d in expected["detections"]]
        # a score this near the threshold may fall on either side
        sure = [d for d in wanted if d[1] > THRESHOLD + SCORE_TOLERANCE]
        if len(found) < len(sure) or len([d for d in found if d["score"] > THRESHOLD + SCORE_TOLERANCE]) > len(wanted):
            raise SystemExit(f"bench: {photo}: Python finds {len(found)} objects, sppdet {len(wanted)}, from the same boxes")
        for label, score, box in sure:
            same = [d for d in found if d["label"] == label]
            gaps = [(max(abs(a - b) for a, b in zip(d["box"], box)), abs(d["score"] - score)) for d in same]
            gap, score_gap = min(gaps, default=(np.inf, np.inf))
            if gap > BOX_TOLERANCE or score_gap > SCORE_TOLERANCE:
                raise SystemExit(f"bench: {photo}: {label} {score} {box} of sppdet is not in Python's, from the same boxes: {same}")
            worst_box, worst_score, compared = max(worst_box, gap), max(worst_score, score_gap), compared + 1
    if not compared:
        raise SystemExit("bench: no detections on these photos to compare")
    conv5 = torch.rand(1, 256, 20, 30)
    cells = random_windows(100, 20, 30)
    if pipeline.roi_pool and not torch.equal(
            pipeline.pool_by_roi_pool(conv5, cells, net.levels), pipeline.pool_by_loop(conv5, cells, net.levels)):
        raise SystemExit("bench: roi_pool and the loop of adaptive_max_pool2d give other maxima")
    return {"detections": compared, "score_gap": worst_score, "box_gap": worst_box}


def random_windows(count, height, width):
    rng = np.random.default_rng(0)
    x, y = (np.sort(rng.integers(0, side, (count, 2)), 1) for side in (width, height))
    return np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], 1)


def timed(work, seconds, warm=2):
    """Milliseconds of each call, for so long, at least three; the first ones are left out."""
    for _ in range(warm):
        work()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times


@torch.inference_mode()
def measure(given):
    """{stage: {photo: milliseconds of each call}}"""
    net = pipeline.SppNet(given.model)

    def whole(photo):
        image = pipeline.read(photo)
        net.detect(image, pipeline.propose(image))

    stages = {
        "proposals": lambda photo: pipeline.propose(images[photo]),
        "proposals_equal": lambda photo: pipeline.propose(images[photo], EQUAL_SIDE),
        "conv": lambda photo: net.conv5(images[photo]),
        "conv_float32": lambda photo: net.conv5(images[photo]),
        "warm": whole,
    }
    images = {photo: pipeline.read(photo) for photo in given.photos}
    times = {
        stage: {photo: timed(lambda: stages[stage](photo), given.seconds) for photo in given.photos}
        for stage in given.stages if stage in stages}
    if "pooling" in given.stages:
        with open(given.task) as file:
            task = json.load(file)
        conv5 = torch.rand(1, task["channels"], task["height"], task["width"]).to(memory_format=torch.channels_last)
        cells = np.array(task["windows"])
        for name, pool in (("pooling_roi_pool", pipeline.roi_pool and pipeline.pool_by_roi_pool), ("pooling_loop", pipeline.pool_by_loop)):
            if pool:
                times[name] = {"random windows": timed(lambda: pool(conv5, cells, task["levels"]), given.seconds, 1)}
    return times


def objects(dataset, name):
    """Label and box of each object that is not difficult; VOC's corners are 1-based and inclusive."""
    for element in xml.parse(os.path.join(dataset, "Annotations", name + ".xml")).iter("object"):
        if int(element.findtext("difficult") or 0) == 0:
            x1, y1, x2, y2 = (float(element.find("bndbox").findtext(corner)) for corner in ("xmin", "ymin", "xmax", "ymax"))
            yield element.findtext("name").strip(), np.array([x1 - 1, y1 - 1, x2, y2])


def coverage(dataset, proposals):
    """Recall at an IoU of 0.5 and 0.7 and the mean average best overlap of {photo: boxes}."""
    best = {}
    for photo, boxes in proposals.items():
        for label, box in objects(dataset, os.path.splitext(os.path.basename(photo))[0]):
            best.setdefault(label, []).append(float(pipeline.iou(box, boxes).max()))
    overlaps = [overlap for of_class in best.values() for overlap in of_class]
    return {
        "recall50": statistics.mean(overlap >= 0.5 for overlap in overlaps),
        "recall70": statistics.mean(overlap >= 0.7 for overlap in overlaps),
        "mabo": statistics.mean(statistics.mean(of_class) for of_class in best.values()),
        "boxes": statistics.mean(len(boxes) for boxes in proposals.values()),
        "objects": len(overlaps),
    }


def recall(given):
    ours = {line["file"]: np.array(line["boxes"]) for line in lines(given.proposals)}
    opencv, times = {}, {}
    for photo in ours:
        image = pipeline.read(photo)
        started = time.perf_counter()
        opencv[photo] = pipeline.propose(image)
        times[photo] = [1000 * (time.perf_counter() - started)]
    return {
        "sppdet": {**coverage(given.dataset, ours), "ms": {line["file"]: [line["ms"]] for line in lines(given.proposals)}},
        "python": {**coverage(given.dataset, opencv), "ms": times}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="same detections from the same boxes?")
    checking.add_argument("model")
    checking.add_argument("proposals")
    checking.add_argument("detections")
    checking.set_defaults(run=check)
    measuring = commands.add_parser("measure", help="time stages")
    measuring.add_argument("model")
    measuring.add_argument("--stages", nargs="+", required=True)
    measuring.add_argument("--photos", nargs="+", required=True)
    measuring.add_argument("--seconds", type=float, default=5, help="a stage and photo")
    measuring.add_argument("--task", help="map size and windows to pool, JSON")
    measuring.set_defaults(run=measure)
    covering = commands.add_parser("recall", help="what proposals cover")
    covering.add_argument("dataset", help="folder in VOC layout")
    covering.add_argument("proposals")
    covering.set_defaults(run=recall)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(given.threads)
    print(json.dumps({"torch": torch.__version__, "opencv": cv2.__version__, "roi_pool": bool(pipeline.roi_pool), **given.run(given)}))


if __name__ == "__main__":
    main()
