"""Checks the JSON Lines of `sppdet detect` on the sample photos: one line a photo in input order, the keys of the
schema, and the main object found with the right label. Usage: check_samples.py SAMPLES_DIR RESULT_FILE"""
import json
import os
import struct
import sys

MIN_IOU = 0.5


def upright_size(path):
    """Width and height of a JPEG as shown, from its frame header; our rotated sample says so in its name."""
    with open(path, "rb") as file:
        data = file.read()
    at = 2
    while True:
        marker, length = struct.unpack(">HH", data[at:at + 4])
        if 0xFFC0 <= marker <= 0xFFC2:
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return (height, width) if "-exif6" in path else (width, height)
        at += 2 + length


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return width * height / (sum(area) - width * height)


def check(document, sample, folder):
    """Returns the best IoU with the main object among detections of its label."""
    assert set(document) == {"image", "model", "detections"}, f"keys {sorted(document)}"
    image = document["image"]
    assert set(image) == {"file", "width", "height"}, f"image keys {sorted(image)}"
    path = os.path.join(folder, sample["file"])
    assert image["file"] == path, f"file {image['file']}"
    assert (image["width"], image["height"]) == upright_size(path), f"size {image['width']} x {image['height']}"
    assert isinstance(document["model"], str)
    detections = document["detections"]
    scores = [d["score"] for d in detections]
    assert scores == sorted(scores, reverse=True), "not sorted by score"
    best = 0.0
    for d in detections:
        assert set(d) == {"label", "class_id", "score", "box"}, f"detection keys {sorted(d)}"
        assert isinstance(d["label"], str) and isinstance(d["class_id"], int) and 0 <= d["score"] <= 1, d
        assert set(d["box"]) == {"x1", "y1", "x2", "y2"}, d
        box = [d["box"][k] for k in ("x1", "y1", "x2", "y2")]
        assert 0 <= box[0] < box[2] <= image["width"] and 0 <= box[1] < box[3] <= image["height"], d
        if d["label"] == sample["label"]:
            best = max(best, iou(box, sample["box"]))
    return best


def main(folder, result):
    with open(os.path.join(folder, "objects.json"), encoding="utf-8") as file:
        samples = json.load(file)
    with open(result, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if len(lines) != len(samples):
        return f"{len(lines)} lines for {len(samples)} photos"
    failures = []
    for line, sample in zip(lines, samples):
        try:
            best = check(json.loads(line), sample, folder)
            ok = best >= MIN_IOU
            print(f"{'ok  ' if ok else 'FAIL'} {sample['file']}: {sample['label']}, IoU {best:.2f}")
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            ok = False
            print(f"FAIL {sample['file']}: {type(error).__name__} {error}")
        if not ok:
            failures.append(sample["file"])
    return f"failed: {', '.join(failures)}" if failures else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
