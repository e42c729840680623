"""The detector as one would write it in Python: PyTorch, torchvision and OpenCV on the weights of a model directory.

Takes models like models/voc07: EfficientNet-Lite with a lateral map, a softmax and joint boxes. Scores all proposals, as the paper does. Prints a
line of JSON a photo, as `sppdet detect` does.
"""
import argparse
import concurrent.futures
import json
import os
import sys

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

try:
    from torchvision.ops import roi_pool
except (ImportError, RuntimeError):  # none, or one that was built for another torch
    roi_pool = None

MAX_DETECTIONS = 100
MAX_ASPECT = 5 / 3
MAX_LOG_GROWTH = float(np.log(1000 / 16))
MIN_SIDE = 0.1
VOTE_IOU = 0.5
AREA = 224 ** 2


def read(file):
    """BGR, upright."""
    image = cv2.imread(file, cv2.IMREAD_COLOR)
    if image is None:
        raise SystemExit(f"pipeline: {file} can't be read")
    return image


def propose(image, longest_side=None):
    """(R, 4) boxes x1, y1, x2, y2 of OpenCV's selective search, `fast`; larger photos are searched at `longest_side`, if given."""
    height, width = image.shape[:2]
    ratio = min(1, (longest_side or np.inf) / max(width, height))
    small = image
    if ratio < 1:
        small = cv2.resize(image, (round(ratio * width), round(ratio * height)), interpolation=cv2.INTER_AREA)
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(small)
    search.switchToSelectiveSearchFast()
    x, y, w, h = np.unique(search.process(), axis=0).T
    return np.stack([x, y, x + w, y + h], 1) * ([width / small.shape[1], height / small.shape[0]] * 2)


def windows(boxes, ratio, stride, offset, width, height):
    """(R, 4) cells x0, y0, xEnd, yEnd of the boxes, both ends inclusive."""
    first = np.floor((ratio * boxes[:, :2] - offset) / stride + 0.5).astype(np.int64)
    last = np.ceil((ratio * boxes[:, 2:] - 1 - offset) / stride - 0.5).astype(np.int64)
    middle = (first + last) // 2
    empty = first > last
    first, last = np.where(empty, middle, first), np.where(empty, middle, last)
    return np.clip(np.concatenate([first, last], 1), 0, [width - 1, height - 1] * 2)


def pool_by_roi_pool(conv5, cells, levels):
    """(R, sum of n² · C) maxima of the windows, by torchvision: level by level, the bin fastest."""
    rois = torch.zeros(len(cells), 5)
    rois[:, 1:] = torch.from_numpy(cells)
    return torch.cat([roi_pool(conv5, rois, n).flatten(1) for n in levels], 1)


def pool_by_loop(conv5, cells, levels):
    """The same, one window after the other."""
    rows = []
    for x0, y0, x1, y1 in cells.tolist():
        window = conv5[:, :, y0:y1 + 1, x0:x1 + 1]
        rows.append(torch.cat([F.adaptive_max_pool2d(window, n).flatten() for n in levels]))
    return torch.stack(rows)


def area_windows(boxes, ratio, stride, offset, width, height):
    """(R, 4) edges x0, y0, x1, y1 of the boxes in cells, of which i covers [i, i + 1); at least a pixel of the resized photo wide."""
    cells, pixel = np.array([width, height]), 1 / stride
    first, last = (np.clip((ratio * edges - 0.5 - offset) / stride + 0.5, 0, cells) for edges in (boxes[:, :2], boxes[:, 2:]))
    thin = last - first < pixel
    first = np.where(thin, np.clip((first + last - pixel) / 2, 0, cells - pixel), first)
    return np.concatenate([first, np.where(thin, first + pixel, last)], 1)


def pool_areas(conv5, edges, levels):
    """(R, sum of n² · C) means over exact bins, from an integral image: level by level, the bin fastest."""
    integral = F.pad(conv5[0].permute(1, 2, 0).double().cumsum(0).cumsum(1), (0, 0, 1, 0, 1, 0))  # (H + 1, W + 1, C)
    x0, y0, x1, y1 = torch.from_numpy(edges).unbind(1)
    rows = []
    for n in levels:
        steps = torch.arange(n + 1) / n
        x, y = (low[:, None] + (high - low)[:, None] * steps for low, high in ((x0, x1), (y0, y1)))  # (R, n + 1)
        column, row = (at.long().clamp(max=side - 2) for at, side in ((x, integral.shape[1]), (y, integral.shape[0])))
        right, below = (x - column)[:, None, :, None], (y - row)[:, :, None, None]
        row, column = row[:, :, None], column[:, None, :]
        above = torch.lerp(integral[row, column], integral[row, column + 1], right)
        sums = torch.lerp(above, torch.lerp(integral[row + 1, column], integral[row + 1, column + 1], right), below)
        areas = ((x1 - x0) * (y1 - y0) / n ** 2)[:, None, None, None]
        rows.append((sums.diff(dim=1).diff(dim=2) / areas).flatten(1, 2).transpose(1, 2).flatten(1).float())
    return torch.cat(rows, 1)


