#!/usr/bin/env python3
"""Makes unsorted-ids.json: a COCO data set whose images' ids do not rise, results with many equal scores, and what pycocotools says of them.

Needs pycocotools. Run: python3 make_unsorted_ids.py
"""

import contextlib
import io
import json
import pathlib
import random

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

NAMES = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]


def scene():
    """Images in no order of their ids, objects of three sizes, detections near them."""
    random.seed(7)
    ids = random.sample(range(1, 1000), 40)
    annotations, results = [], []
    for i in ids:
        for _ in range(random.randint(0, 3)):
            side = random.choice([12, 40, 110])
            x, y = random.randint(0, 60), random.randint(0, 60)
            box = [x, y, side, side + random.randint(0, 9)]
            annotations.append(dict(id=len(annotations) + 1, image_id=i, category_id=random.choice([3, 7]), bbox=box,
                                    area=box[2] * box[3], iscrowd=int(random.random() < .1)))
            for _ in range(random.randint(0, 2)):
                off = random.randint(0, 6)
                category = random.choice([3, 7, annotations[-1]["category_id"]])
                results.append(dict(image_id=i, category_id=category, bbox=[x + off, y + random.randint(0, 4), box[2], box[3]],
                                    score=random.choice([.25, .5, .75])))
    images = [dict(id=i, file_name=f"{i:04d}.png", width=200, height=200) for i in ids]
    categories = [dict(id=7, name="dog"), dict(id=3, name="cat")]
    return dict(info={}, images=images, categories=categories, annotations=annotations), results


def statistics(truth, results):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return dict(zip(NAMES, map(float, evaluation.stats)))


def main():
    truth, results = scene()
    made = dict(truth=truth, results=results, statistics=statistics(truth, [dict(r) for r in results]))
    pathlib.Path(__file__).with_name("unsorted-ids.json").write_text(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
