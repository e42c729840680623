#!/usr/bin/env python3
"""Makes imagenet/reference.npz: what PyTorch computes with the weights of models/imagenet.

An implementation of EfficientNet-Lite of its own, on a synthetic picture whose sides are no
multiples of 32. Needs PyTorch, NumPy and safetensors. Run: python3 make_imagenet_reference.py
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parents[5] / "models" / "imagenet"


def picture(height, width):
    """A bright disc before coloured waves, with a little noise."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    waves = [128 + 90 * np.sin(x / a + y / b) for a, b in ((9, 17), (13, -7), (-21, 11))]
    rgb = np.stack(waves, axis=-1)
    disc = (x - 0.4 * width) ** 2 + (y - 0.55 * height) ** 2 < (0.3 * height) ** 2
    rgb[disc] = (240, 140, 30)
    rgb += np.random.default_rng(1).normal(0, 8, rgb.shape)
    return np.clip(np.round(rgb), 0, 255).astype(np.uint8)


def same(x, kernel, stride):
    """TensorFlow's SAME padding."""
    sides = []
    for n in (x.shape[3], x.shape[2]):
        total = max((-(-n // stride) - 1) * stride + kernel - n, 0)
        sides += [total // 2, total - total // 2]
    return F.pad(x, sides)


def main():
    weights = load_file(MODEL / "backbone.safetensors")
    weights |= load_file(MODEL / "classifier.safetensors")
    weights = {name: tensor.float() for name, tensor in weights.items()}
    blocks = json.loads((MODEL / "model.json").read_text())["backbone"]["blocks"]

    def conv(name, x, kernel=1, stride=1):
        weight = weights[name + ".weight"]
        groups = x.shape[1] // weight.shape[1]
        x = same(x, kernel, stride)
        return F.conv2d(x, weight, weights[name + ".bias"], stride=stride, groups=groups)

    rgb = picture(75, 110)
    x = torch.from_numpy(((rgb.astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None])
    x = F.pad(x, (0, -x.shape[3] % 32, 0, -x.shape[2] % 32))
    with torch.no_grad():
        x = F.relu6(conv("stem", x, 3, 2))
        for block in blocks.split():
            number, rest = block.split(":")
            name, kernel, stride = f"blocks.{number}", int(rest[1]), int(rest[3])
            y = F.relu6(conv(name + ".expand", x)) if name + ".expand.weight" in weights else x
            y = F.relu6(conv(name + ".depthwise", y, kernel, stride))
            y = conv(name + ".project", y)
            x = x + y if rest.endswith("r") else y
        head = F.relu6(conv("head", x))
        logits = F.linear(
            head.mean((2, 3)), weights["classifier.weight"], weights["classifier.bias"]
        )
    arrays = {"rgb": rgb, "head": head[0].numpy(), "logits": logits[0].numpy()}
    np.savez_compressed(HERE / "imagenet" / "reference.npz", **arrays)


if __name__ == "__main__":
    main()