def iou(box, boxes):
    sides = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    common = np.prod(np.maximum(sides, 0), axis=1)
    return common / (np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - common)


def doubled(coarse):
    """Linear interpolation to twice the cells; the second of two finer cells lies on the coarse one, the first halfway to the one before."""
    for axis in (2, 3):
        cells = coarse.shape[axis]
        size = [2 * side if i == axis else side for i, side in enumerate(coarse.shape)]
        finer = torch.empty(size, memory_format=torch.channels_last)
        between, on = finer.unflatten(axis, (cells, 2)).unbind(axis + 1)
        on.copy_(coarse)
        between.copy_(coarse)
        between.narrow(axis, 1, cells - 1).add_(coarse.narrow(axis, 0, cells - 1)).mul_(0.5)
        coarse = finer
    return coarse


def resize(image, size):
    """As OpenCV does it: means over areas where both sides shrink, linear interpolation otherwise."""
    shrinks = size[0] <= image.shape[1] and size[1] <= image.shape[0]
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


class SppNet:
    def __init__(self, folder, resize=resize):
        self.resize = resize
        with open(os.path.join(folder, "model.json")) as file:
            model = json.load(file)
        self.network, self.detector = model["backbone"], model["detector"]
        self.blocks = [spec.split(":")[1] for spec in self.network["blocks"].split()]
        self.levels = self.detector["levels"]
        weights = {**self._load(folder, self.network), **self._load(folder, self.detector)}
        weights["fc6.weight"] = self._bin_fastest(weights["fc6.weight"])
        self.platt = weights.pop("platt").double().numpy()
        self.weights = {
            name: w.to(memory_format=torch.channels_last) if w.dim() == 4 else w.contiguous() for name, w in weights.items()}

    @staticmethod
    def _load(folder, part):
        return {name: w.float() for name, w in load_file(os.path.join(folder, part["file"])).items()}

    def _bin_fastest(self, weight):
        """fc6 for pooled vectors in torchvision's order; the file has the channel fastest."""
        parts = weight.view(len(weight), -1, self.detector["conv5"]).split([n * n for n in self.levels], 1)
        return torch.cat([part.transpose(1, 2).flatten(1) for part in parts], 1)

    def _conv(self, x, name, stride=1):
        weight = self.weights[name + ".weight"]
        kernel, groups = weight.shape[-1], x.shape[1] // weight.shape[1]
        padding = kernel // 2
        if stride == 2:  # TensorFlow's SAME
            before = (kernel - 2) // 2
            x, padding = F.pad(x, (before, kernel - 2 - before) * 2), 0
        x = x.contiguous(memory_format=torch.channels_last)
        return F.conv2d(x, weight, self.weights[name + ".bias"], stride, padding, groups=groups)

    def backbone(self, x):
        """The last map and the lateral one."""
        x = F.relu6(self._conv(x, "stem", 2), inplace=True)
        for i, spec in enumerate(self.blocks):
            name, y = f"blocks.{i}", x
            if name + ".expand.weight" in self.weights:
                y = F.relu6(self._conv(y, name + ".expand"), inplace=True)
            y = F.relu6(self._conv(y, name + ".depthwise", int(spec[3])), inplace=True)
            y = self._conv(y, name + ".project")
            x = y.add_(x) if spec.endswith("r") else y
            if i == self.network["lateral"]["block"]:
                lateral = x
        return F.relu6(self._conv(x, "head"), inplace=True), lateral

    def conv5(self, image):
        """(1, C, H, W) of a BGR image, and how much the image was resized, for each scale."""
        return [self._conv5(image, side) for side in self.detector["scales"]]

    def _conv5(self, image, side):
        height, width = image.shape[:2]
        ratio = min(side / min(width, height), side * MAX_ASPECT / max(width, height))
        size = [max(1, int(np.floor(s * ratio + 0.5))) for s in (width, height)]
        resized = self.resize(image, size)
        if self.network["order"] == "RGB":
            resized = cv2.cvtColor(resized, cv2.COLOR_BGR2RGB)
        x = torch.from_numpy(resized).permute(2, 0, 1)[None].float()  # channels last, as the image is
        mean, std = (torch.tensor(self.network[k]).view(1, 3, 1, 1) for k in ("mean", "std"))
        multiple = self.network["sideMultiple"]
        x = F.pad((x - mean) / std, (0, -size[0] % multiple, 0, -size[1] % multiple))
        last, lateral = self.backbone(x)
        last = F.conv2d(last, self.weights["conv5.weight"][..., None, None], self.weights["conv5.bias"])
        last = doubled(last)
        return F.relu_(last + F.conv2d(lateral, self.weights["conv5.lateral"][..., None, None])), ratio

    def pool(self, maps, boxes):
        """(R, sum of n² · C); each box from the scale at which its area is nearest 224²."""
        areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
        scale = np.argmin([np.abs(areas * ratio ** 2 - AREA) for _, ratio in maps], axis=0)
        pooled = torch.empty(len(boxes), self.weights["fc6.weight"].shape[1])
        offset, stride = self.network["lateral"]["offset"], self.network["stride"] // 2
        areal = self.detector.get("pool") == "area"
        for i, (conv5, ratio) in enumerate(maps):
            here = np.flatnonzero(scale == i)
            if not len(here):
                continue
            of = (area_windows if areal else windows)(boxes[here], ratio, stride, offset, conv5.shape[3], conv5.shape[2])
            pool = pool_areas if areal else pool_by_roi_pool if roi_pool else pool_by_loop
            pooled[here] = pool(conv5, of, self.levels)
        return pooled

    def score(self, pooled):
        """(R, K) calibrated probabilities and (R, K, 4) box deltas."""
        w = self.weights
        x = F.relu_(F.linear(pooled, w["fc6.weight"], w["fc6.bias"]))
        x = F.relu_(F.linear(x, w["fc7.weight"], w["fc7.bias"]))
        log_p = F.log_softmax(F.linear(x, w["classifier.weight"], w["classifier.bias"]).double(), 1)[:, :-1].numpy()
        margins = log_p - np.log(np.maximum(-np.expm1(log_p), 1e-35))
        deltas = F.linear(x, w["box.weight"], w["box.bias"]).double().numpy()
        return 1 / (1 + np.exp(self.platt[:, 0] * margins + self.platt[:, 1])), deltas.reshape(len(deltas), -1, 4)

    def select(self, boxes, scores, deltas, size, threshold=None):
        """Moved boxes, suppressed and voted class by class; the best first."""
        threshold = self.detector["threshold"] if threshold is None else threshold
        sides = boxes[:, 2:] - boxes[:, :2]
        centres = (boxes[:, :2] + boxes[:, 2:])[:, None] / 2 + deltas[..., :2] * sides[:, None]
        halves = sides[:, None] * np.exp(np.minimum(deltas[..., 2:], MAX_LOG_GROWTH)) / 2
        moved = np.clip(np.concatenate([centres - halves, centres + halves], 2), 0, size * 2)
        found = []
        for k in np.flatnonzero((scores >= threshold).any(0)):
            wide = ((moved[:, k, 2:] - moved[:, k, :2]) >= MIN_SIDE).all(1)
            b, s = moved[wide, k], scores[wide, k]
            rest = np.flatnonzero(s >= threshold)
            rest = rest[np.argsort(-s[rest], kind="stable")]
            while len(rest):
                best = rest[0]
                voters = iou(b[best], b) >= VOTE_IOU
                box = np.average(b[voters], axis=0, weights=s[voters])
                found.append({"label": self.detector["classes"][k], "class_id": int(k), "score": float(s[best]), "box": box.tolist()})
                rest = rest[1:][iou(b[best], b[rest[1:]]) <= self.detector["nms"]]
        return sorted(found, key=lambda d: -d["score"])[:MAX_DETECTIONS]

    @torch.inference_mode()
    def detect(self, image, boxes, threshold=None):
        scores, deltas = self.score(self.pool(self.conv5(image), boxes))
        return self.select(boxes, scores, deltas, [image.shape[1], image.shape[0]], threshold)


def prepare(photo):
    image = read(photo)
    return image, propose(image)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="model directory")
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="photos prepared at the same time, and threads of the network")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(1 if len(given.photos) > 1 else given.threads)  # the photos share the processors
    net = SppNet(given.model)
    with concurrent.futures.ThreadPoolExecutor(given.threads) as pool:  # OpenCV lets go of the interpreter lock
        ahead, rest = [], iter(given.photos)
        for photo in given.photos:
            while len(ahead) <= given.threads and (following := next(rest, None)):
                ahead.append(pool.submit(prepare, following))
            image, boxes = ahead.pop(0).result()
            json.dump({"file": photo, "detections": net.detect(image, boxes)}, sys.stdout)
            print(flush=True)


if __name__ == "__main__":
    main()
