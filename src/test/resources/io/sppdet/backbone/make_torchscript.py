#!/usr/bin/env python3
"""Makes torchscript/backbone.pt and torchscript/reference.npz, a tiny network of the user's own.

Needs PyTorch and NumPy. Run: python3 make_torchscript.py
"""

import io
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent / "torchscript"


class Tiny(torch.nn.Module):
    """One convolution of stride 4 with ReLU: (1, 3, H, W) to (1, 5, H/4, W/4)."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 5, kernel_size=5, stride=4, padding=2)

    def forward(self, x):
        return torch.relu(self.conv(x))


def save(network, file):
    """Saves a scripted network without the names of the source files on this machine."""
    reader = torch._C.PyTorchFileReader(io.BytesIO(network.save_to_buffer()))
    writer = torch._C.PyTorchFileWriter(str(file))
    for name in reader.get_all_records():
        written_by_writer = name in ("version", "byteorder") or name.startswith(".data/")
        if not name.endswith(".debug_pkl") and not written_by_writer:
            record = reader.get_record(name)
            writer.write_record(name, record, len(record))
    writer.write_end_of_file()


def main():
    torch.manual_seed(1)
    network = torch.jit.script(Tiny().eval())
    save(network, HERE / "backbone.pt")
    rgb = np.random.default_rng(1).integers(0, 256, (13, 18, 3), dtype=np.uint8)
    bgr = rgb[..., ::-1].astype(np.float32)
    mean, std = np.float32([100, 110, 120]), np.float32([50, 60, 70])
    x = torch.from_numpy(((bgr - mean) / std).transpose(2, 0, 1)[None])
    x = torch.nn.functional.pad(x, (0, 2, 0, 3))  # 18 to 20 columns, 13 to 16 rows
    with torch.no_grad():
        np.savez_compressed(HERE / "reference.npz", rgb=rgb, map=network(x).numpy())


if __name__ == "__main__":
    main()
