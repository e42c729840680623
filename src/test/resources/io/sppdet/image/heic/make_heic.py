"""Writes the HEIC files beside this, and what libheif makes of them: pip install pillow-heif==1.8.1 numpy, then python3 make_heic.py

The pictures are coded by pillow-heif's x265. Grids, turns and cuts, which it does not write, are boxes written here; libheif reads all of them.
"""
import io
import pathlib
import struct

import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
HERE = pathlib.Path(__file__).parent
EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x10\0\x02\0\0\0\x04tel\0\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # Model tel, orientation 6


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind.encode() + body


def full(kind, *parts, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def find(data, kind):
    """What the first box of a kind holds."""
    at = data.index(kind.encode())
    return data[at + 4 : at - 4 + struct.unpack(">I", data[at - 4 : at])[0]]


def coded(picture, **how):
    """Description, colours and bytes of a picture."""
    file = io.BytesIO()
    picture.save(file, "HEIF", quality=90, **how)
    data = file.getvalue()
    return find(data, "hvcC"), find(data, "colr"), find(data, "mdat")


def size(width, height):
    return full("ispe", struct.pack(">II", width, height))


def heic(name, photo, tile=64, changes=(), exif=None):
    """A photo as a grid of tiles; changes are properties of the whole."""
    width, height = photo.size
    columns, rows = -(-width // tile), -(-height // tile)
    padded = Image.fromarray(numpy.pad(numpy.asarray(photo), ((0, rows * tile - height), (0, columns * tile - width), (0, 0)), mode="edge"))
    parts = [coded(padded.crop((x, y, x + tile, y + tile))) for y in range(0, rows * tile, tile) for x in range(0, columns * tile, tile)]
    assert len({(hvcc, colr) for hvcc, colr, _ in parts}) == 1
    whole = len(parts) + 1
    datas = [data for *_, data in parts]
    infos = [full("infe", struct.pack(">HH4s", i, 0, b"hvc1"), b"\0", version=2, flags=1) for i in range(1, whole)]
    infos.append(full("infe", struct.pack(">HH4s", whole, 0, b"grid"), b"\0", version=2))
    references = [box("dimg", struct.pack(f">HH{len(parts)}H", whole, len(parts), *range(1, whole)))]
    if exif:
        infos.append(full("infe", struct.pack(">HH4s", whole + 1, 0, b"Exif"), b"\0", version=2, flags=1))
        references.append(box("cdsc", struct.pack(">HHH", whole + 1, 1, whole)))
        datas.append(struct.pack(">I", 6) + exif)
    properties = [box("hvcC", parts[0][0]), box("colr", parts[0][1]), size(tile, tile), size(width, height), *changes]
    own = [4, 2, *range(5, 5 + len(changes))]
    associations = struct.pack(">I", whole) + b"".join(struct.pack(">HBBBB", i, 3, 0x81, 2, 3) for i in range(1, whole))
    associations += struct.pack(">HB", whole, len(own)) + bytes(0x80 | i if i > 4 else i for i in own)
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)

    def meta(start):
        places, at = [], start
        for i, data in zip([*range(1, whole), whole + 1], datas):
            places.append(struct.pack(">HHHHII", i, 0, 0, 1, at, len(data)))
            at += len(data)
        places.append(struct.pack(">HHHHII", whole, 1, 0, 1, 0, len(grid)))
        return full("meta", full("hdlr", b"\0\0\0\0pict", bytes(13)), full("pitm", struct.pack(">H", whole)),
                    full("iinf", struct.pack(">H", len(infos)), *infos), full("iref", *references),
                    box("iprp", box("ipco", *properties), full("ipma", associations)), box("idat", grid),
                    full("iloc", struct.pack(">HH", 0x4400, len(places)), *places, version=1))

    brand = box("ftyp", b"heic\0\0\0\0mif1heic")
    start = len(brand) + len(meta(0)) + 8
    file = brand + meta(start) + box("mdat", *datas)
    (HERE / name).write_bytes(file)
    return file


def decoded(file):
    return Image.open(io.BytesIO(file)).convert("RGB")


def scene(width, height):
    """Colours that change slowly, so that it does not matter how chroma is made larger."""
    y, x = numpy.mgrid[0:height, 0:width]
    rgb = numpy.stack([40 + 170 * x / width, 60 + 150 * y / height, 200 - 120 * (x + y) / (width + height)], axis=2)
    return Image.fromarray(rgb.astype(numpy.uint8))


def main():
    scene(150, 100).save(HERE / "plain.heic", quality=90)
    decoded((HERE / "plain.heic").read_bytes()).save(HERE / "plain.png")
    decoded(heic("grid.heic", scene(160, 100), changes=[box("irot", b"\3")], exif=EXIF)).save(HERE / "grid.png")
    cut = box("clap", struct.pack(">8i", 101, 1, 77, 1, 7, 2, -5, 2))
    decoded(heic("cut.heic", scene(160, 100), changes=[cut])).save(HERE / "cut.png")
    quadrants = numpy.zeros((64, 128, 3), numpy.uint8)
    quadrants[:32, :64], quadrants[:32, 64:], quadrants[32:, :64], quadrants[32:] [:, 64:] = (255, 0, 0), (0, 255, 0), (0, 0, 255), 255
    for axis in [None, 0, 1]:
        for angle in range(4):
            changes = [box("irot", bytes([angle]))] + ([] if axis is None else [box("imir", bytes([axis]))])
            name = "quadrants.heic" if axis == 0 and angle == 0 else "tried.heic"
            picture = decoded(heic(name, Image.fromarray(quadrants), changes=changes))
            w, h = picture.size
            names = {(1, 0, 0): "R", (0, 1, 0): "G", (0, 0, 1): "B", (1, 1, 1): "W"}
            corners = "".join(names[tuple(int(c > 127) for c in picture.getpixel(p))] for p in [(8, 8), (w - 8, 8), (8, h - 8), (w - 8, h - 8)])
            print(f'"{angle}, {axis}, {corners}",')
    (HERE / "tried.heic").unlink()


main()
