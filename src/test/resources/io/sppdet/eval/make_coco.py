#!/usr/bin/env python3
"""Makes coco.json: random objects and detections with what pycocotools says of them.

Needs pycocotools. Run: python3 make_coco.py
"""

import contextlib
import io
import json
import pathlib
import random

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

CLASSES = ["a", "b", "c", "d"]  # of d there are detections only
IMAGES = range(1, 21)
CROWDED = 5  # has more than the 100 detections that count
EXACT = [  # image, object's sides, detection's sides: IoUs exactly at a threshold, areas of exactly 32² and 96²
    (1, 100, 100, 100, 50),
    (2, 100, 100, 100, 75),
    (3, 100, 100, 100, 70),
    (4, 32, 32, 32, 32),
    (6, 96, 96, 96, 96),
    (7, 100, 100, 100, 95),
    (8, 100, 100, 100, 55),
]


def box():
    side = random.choice([12, 40, 120, 240])
    w, h = (max(4, side + random.randint(-8, 8) * side // 16) for _ in range(2))
    return [random.randrange(0, 400 - w), random.randrange(0, 400 - h), w, h]


def near(b):
    most = max(1, min(b[2], b[3]) // random.choice([3, 6, 12, 40]))
    x, y, w, h = (v + random.randint(-most, most) for v in b)
    return [x, y, max(1, w), max(1, h)]


def scenes():
    truth, found = [], []
    for image in IMAGES:
        for _ in range(random.randint(0, 7)):
            difficult = random.random() < 0.2
            truth.append({"image": image, "class": random.choice(CLASSES[:3]), "difficult": difficult, "xywh": box()})
        for t in [t for t in truth if t["image"] == image]:
            for _ in range(random.choice([0, 1, 1, 2, 3])):
                label = t["class"] if random.random() < 0.85 else random.choice(CLASSES)
                found.append({"image": image, "class": label, "score": round(random.random(), 2), "xywh": near(t["xywh"])})
        for _ in range(130 if image == CROWDED else random.randint(0, 4)):
            label = "a" if image == CROWDED else random.choice(CLASSES)
            found.append({"image": image, "class": label, "score": round(random.random() ** 2, 2), "xywh": box()})
    for image, w, h, dw, dh in EXACT:
        truth.append({"image": image, "class": "b", "difficult": False, "xywh": [200, 200, w, h]})
        found.append({"image": image, "class": "b", "score": 0.9, "xywh": [200, 200, dw, dh]})
    random.shuffle(found)
    return truth, found


def evaluate(truth, found):
    boxes = [
        {"id": n, "image_id": t["image"], "category_id": CLASSES.index(t["class"]) + 1, "bbox": t["xywh"],
         "area": t["xywh"][2] * t["xywh"][3], "iscrowd": int(t["difficult"])}
        for n, t in enumerate(truth, 1)
    ]
    results = [
        {"image_id": d["image"], "category_id": CLASSES.index(d["class"]) + 1, "bbox": d["xywh"], "score": d["score"]} for d in found
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "info": {},
            "images": [{"id": i} for i in IMAGES],
            "categories": [{"id": k, "name": c} for k, c in enumerate(CLASSES, 1)],
            "annotations": boxes,
        }
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def lines(rows):
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"


def main():
    random.seed(7)
    truth, found = scenes()
    evaluation = evaluate(truth, found)
    precision = evaluation.eval["precision"][:, :, :, 0, 2]  # IoU, recall, class; all areas, 100 detections
    parts = {
        "note": json.dumps("boxes are x, y, w, h; difficult objects were given to pycocotools as iscrowd; -1 means undefined"),
        "stats": json.dumps([float(v) for v in evaluation.stats]),
        "ap": json.dumps([float(v) for v in precision.mean(axis=(0, 1))]),
        "ap50": json.dumps([float(v) for v in precision[0].mean(axis=0)]),
        "ground_truth": lines(truth),
        "detections": lines(found),
    }
    text = "{" + ",\n".join(f'"{name}": {value}' for name, value in parts.items()) + "}\n"
    (pathlib.Path(__file__).resolve().parent / "coco.json").write_text(text)


if __name__ == "__main__":
    main()
